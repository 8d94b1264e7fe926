import { IConstruct } from "constructs";
import { Account } from "../core/account";
import { Owner } from "../core/owner";

/** Defines a reusable policy, owned or only named by its id. */
export interface IAccessPolicy extends IConstruct {
  /** The policy's id: a UUID. */
  readonly policyId: string;
  /** @internal */
  readonly _owner?: Owner;
  /** @internal Why it locks nothing, and what to do about it, where it does not. */
  readonly _opening?: string;
  /** @internal Hours, minutes, seconds; unknown for one that somebody else owns. */
  readonly _sessionDuration?: string;
}

/** Defines an Access group, owned or only named by its id. */
export interface IAccessGroup extends IConstruct {
  /** The group's id: a UUID. */
  readonly groupId: string;
  /** @internal */
  readonly _owner?: Owner;
  /** @internal Whom it lets in, where that is nobody in particular. */
  readonly _anyone?: string;
}

/** Defines a service token, owned or only named by its id. */
export interface IServiceToken extends IConstruct {
  /** The token's id: a UUID. It is not the client id, which machines send. */
  readonly serviceTokenId: string;
  /** @internal */
  readonly _owner?: Owner;
  /** @internal The one policy that lets this token in, shared by every host of the stack. */
  _policy(account: Account): IAccessPolicy;
}
