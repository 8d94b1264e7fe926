import type { Constraints } from "./constraints";
import { Assignment, Formula, valueOf } from "./formula";

/** The values that formulas must have. */
type Demands = ReadonlyMap<Formula, boolean>;

/**
 * Finds values of attributes with which the formula is true. Returns undefined if no user has such values.
 *
 * @internal
 */
export function findAssignment(formula: Formula, constraints: Constraints): Assignment | undefined {
  return solve(new Map([[formula, true]]), constraints, new Map());
}

/**
 * Assigns what the demands require, then tries the first alternative that is left. If it fails, its opposite is one
 * more demand, which often decides the rest.
 */
function solve(given: Demands, constraints: Constraints, known: Assignment): Assignment | undefined {
  const demands = new Map(given);
  const assignment = new Map(known);
  for (;;) {
    if (!assignRequired(demands, constraints, assignment)) return undefined;
    const choice = firstChoice(demands, assignment);
    if (choice === undefined) return constraints.hasAddress(assignment) ? assignment : undefined;
    const { formula, wanted } = choice;
    const found = solve(new Map(demands).set(formula, wanted), constraints, assignment);
    if (found !== undefined) return found;
    demands.set(formula, !wanted);
  }
}

/** Returns false if the demands contradict each other. */
function assignRequired(demands: Demands, constraints: Constraints, assignment: Map<string, boolean>): boolean {
  for (let size = -1; size !== assignment.size;) {
    size = assignment.size;
    for (const [formula, wanted] of demands) {
      if (!assignFor(formula, wanted)) return false;
    }
  }
  return true;

  function assignFor(formula: Formula, wanted: boolean): boolean {
    const value = valueOf(formula, assignment);
    if (value !== undefined) return value === wanted;
    if (typeof formula === "boolean") return false;
    if (formula.kind === "attribute") return constraints.assign(assignment, formula.attribute.key, wanted);
    if (formula.kind === "not") return assignFor(formula.operand, !wanted);
    if (isConjunction(formula.kind, wanted)) return formula.operands.every((each) => assignFor(each, wanted));
    const [first, ...others] = formula.operands.filter((each) => valueIn(demands, assignment, each) !== !wanted);
    if (first === undefined) return false;
    return others.length > 0 || assignFor(first, wanted);
  }
}

interface Choice {
  readonly formula: Formula;
  readonly wanted: boolean;
}

/** The first of several alternatives that are left in a demand. */
function firstChoice(demands: Demands, assignment: Assignment): Choice | undefined {
  for (const [formula, wanted] of demands) {
    const choice = choiceIn(formula, wanted);
    if (choice !== undefined) return choice;
  }
  return undefined;

  function choiceIn(formula: Formula, wanted: boolean): Choice | undefined {
    if (typeof formula === "boolean" || formula.kind === "attribute") return undefined;
    if (valueOf(formula, assignment) !== undefined) return undefined;
    if (formula.kind === "not") return choiceIn(formula.operand, !wanted);
    if (isConjunction(formula.kind, wanted)) {
      for (const each of formula.operands) {
        const choice = choiceIn(each, wanted);
        if (choice !== undefined) return choice;
      }
      return undefined;
    }
    const values = formula.operands.map((each) => valueIn(demands, assignment, each));
    if (values.includes(wanted)) return undefined;
    const open = values.indexOf(undefined);
    return open < 0 ? undefined : { formula: formula.operands[open], wanted };
  }
}

/** The value of a formula that is part of another one. */
function valueIn(demands: Demands, assignment: Assignment, formula: Formula): boolean | undefined {
  return demands.get(formula) ?? valueOf(formula, assignment);
}

/** Whether all operands must have the value. */
function isConjunction(kind: "and" | "or", wanted: boolean): boolean {
  return (kind === "and") === wanted;
}
