import { resolve } from "node:path";
import { RehearsalError } from "./errors";
import { remoteStatesIn } from "./remote-states";
import type { Step } from "./step";
import { configurationFilesIn } from "./work-directory";
import { inDependencyOrder, readStacks, SynthesizedStack } from "../../inventory";

/** @internal A step that was read from a directory. */
export interface SynthesizedStep extends Step {
  /** The stacks, each after its dependencies. */
  readonly stacks: SynthesizedStack[];
}

/**
 * Reads the stacks of one or several directories, each after its dependencies.
 *
 * @param paths output directories of cdktf, or directories with one stack each
 * @param only the names of the stacks to use. A name without a stack is ignored if another name has one, because a
 *   stack can be missing before or after a change
 * @throws InventoryError SynthesizedStackNotFound, SynthesizedStackUnreadable
 * @throws RehearsalError RehearsalStackNotFound, RehearsalImpossible
 * @internal
 */
export function stepOf(paths: string | string[], only?: string[]): SynthesizedStep {
  const name = [paths].flat().join(" ");
  requireDistinct([paths].flat());
  const all = withReferences([paths].flat().flatMap((path) => readStacks(path)));
  const stacks = inDependencyOrder(all).filter((stack) => only?.includes(stack.name) ?? true);
  if (stacks.length === 0) {
    throw new RehearsalError(
      "RehearsalStackNotFound",
      `"${name}" has no stack ${only!.join(", ")}; it has ${all.map((stack) => stack.name).join(", ")}`,
    );
  }
  return { name, stacks: stacks.map((stack) => ({ ...stack, isSingleFile: isSingleFile(stack) })) };
}

/** The same directory twice is meant as two versions. */
function requireDistinct(paths: string[]): void {
  const repeated = paths.find((path, i) => paths.findIndex((each) => resolve(each) === resolve(path)) !== i);
  if (repeated === undefined) return;
  throw new RehearsalError(
    "RehearsalImpossible",
    `"${repeated}" is specified twice; specify each directory once, and the deployed version with --from`,
  );
}

/** Stacks that were written by hand depend on those whose states they read. */
function withReferences(stacks: SynthesizedStack[]): SynthesizedStack[] {
  const duplicate = stacks.find(({ name }, i) => stacks.findIndex((each) => each.name === name) !== i);
  if (duplicate !== undefined) {
    throw new RehearsalError(
      "RehearsalImpossible",
      `two directories contain a stack "${duplicate.name}"; a stack without a manifest has the name of its directory, ` +
        "so rename one of them",
    );
  }
  return stacks.map((stack) => {
    if (stack.fromManifest) return stack;
    const sources = remoteStatesIn(stack.terraform, stacks).flatMap(({ source }) => source ?? []);
    return { ...stack, dependencies: sources.filter((source) => source !== stack.name) };
  });
}

function isSingleFile({ directory, files }: SynthesizedStack): boolean {
  return (files ?? configurationFilesIn(directory)).length === 1;
}
