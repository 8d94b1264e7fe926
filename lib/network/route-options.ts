import { IRouteGuard } from "../core/route-guard";
import { IVirtualNetwork } from "../core/virtual-network";

/** Defines what stands between every enrolled device and a private route: policies, or a reason for none. */
export interface RouteGuardOptions {
  /** Gateway policies of the same stack that keep out whoever may not reach it. The route opens after them, and closes before they go. @default - none */
  readonly guardedBy?: IRouteGuard[];
  /** Why no policy of this stack guards it, in up to 89 characters; it lands in the route's comment. @default - none */
  readonly unguarded?: string;
}

/** Defines how a private name is routed. */
export interface HostnameRouteOptions extends RouteGuardOptions {
  /** CIDRs that hold the addresses behind the name, without host bits: a connector's NetworkPolicy opens to them. @default - none */
  readonly destinations?: string[];
  /** Addresses of the DNS servers that the connectors ask, on port 53; one list for all names of a tunnel. @default - those of the connector's host */
  readonly resolvers?: string[];
}

/** Defines how a range of addresses is routed. */
export interface RouteOptions extends RouteGuardOptions {
  /** The virtual network that it is in. @default - the account's default one */
  readonly virtualNetwork?: IVirtualNetwork;
}
