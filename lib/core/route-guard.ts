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
  /** @internal Whether the policy blocks anything. */
  readonly _keepsOut: boolean;
}
