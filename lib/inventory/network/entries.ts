import { tunnelName, virtualNetworkName } from "./labels";
import type { PrivateNetwork } from "./model";
import { Decision, decisionsOf } from "./policy-decision";
import type { PrivateNameEntry, PrivateRouteEntry } from "../model";
import { compare } from "../terraform/values";

/** @internal The private routes of a network, and who can connect through them. */
export function privateRoutes(network: PrivateNetwork): PrivateRouteEntry[] {
  return network.routes
    .map(({ address, cidr, tunnel, virtualNetwork, comment }) => ({
      address,
      destination: cidr.text,
      tunnel: tunnelName(network, tunnel),
      virtualNetwork: virtualNetworkName(network, virtualNetwork),
      who: [...new Set(decisionsOf(network, { destination: cidr, virtualNetwork }).map(whoOf))],
      ...(comment !== undefined && { comment }),
    }))
    .sort((a, b) => compare(a.virtualNetwork, b.virtualNetwork) || compare(a.destination, b.destination));
}

/** The decision for an unspecified user, as text. */
function whoOf({ outcome, policy, unsure }: Decision): string {
  const some = unsure.map(({ policy: { name, who }, why }) => `${who ?? why} (policy ${name})`).join(", ");
  const rest = policy === undefined ? "no policy matches" : `policy ${policy.name}`;
  if (outcome === "allowed") return `all enrolled devices (${rest})`;
  if (outcome === "blocked") return `no device (${rest})`;
  return policy?.action === "block"
    ? `${some}; all other users are blocked (${rest})`
    : `all enrolled devices (${rest}), except ${some}`;
}

/** @internal The private names of a network, and what resolves them. */
export function privateNames(network: PrivateNetwork): PrivateNameEntry[] {
  const resolved = network.policies
    .filter(({ builder }) => builder === "dns_resolver")
    .map(({ address, about, resolvers }) => ({
      address,
      names: about ?? "all names",
      resolvedBy: resolvers.map(({ address: ip, port }) => (port === 53 ? ip : `${ip} port ${port}`)).join(", "),
    }));
  const routed = network.hostnameRoutes.map(({ address, hostname, tunnel }) => ({
    address,
    names: `${hostname}, *.${hostname}`,
    resolvedBy: `the connector of ${tunnelName(network, tunnel)}`,
  }));
  return [...resolved, ...routed];
}
