import { ApiBehavior, oneOf } from "./api-behavior";
import { GOOGLE_BEHAVIORS } from "./google-behavior";
import type { CloudObject } from "./object";
import { PRIVATE_NETWORK_BEHAVIORS } from "./private-network-behavior";
import { block, blocks, list, text } from "../../core/terraform/values";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const CONFIGURATION = `${TUNNEL}_config`;
const ROUTE = `${TUNNEL}_route`;
const HOSTNAME_ROUTE = "cloudflare_zero_trust_network_hostname_route";
const APPLICATION = "cloudflare_zero_trust_access_application";
const POLICY = "cloudflare_zero_trust_access_policy";
const RECORD = "cloudflare_dns_record";
const CERTIFICATE = "cloudflare_zero_trust_access_short_lived_certificate";
const PROFILE = "cloudflare_zero_trust_device_custom_profile";
/** The object below an object, and the attribute that contains the id of its owner. */
const PARTS = new Map<string, [part: string, owner: string]>([
  [APPLICATION, [CERTIFICATE, "app_id"]],
  [PROFILE, [`${PROFILE}_local_domain_fallback`, "policy_id"]],
]);
const ADDRESS_TYPES = ["A", "AAAA", "CNAME"];

/** @internal The behaviors of all simulated APIs. */
export const API_BEHAVIORS: ApiBehavior[] = [
  {
    // internal/services/zero_trust_tunnel_cloudflared_config/resource.go: Delete sends no request.
    name: "a tunnel configuration remains active until its tunnel is deleted",
    appliesTo: oneOf(CONFIGURATION),
    ignores: "delete",
  },
  {
    // The configuration is below the URL of the tunnel, and a route refers to its tunnel. A tunnel that was never
    // created here is managed elsewhere.
    name: "the configuration and the routes of a tunnel require the tunnel",
    appliesTo: oneOf(CONFIGURATION, ROUTE, HOSTNAME_ROUTE),
    refuses: (change, cloud) => {
      if (change.operation === "delete") return undefined;
      const id = change.after.values.tunnel_id;
      return cloud.isDeleted(TUNNEL, id)
        ? { code: "TunnelDeleted", message: `404: tunnel ${String(id)} has been deleted` }
        : undefined;
    },
  },
  {
    // cloudflare/terraform-provider-cloudflare#6492: the routes are deleted too, so their own deletion gets a 404.
    name: "a deleted tunnel takes its configuration and its routes along",
    appliesTo: oneOf(TUNNEL),
    alsoDeletes: (tunnel, cloud) =>
      [CONFIGURATION, ROUTE, HOSTNAME_ROUTE]
        .flatMap((type) => cloud.ofType(type))
        .filter(({ values }) => values.tunnel_id === tunnel.id),
  },
  {
    // Both are at a path below the object, so that they do not exist without it.
    name: "an application takes its certificate authority along, and a device profile its list of local domains",
    appliesTo: oneOf(...PARTS.keys()),
    alsoDeletes: ({ type, id }, cloud) => {
      const [part, owner] = PARTS.get(type)!;
      return cloud.ofType(part).filter(({ values }) => values[owner] === id);
    },
  },
  {
    name: "an application has at most one certificate authority",
    appliesTo: oneOf(CERTIFICATE),
    refuses: (change, cloud) => {
      if (change.operation !== "create") return undefined;
      const { app_id: application } = change.after.values;
      const existing = cloud.ofType(CERTIFICATE).find(({ values }) => values.app_id === application);
      return (
        existing && {
          code: "AlreadyExists",
          message: `409: application ${String(application)} has a certificate authority: ${existing.id}`,
        }
      );
    },
  },
  {
    // API code 1022, cloudflare/terraform-provider-cloudflare#5255
    name: "a tunnel with connections cannot be deleted",
    appliesTo: oneOf(TUNNEL),
    refuses: ({ operation }, { hasLiveConnections }) =>
      operation === "delete" && hasLiveConnections
        ? {
            code: "TunnelHasConnections",
            message: "400: cannot delete tunnel because it has active connections (1022)",
          }
        : undefined,
  },
  {
    // API code 11010, access.api.error.application_already_exists
    name: "a host has at most one application",
    appliesTo: oneOf(APPLICATION),
    refuses: (change, cloud) => {
      if (change.operation === "delete") return undefined;
      const requested = new Set(destinationsOf(change.after));
      const existing = cloud
        .ofType(APPLICATION)
        .filter((each) => each.id !== change.after.id && isInSameAccount(each.values, change.after.values))
        .find((each) => destinationsOf(each).some((uri) => requested.has(uri)));
      return (
        existing && {
          code: "AlreadyExists",
          message: `409: application_already_exists (11010): application ${existing.id} covers ${existing.name}`,
        }
      );
    },
  },
  {
    // cloudflare/terraform-provider-cloudflare#7284
    name: "a policy that is used by an application cannot be deleted",
    appliesTo: oneOf(POLICY),
    refuses: (change, cloud) => {
      if (change.operation !== "delete") return undefined;
      const { id, values: policy } = change.before;
      // A policy that belongs to one application, as in version 4 of the provider, can be deleted.
      if (text(policy.application_id) !== undefined) return undefined;
      const user = cloud
        .ofType(APPLICATION)
        .find(({ values }) => blocks(values.policies).some((each) => each.id === id));
      return user && { code: "InUse", message: `409: policy ${id} is used by application ${user.name}` };
    },
  },
  {
    // API codes 81053 and 81058: a CNAME excludes addresses of the same name, and no record can be duplicated.
    name: "some records of one name exclude each other",
    appliesTo: oneOf(RECORD),
    refuses: (change, cloud) => {
      if (change.operation === "delete") return undefined;
      const { id, values } = change.after;
      const existing = cloud
        .ofType(RECORD)
        .filter((each) => each.id !== id && each.values.zone_id === values.zone_id && each.values.name === values.name)
        .find((each) => excludes(text(each.values.type), text(values.type)) || isSameRecord(each.values, values));
      return (
        existing && {
          code: "AlreadyExists",
          message: `400: a record of ${existing.name} already exists (81053): ${existing.id}`,
        }
      );
    },
  },
  {
    name: "the name of a Kubernetes object is unique in its cluster",
    appliesTo: (type) => type.startsWith("kubernetes_"),
    refuses: (change, cloud) => {
      if (change.operation !== "create") return undefined;
      const { type, name, endpoint, values } = change.after;
      if (text(block(values.metadata).name) === undefined) return undefined;
      const exists = cloud.ofType(type).some((each) => each.name === name && each.endpoint === endpoint);
      return exists ? { code: "AlreadyExists", message: `409: ${type} ${name} already exists` } : undefined;
    },
  },
  ...PRIVATE_NETWORK_BEHAVIORS,
  ...GOOGLE_BEHAVIORS,
];

/** An application belongs to an account or to a zone. The account of a zone is unknown. */
function isInSameAccount(a: CloudObject["values"], b: CloudObject["values"]): boolean {
  return ["account_id", "zone_id"].every(
    (owner) => text(a[owner]) === undefined || text(b[owner]) === undefined || a[owner] === b[owner],
  );
}

function destinationsOf({ values }: CloudObject): string[] {
  const uris = blocks(values.destinations).map(({ uri }) => uri);
  return [...uris, values.domain, ...list(values.self_hosted_domains)].flatMap((uri) => text(uri) ?? []);
}

function excludes(a = "", b = ""): boolean {
  return ADDRESS_TYPES.includes(a) && ADDRESS_TYPES.includes(b) && (a === "CNAME" || b === "CNAME");
}

function isSameRecord(a: CloudObject["values"], b: CloudObject["values"]): boolean {
  return a.type === b.type && a.content === b.content;
}
