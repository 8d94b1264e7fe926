import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { address } from "./resources";

/**
 * Defines what makes Terraform replace an object, where it could update it in place, when one of these values changes.
 *
 * A replacement deletes what depends on the object first. It is the trigger that is replaced, and not updated: where a deletion in front of it fails,
 * it is not reached, and the next apply begins again. A `terraform_data`, which needs no provider.
 *
 * @internal
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class ReplacementTrigger extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    private readonly values: { [name: string]: string | string[] },
  ) {
    super(scope, id, { terraformResourceType: "terraform_data" });
  }

  /** Makes the object be replaced with it. */
  public replaces(resource: TerraformResource): void {
    const { replaceTriggeredBy = [], ...lifecycle } = resource.lifecycle ?? {};
    resource.lifecycle = { ...lifecycle, replaceTriggeredBy: [...replaceTriggeredBy, address(this)] };
  }

  /** Whether it still does, after what Aspects did. */
  public isIntact(resource: TerraformResource): boolean {
    return resource.lifecycle?.replaceTriggeredBy?.includes(address(this)) ?? false;
  }

  protected synthesizeAttributes(): { [name: string]: any } {
    return { triggers_replace: this.values };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    return { triggers_replace: { value: this.values, isBlock: false, type: "any", storageClassType: "any" } };
  }
}
