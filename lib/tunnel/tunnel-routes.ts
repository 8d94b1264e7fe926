import { IConstruct } from "constructs";
import { Problem } from "../core/errors";
import { Registry } from "../core/registry";
import { HostnameRoute } from "../network/hostname-route";
import { TunnelRoute } from "../network/tunnel-route";

/** A tunnel of this app, or one that another stack imports by its id. */
interface RoutedTunnel extends IConstruct {
  readonly tunnelId: string;
}

/** The routes by tunnel id, so that a connector knows those of other stacks too. */
const ROUTES = new Registry<TunnelRoute>();
const HOSTNAME_ROUTES = new Registry<HostnameRoute>();

/** @internal The CIDR routes of a tunnel so far, in all stacks of the app. */
export function routesThrough(tunnel: RoutedTunnel): readonly TunnelRoute[] {
  return ROUTES.collect(tunnel, tunnel.tunnelId);
}

/** @internal The hostname routes of a tunnel so far, in all stacks of the app. */
export function hostnameRoutesThrough(tunnel: RoutedTunnel): readonly HostnameRoute[] {
  return HOSTNAME_ROUTES.collect(tunnel, tunnel.tunnelId);
}

/** @internal Adds a route to a tunnel. */
export function addRoute(tunnel: RoutedTunnel, route: TunnelRoute): TunnelRoute {
  return addOnce(ROUTES.collect(tunnel, tunnel.tunnelId), route);
}

/** @internal Adds a hostname route to a tunnel. */
export function addHostnameRoute(tunnel: RoutedTunnel, route: HostnameRoute): HostnameRoute {
  return addOnce(HOSTNAME_ROUTES.collect(tunnel, tunnel.tunnelId), route);
}

/** A route that already exists is returned again. */
function addOnce<T>(routes: T[], route: T): T {
  if (!routes.includes(route)) routes.push(route);
  return route;
}

/** @internal A connector has one list of DNS servers and queries any of them for any name. */
export function validateResolvers(tunnel: RoutedTunnel, { resolvers }: HostnameRoute): Problem[] {
  const [first] = hostnameRoutesThrough(tunnel);
  if (first === undefined || String(first.resolvers) === String(resolvers)) return [];
  const shown = (list: string[]) => (list.length === 0 ? "none" : list.join(", "));
  const message = `resolvers: ${shown(resolvers)} here, but ${shown(first.resolvers)} at ${first.node.path}. A connector uses one list for all hostnames of its tunnel; use the same list, or route this hostname through another tunnel.`;
  return [{ code: "ResolversMixed", message }];
}
