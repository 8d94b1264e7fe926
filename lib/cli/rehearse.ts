import { ExitCode } from "./exit-code";
import type { PlanOptions } from "./plan-files";
import { Progress } from "./progress";
import { directoriesInput, RehearseOptions } from "./rehearse-input";
import { renderOrders } from "./rehearse-orders";
import { plannedInput } from "./rehearse-plan";
import { explored, isGettingThrough, itinerary, openedIn, renderJson, renderMermaid, TextReport } from "../rehearsal";

/** @internal The output streams. On a terminal, progress is shown on stderr. */
export interface Output {
  readonly stdout: Pick<NodeJS.WriteStream, "write">;
  readonly stderr: Pick<NodeJS.WriteStream, "write" | "isTTY">;
}

/** @internal Rehearses a change, or an app from its creation to its destruction, and returns the exit code. */
export async function rehearse(
  paths: string[],
  options: RehearseOptions & PlanOptions,
  { stdout, stderr }: Output,
): Promise<number> {
  const { seconds, format, strict, minCoverage = 100 } = options;
  const report = new TextReport();
  const { versions, inputs, gaps, orders, original } = plannedInput(paths, options) ?? directoriesInput(paths, options);
  const [steps, explorerOptions] = itinerary(versions, { ...options, ...inputs });
  const progress = new Progress(stderr, seconds);
  const found = await explored(steps, explorerOptions, (result) => {
    const text = format === "json" || format === "mermaid" ? "" : report.add(result);
    if (text !== "") progress.clear();
    stdout.write(text);
    progress.update(result);
  })
    .catch((error: Error) => {
      error.message = original(error.message);
      throw error;
    })
    .finally(() => progress.end());
  const exploration = {
    ...found,
    unevaluated: [...new Set([...found.unevaluated, ...gaps])],
    notConverged: found.notConverged.map((each) => ({
      ...each,
      reason: original(each.reason),
      ...(each.recovery !== undefined && { recovery: original(each.recovery) }),
    })),
  };
  const opened = openedIn(exploration);
  stdout.write(
    format === "json"
      ? renderJson({ ...exploration, orders })
      : format === "mermaid"
        ? renderMermaid(exploration)
        : report.end(exploration) + renderOrders(orders, exploration.exposures, opened.length > 0),
  );
  const isFound = exploration.exposures.some((exposure) => strict || isGettingThrough(exposure));
  const isComputed = orders.some(({ windows }) => windows.some(({ rule }) => strict || rule === "exposure-window"));
  if (isFound || isComputed || opened.length > 0) return ExitCode.FINDINGS;
  const { scenarios, unevaluated } = exploration;
  const isComplete = scenarios.done * 100 >= scenarios.planned * minCoverage && unevaluated.length === 0;
  return isComplete ? ExitCode.NO_FINDINGS : ExitCode.INCOMPLETE;
}
