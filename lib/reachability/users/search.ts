import type { Attribute } from "./attribute";
import { Constraints } from "./constraints";
import { and, Assignment, attributesOf, firstOpen, Formula, not, substitute, valueOf } from "./formula";
import { isWide } from "./wide-ranges";

/** @internal A user or a request, by the values of the attributes that decide. */
export interface User {
  readonly has: readonly Attribute[];
  readonly lacks: readonly Attribute[];
}

/**
 * Finds a user in the set. Returns undefined if no user can be in it.
 *
 * The search assigns the attributes that the value still depends on, false before true, so that the user has few
 * attributes. Each assignment decides the attributes that follow from it.
 *
 * @internal
 */
export function findUser(formula: Formula): User | undefined {
  const attributes = attributesOf(formula);
  const constraints = new Constraints(attributes);
  const search = (assignment: Assignment): Assignment | undefined => {
    const value = valueOf(formula, assignment);
    if (value !== undefined) return value && constraints.hasAddress(assignment) ? assignment : undefined;
    const { key } = firstOpen(formula, assignment)!;
    for (const choice of [false, true]) {
      const next = constraints.assign(assignment, key, choice);
      const found = next && search(next);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const assignment = search(new Map());
  return assignment && decisiveValues(formula, attributes, assignment);
}

/** Without the attributes whose value does not matter, those that are false first. */
function decisiveValues(formula: Formula, attributes: Attribute[], assignment: Assignment): User {
  const rest = new Map(assignment);
  const ordered = [...attributes.filter(({ key }) => !rest.get(key)), ...attributes.filter(({ key }) => rest.get(key))];
  for (const { key } of ordered) {
    const value = rest.get(key);
    if (value === undefined) continue;
    rest.delete(key);
    if (valueOf(formula, rest) !== true) rest.set(key, value);
  }
  return {
    has: attributes.filter(({ key }) => rest.get(key) === true),
    lacks: attributes.filter(({ key }) => rest.get(key) === false),
  };
}

/** @internal The users who are in the second set and not in the first. */
export function gained(before: Formula, after: Formula): User | undefined {
  return findUser(and(after, not(before)));
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
