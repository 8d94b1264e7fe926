import { TerraformResource } from "cdktf";
import { Account } from "../core/account";
import { Cidr } from "../core/addresses/cidr";
import { IRouteGuard } from "../core/route-guard";
import { IVirtualNetwork } from "../core/virtual-network";

/** @internal What devices reach through a route: the addresses of one virtual network, or a name. */
export type RouteTarget = RangeTarget | NameTarget;

/** @internal The target of a CIDR route. */
export interface RangeTarget {
  readonly account: Account;
  readonly cidr: Cidr;
  /** @default - the account's default virtual network */
  readonly virtualNetwork?: IVirtualNetwork;
}

/** @internal The target of a hostname route. */
export interface NameTarget {
  readonly account: Account;
  /** The route matches this name, and names with one more label. */
  readonly hostname: string;
  /** The addresses behind the name. Empty if they are unknown. */
  readonly destinations: Cidr[];
}

/** @internal A route, as its stack orders it. */
export interface OrderedRoute {
  readonly resource: TerraformResource;
  readonly target: RouteTarget;
  /** The policies that the route lists. Other policies of the stack can match it too. */
  readonly guards: IRouteGuard[];
}

/** @internal A Gateway policy, as its stack orders it with the routes. */
export interface OrderedPolicy {
  readonly guard: IRouteGuard;
  /** Whether it decides about DNS queries or about connections. */
  readonly kind: "names" | "connections";
  /** Whether matching traffic does not reach the route. */
  readonly stops: boolean;
  /** Whether it can match traffic to a target. False only if it certainly does not. */
  matches(target: RouteTarget): boolean;
  /** The precedence, as Terraform writes it. */
  precedence?(): string;
  /** The values on which its decision depends. */
  values?(): string[];
  /** Makes Terraform replace the policy when its decision changes. Called for each route whose traffic it stops. */
  replaceWithRoutes?(): void;
}
