import type { Quirk } from "./api-behavior";
import type { Change, CloudObject, CloudView } from "./object";
import { parseCidr } from "../../core/addresses/cidr";
import { list, text, Values } from "../../inventory/terraform/values";

const ROUTE = "cloudflare_zero_trust_tunnel_cloudflared_route";
const HOSTNAME_ROUTE = "cloudflare_zero_trust_network_hostname_route";
const NETWORK = "cloudflare_zero_trust_tunnel_cloudflared_virtual_network";
const POLICY = "cloudflare_zero_trust_gateway_policy";

/** @internal What the APIs of private networks do so; a deleted tunnel takes its routes along, as its configuration. */
export const PRIVATE_NETWORK_QUIRKS: Quirk[] = [
  {
    name: "a virtual network has a CIDR once",
    types: /^cloudflare_zero_trust_tunnel_cloudflared_route$/,
    refuses: (change, cloud) => {
      const twin = twinOf(change, cloud.ofType(ROUTE), (route) => `${cidrOf(route)} in ${networkOf(route, cloud)}`);
      return twin && `409: ${twin.name} is a route of the same range already: ${twin.id}`;
    },
  },
  {
    name: "a hostname is routed once",
    types: /^cloudflare_zero_trust_network_hostname_route$/,
    refuses: (change, cloud) => {
      const twin = twinOf(change, cloud.ofType(HOSTNAME_ROUTE), ({ hostname }) => text(hostname));
      return twin && `409: ${twin.name} is a route of the same name already: ${twin.id}`;
    },
  },
  {
    name: "a virtual network with routes is not deleted",
    types: /^cloudflare_zero_trust_tunnel_cloudflared_virtual_network$/,
    refuses: (change, cloud) => {
      if (change.operation !== "delete") return undefined;
      const { id, name } = change.before;
      const route = cloud.ofType(ROUTE).find(({ values }) => networkOf(values, cloud) === id);
      return route && `409: the virtual network ${name} has routes: ${route.name}`;
    },
  },
  {
    name: "a virtual network has its name alone",
    types: /^cloudflare_zero_trust_tunnel_cloudflared_virtual_network$/,
    refuses: (change, cloud) => {
      const twin = twinOf(change, cloud.ofType(NETWORK), ({ name }) => text(name));
      return twin && `409: there is a virtual network ${twin.name} already: ${twin.id}`;
    },
  },
  {
    // Docs of Gateway's order of enforcement: two policies that swap their places meet each other's
    name: "a precedence is that of one policy of its kind",
    types: /^cloudflare_zero_trust_gateway_policy$/,
    refuses: (change, cloud) => {
      const twin = twinOf(change, cloud.ofType(POLICY), ({ filters, precedence }) =>
        text(precedence) === undefined ? undefined : `${list(filters).join(" ")} ${text(precedence)}`,
      );
      return twin && `409: precedence ${text(twin.values.precedence)} is that of policy ${twin.name}: ${twin.id}`;
    },
  },
];

/** The other object of its account that has this already; nothing is compared where it says nothing. */
function twinOf(
  change: Change,
  others: CloudObject[],
  what: (values: Values) => string | undefined,
): CloudObject | undefined {
  if (change.operation === "delete") return undefined;
  const { id, values } = change.after;
  const wanted = what(values);
  if (wanted === undefined) return undefined;
  return others.find(
    (other) => other.id !== id && other.values.account_id === values.account_id && what(other.values) === wanted,
  );
}

function cidrOf({ network }: Values): string {
  const written = text(network) ?? "";
  return parseCidr(written)?.text ?? written;
}

/** A route that names no virtual network is in the default one. */
function networkOf({ virtual_network_id: id }: Values, cloud: CloudView): string {
  const fallback = cloud.ofType(NETWORK).find(({ values }) => values.is_default_network === true)?.id;
  return text(id) ?? fallback ?? "the default one";
}
