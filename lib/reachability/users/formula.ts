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
function chain(kind: "and" | "or", operands: Formula[]): Formula {
  const decisive = kind === "or";
  const rest = new Set<Formula>();
  for (const operand of operands) {
    if (operand === decisive) return decisive;
    if (typeof operand === "boolean") continue;
    for (const part of operand.kind === kind ? operand.operands : [operand]) rest.add(part);
  }
  const [first, ...others] = rest;
  if (first === undefined) return !decisive;
  return others.length === 0 ? first : { kind, operands: [...rest] };
}

/** @internal The attributes of a formula, each once, in the order of their first use. */
export function attributesOf(formula: Formula): Attribute[] {
  const found = new Map<string, Attribute>();
  const visit = (each: Formula): void => {
    if (typeof each === "boolean") return;
    if (each.kind === "attribute") {
      if (!found.has(each.attribute.key)) found.set(each.attribute.key, each.attribute);
    } else if (each.kind === "not") visit(each.operand);
    else each.operands.forEach(visit);
  };
  visit(formula);
  return [...found.values()];
}

/**
 * Replaces the attributes for which `value` returns a boolean. `positive` is false below an odd number of negations.
 *
 * @internal
 */
export function substitute(
  formula: Formula,
  value: (attribute: Attribute, positive: boolean) => boolean | undefined,
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
