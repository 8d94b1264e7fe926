import { IResolvable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { guardAttributes } from "./guarded-attributes";
import { address } from "./resources";
import { TerraformData } from "./terraform-data";

/**
 * Makes Terraform replace an object, where it could update the object in place, if one of the given values changes.
 *
 * A replacement deletes the dependents of the object first. The trigger is replaced, not updated: if a preceding
 * deletion fails, Terraform does not reach the trigger, and the next apply starts again.
 *
 * @internal
 */
export class ReplacementTrigger extends TerraformData {
  public constructor(scope: Construct, id: string, values: { [name: string]: string | string[] | IResolvable }) {
    super(scope, id, { triggersReplace: values });
    guardAttributes(scope, this);
  }

  /** Replaces the given resource together with this trigger. */
  public replaces(resource: TerraformResource): void {
    const { replaceTriggeredBy = [], ...lifecycle } = resource.lifecycle ?? {};
    resource.lifecycle = { ...lifecycle, replaceTriggeredBy: [...replaceTriggeredBy, address(this)] };
  }

  /** Whether the resource still has the trigger after Aspects have run. */
  public isIntact(resource: TerraformResource): boolean {
    return resource.lifecycle?.replaceTriggeredBy?.includes(address(this)) ?? false;
  }
}
