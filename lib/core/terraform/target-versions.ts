import { TerraformResource } from "cdktf";
import { Problem, reportAtEnd } from "../errors";
import { isAboutTargets } from "../foreign-messages";

/** The context key of CDK Terrain for the field of the same name in cdktf.json. */
const FIELD = "targetVersions";

/** The first releases with write-only arguments. */
const WRITE_ONLY = { terraform: ">=1.11.0", opentofu: ">=1.11.0" };

/**
 * Reports that the project's target versions include releases without write-only arguments. Only CDK Terrain has target
 * versions, and only its bindings report the use of the argument.
 *
 * @internal
 * @param user what sets the write-only argument, as the caller knows it
 */
export function requireWriteOnly(resource: TerraformResource, user: string): void {
  reportAtEnd(resource, () => (resource.node.validate().some(isAboutTargets) ? [problemOf(resource, user)] : []));
}

function problemOf({ node }: TerraformResource, user: string): Problem {
  const declared: { readonly [product: string]: string } | undefined = node.tryGetContext(FIELD);
  const allowed = Object.entries(WRITE_ONLY).filter(([product]) => declared === undefined || product in declared);
  const is = declared === undefined ? "is not set" : `is ${JSON.stringify(declared)}`;
  const required = JSON.stringify(Object.fromEntries(allowed));
  return {
    code: "TargetVersionsTooWide",
    message: `${user} requires Terraform 1.11 or OpenTofu 1.11, but "${FIELD}" in cdktf.json ${is}, which includes older releases. Set "${FIELD}": ${required} in cdktf.json, or in the context of the App.`,
  };
}
