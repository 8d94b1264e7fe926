import type { GatewayPolicyData } from "./model";
import { matchesEmailVariants, REAL_ADDRESS_REASON, denies } from "./readings";
import { unreadCondition, unreadPolicy } from "./unread";
import { EMAIL } from "./user-attributes";
import { isUserField, usersCompared, usersWithAny } from "./user-fields";
import type { Directory } from "../access/model";
import { evaluate, Facts, Same } from "../expression/evaluate";
import { examplesOf } from "../expression/examples";
import { Comparison, comparisonsIn, Expression } from "../expression/syntax";
import { isUnknown, unknown, Verdict } from "../expression/truth";
import { matchesPattern, variantsOf } from "../users/email-pattern";
import { and, firstOpen, Formula, not, or, valueOf } from "../users/formula";

/** @internal What is known of a connection or a query, and of its user. */
export interface MatchContext {
  readonly facts: Facts;
  readonly same: Same;
  /** The facts about one user. @default - all users, by their attributes */
  readonly user?: Facts;
  readonly directory?: Directory;
  /** Whether the address is the initial resolved one of a hostname route. */
  readonly initialAddress?: boolean;
}

/** @internal The users whom a policy matches. */
export interface PolicyStep<P extends GatewayPolicyData = GatewayPolicyData> {
  readonly policy: P;
  /** Whether the traffic matches: a condition in which only unknown facts are attributes. */
  readonly traffic: Formula;
  /** The users for whom all of the policy matches. */
  readonly match: Formula;
}

/** @internal Evaluates a policy: its traffic, identity and device posture, and whether it applies. */
export function stepOf<P extends GatewayPolicyData>(policy: P, context: MatchContext): PolicyStep<P> {
  const { name, unsure, unsureCondition } = policy;
  const users = (expression?: Expression) => expression === undefined || matched(expression, policy, context);
  const traffic = users(policy.traffic);
  // Most policies of an estate match other traffic.
  if (traffic === false) return { policy, traffic, match: false };
  const applies = unsure === undefined || unreadPolicy(name, unsure, unsureCondition);
  return { policy, traffic, match: and(traffic, users(policy.identity), users(policy.devicePosture), applies) };
}

/** @internal The value of a condition that depends on unknown facts only. */
export function verdictOf(formula: Formula): Verdict {
  return valueOf(formula, new Map()) ?? unknown(firstOpen(formula, new Map())?.why ?? "it depends on the user");
}

function matched(expression: Expression, policy: GatewayPolicyData, context: MatchContext): Formula {
  switch (expression.kind) {
    case "and":
      return and(...expression.operands.map((each) => matched(each, policy, context)));
    case "or":
      return or(...expression.operands.map((each) => matched(each, policy, context)));
    case "not":
      return not(matched(expression.operand, policy, context));
    case "any":
    case "comparison":
      if (expression.kind === "comparison" && expression.operator === "!=") {
        return not(matched({ ...expression, operator: "==" }, policy, context));
      }
      return ofUsers(expression) && context.user === undefined
        ? usersMatched(expression, policy, context)
        : known(expression, policy, context);
    case "unread":
      return unreadCondition(expression, {}, expression.why);
  }
}

type Condition = Extract<Expression, { kind: "any" | "comparison" }>;

function ofUsers(expression: Condition): boolean {
  return comparisonsIn(expression).some(({ field }) => isUserField(field));
}

function usersMatched(expression: Condition, { builder, action }: GatewayPolicyData, context: MatchContext): Formula {
  const users = { ...context, variants: matchesEmailVariants(builder, action) };
  return expression.kind === "any" ? usersWithAny(expression, users) : usersCompared(expression, users);
}

function known(expression: Condition, policy: GatewayPolicyData, context: MatchContext): Formula {
  const facts = context.user === undefined ? context.facts : { ...context.facts, ...context.user };
  const verdict = variantMatched(expression, policy, facts) || evaluate(expression, facts, context.same);
  if (isUnknown(verdict)) return unreadCondition(expression, facts, verdict.unknown);
  const regex = comparisonsIn(expression).find(isWithoutExample);
  if (regex !== undefined && facts[regex.field] !== undefined && facts[regex.field] !== null) {
    return unreadCondition(expression, facts, "no name is known that its regular expression matches");
  }
  const mayDiffer = context.initialAddress === true && !verdict && !denies(policy.action);
  return mayDiffer && comparisonsIn(expression).some(({ field }) => field === "net.dst.ip")
    ? unreadCondition(expression, {}, REAL_ADDRESS_REASON)
    : verdict;
}

/** The fields of names, of which only examples are evaluated. */
const NAMES = /^(?:dns[.](?:fqdn|domains)|net[.]sni[.](?:host|domains))$/;

/** Whether no name is known that a comparison distinguishes from others. */
function isWithoutExample({ field, operator, operands }: Comparison): boolean {
  if (operator !== "matches" || !NAMES.test(field)) return false;
  return operands.every((each) => each.kind === "quoted" && examplesOf(each.text ?? each.source).length === 0);
}

/** Whether the e-mail address of a known user is a variant of one that the expression contains. */
function variantMatched(expression: Condition, { builder, action }: GatewayPolicyData, facts: Facts): boolean {
  const email = facts[EMAIL];
  if (expression.kind !== "comparison" || expression.field !== EMAIL || typeof email !== "string") return false;
  return matchesEmailVariants(builder, action) && isVariant(expression, email);
}

function isVariant({ operator, operands }: Comparison, email: string): boolean {
  if (operator !== "==" && operator !== "in") return false;
  return operands.some(
    (each) =>
      each.kind === "quoted" && each.text !== undefined && matchesPattern(variantsOf(each.text), email) === true,
  );
}
