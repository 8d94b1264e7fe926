import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { literals } from "./literals";

/**
 * The arguments of a `terraform_data`. Values that are known only at the end of the synthesis come from `lazyLiterals`.
 *
 * @internal
 */
export interface TerraformDataProps {
  readonly input?: any;
  readonly triggersReplace?: any;
}

/**
 * A `terraform_data`, which needs no provider. CDKTF's own `DataResource` runs `terraform version` at each synthesis
 * and fails if there is no terraform.
 *
 * @internal
 * @see https://developer.hashicorp.com/terraform/language/resources/terraform-data
 */
export class TerraformData extends TerraformResource {
  public input?: any;
  public readonly triggersReplace?: any;

  public constructor(scope: Construct, id: string, { input, triggersReplace }: TerraformDataProps = {}) {
    super(scope, id, { terraformResourceType: "terraform_data" });
    this.input = input;
    this.triggersReplace = triggersReplace;
  }

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      ...(this.input !== undefined && { input: literals(this.input) }),
      ...(this.triggersReplace !== undefined && { triggers_replace: literals(this.triggersReplace) }),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attribute = (value: any) => ({ value, isBlock: false, type: "any", storageClassType: "any" });
    return Object.fromEntries(
      Object.entries(this.synthesizeAttributes()).map(([name, value]) => [name, attribute(value)]),
    );
  }
}
