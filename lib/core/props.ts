import { IConstruct } from "constructs";
import { Problem } from "./errors";
import { Kind, kindProblem } from "./kinds";
import { nearest } from "./nearest";
import { ValidationError } from "./validation-error";

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];

/**
 * The names of the properties of a props interface. The compiler checks that none is missing.
 *
 * @internal
 */
export interface PropNames<T> {
  /** What to pass for each required property, as the end of "Pass …". */
  readonly required: { readonly [K in RequiredKeys<T>]: string };
  readonly optional: { readonly [K in Exclude<keyof T, RequiredKeys<T>>]-?: true };
  /** What the values must be where a wrong one has no validation of its own. @default - anything */
  readonly kinds?: { readonly [K in keyof T]?: Kind };
}

/** @internal What to pass as `account`. */
export const ACCOUNT_HINT = "the Cloudflare account, such as { accountId, teamName }";

/**
 * Checks a props object at run time, for users without a type check: JavaScript, esbuild, tsx. It throws if a required
 * property is missing, if a name is unknown, because a misspelled safety setting would be ignored silently, or if a
 * value is of another kind.
 *
 * @internal
 * @param scope the construct, if there is one
 * @param what the class or the method, as the caller knows it: "AccessPolicy", "Tunnel.publish"
 * @param props the caller's object; a missing one counts as an empty one
 * @throws ValidationError PropInvalid, PropMissing, PropUnknown
 */
export function checkProps<T extends object>(
  scope: IConstruct | undefined,
  what: string,
  props: T,
  names: PropNames<T>,
): void {
  const problems = validateProps(what, props, names);
  if (problems.length === 0) return;
  const path = scope?.node.path ?? "";
  throw new ValidationError(problems.map((problem) => ({ ...problem, path })));
}

function validateProps<T extends object>(what: string, props: T | undefined, names: PropNames<T>): Problem[] {
  const given = (props ?? {}) as { readonly [name: string]: unknown };
  const { required, optional }: { required: Record<string, string>; optional: object } = names;
  const kinds = (names.kinds ?? {}) as { readonly [name: string]: Kind };
  const problems: Problem[] = [];
  for (const name of Object.keys(required)) {
    if (given[name] === undefined || given[name] === null) {
      problems.push({ code: "PropMissing", message: `${what}: "${name}" is required. Pass ${required[name]}.` });
    }
  }
  for (const name of Object.keys(given)) {
    if (given[name] === undefined || Object.hasOwn(required, name) || Object.hasOwn(optional, name)) continue;
    const known = [...Object.keys(required), ...Object.keys(optional)];
    problems.push({ code: "PropUnknown", message: `${what}: "${name}" is not a property. ${suggestion(name, known)}` });
  }
  for (const [name, kind] of Object.entries(kinds)) {
    if (given[name] === undefined || given[name] === null) continue;
    const problem = kindProblem(
      what,
      name,
      given[name],
      kind,
      (kind.element ?? kind).hint ?? required[name] ?? kind.noun,
    );
    if (problem !== undefined) problems.push(problem);
  }
  return problems;
}

function suggestion(name: string, known: string[]): string {
  const similar = nearest(name, known);
  return similar === undefined ? `Use one of: ${known.join(", ")}.` : `Did you mean "${similar}"?`;
}
