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
   * @internal The policy itself. Where what it blocks changes it is replaced (`ReplacementTrigger`) and never updated in place: its routes are replaced with its
   * id, so they close before it goes. An update would come before the deletion of a route that is no longer blocked.
   */
  readonly _guard: TerraformResource;
  /** @internal What it keeps everybody out of whom no policy before it lets in; an allow keeps nobody out. `undefined` where only the engine can tell. */
  readonly _blocked?: BlockedDestinations;
}

/** @internal Defines where a policy lets nobody go. */
export interface BlockedDestinations {
  /** Canonical CIDRs. */
  readonly cidrs: string[];
  /** The one virtual network it speaks of. @default - all of them */
  readonly virtualNetworkId?: string;
}
