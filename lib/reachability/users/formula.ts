import type { Attribute } from "./attribute";

/**
 * A set of users as a formula over attributes. Use the functions below, which simplify, and never build one by hand.
 *
 * @internal
 */
export type Formula =
  | boolean
  | { readonly kind: "attribute"; readonly attribute: Attribute }
  | { readonly kind: "not"; readonly operand: Formula }
  | { readonly kind: "and" | "or"; readonly operands: readonly Formula[] };

/** @internal The users with an attribute. */
export function has(attribute: Attribute): Formula {
  return { kind: "attribute", attribute };
}

/** @internal The users outside of a set. */
export function not(operand: Formula): Formula {
  if (typeof operand === "boolean") return !operand;
  return operand.kind === "not" ? operand.operand : { kind: "not", operand };
}

/** @internal The users in every set. All users if there is no set. */
export function and(...operands: Formula[]): Formula {
  return chain("and", operands);
}

/** @internal The users in at least one set. No user if there is no set. */
export function or(...operands: Formula[]): Formula {
  return chain("or", operands);
}

/** The value that decides a chain is `false` for "and" and `true` for "or". */
function chain(kind: "and" | "or", operands: readonly Formula[]): Formula {
  const decisive = kind === "or";
  if (operands.includes(decisive)) return decisive;
  const open = new Set(operands.filter((each) => typeof each !== "boolean"));
  const [first, ...others] = open;
  if (first === undefined) return !decisive;
  if (others.length === 0) return first;
  const parts = [...open].flatMap((each) => (each.kind === kind ? each.operands : [each]));
  return { kind, operands: [...new Set(parts)] };
}

/** @internal Whether two formulas have the same form. Most targets do not change between two versions. */
export function isSame(a: Formula, b: Formula): boolean {
  if (a === b) return true;
  if (typeof a === "boolean" || typeof b === "boolean") return false;
  if (a.kind === "attribute") return b.kind === "attribute" && a.attribute.key === b.attribute.key;
  if (a.kind === "not") return b.kind === "not" && isSame(a.operand, b.operand);
  if (b.kind !== a.kind || a.operands.length !== b.operands.length) return false;
  return a.operands.every((each, i) => isSame(each, b.operands[i]));
}

/** @internal The attributes of a formula, each once, in the order of their first use. */
export function attributesOf(formula: Formula): Attribute[] {
  const found = new Map<string, Attribute>();
  const visit = (each: Formula): void => {
    if (typeof each === "boolean") return;
    if (each.kind === "not") visit(each.operand);
    if (each.kind === "and" || each.kind === "or") each.operands.forEach(visit);
    if (each.kind === "attribute" && !found.has(each.attribute.key)) found.set(each.attribute.key, each.attribute);
  };
  visit(formula);
  return [...found.values()];
}

/**
 * Replaces the attributes for which `value` returns a formula. `positive` is false below an odd number of negations.
 *
 * @internal
 */
export function substitute(
  formula: Formula,
  value: (attribute: Attribute, positive: boolean) => Formula | undefined,
  positive = true,
): Formula {
  if (typeof formula === "boolean") return formula;
  switch (formula.kind) {
    case "attribute":
      return value(formula.attribute, positive) ?? formula;
    case "not":
      return not(substitute(formula.operand, value, !positive));
    default:
      return chain(
        formula.kind,
        formula.operands.map((each) => substitute(each, value, positive)),
      );
  }
}

/** @internal The values of some attributes, by key. */
export type Assignment = ReadonlyMap<string, boolean>;

/** @internal The value of a formula; undefined if it depends on attributes that are not assigned. */
export function valueOf(formula: Formula, assignment: Assignment): boolean | undefined {
  if (typeof formula === "boolean") return formula;
  switch (formula.kind) {
    case "attribute":
      return assignment.get(formula.attribute.key);
    case "not": {
      const value = valueOf(formula.operand, assignment);
      return value === undefined ? undefined : !value;
    }
    default: {
      const decisive = formula.kind === "or";
      let open = false;
      for (const each of formula.operands) {
        const value = valueOf(each, assignment);
        if (value === decisive) return decisive;
        if (value === undefined) open = true;
      }
      return open ? undefined : !decisive;
    }
  }
}

/**
 * The first attribute that the value of the formula still depends on.
 *
 * @internal
 */
export function firstOpen(formula: Formula, assignment: Assignment): Attribute | undefined {
  if (typeof formula === "boolean" || valueOf(formula, assignment) !== undefined) return undefined;
  if (formula.kind === "attribute") return formula.attribute;
  if (formula.kind === "not") return firstOpen(formula.operand, assignment);
  for (const each of formula.operands) {
    const open = firstOpen(each, assignment);
    if (open !== undefined) return open;
  }
  return undefined;
}
