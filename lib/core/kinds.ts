import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { Problem } from "./errors";
import { ValidationError } from "./validation-error";

/** The number of characters of a text that a message repeats. */
const LONGEST_TEXT = 60;

/**
 * What a value must be at run time, for users without a type check: JavaScript, esbuild, tsx. A value of another kind,
 * such as `undefined` from an environment variable, would fail later with an error of JavaScript.
 *
 * @internal
 */
export interface Kind {
  /** Such as "an Origin". */
  readonly noun: string;
  /** The noun of more than one. */
  readonly plural: string;
  /** Whether a message must not repeat the value. */
  readonly secret?: boolean;
  /** What to pass, as the end of "Pass …". @default - what the property names */
  readonly hint?: string;
  /** The kind of the elements of a list. */
  readonly element?: Kind;
  accepts(value: unknown): boolean;
}

/** @internal A text, or a token in one. */
export const TEXT: Kind = { noun: "a string", plural: "strings", accepts: (value) => typeof value === "string" };

/** @internal An object with these members. Interfaces can be implemented by objects of the caller. */
export function having(noun: string, plural: string, ...members: string[]): Kind {
  const accepts = (value: unknown) =>
    typeof value === "object" && value !== null && members.every((member) => member in value);
  return { noun, plural, accepts };
}

/** @internal A value of an enumeration, or a token, which only Terraform knows. */
export function oneOf(noun: string, plural: string, values: { readonly [name: string]: string }): Kind {
  const all = Object.values(values);
  const accepts = (value: unknown) => all.includes(value as string) || Token.isUnresolved(value);
  return { noun, plural, accepts, hint: `one of ${all.map((each) => `"${each}"`).join(", ")}` };
}

/** @internal A list. */
export function listOf(element: Kind): Kind {
  const accepts = (value: unknown) => Array.isArray(value);
  return { noun: `a list of ${element.plural}`, plural: "lists", accepts, element };
}

/**
 * The problem of a value that is not of its kind.
 *
 * @internal
 * @param name the property or the parameter, as the caller knows it
 * @param hint what to pass, as the end of "Pass …"
 */
export function kindProblem(what: string, name: string, value: unknown, kind: Kind, hint: string): Problem | undefined {
  if (!kind.accepts(value)) {
    const message = `${what}: "${name}" is ${shown(value, kind)}, not ${kind.noun}. Pass ${hint}.`;
    return { code: "PropInvalid", message };
  }
  const { element } = kind;
  if (element === undefined) return undefined;
  const list = value as unknown[];
  const wrong = list.findIndex((each) => !element.accepts(each));
  if (wrong < 0) return undefined;
  const message = `${what}: "${name}[${wrong}]" is ${shown(list[wrong], element)}, not ${element.noun}. Pass ${hint}.`;
  return { code: "PropInvalid", message };
}

/**
 * Checks an argument of a method at run time.
 *
 * @internal
 * @param scope the construct, if there is one
 * @throws ValidationError PropInvalid
 */
export function checkArgument(
  scope: IConstruct | undefined,
  what: string,
  name: string,
  value: unknown,
  kind: Kind,
  hint: string,
): void {
  const problem = kindProblem(what, name, value, kind, hint);
  if (problem !== undefined) throw new ValidationError([{ ...problem, path: scope?.node.path ?? "" }]);
}

function shown(value: unknown, { secret }: Kind): string {
  if (typeof value === "string") {
    if (secret === true) return "a string";
    return JSON.stringify(value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value);
  }
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  const type = value.constructor?.name ?? "";
  return type === "" || type === "Object" ? "another object" : `of the type ${type}`;
}
