import { IResolvable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { address } from "../core/terraform/resources";

/**
 * Keeps the Access applications of a tunnel until its configuration has been updated. It depends on the configuration
 * and refers to every application, so a failed update keeps the applications, and so does a retry.
 *
 * A `terraform_data` resource. CDKTF's own DataResource runs `terraform version` at each synthesis and fails without
 * Terraform.
 *
 * @internal
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class Interlock extends TerraformResource {
  public constructor(
    scope: Construct,
    id: string,
    configuration: TerraformResource,
    /** The audience tag of every application, by hostname. */
    public input: IResolvable,
  ) {
    super(scope, id, { terraformResourceType: "terraform_data" });
    this.dependsOn = [address(configuration)];
  }

  protected synthesizeAttributes(): { [name: string]: any } {
    return { input: this.input };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    return { input: { value: this.input, isBlock: false, type: "any", storageClassType: "any" } };
  }
}
