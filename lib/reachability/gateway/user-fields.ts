import { SOURCE, usersFrom } from "./source-address";
import { unreadCondition } from "./unread";
import {
  isList,
  POSTURE,
  usersMatchingPattern,
  usersOnList,
  usersWith,
  usersWithOther,
  usersWithReference,
} from "./user-attributes";
import type { Directory } from "../access/model";
import { evaluateForElement, Same } from "../expression/evaluate";
import { Comparison, comparisonsIn, Expression, Operand } from "../expression/syntax";
import { matchesPattern } from "../users/email-pattern";
import { Formula, not, or } from "../users/formula";

/** @internal How comparisons of the fields of users are evaluated. */
export interface UserContext {
  /** Whether an e-mail address stands for its variants as well. */
  readonly variants: boolean;
  readonly same: Same;
  readonly directory?: Directory;
}

/** @internal Whether a field belongs to the user or the device of a connection, and not to its traffic. */
export function isUserField(field: string): boolean {
  return field.startsWith("identity.") || field === POSTURE || field === SOURCE;
}

/**
 * The users whom a comparison matches. A user without an identity has none of the attributes, so `==`, `in` and `any`
 * are false for them, and `!=` and `not` are true, as in the open engine.
 *
 * @internal
 */
export function usersCompared(comparison: Comparison, context: UserContext): Formula {
  const { field, each, operands } = comparison;
  if (operands.length === 0) return false; // an empty set
  if (field === SOURCE) return usersComparedBySource(comparison);
  if (each) return unreadCondition(comparison, {}, `${field}[*] is used outside any(…)`);
  if (isList(field) === true) {
    return unreadCondition(comparison, {}, `${field} is a list and is compared without any(…)`);
  }
  return compared(comparison, context);
}

function usersComparedBySource(comparison: Comparison): Formula {
  const { operator, operands } = comparison;
  const users = operands.map(usersFrom);
  if (operator !== "==" && operator !== "in") {
    return unreadCondition(comparison, {}, `the operator ${operator} is not supported for ${SOURCE}`);
  }
  return users.every((each) => each !== undefined)
    ? or(...users)
    : unreadCondition(comparison, {}, `only the account knows the addresses of ${SOURCE}`);
}

function compared(comparison: Comparison, context: UserContext): Formula {
  const { field, operator, operands } = comparison;
  switch (operator) {
    case "!=":
      return not(compared({ ...comparison, operator: "==" }, context));
    case "==":
    case "in":
      return or(...operands.map((operand) => withValue(operand, comparison, context)));
    case "matches":
      return matching(operands[0], comparison);
    default:
      return unreadCondition(comparison, {}, `the operator ${operator} is not supported for ${field}`);
  }
}

/** @internal The users whom any(…) matches: those with at least one value that matches the condition. */
export function usersWithAny(expression: Extract<Expression, { kind: "any" }>, context: UserContext): Formula {
  const { condition } = expression;
  const comparisons = comparisonsIn(condition);
  const [field, ...others] = new Set(comparisons.map((each) => each.field));
  const unread = (why: string) => unreadCondition(expression, {}, why);
  if (field === undefined || others.length > 0) return unread("any(…) does not refer to exactly one list");
  if (isList(field) === false) return unread(`${field} is not a list`);
  if (condition.kind === "comparison" && condition.each && condition.operator !== "!=") {
    return field === SOURCE ? usersComparedBySource(condition) : compared(condition, context);
  }
  if (comparisons.some(({ operator }) => operator === "matches")) {
    return unread("any(…) combines a regular expression with other comparisons");
  }
  const operands = comparisons.flatMap((each) => each.operands);
  const values = operands.flatMap((each) => (each.kind === "quoted" ? (each.text ?? []) : []));
  const [other, ...verdicts] = [OTHER_VALUE, ...values].map((value) =>
    evaluateForElement(condition, { [field]: value }, context.same),
  );
  if (values.length < operands.length || [other, ...verdicts].some((each) => typeof each !== "boolean")) {
    return unread("the condition of any(…) cannot be evaluated for each value");
  }
  const matched = values.filter((_, i) => verdicts[i] === true);
  return or(
    ...matched.map((value) => usersWith(field, value, context.variants, context.directory)),
    other === true && usersWithOther(field, values),
  );
}

/** A value that no expression contains. */
const OTHER_VALUE = "\0";

function withValue(operand: Operand, comparison: Comparison, { variants, directory }: UserContext): Formula {
  const { field } = comparison;
  switch (operand.kind) {
    case "bare":
      return false; // The engine parses an unquoted operand as bytes, never as a name.
    case "list":
      return usersOnList(field, operand.text.slice(1), variants, directory);
    case "reference":
      return usersWithReference(field, operand.text);
    case "quoted":
      return operand.text === undefined
        ? unreadCondition(comparison, {}, "it contains an escape sequence that the engine rejects")
        : usersWith(field, operand.text, variants, directory);
  }
}

/**
 * It is not documented whether Gateway resolves the escapes of a quoted regular expression, so both readings must be
 * the same.
 */
function matching(operand: Operand, comparison: Comparison): Formula {
  const unread = (why: string) => unreadCondition(comparison, {}, why);
  if (operand.kind === "reference") return unread("only Terraform can evaluate the regular expression");
  if (operand.kind !== "quoted") return unread(`${comparison.field} is not compared with a regular expression`);
  const { source, text = source } = operand;
  if (source !== text) {
    return unread(`it is not documented how Gateway reads the backslashes of "${source}"; use [.] for a dot`);
  }
  if (matchesPattern(source, "") === undefined) return unread(`"${source}" is not a supported regular expression`);
  return usersMatchingPattern(comparison.field, source);
}
