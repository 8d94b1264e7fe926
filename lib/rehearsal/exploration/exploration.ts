import { Explorer, ExplorerOptions } from "./explorer";
import type { Exploration, ScenarioResult } from "./findings";
import type { Step } from "../terraform/step";

/**
 * Applies steps in as many fault scenarios as the options allow, and checks every state for exposures. The same seed
 * yields the same results in the same order.
 *
 * @throws RehearsalError RehearsalDoesNotConverge, RehearsalImpossible, TerraformCrashed, TerraformMissing,
 *   TerraformTooOld
 * @internal
 */
export async function* explore(
  steps: Step[],
  options: ExplorerOptions = {},
): AsyncGenerator<ScenarioResult, Exploration> {
  const explorer = new Explorer(steps, options);
  try {
    yield* explorer.baseline();
    yield* explorer.singles();
    yield* explorer.pairs();
    return explorer.result();
  } finally {
    explorer.close();
  }
}

/** @internal Runs an exploration to its end. */
export async function explored(steps: Step[], options: ExplorerOptions = {}): Promise<Exploration> {
  const results = explore(steps, options);
  for (;;) {
    const { done, value } = await results.next();
    if (done === true) return value;
  }
}
