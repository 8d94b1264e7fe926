import { inventory, isOpenByMistake, readStacks } from "../inventory";
import { render } from "./summary-text";

/** @internal Defines what a subcommand prints, and the exit code: 1 where it found a problem. */
export interface Outcome {
  readonly text: string;
  readonly code: number;
}

/** @internal */
export function summary(path: string, options: { json?: boolean }): Outcome {
  const stacks = readStacks(path).map(({ terraform, ...stack }) => ({
    ...stack,
    inventory: inventory({ name: stack.name, terraform }),
  }));
  const isOpen = stacks.some((stack) => stack.inventory.hosts.some(isOpenByMistake));
  return {
    text: options.json === true ? `${JSON.stringify(stacks, null, 2)}\n` : render(stacks),
    code: isOpen ? 1 : 0,
  };
}
