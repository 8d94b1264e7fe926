import { ApiBehavior, oneOf } from "./api-behavior";
import type { Change, CloudObject, CloudView } from "./object";
import { parseCidr } from "../../core/addresses/cidr";
import { list, text, Values } from "../../core/terraform/values";

const ROUTE = "cloudflare_zero_trust_tunnel_cloudflared_route";
const HOSTNAME_ROUTE = "cloudflare_zero_trust_network_hostname_route";
const NETWORK = "cloudflare_zero_trust_tunnel_cloudflared_virtual_network";
const POLICY = "cloudflare_zero_trust_gateway_policy";

/** @internal Behaviors of the APIs for private networks. */
export const PRIVATE_NETWORK_BEHAVIORS: ApiBehavior[] = [
  {
    name: "a virtual network has at most one route of a CIDR",
    appliesTo: oneOf(ROUTE),
    refuses: (change, cloud) => {
      const keyOf = (route: Values) => `${cidrOf(route)} in ${networkOf(route, cloud)}`;
      const existing = conflictOf(change, cloud.ofType(ROUTE), keyOf);
      return (
        existing && {
          code: "AlreadyExists",
          message: `409: a route of the same range already exists: ${existing.name}, ${existing.id}`,
        }
      );
    },
  },
  {
    name: "a hostname has at most one route",
    appliesTo: oneOf(HOSTNAME_ROUTE),
    refuses: (change, cloud) => {
      const existing = conflictOf(change, cloud.ofType(HOSTNAME_ROUTE), ({ hostname }) => text(hostname));
      return (
        existing && {
          code: "AlreadyExists",
          message: `409: a route of the same hostname already exists: ${existing.name}, ${existing.id}`,
        }
      );
    },
  },
  {
    name: "a virtual network with routes cannot be deleted",
    appliesTo: oneOf(NETWORK),
    refuses: (change, cloud) => {
      if (change.operation !== "delete") return undefined;
      const { id, name } = change.before;
      const route = cloud.ofType(ROUTE).find(({ values }) => networkOf(values, cloud) === id);
      return route && { code: "InUse", message: `409: virtual network ${name} has routes: ${route.name}` };
    },
  },
  {
    name: "the name of a virtual network is unique",
    appliesTo: oneOf(NETWORK),
    refuses: (change, cloud) => {
      const existing = conflictOf(change, cloud.ofType(NETWORK), ({ name }) => text(name));
      return (
        existing && {
          code: "AlreadyExists",
          message: `409: virtual network ${existing.name} already exists: ${existing.id}`,
        }
      );
    },
  },
  {
    // Cloudflare's page on the order of enforcement. Two policies that exchange their precedence conflict.
    name: "the precedence of a policy is unique among policies of its kind",
    appliesTo: oneOf(POLICY),
    refuses: (change, cloud) => {
      const existing = conflictOf(change, cloud.ofType(POLICY), ({ filters, precedence }) =>
        text(precedence) === undefined ? undefined : `${list(filters).join(" ")} ${text(precedence)}`,
      );
      return (
        existing && {
          code: "AlreadyExists",
          message:
            `409: precedence ${text(existing.values.precedence)} is used by policy ${existing.name}: ` + existing.id,
        }
      );
    },
  },
];

/** The other object of the account with the same key. An object whose key is undefined conflicts with none. */
function conflictOf(
  change: Change,
  others: CloudObject[],
  keyOf: (values: Values) => string | undefined,
): CloudObject | undefined {
  if (change.operation === "delete") return undefined;
  const { id, values } = change.after;
  const key = keyOf(values);
  if (key === undefined) return undefined;
  return others.find(
    (other) => other.id !== id && other.values.account_id === values.account_id && keyOf(other.values) === key,
  );
}

function cidrOf({ network }: Values): string {
  const written = text(network) ?? "";
  return parseCidr(written)?.text ?? written;
}

/** A route without a virtual network belongs to the default one of its account. */
function networkOf({ virtual_network_id: id, account_id: account }: Values, cloud: CloudView): string {
  const fallback = cloud
    .ofType(NETWORK)
    .find(({ values }) => values.is_default_network === true && values.account_id === account)?.id;
  return text(id) ?? fallback ?? "the default one";
}
