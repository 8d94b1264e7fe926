import { IConstruct } from "constructs";
import { Registry } from "../../core/registry";
import { IVirtualNetwork } from "../../core/virtual-network";
import type { GatewayPolicyData } from "../../reachability/gateway/model";
import { OrderedRoute } from "../ordered";

/** @internal A Gateway policy of the app, as the routes of its account are checked with it. */
export interface RegisteredPolicy {
  readonly construct: IConstruct;
  readonly precedence: number;
  /** Whether the policy blocks a part of the traffic to its destinations only: some users, ports or server names. */
  readonly isNarrowBlock: boolean;
  /** The virtual networks that the traffic refers to. */
  readonly virtualNetworks: IVirtualNetwork[];
  /** What the policy decides. */
  readonly data: GatewayPolicyData;
}

/** @internal What a policy decides, with the policy. */
export interface PolicyInApp extends GatewayPolicyData {
  readonly policy: RegisteredPolicy;
}

/** @internal The policies and the routes of an account, across all stacks of the app. */
export interface AccountObjects {
  readonly policies: RegisteredPolicy[];
  readonly routes: OrderedRoute[];
}

const POLICIES = new Registry<RegisteredPolicy>();
const ROUTES = new Registry<OrderedRoute>();

/** @internal Registers a policy, listed in `guardedBy` of a route or not. */
export function registerPolicy(policy: RegisteredPolicy, accountId: string): void {
  POLICIES.collect(policy.construct, accountId).push(policy);
}

/** @internal Registers a route, with guarding policies or not. */
export function registerRoute(route: OrderedRoute): void {
  ROUTES.collect(route.resource, route.target.account.accountId).push(route);
}

/** @internal The policies and routes of an account that have been registered so far. */
export function objectsOf(scope: IConstruct, accountId: string): AccountObjects {
  return { policies: POLICIES.collect(scope, accountId), routes: ROUTES.collect(scope, accountId) };
}
