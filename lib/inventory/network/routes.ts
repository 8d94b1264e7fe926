import type { NetworkRoute, PrivateNetwork } from "./model";
import { Cidr, contains } from "../../core/addresses/cidr";

/** @internal The route with the longest prefix, of those in a virtual network that cover all of a range. */
export function longestRoute(
  { routes }: Pick<PrivateNetwork, "routes">,
  range: Cidr,
  virtualNetwork: string,
): NetworkRoute | undefined {
  return routes
    .filter((route) => route.virtualNetwork === virtualNetwork && contains(route.cidr, range))
    .sort((a, b) => b.cidr.prefix - a.cidr.prefix)[0];
}
