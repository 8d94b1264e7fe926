import { RE2JS } from "re2js";
import { numbersOf, rangesOf } from "./operands";
import { Comparison, comparisonsIn, Expression, Operand } from "./syntax";
import { all, not, some, unknown, Verdict } from "./truth";
import { Cidr, overlaps, subtractCidrs } from "../../core/addresses/cidr";

/** @internal The known values by field. Null is a value that does not exist, undefined is an unknown value. */
export type Facts = { readonly [field: string]: string | number | Cidr | string[] | null | undefined };

/** @internal Compares a known text with a written one. Unknown if only Terraform can evaluate the written one. */
export type Same = (fact: string, written: string, field: string) => Verdict;

/** @internal Evaluates an expression for known values. */
export function evaluate(expression: Expression, facts: Facts, same: Same): Verdict {
  switch (expression.kind) {
    case "and":
      return all(expression.operands.map((each) => evaluate(each, facts, same)));
    case "or":
      return some(expression.operands.map((each) => evaluate(each, facts, same)));
    case "not":
      return not(evaluate(expression.operand, facts, same));
    case "any":
      return anyOf(expression.condition, facts, same);
    case "comparison":
      if (expression.each) return unknown(`${expression.field}[*] is used outside any(…)`);
      return compared(expression, facts[expression.field], same);
    case "unread":
      return unknown(expression.why);
  }
}

/** All fields of the condition must refer to one list, and are compared with the same element of it. */
function anyOf(condition: Expression, facts: Facts, same: Same): Verdict {
  const [field, ...others] = new Set(comparisonsIn(condition).map((each) => each.field));
  if (field === undefined || others.length > 0) return unknown("any(…) does not refer to exactly one list");
  const fact = facts[field];
  if (fact === undefined) return unspecified(field);
  if (fact === null) return false;
  // Gateway's documentation compares addresses both as a value and as a list.
  const elements = typeof fact === "object" && "prefix" in fact ? [fact] : fact;
  if (!Array.isArray(elements)) return unknown(`${field} is not a list`);
  return some(elements.map((element) => evaluateForElement(condition, { [field]: element }, same)));
}

/** @internal Evaluates the condition of any(…) for one element of its list. */
export function evaluateForElement(condition: Expression, element: Facts, same: Same): Verdict {
  return evaluate(ofElement(condition), element, same);
}

/** The condition for one element. A comparison without `[*]` is a type error, and stays unknown. */
function ofElement(condition: Expression): Expression {
  switch (condition.kind) {
    case "comparison":
      return condition.each
        ? { ...condition, each: false }
        : { kind: "unread", why: `${condition.field} is used in any(…) without [*]` };
    case "not":
      return { kind: "not", operand: ofElement(condition.operand) };
    case "and":
    case "or":
      return { kind: condition.kind, operands: condition.operands.map(ofElement) };
    default:
      return condition;
  }
}

function compared(comparison: Comparison, fact: Facts[string], same: Same): Verdict {
  const { field, operator, operands } = comparison;
  if (operands.length === 0) return false; // an empty set
  if (fact === undefined) return unspecified(field);
  if (operator === "!=") return not(compared({ ...comparison, operator: "==" }, fact, same));
  if (fact === null) return false;
  if (operands[0]?.kind === "list") return unknown(`the content of list ${operands[0].text} is unknown`);
  if (Array.isArray(fact)) return unknown(`${field} is a list and is compared without any(…)`);
  if (operator === "matches") return matches(fact, operands[0], field);
  if (typeof fact === "number") return comparedNumber(fact, comparison);
  if (operator !== "==" && operator !== "in") return unknown(`the operator ${operator} is not supported for ${field}`);
  if (typeof fact !== "string") return comparedRange(fact, operands, field);
  return some(operands.map((operand) => comparedText(fact, operand, same, field)));
}

function unspecified(field: string): Verdict {
  return unknown(`${field} is not specified`);
}

function comparedText(fact: string, operand: Operand, same: Same, field: string): Verdict {
  // The engine parses an unquoted operand as bytes, never as a name.
  if (operand.kind === "bare") return false;
  return operand.text === undefined
    ? unknown("it contains an escape sequence that the engine rejects")
    : same(fact, operand.text, field);
}

function comparedRange(fact: Cidr, operands: Operand[], field: string): Verdict {
  const ranges = operands.map((operand) => (operand.kind === "bare" ? rangesOf(operand.text) : undefined));
  const inside = ranges.flatMap((each) => each?.filter((range) => overlaps(range, fact)) ?? []);
  if (inside.length > 0) {
    return subtractCidrs([fact], inside).length === 0 || unknown(`it matches only a part of ${fact.text}`);
  }
  const unread = operands.find((_, i) => ranges[i] === undefined);
  return unread === undefined
    ? false
    : unknown(`${field} is compared with "${unread.text}", which is not an address range`);
}

function comparedNumber(fact: number, { field, operator, operands }: Comparison): Verdict {
  const ranges = operands.flatMap((operand) => (operand.kind === "bare" ? (numbersOf(operand.text) ?? []) : []));
  if (ranges.length < operands.length) return unknown(`${field} is compared with a value that is not a number`);
  const [bound] = ranges;
  switch (operator) {
    case ">":
      return fact > bound.from;
    case ">=":
      return fact >= bound.from;
    case "<":
      return fact < bound.from;
    case "<=":
      return fact <= bound.from;
    default:
      return ranges.some(({ from, to }) => from <= fact && fact <= to);
  }
}

/**
 * It is not documented whether Gateway resolves the escapes of a quoted regular expression. Both are tried, and the
 * result is unknown if they differ.
 */
function matches(fact: string | number | Cidr, operand: Operand, field: string): Verdict {
  if (typeof fact !== "string" || operand.kind === "bare") {
    return unknown(`${field} is not a text that a regular expression could match`);
  }
  if (operand.kind === "reference") return unknown("only Terraform can evaluate the regular expression");
  const { source, text = source } = operand as Extract<Operand, { kind: "quoted" }>;
  const escaped = found(source, fact);
  return source === text || escaped === found(text, fact)
    ? escaped
    : unknown(`it is not documented how Gateway reads the backslashes of "${source}"; use [.] for a dot`);
}

function found(regex: string, text: string): Verdict {
  try {
    return RE2JS.compile(regex).matcher(text).find();
  } catch {
    return unknown(`"${regex}" is not a supported regular expression`);
  }
}
