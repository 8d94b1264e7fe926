import type { Cidr } from "../../core/addresses/cidr";
import type { Facts } from "../expression/evaluate";
import { comparisonsIn, Expression } from "../expression/syntax";
import { expressionText } from "../expression/text";
import { attribute } from "../users/attribute";
import { Formula, has } from "../users/formula";

/**
 * A condition that cannot be evaluated. The same condition of the same target is the same attribute, in every version
 * of a policy.
 *
 * @internal
 */
export function unreadCondition(expression: Expression, facts: Facts, why: string): Formula {
  const text = expressionText(expression);
  const known = [...new Set(comparisonsIn(expression).map(({ field }) => field))].flatMap((field) => {
    const fact = facts[field];
    return fact === undefined || fact === null ? [] : `${field} ${factText(fact)}`;
  });
  return unread([text, ...known].join(" | "), `who matches ${text}`, `who does not match ${text}`, why);
}

/** @internal A policy that may not apply. */
export function unreadPolicy(name: string, why: string, condition = `policy ${name}`): Formula {
  const words = `while policy ${name} applies`;
  return unread(`${condition} | ${why}`, words, `while policy ${name} does not apply`, why);
}

function unread(value: string, words: string, negated: string, why: string): Formula {
  return has({ ...attribute("unread", value, "unknown", words, negated), why });
}

function factText(fact: string | number | Cidr | string[]): string {
  if (Array.isArray(fact)) return fact.join(" ");
  return typeof fact === "object" ? fact.text : String(fact);
}
