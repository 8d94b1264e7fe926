import { DefaultTokenResolver, StringConcat, TerraformElement, TerraformResource, Token, Tokenization } from "cdktf";
import { IConstruct } from "constructs";
import { Problem, refuse } from "../errors";

/** @internal Defines the address that `depends_on` and `replace_triggered_by` take: "type.name", no token. */
export function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** @internal Defines an interpolation of one attribute, without the cost of a token. */
export function attribute(resource: TerraformResource, name: string): string {
  return `\${${address(resource)}.${name}}`;
}

/** @internal Keeps text from being read as a Terraform template. */
export function escapeTemplate(text: string): string {
  return text.replace(/([$%])\{/g, "$1$1{");
}

/** @internal Adds an edge once. */
export function dependOn(resource: TerraformResource, ...targets: string[]): void {
  if (targets.length === 0) return;
  resource.dependsOn = [...new Set([...(resource.dependsOn ?? []), ...targets])];
}

/** @internal Refuses a token where the construct tree or a check needs the value itself. */
export function requireLiteral(scope: IConstruct, what: string, value: string): void {
  if (Token.isUnresolved(value)) {
    refuse(
      scope,
      "TokenNotAllowed",
      `${what} is a token; expected a literal. It names constructs and is validated at synthesis.`,
    );
  }
}

/** @internal The same for a value that can wait for the end of the synthesis. */
export function literalExpected(what: string): Problem {
  return { code: "TokenNotAllowed", message: `${what} is a token; expected a literal. It is validated at synthesis.` };
}

/** @internal What a text will be in Terraform: a reference is then the same text wherever it was asked for. */
export function resolved(scope: IConstruct, text: string): string {
  if (!Token.isUnresolved(text)) return text;
  return Tokenization.resolve(text, { scope, resolver: new DefaultTokenResolver(new StringConcat()) });
}

/** @internal */
export function isTerraformResource(construct: IConstruct): construct is TerraformResource {
  return TerraformElement.isTerraformElement(construct) && TerraformResource.isTerraformResource(construct);
}

/** @internal Refuses an id that makes a name Terraform cannot read: it begins with the first id below the stack. */
export function validateResourceName(resource: TerraformResource): Problem[] {
  if (/^[A-Za-z_]/.test(resource.friendlyUniqueId)) return [];
  return [
    {
      code: "ConstructIdInvalid",
      message: `the id makes the Terraform name "${resource.friendlyUniqueId}"; expected a letter or "_" first: put one before the id`,
    },
  ];
}
