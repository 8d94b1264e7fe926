import {
  DefaultTokenResolver,
  IResolvable,
  IResolveContext,
  StringConcat,
  TerraformElement,
  TerraformResource,
  Token,
  Tokenization,
} from "cdktf";
import { IConstruct } from "constructs";
import { Problem, refuse } from "../errors";

/** @internal The address of a resource for `depends_on` and `replace_triggered_by`: "type.name", not a token. */
export function address(resource: TerraformResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
}

/** The token of an attribute for use in the stack of its resource. CDKTF's own records a stack trace for each. */
class AttributeReference implements IResolvable {
  public readonly creationStack: string[] = [];

  public constructor(
    private readonly resource: TerraformResource,
    private readonly name: string,
  ) {}

  public resolve({ suppressBraces }: IResolveContext): string {
    const reference = `${address(this.resource)}.${this.name}`;
    return suppressBraces ? reference : `\${${reference}}`;
  }

  public toString(): string {
    return Token.asString(this);
  }
}

const references = new WeakMap<TerraformResource, Map<string, string>>();

/** @internal The token of one attribute, for use in the stack of the resource. */
export function attribute(resource: TerraformResource, name: string): string {
  const known = references.get(resource) ?? new Map<string, string>();
  references.set(resource, known);
  const token = known.get(name) ?? Token.asString(new AttributeReference(resource, name));
  known.set(name, token);
  return token;
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

/** @internal Whether the construct is still in the tree. One of its parents can have been removed with it. */
export function isSynthesized(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isSynthesized(scope));
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
