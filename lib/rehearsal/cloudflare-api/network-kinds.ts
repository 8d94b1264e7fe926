import type { KindContext, ObjectKind } from "./object-kind";
import { parseCidr } from "../../core/addresses/cidr";
import { text, Values } from "../../core/terraform/values";
import { hash } from "../cloud/computed";
import type { CloudView } from "../cloud/object";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const ACCOUNT = "accounts/{account_id}";
const NEVER = { deleted_at: null };

/** @internal Tunnels and private networks. */
export const NETWORK_KINDS: ObjectKind[] = [
  {
    type: TUNNEL,
    path: `${ACCOUNT}/cfd_tunnel`,
    update: "PATCH",
    filters: ["name", "uuid", "status"],
    defaults: { config_src: "local" },
    assign: ({ now, path, unique }) => ({
      ...NEVER,
      account_tag: path.account_id,
      tunnel_secret: unique("tunnel_secret"),
      created_at: now,
      conns_active_at: null,
      conns_inactive_at: null,
      connections: [],
      metadata: {},
      status: "inactive",
      tun_type: "cfd_tunnel",
    }),
    derive: ({ config_src: source }) => ({ remote_config: source === "cloudflare" }),
    secret: ["tunnel_secret"],
    isKept: true,
  },
  {
    type: `${TUNNEL}_route`,
    path: `${ACCOUNT}/teamnet/routes`,
    update: "PATCH",
    filters: ["tunnel_id", "virtual_network_id", "comment"],
    defaults: { comment: "" },
    assign: ({ now }) => ({ ...NEVER, tun_type: "cfd_tunnel", created_at: now }),
    derive: (route, context) => ({
      network: parseCidr(text(route.network) ?? "")?.text ?? route.network,
      virtual_network_id: route.virtual_network_id ?? defaultNetwork(context.path.account_id),
      ...tunnelName(route, context),
    }),
    // Without an id, the network that is the default one at the time of a check counts.
    filledIn: (route, { account_id: account }) =>
      route.virtual_network_id === defaultNetwork(account) ? ["virtual_network_id"] : [],
    isKept: true,
  },
  {
    type: `${TUNNEL}_virtual_network`,
    path: `${ACCOUNT}/teamnet/virtual_networks`,
    update: "PATCH",
    filters: ["name", "id", "is_default_network"],
    defaults: { comment: "", is_default_network: false },
    assign: ({ now }) => ({ ...NEVER, created_at: now }),
    isKept: true,
  },
  {
    type: "cloudflare_zero_trust_network_hostname_route",
    path: `${ACCOUNT}/zerotrust/routes/hostname`,
    update: "PATCH",
    filters: ["hostname", "tunnel_id", "id"],
    defaults: { comment: "" },
    assign: ({ now }) => ({ ...NEVER, tun_type: "cfd_tunnel", created_at: now }),
    derive: (route, context) => ({
      // "*.internal.example" is stored as "internal.example".
      hostname: text(route.hostname)?.replace(/^\*\./, ""),
      ...tunnelName(route, context),
    }),
    isKept: true,
  },
];

/** The id of the virtual network that every account has. */
function defaultNetwork(account: string): string {
  return hash("default virtual network", account)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

function tunnelName({ tunnel_id: id }: Values, { cloud }: KindContext): Values {
  return { tunnel_name: nameOf(cloud, id) };
}

function nameOf(cloud: CloudView, id: unknown): string {
  return text(cloud.find(TUNNEL, id)?.values.name) ?? "";
}
