import { RehearsalError } from "./errors";
import type { Step } from "./step";
import { configurationFilesIn } from "./work-directory";
import { readStacks, SynthesizedStack } from "../../inventory";

/** @internal A step that was read from a directory. */
export interface SynthesizedStep extends Step {
  /** The stacks, each after its dependencies. */
  readonly stacks: SynthesizedStack[];
}

/**
 * Reads the stacks of a directory, each after its dependencies.
 *
 * @param only the names of the stacks to use. A name without a stack is ignored if another name has one, because a
 *   stack can be missing before or after a change
 * @throws InventoryError SynthesizedStackNotFound, SynthesizedStackUnreadable
 * @throws RehearsalError RehearsalStackNotFound
 * @internal
 */
export function stepOf(path: string, only?: string[]): SynthesizedStep {
  const all = readStacks(path);
  const stacks = inOrder(all).filter(({ name }) => only?.includes(name) ?? true);
  if (stacks.length === 0) {
    throw new RehearsalError(
      "RehearsalStackNotFound",
      `"${path}" has no stack ${only!.join(", ")}; it has ${all.map(({ name }) => name).join(", ")}`,
    );
  }
  return { name: path, stacks: stacks.map((stack) => ({ ...stack, isSingleFile: isSingleFile(stack) })) };
}

function isSingleFile({ directory, files }: SynthesizedStack): boolean {
  return (files ?? configurationFilesIn(directory)).length === 1;
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
