import type { Attribute } from "./attribute";
import { Constraints } from "./constraints";
import { and, Assignment, attributesOf, Formula, isSame, not, substitute, valueOf } from "./formula";
import { findAssignment } from "./solver";
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
  if (typeof formula === "boolean") return userIn(formula);
  const found = users.get(formula) ?? { user: userIn(formula) };
  users.set(formula, found);
  return found.user;
}

/** Hosts that share their policies have the same users. */
const users = new WeakMap<object, Found>();

interface Found {
  readonly user?: User;
}

function userIn(formula: Formula): User | undefined {
  const attributes = attributesOf(formula);
  const constraints = new Constraints(attributes);
  const assignment = findAssignment(formula, constraints);
  if (assignment === undefined) return undefined;
  const decisive = decisiveValues(formula, constraints, assignment);
  return {
    has: attributes.filter(({ key }) => decisive.get(key) === true),
    lacks: attributes.filter(({ key }) => decisive.get(key) === false),
  };
}

/** Some of the values, without those that do not matter or that follow from the others. */
function decisiveValues(formula: Formula, constraints: Constraints, assignment: Assignment): Assignment {
  const positive = [...assignment].filter(([, value]) => value);
  const implied = constraints.consequencesOf(positive);
  const negative = [...assignment].filter(([key, value]) => !value && !implied.has(key));
  let decisive = [...negative, ...positive];
  for (const each of decisive) {
    const others = decisive.filter((other) => other !== each);
    if (valueOf(formula, constraints.consequencesOf(others)) === true) decisive = others;
  }
  return new Map(decisive);
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

const strangers = {
  [Certainty.CERTAIN]: new WeakMap<object, Found>(),
  [Certainty.POSSIBLE]: new WeakMap<object, Found>(),
};

/**
 * Finds a stranger in the set: a user who has self-asserted attributes only.
 *
 * Address ranges are self-asserted if they are wide, alone or together.
 *
 * @internal
 */
export function findStranger(formula: Formula, certainty: Certainty): User | undefined {
  if (typeof formula === "boolean") return findUser(formula);
  const found = strangers[certainty].get(formula) ?? { user: strangerIn(formula, certainty) };
  strangers[certainty].set(formula, found);
  return found.user;
}

function strangerIn(formula: Formula, certainty: Certainty): User | undefined {
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
