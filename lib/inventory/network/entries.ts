import { tunnelName, virtualNetworkName } from "./labels";
import type { PrivateNetwork } from "./model";
import { decisionsOf, whoOf } from "./policy-decision";
import { whoReachesName } from "./route-reach";
import { compare } from "../../core/terraform/values";
import type { PrivateNameEntry, PrivateRouteEntry } from "../model";

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

/** @internal The private names of a network, and what resolves them. */
export function privateNames(network: PrivateNetwork): PrivateNameEntry[] {
  const resolved = network.policies
    .filter(({ builder }) => builder === "dns_resolver")
    .map(({ address, about, resolvers }) => ({
      address,
      names: about ?? "all names",
      resolvedBy: resolvers.map(({ address: ip, port }) => (port === 53 ? ip : `${ip} port ${port}`)).join(", "),
    }));
  const routed = network.hostnameRoutes.map((route) => ({
    address: route.address,
    names: `${route.hostname}, *.${route.hostname}`,
    resolvedBy: `the connector of ${tunnelName(network, route.tunnel)}`,
    who: whoReachesName(network, route),
    ...(route.comment !== undefined && { comment: route.comment }),
  }));
  return [...resolved, ...routed];
}
