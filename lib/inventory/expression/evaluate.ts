import { RE2JS } from "re2js";
import { numbersOf, rangesOf } from "./operands";
import type { Comparison, Expression, Operand } from "./syntax";
import { all, not, some, unknown, Verdict } from "./truth";
import { Cidr, overlaps, subtractCidrs } from "../../core/addresses/cidr";

/** @internal Defines what is known of a question, by field: null for what it does not have, undefined for what nobody says. */
export type Facts = { readonly [field: string]: string | number | Cidr | string[] | null | undefined };

/** @internal Whether two texts are the same; unknown where only Terraform can tell. */
export type Same = (fact: string, written: string, field: string) => Verdict;

/** @internal */
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
      if (expression.each) return unknown(`${expression.field}[*] stands outside any(…)`);
      return compared(expression, facts[expression.field], same);
    case "unread":
      return unknown(expression.why);
  }
}

/** The condition's fields are of one list, and all of it sees the same element. */
function anyOf(condition: Expression, facts: Facts, same: Same): Verdict {
  const [field, ...others] = new Set(fieldsOf(condition));
  if (field === undefined || others.length > 0) return unknown("any(…) is not about one list");
  const elements = facts[field];
  if (elements === undefined) return notSaid(field);
  if (elements === null) return false;
  if (!Array.isArray(elements)) return unknown(`${field} is no list`);
  return some(elements.map((element) => evaluate(ofElement(condition), { [field]: element }, same)));
}

function fieldsOf(expression: Expression): string[] {
  switch (expression.kind) {
    case "comparison":
      return [expression.field];
    case "not":
      return fieldsOf(expression.operand);
    case "and":
    case "or":
      return expression.operands.flatMap(fieldsOf);
    default:
      return [];
  }
}

/** The condition asked of one element. Without `[*]` it is a type error, which stays unknown. */
function ofElement(condition: Expression): Expression {
  switch (condition.kind) {
    case "comparison":
      return condition.each
        ? { ...condition, each: false }
        : { kind: "unread", why: `${condition.field} stands in any(…) without [*]` };
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
  if (fact === undefined) return notSaid(field);
  if (operator === "!=") return not(compared({ ...comparison, operator: "==" }, fact, same));
  if (fact === null) return false;
  if (operands[0]?.kind === "list") return unknown(`only the account knows list ${operands[0].text}`);
  if (Array.isArray(fact)) return unknown(`${field} is a list, and is compared without any(…)`);
  if (operator === "matches") return matches(fact, operands[0], field);
  if (typeof fact === "number") return comparedNumber(fact, comparison);
  if (operator !== "==" && operator !== "in") return unknown(`${field} ${operator} is not read`);
  if (typeof fact !== "string") return comparedRange(fact, operands, field);
  return some(operands.map((operand) => comparedText(fact, operand, same, field)));
}

function notSaid(field: string): Verdict {
  return unknown(`${field} is not said`);
}

function comparedText(fact: string, operand: Operand, same: Same, field: string): Verdict {
  // Unquoted, the engine reads bytes, and never a name.
  if (operand.kind === "bare") return false;
  return operand.text === undefined
    ? unknown("it has a backslash that the engine refuses")
    : same(fact, operand.text, field);
}

function comparedRange(fact: Cidr, operands: Operand[], field: string): Verdict {
  const ranges = operands.map((operand) => (operand.kind === "bare" ? rangesOf(operand.text) : undefined));
  const read = ranges.flatMap((each) => each ?? []);
  if (subtractCidrs([fact], read).length === 0) return true;
  if (read.some((range) => overlaps(range, fact))) return unknown(`it takes a part of ${fact.text}`);
  const unread = operands.find((_, i) => ranges[i] === undefined);
  return unread === undefined ? false : unknown(`${field} is compared with "${unread.text}", which is no range`);
}

function comparedNumber(fact: number, { field, operator, operands }: Comparison): Verdict {
  const ranges = operands.flatMap((operand) => (operand.kind === "bare" ? (numbersOf(operand.text) ?? []) : []));
  if (ranges.length < operands.length) return unknown(`${field} is compared with what is no number`);
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

/** Whether Gateway takes a backslash of a quoted regex once or twice is told both ways: it counts only where that makes no difference. */
function matches(fact: string | number | Cidr, operand: Operand, field: string): Verdict {
  if (typeof fact !== "string" || operand.kind === "bare") {
    return unknown(`${field} is no text that a regex could match`);
  }
  if (operand.kind === "reference") return unknown("only Terraform knows the regex");
  const { source, text = source } = operand as Extract<Operand, { kind: "quoted" }>;
  const [once, twice] = [source, text].map((regex) => found(regex, fact));
  return source === text || once === twice
    ? once
    : unknown(`how the backslashes of "${source}" are read is not known; write [.] for a dot`);
}

function found(regex: string, text: string): Verdict {
  try {
    return RE2JS.compile(regex).matcher(text).find();
  } catch {
    return unknown(`"${regex}" is no regex that is read`);
  }
}
