import { TerraformResource } from "cdktf";
import { IConstruct } from "constructs";
import { Owner } from "./owner";

/**
 * A Gateway policy that guards private routes.
 *
 * A route depends on its guarding policies. It is created after them and deleted before them.
 */
export interface IRouteGuard extends IConstruct {
  /** The id of the policy: a UUID. */
  readonly policyId: string;
  /** @internal The construct that created the policy. */
  readonly _owner: Owner;
  /**
   * The policy itself, without `create_before_destroy`: Terraform deletes a route before it updates or deletes a
   * dependency of the route. A route is replaced if another policy (another `policyId`) stops its traffic.
   *
   * @internal
   */
  readonly _guard: TerraformResource;
  /** @internal Whether the policy blocks anything. The route must not exist without a policy that does. */
  readonly _keepsOut: boolean;
  /**
   * The destinations that the policy blocks for all users whom no earlier policy allows. An allow policy blocks
   * nothing. `undefined` if only Gateway can evaluate the expression.
   *
   * @internal
   */
  readonly _blocked?: BlockedDestinations;
}

/** @internal The destinations that a policy blocks. */
export interface BlockedDestinations {
  /** Canonical CIDRs. */
  readonly cidrs: string[];
  /** The virtual network that the policy matches. @default - all */
  readonly virtualNetworkId?: string;
}
