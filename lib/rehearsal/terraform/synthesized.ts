import type { Step } from "./step";
import { readStacks, SynthesizedStack } from "../../inventory";

/** @internal A step that was read from a directory. */
export interface SynthesizedStep extends Step {
  readonly stacks: SynthesizedStack[];
}

/** @internal All is destroyed. */
export const NOTHING: Step = { name: "nothing", stacks: [] };

/**
 * The stacks of a directory, each after those that it depends on. A stack that is not there, or not there any more, is no mistake as long as
 * one of them is.
 *
 * @internal
 */
export function stepOf(path: string, only?: string[]): SynthesizedStep {
  const all = readStacks(path);
  const stacks = inOrder(all).filter(({ name }) => only?.includes(name) ?? true);
  if (stacks.length === 0) {
    throw new Error(`"${path}" has no stack ${only!.join(", ")}; it has ${all.map(({ name }) => name).join(", ")}`);
  }
  return { name: path, stacks };
}

function inOrder(stacks: SynthesizedStack[]): SynthesizedStack[] {
  const ordered = new Set<SynthesizedStack>();
  const visit = (stack: SynthesizedStack): void => {
    stacks.filter(({ name }) => stack.dependencies.includes(name) && name !== stack.name).forEach(visit);
    ordered.add(stack);
  };
  stacks.forEach(visit);
  return [...ordered];
}
