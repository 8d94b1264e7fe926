import { stepsOf } from "../address";
import type { Path } from "./expected-sources";
import { referencesIn } from "./sources";
import { push } from "../../core/push";
import { isValues, Values } from "../../core/terraform/values";

/** @internal What the configuration of a plan contains for one value. */
export interface Written {
  /** References, in the form of the plan's `configuration`. Undefined if the plan does not contain them. */
  readonly expression: unknown;
  /** Values of the same place come from the same references. */
  readonly place: unknown;
  /** The text of the value, if it is known. Only configurations in Terraform JSON syntax have one. */
  readonly template?: string;
}

/** @internal Finds the expression of a value. Nested blocks are lists of expressions, unless `dynamic` creates them. */
export function writtenAt(expressions: Values, path: Path): Written {
  const [attribute, ...steps] = path;
  let found: unknown = expressions[attribute];
  let depth = 1;
  for (const step of steps) {
    if (Array.isArray(found) && typeof step === "number") found = found[step];
    else if (isValues(found) && !isLeaf(found)) found = typeof step === "number" ? found : found[step];
    else break;
    depth += 1;
  }
  if (!isValues(found) || !Array.isArray(found.references)) {
    return { expression: found, place: found ?? attribute };
  }
  return withTemplate(found, path, depth);
}

function isLeaf(expression: Values): boolean {
  return "references" in expression || "constant_value" in expression;
}

/** In JSON syntax, `constant_value` is the text with its expressions, so that only some of the references count. */
function withTemplate(expression: Values, path: Path, start: number): Written {
  let text: unknown = expression.constant_value;
  let depth = start;
  for (; depth < path.length && typeof text !== "string"; depth += 1) {
    const step = path[depth];
    if (Array.isArray(text) && typeof step === "number") text = text[step];
    else if (isValues(text)) text = typeof step === "number" ? text : text[step];
    else break;
  }
  if (typeof text !== "string") return { expression, place: expression };
  const template = text;
  return {
    expression: { references: referencesWithin(template, expression) },
    place: path.slice(0, depth).join("\0"),
    ...(depth === path.length && { template }),
  };
}

/** The first two names of a reference, such as "type.name". */
const HEAD = /(?<![\w.-])[\w-]+(?:\.[\w-]+)?/g;

/** The references of an expression, and their positions by their first two names. */
interface ReferenceIndex {
  readonly all: readonly string[];
  readonly byHead: ReadonlyMap<string, number[]>;
}

/** The configuration of a tunnel refers to the application of every host, and contains one text for each. */
const indexes = new WeakMap<Values, ReferenceIndex>();

/** The references of an expression that a text contains, in the order of the expression. */
function referencesWithin(template: string, expression: Values): string[] {
  const { all, byHead } = indexes.get(expression) ?? indexOf(expression);
  const heads = (template.match(HEAD) ?? []).flatMap((head) => [head, head.split(".")[0]]);
  const candidates = [...new Set(heads)].flatMap((head) => byHead.get(head) ?? []).sort((a, b) => a - b);
  return candidates.map((position) => all[position]).filter((reference) => contains(template, reference));
}

function indexOf(expression: Values): ReferenceIndex {
  const all = referencesIn(expression);
  const byHead = new Map<string, number[]>();
  all.forEach((reference, position) => push(byHead, reference.match(HEAD)?.[0] ?? reference, position));
  const index = { all, byHead };
  indexes.set(expression, index);
  return index;
}

function contains(template: string, reference: string): boolean {
  for (let at = template.indexOf(reference); at >= 0; at = template.indexOf(reference, at + 1)) {
    const [before, after] = [template.charAt(at - 1), template.charAt(at + reference.length)];
    if (!/[\w.-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

/**
 * The parts of a template: texts, and the reference of each expression. Undefined if an expression is more than a
 * reference.
 *
 * @internal
 */
export function partsOf(
  template: string,
): readonly ({ readonly text: string } | { readonly reference: string })[] | undefined {
  const parts: ({ readonly text: string } | { readonly reference: string })[] = [];
  let rest = template;
  for (let match = /(?<!\$)\$\{([^{}]*)\}/.exec(rest); match !== null; match = /(?<!\$)\$\{([^{}]*)\}/.exec(rest)) {
    const reference = match[1].trim();
    const isReference = /^[\p{ID_Start}_][\w.\-[\]"]*$/u.test(reference) && stepsOf(reference).length > 1;
    if (!isReference) return undefined;
    parts.push({ text: literal(rest.slice(0, match.index)) }, { reference });
    rest = rest.slice(match.index + match[0].length);
  }
  if (/(?<!\$)\$\{|(?<!%)%\{/.test(rest)) return undefined;
  return [...parts, { text: literal(rest) }].filter((part) => !("text" in part) || part.text !== "");
}

function literal(text: string): string {
  return text.replace(/([$%])\1\{/g, "$1{");
}
