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

/** @internal Runs an exploration to its end. `observe` receives each result. */
export async function explored(
  steps: Step[],
  options: ExplorerOptions = {},
  observe: (result: ScenarioResult) => void = () => undefined,
): Promise<Exploration> {
  const results = explore(steps, options);
  for (;;) {
    const next = await results.next();
    if (next.done === true) return next.value;
    observe(next.value);
  }
}
