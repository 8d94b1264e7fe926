import { IConstruct } from "constructs";
import { Account } from "../core/account";
import { Owner } from "../core/owner";
import type { AccessPolicyData } from "../reachability/access/model";

/** A reusable Access policy, created in this app or imported by its id. */
export interface IAccessPolicy extends IConstruct {
  /** The id of the policy: a UUID. */
  readonly policyId: string;
  /** @internal The construct that created it; `undefined` if it is imported. */
  readonly _owner?: Owner;
  /** @internal Its decision and rules; `undefined` if it is imported. */
  readonly _data?: AccessPolicyData;
  /** @internal The session duration in hours, minutes and seconds; unknown for an imported policy. */
  readonly _sessionDuration?: string;
}

/** An Access group, created in this app or imported by its id. */
export interface IAccessGroup extends IConstruct {
  /** The id of the group: a UUID. */
  readonly groupId: string;
  /** @internal The construct that created it; `undefined` if it is imported. */
  readonly _owner?: Owner;
}

/** An identity provider, created in this app or imported by its id. */
export interface IIdentityProvider extends IConstruct {
  /** The id of the identity provider: a UUID. */
  readonly identityProviderId: string;
  /** @internal The construct that created it; `undefined` if it is imported. */
  readonly _owner?: Owner;
  /** @internal The name of its type in Terraform; unknown for an imported provider. */
  readonly _type?: string;
}

/** An Access service token, created in this app or imported by its id. */
export interface IServiceToken extends IConstruct {
  /** The id of the token: a UUID. It differs from the client id, which clients send. */
  readonly serviceTokenId: string;
  /** @internal The construct that created it; `undefined` if it is imported. */
  readonly _owner?: Owner;
  /** @internal The policy that allows this token. All hosts of the stack share it. */
  _policy(account: Account): IAccessPolicy;
}
