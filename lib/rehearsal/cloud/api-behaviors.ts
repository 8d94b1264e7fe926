import type { Quirk } from "./api-behavior";
import { GOOGLE_QUIRKS } from "./google-behavior";
import type { CloudObject } from "./object";
import { PRIVATE_NETWORK_QUIRKS } from "./private-network-behavior";
import { block, blocks, list, text } from "../../inventory/terraform/values";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const APPLICATION = "cloudflare_zero_trust_access_application";
const ADDRESSES = ["A", "AAAA", "CNAME"];

/** @internal */
export const QUIRKS: Quirk[] = [
  {
    // internal/services/zero_trust_tunnel_cloudflared_config/resource.go: Delete makes no request
    name: "a configuration outlives its delete, until its tunnel is deleted",
    types: /^cloudflare_zero_trust_tunnel_cloudflared_config$/,
    ignores: "delete",
  },
  {
    // The object lies below the tunnel's URL, and a route names its tunnel. One that was never made here is somebody else's.
    name: "what belongs to a tunnel needs it",
    types: /^cloudflare_zero_trust_(tunnel_cloudflared_(config|route)|network_hostname_route)$/,
    refuses: (change, cloud) => {
      if (change.operation === "delete") return undefined;
      const id = change.after.values.tunnel_id;
      return cloud.isDeleted(TUNNEL, id) ? `404: there is no tunnel ${String(id)} any more` : undefined;
    },
  },
  {
    // cloudflare/terraform-provider-cloudflare#6492: the routes go too, and their own delete then meets 404
    name: "a deleted tunnel takes its configuration and its routes along",
    types: /^cloudflare_zero_trust_tunnel_cloudflared$/,
    takesAlong: (tunnel, cloud) =>
      [`${TUNNEL}_config`, `${TUNNEL}_route`, "cloudflare_zero_trust_network_hostname_route"]
        .flatMap((type) => cloud.ofType(type))
        .filter(({ values }) => values.tunnel_id === tunnel.id),
  },
  {
    // API code 1022, cloudflare/terraform-provider-cloudflare#5255
    name: "a tunnel with connections is not deleted",
    types: /^cloudflare_zero_trust_tunnel_cloudflared$/,
    refuses: ({ operation }, { hasLiveConnections }) =>
      operation === "delete" && hasLiveConnections
        ? "400: cannot delete tunnel because it has active connections (1022)"
        : undefined,
  },
  {
    // API code 11010, access.api.error.application_already_exists
    name: "a host has one application",
    types: /^cloudflare_zero_trust_access_application$/,
    refuses: (change, cloud) => {
      if (change.operation === "delete") return undefined;
      const wanted = new Set(destinations(change.after));
      const holder = cloud
        .ofType(APPLICATION)
        .find((each) => each.id !== change.after.id && destinations(each).some((uri) => wanted.has(uri)));
      return holder && `409: application_already_exists (11010): ${holder.name} is held by application ${holder.id}`;
    },
  },
  {
    // cloudflare/terraform-provider-cloudflare#7284
    name: "a policy in use is not deleted",
    types: /^cloudflare_zero_trust_access_policy$/,
    refuses: (change, cloud) => {
      if (change.operation !== "delete") return undefined;
      const { id } = change.before;
      const user = cloud
        .ofType(APPLICATION)
        .find(({ values }) => blocks(values.policies).some((each) => each.id === id));
      return user && `409: policy ${id} is used by application ${user.name}`;
    },
  },
  {
    // API codes 81053 and 81058: a CNAME stands alone beside addresses, and no record exists twice
    name: "records of one name exclude each other",
    types: /^cloudflare_dns_record$/,
    refuses: (change, cloud) => {
      if (change.operation === "delete") return undefined;
      const { id, values } = change.after;
      const twin = cloud
        .ofType("cloudflare_dns_record")
        .filter((each) => each.id !== id && each.values.zone_id === values.zone_id && each.values.name === values.name)
        .find((each) => excludes(text(each.values.type), text(values.type)) || isSameRecord(each.values, values));
      return twin && `400: a record of ${twin.name} already exists (81053): ${twin.id}`;
    },
  },
  {
    name: "a Kubernetes object has its name alone in its cluster",
    types: /^kubernetes_/,
    refuses: (change, cloud) => {
      if (change.operation !== "create") return undefined;
      const { type, name } = change.after;
      if (text(block(change.after.values.metadata).name) === undefined) return undefined;
      const twins = cloud.ofType(type).filter((each) => each.name === name).length;
      return twins < cloud.clustersWith(type, name) ? undefined : `409: ${type} ${name} already exists`;
    },
  },
  ...PRIVATE_NETWORK_QUIRKS,
  ...GOOGLE_QUIRKS,
];

function destinations({ values }: CloudObject): string[] {
  const uris = blocks(values.destinations).map(({ uri }) => uri);
  return [...uris, values.domain, ...list(values.self_hosted_domains)].flatMap((uri) => text(uri) ?? []);
}

function excludes(a = "", b = ""): boolean {
  return ADDRESSES.includes(a) && ADDRESSES.includes(b) && (a === "CNAME" || b === "CNAME");
}

function isSameRecord(a: CloudObject["values"], b: CloudObject["values"]): boolean {
  return a.type === b.type && a.content === b.content;
}
