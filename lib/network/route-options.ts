import { having, listOf, TEXT } from "../core/kinds";
import { PropNames } from "../core/props";
import { IRouteGuard } from "../core/route-guard";
import { IVirtualNetwork, VIRTUAL_NETWORK } from "../core/virtual-network";

/**
 * The protection of a private route from other enrolled devices: guarding policies, or the reason why there are none.
 */
export interface RouteGuardOptions {
  /**
   * Gateway policies of the same stack that block the route for other users. Terraform creates the route after them and
   * deletes it before them.
   *
   * @default - none
   */
  readonly guardedBy?: IRouteGuard[];
  /**
   * The reason why no policy of this stack guards the route, in up to 89 characters. It is stored in the comment of the
   * route.
   *
   * @default - none
   */
  readonly unguarded?: string;
}

/** Options of `ITunnel.routeHostname`. */
export interface HostnameRouteOptions extends RouteGuardOptions {
  /**
   * The CIDRs that contain the addresses behind the hostname, without host bits. A connector's NetworkPolicy allows
   * them.
   *
   * @default - none
   */
  readonly destinations?: string[];
  /**
   * The addresses of the DNS servers that the connectors use, on port 53. All hostnames of a tunnel share one list.
   *
   * @default - the DNS servers of the connector's host
   */
  readonly resolvers?: string[];
}

/** Options of `ITunnel.route`. */
export interface RouteOptions extends RouteGuardOptions {
  /** The virtual network of the route. @default - the account's default virtual network */
  readonly virtualNetwork?: IVirtualNetwork;
}

const GUARD_KINDS = {
  guardedBy: listOf(having("a Gateway policy", "Gateway policies", "_guard")),
  unguarded: TEXT,
};

/** @internal What to pass as the CIDR of a route. */
export const CIDR_HINT = 'the CIDR of the route, such as "10.50.0.0/16"';

/** @internal What to pass as the hostname of a route. */
export const ROUTED_HOSTNAME_HINT = 'the hostname of the route, such as "*.shop.svc.dev.k8s.example.internal"';

/** @internal The names of `HostnameRouteOptions`. */
export const HOSTNAME_ROUTE_OPTIONS: PropNames<HostnameRouteOptions> = {
  required: {},
  optional: { guardedBy: true, unguarded: true, destinations: true, resolvers: true },
  kinds: { ...GUARD_KINDS, destinations: listOf(TEXT), resolvers: listOf(TEXT) },
};

/** @internal The names of `RouteOptions`. */
export const ROUTE_OPTIONS: PropNames<RouteOptions> = {
  required: {},
  optional: { guardedBy: true, unguarded: true, virtualNetwork: true },
  kinds: { ...GUARD_KINDS, virtualNetwork: VIRTUAL_NETWORK },
};
