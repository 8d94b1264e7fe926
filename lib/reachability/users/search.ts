import type { Attribute } from "./attribute";
import { Constraints } from "./constraints";
import { and, Assignment, attributesOf, firstOpen, Formula, isSame, not, substitute, valueOf } from "./formula";
import { isWide } from "./wide-ranges";

/** @internal A user or a request, by the values of the attributes that decide. */
export interface User {
  readonly has: readonly Attribute[];
  readonly lacks: readonly Attribute[];
}

/**
 * Finds a user in the set. Returns undefined if no user can be in it.
 *
 * @internal
 */
export function findUser(formula: Formula): User | undefined {
  const attributes = attributesOf(formula);
  const constraints = new Constraints(attributes);
  const assignment = solve(formula, constraints);
  return assignment && decisiveValues(formula, attributes, assignment, constraints);
}

/** A value that the search chose, and the keys that it assigned because of it. */
interface Decision {
  readonly key: string;
  readonly value: boolean;
  readonly assigned: string[];
}

/**
 * Assigns the values without which the formula is false, then the attributes that it still depends on, false before
 * true, so that the user has few attributes. The search is a loop, since a list of users has more attributes than the
 * stack has room for.
 */
function solve(formula: Formula, constraints: Constraints): Assignment | undefined {
  const assignment = new Map<string, boolean>();
  const decisions: Decision[] = [];
  const decide = (key: string, value: boolean): boolean => {
    const assigned = constraints.assign(assignment, key, value);
    if (assigned !== undefined) decisions.push({ key, value, assigned });
    return assigned !== undefined;
  };
  const backtrack = (): boolean => {
    for (let last = decisions.pop(); last !== undefined; last = decisions.pop()) {
      last.assigned.forEach((each) => assignment.delete(each));
      if (!last.value && decide(last.key, true)) return true;
    }
    return false;
  };
  for (const [key, value] of requiredValues(formula, true)) {
    if (constraints.assign(assignment, key, value) === undefined) return undefined;
  }
  for (;;) {
    const value = valueOf(formula, assignment);
    if (value === true && constraints.hasAddress(assignment)) return assignment;
    const open = firstOpen(formula, assignment)?.key;
    const isOpen = open !== undefined && (decide(open, false) || decide(open, true));
    if (!isOpen && !backtrack()) return undefined;
  }
}

/** The values without which a formula does not have a value. */
function requiredValues(formula: Formula, wanted: boolean): [string, boolean][] {
  if (typeof formula === "boolean") return [];
  if (formula.kind === "attribute") return [[formula.attribute.key, wanted]];
  if (formula.kind === "not") return requiredValues(formula.operand, !wanted);
  if ((formula.kind === "and") !== wanted) return [];
  return formula.operands.flatMap((each) => requiredValues(each, wanted));
}

/** Without the attributes whose value does not matter, those that are false first. */
function decisiveValues(
  formula: Formula,
  attributes: Attribute[],
  assignment: Assignment,
  constraints: Constraints,
): User {
  const rest = new Map(assignment);
  const ordered = [...attributes.filter(({ key }) => !rest.get(key)), ...attributes.filter(({ key }) => rest.get(key))];
  for (const { key } of ordered) {
    const value = rest.get(key);
    if (value === undefined) continue;
    rest.delete(key);
    if (valueOf(formula, rest) !== true) rest.set(key, value);
  }
  const has = attributes.filter(({ key }) => rest.get(key) === true);
  // A user with one e-mail has no other one, which needs no mention.
  const implied = new Map<string, boolean>();
  for (const { key } of has) constraints.assign(implied, key, true);
  return { has, lacks: attributes.filter(({ key }) => rest.get(key) === false && implied.get(key) !== false) };
}

/** Many targets have the same users before and the same users after. */
const comparisons = new WeakMap<object, WeakMap<object, { readonly user?: User }>>();

/** @internal The users who are in the second set and not in the first. */
export function gained(before: Formula, after: Formula): User | undefined {
  if (before === true || after === false) return undefined;
  if (before === false || after === true) return findUser(and(after, not(before)));
  const known = comparisons.get(before) ?? new WeakMap<object, { readonly user?: User }>();
  const comparison = known.get(after) ?? {
    user: isSame(before, after) ? undefined : findUser(and(after, not(before))),
  };
  comparisons.set(before, known.set(after, comparison));
  return comparison.user;
}

/** @internal How to read attributes whose truth for strangers is unknown. */
export enum Certainty {
  /** A user counts only if the known attributes are sufficient. */
  CERTAIN,
  /** A user counts if any value of the unknown attributes is sufficient. */
  POSSIBLE,
}

/**
 * Finds a stranger in the set: a user who has self-asserted attributes only.
 *
 * Address ranges are self-asserted if they are wide, alone or together.
 *
 * @internal
 */
export function findStranger(formula: Formula, certainty: Certainty): User | undefined {
  const wide = isWide(attributesOf(formula).filter(({ kind }) => kind === "address"));
  return findUser(
    substitute(formula, ({ trust, kind }, positive) => {
      if (kind === "address" && wide) return undefined;
      if (trust === "identified") return false;
      if (trust === "unknown") return (certainty === Certainty.POSSIBLE) === positive;
      return undefined;
    }),
  );
}
