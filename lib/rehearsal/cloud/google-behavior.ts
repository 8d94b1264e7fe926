import type { Quirk } from "./api-behavior";
import type { CloudObject } from "./object";

/** What an object's name is taken in, apart from its type. */
const WITHIN = ["project", "location", "region", "managed_zone"];

/** @internal What Google's APIs and provider do, as far as it decides whether a connector or a service comes and goes. */
export const GOOGLE_QUIRKS: Quirk[] = [
  {
    // API code 409 ALREADY_EXISTS; a version of a secret and a member of a role have no name to take
    name: "a Google object has its name alone",
    types: /^google_(?!secret_manager_secret_(version|iam_))/,
    refuses: (change, cloud) => {
      if (change.operation !== "create") return undefined;
      const { after } = change;
      const twin = cloud.ofType(after.type).find((each) => each.name === after.name && isBeside(each, after));
      return twin && `409: ${after.type} ${after.name} already exists`;
    },
  },
  {
    // resource_cloud_run_v2_worker_pool.go and _service.go: Delete asks the state for deletion_protection, which is true where nobody says
    name: "a protected Cloud Run object is not deleted",
    types: /^google_cloud_run_v2_(service|worker_pool)$/,
    refuses: (change) =>
      change.operation === "delete" && change.before.values.deletion_protection !== false
        ? `cannot destroy ${change.before.name} without setting deletion_protection=false and applying that`
        : undefined,
  },
];

function isBeside(a: CloudObject, b: CloudObject): boolean {
  return WITHIN.every((place) => (a.values[place] ?? null) === (b.values[place] ?? null));
}
