import { IResolvable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { guardAttributes } from "./guarded-attributes";
import { contractBroken, validateDestroyBeforeCreate, validateNoIgnoredChanges } from "./lifecycle";
import { address } from "./resources";
import { TerraformData } from "./terraform-data";
import { Problem } from "../errors";

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

/**
 * Finds what Aspects removed from the replacement of an object. `addOverride` is not visible to this check.
 *
 * @internal
 */
export function validateReplacement(resource: TerraformResource, trigger?: ReplacementTrigger): Problem[] {
  const problems = [resource, ...(trigger === undefined ? [] : [trigger])].flatMap((each) => [
    ...validateNoIgnoredChanges(each),
    ...validateDestroyBeforeCreate(each),
  ]);
  if (trigger !== undefined && !trigger.isIntact(resource)) {
    problems.push(
      contractBroken(
        `lifecycle.replaceTriggeredBy of ${resource.node.path} no longer contains ${trigger.node.path}. Merge instead of replacing: { ...resource.lifecycle, … }.`,
      ),
    );
  }
  return problems;
}
