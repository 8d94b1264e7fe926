import { TerraformResource } from "cdktf";
import { IConstruct } from "constructs";
import { Owner } from "./owner";

/**
 * Defines a Gateway policy that stands in front of private routes.
 *
 * A route depends on it, so it opens after the policy is there and closes before the policy goes.
 */
export interface IRouteGuard extends IConstruct {
  /** The policy's id: a UUID. */
  readonly policyId: string;
  /** @internal */
  readonly _owner: Owner;
  /**
   * @internal The policy itself, updated in place and without `create_before_destroy`: Terraform deletes a route before it updates or deletes what the
   * route depends on, and a route is replaced where another policy (another `policyId`) takes over.
   */
  readonly _guard: TerraformResource;
  /** @internal Whether it keeps anybody out of anything: while it is gone, the route is closed. */
  readonly _keepsOut: boolean;
  /** @internal Where it lets nobody go whom no policy before it lets in; an allow keeps nobody out. `undefined` where only the engine can tell. */
  readonly _blocked?: BlockedDestinations;
}

/** @internal Defines where a policy lets nobody go. */
export interface BlockedDestinations {
  /** Canonical CIDRs. */
  readonly cidrs: string[];
  /** The one virtual network it speaks of. @default - all of them */
  readonly virtualNetworkId?: string;
}
