import { TerraformElement, TerraformStack, Token } from "cdktf";
import { IConstruct } from "constructs";
import { literalParts } from "./literals";
import { resolved } from "./resources";
import { Problem, reportAtEnd } from "../errors";

/**
 * Refuses a secret that is written in the program, because the synthesized JSON would contain it in clear. A reference
 * is accepted: to a variable without a default, to a data source, or to an attribute of a resource.
 *
 * @internal
 * @param what the property, as the caller knows it
 */
export function requireSecretReference(scope: IConstruct, what: string, value: string): void {
  // Lazy values and the elements of the stack are known at the end.
  reportAtEnd(scope, () => (isReference(scope, value) ? [] : [problemOf(what)]));
}

/** The message does not contain the value. */
function problemOf(what: string): Problem {
  return {
    code: "SecretLiteral",
    message: `${what} contains a literal secret, which would be written to the synthesized JSON. Pass a reference, such as the stringValue of a sensitive TerraformVariable without a default.`,
  };
}

function isReference(scope: IConstruct, value: string): boolean {
  if (!Token.isUnresolved(value) || literalParts(value).some((part) => part !== "")) return false;
  const [, expression] = /^\$\{(.*)\}$/s.exec(resolved(scope, value)) ?? [];
  if (expression === undefined) return false;
  const names = withoutQuoted(expression).match(/(?<![\w.-])[a-z][\w-]*\.[\w-]+/g) ?? [];
  return names.length > 0 && names.every((name) => !isLiteral(scope, name));
}

/** The keys of lookups are quoted too, so a quoted text alone is no mistake. */
function withoutQuoted(expression: string): string {
  return expression.replace(/"(?:[^"\\]|\\.)*"/g, "");
}

/** Whether a name belongs to a variable with a default, or to a local value that is a literal. */
function isLiteral(scope: IConstruct, name: string): boolean {
  const [kind, id] = name.split(".");
  if (kind !== "var" && kind !== "local") return false;
  return TerraformStack.of(scope)
    .node.findAll()
    .filter((each): each is TerraformElement => TerraformElement.isTerraformElement(each))
    .filter(({ friendlyUniqueId }) => friendlyUniqueId === id)
    .some((each) => {
      const { variable, locals } = each.toTerraform() as Declaration;
      if (kind === "var") return variable?.[id].default !== undefined;
      const local = locals?.[id];
      return typeof local === "string" && !isReference(scope, local);
    });
}

/** What a variable or a local value renders. */
interface Declaration {
  readonly variable?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly locals?: Readonly<Record<string, unknown>>;
}
