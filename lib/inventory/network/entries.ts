import { tunnelName, virtualNetworkName } from "./labels";
import type { PrivateNetwork } from "./model";
import { Decision, decisionsOf } from "./policy-decision";
import type { PrivateNameEntry, PrivateRouteEntry } from "../model";
import { compare } from "../terraform/values";

/** @internal The private routes of a network, and who may connect through them. */
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

/** In words, nobody in particular being asked for. */
function whoOf({ outcome, policy, unsure }: Decision): string {
  const some = unsure.map(({ policy: { name, who }, why }) => `${who ?? why} (policy ${name})`);
  const rest = policy === undefined ? "no policy of this stack speaks of it" : `policy ${policy.name}`;
  if (outcome === "allowed") return `every enrolled device (${rest})`;
  if (outcome === "blocked") return `nobody (${rest})`;
  return policy?.action === "block"
    ? `${some.join(", ")}; nobody else (${rest})`
    : `every enrolled device (${rest}) but: ${some.join(", ")}`;
}

/** @internal The private names of a network, and what answers them. */
export function privateNames(network: PrivateNetwork): PrivateNameEntry[] {
  const resolved = network.policies
    .filter(({ builder }) => builder === "dns_resolver")
    .map(({ address, about, resolvers }) => ({
      address,
      names: about ?? "all names",
      answeredBy: resolvers.map(({ address: ip, port }) => (port === 53 ? ip : `${ip} port ${port}`)).join(", "),
    }));
  const routed = network.hostnameRoutes.map(({ address, hostname, tunnel }) => ({
    address,
    names: `${hostname}, *.${hostname}`,
    answeredBy: `the connector of ${tunnelName(network, tunnel)}`,
  }));
  return [...resolved, ...routed];
}
