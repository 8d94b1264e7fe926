import { DefaultTokenResolver, StringConcat, TerraformElement, TerraformResource, Token, Tokenization } from "cdktf";
import { IConstruct } from "constructs";
import { Problem, refuse } from "../errors";

/** @internal The address of a resource for `depends_on` and `replace_triggered_by`: "type.name", not a token. */
export function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** @internal The interpolation of one attribute, without the cost of a token. */
export function attribute(resource: TerraformResource, name: string): string {
  return `\${${address(resource)}.${name}}`;
}

/** @internal Escapes text, so that Terraform does not interpret it as a template. */
export function escapeTemplate(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

/** @internal Adds dependencies to a resource, without duplicates. */
export function dependOn(resource: TerraformResource, ...targets: string[]): void {
  if (targets.length === 0) return;
  resource.dependsOn = [...new Set([...(resource.dependsOn ?? []), ...targets])];
}

/** @internal Throws if a value is a token and the construct tree needs the value itself. */
export function requireLiteral(scope: IConstruct, what: string, value: string): void {
  if (Token.isUnresolved(value)) {
    refuse(
      scope,
      "TokenNotAllowed",
      `${what} is a token; expected a literal. It names constructs and is validated at synthesis.`,
    );
  }
}

/** @internal The problem of a token where a check needs the value itself, for a check at the end of the synthesis. */
export function literalExpected(what: string): Problem {
  return { code: "TokenNotAllowed", message: `${what} is a token; expected a literal. It is validated at synthesis.` };
}

/** @internal Resolves tokens to the text that Terraform sees, so that equal references have equal texts. */
export function resolved(scope: IConstruct, text: string): string {
  return resolvedText(scope, text, false);
}

/**
 * Resolves tokens as `resolved` does, where an object of another stack can have the same address. CDKTF then makes the
 * text a reference to the state of that stack, as the preparation of the stack does later.
 *
 * @internal
 */
export function resolvedAcrossStacks(scope: IConstruct, text: string): string {
  return resolvedText(scope, text, true);
}

function resolvedText(scope: IConstruct, text: string, preparing: boolean): string {
  if (!Token.isUnresolved(text)) return text;
  return Tokenization.resolve(text, { scope, preparing, resolver: new DefaultTokenResolver(new StringConcat()) });
}

/** @internal Whether the construct is a resource. A data source or a provider is not. */
export function isTerraformResource(construct: IConstruct): construct is TerraformResource {
  return TerraformElement.isTerraformElement(construct) && TerraformResource.isTerraformResource(construct);
}

/** @internal Validates the Terraform name of a resource, which begins with the first construct id below the stack. */
export function validateResourceName(resource: TerraformResource): Problem[] {
  if (/^[A-Za-z_]/.test(resource.friendlyUniqueId)) return [];
  return [
    {
      code: "ConstructIdInvalid",
      message: `the construct id results in the Terraform name "${resource.friendlyUniqueId}". A name must begin with a letter or "_"; add one at the start of the id.`,
    },
  ];
}
