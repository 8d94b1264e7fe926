import { ApiBehavior, oneOf } from "./api-behavior";
import type { CloudObject } from "./object";
import { text } from "../../core/terraform/values";

/** The attributes within whose values a name is unique, in addition to the type. */
const NAME_SCOPES = ["project", "location", "region", "managed_zone"];

/** The version of a secret and the member of a role have no name. */
const UNNAMED = /^google_secret_manager_secret_(version|iam_)/;

/** @internal Behaviors of Google's APIs and provider that decide whether objects are created and deleted. */
export const GOOGLE_BEHAVIORS: ApiBehavior[] = [
  {
    // API code 409 ALREADY_EXISTS
    name: "the name of a Google object is unique",
    appliesTo: (type) => type.startsWith("google_") && !UNNAMED.test(type),
    refuses: (change, cloud) => {
      if (change.operation !== "create") return undefined;
      const { after } = change;
      const existing = cloud
        .ofType(after.type)
        .find((each) => each.name === after.name && hasSameNameScope(each, after));
      return existing && { code: "AlreadyExists", message: `409: ${after.type} ${after.name} already exists` };
    },
  },
  {
    // resource_cloud_run_v2_worker_pool.go and _service.go: Delete reads deletion_protection from the state. It is true
    // by default.
    name: "a protected Cloud Run object cannot be deleted",
    appliesTo: oneOf("google_cloud_run_v2_service", "google_cloud_run_v2_worker_pool"),
    refuses: (change) =>
      change.operation === "delete" && change.before.values.deletion_protection !== false
        ? {
            code: "DeletionProtected",
            message:
              `cannot destroy ${change.before.name} without setting deletion_protection=false and running ` +
              "`terraform apply`",
          }
        : undefined,
  },
];

/** An object without a project belongs to that of its provider. */
function hasSameNameScope(a: CloudObject, b: CloudObject): boolean {
  const isInProjectOfProvider = [a, b].every(({ values }) => text(values.project) === undefined);
  if (isInProjectOfProvider && a.endpoint !== b.endpoint) return false;
  return NAME_SCOPES.every((attribute) => (a.values[attribute] ?? null) === (b.values[attribute] ?? null));
}
