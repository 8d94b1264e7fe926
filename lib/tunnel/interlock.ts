import { IResolvable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { address } from "../core/terraform/resources";

/**
 * Defines what holds the locks of a tunnel back while its configuration fails: it waits for the configuration and refers to every application.
 *
 * A `terraform_data`; CDKTF's own DataResource runs `terraform version` at each synthesis, and fails without it.
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
