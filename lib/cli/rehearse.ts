import { ExitCode } from "./exit-code";
import {
  explore,
  Exploration,
  isGettingThrough,
  NOTHING,
  renderJson,
  renderMermaid,
  ScenarioResult,
  Step,
  stepOf,
  SynthesizedStep,
  TextReport,
} from "../rehearsal";

/** @internal The options of `rehearse`. */
export interface RehearseOptions {
  readonly from?: string;
  readonly seed: number;
  readonly seconds: number;
  readonly strict?: boolean;
  readonly stack?: string[];
  readonly format?: "text" | "json" | "mermaid";
}

/** @internal The output streams. On a terminal, progress is shown on stderr. */
export interface Output {
  readonly stdout: Pick<NodeJS.WriteStream, "write">;
  readonly stderr: Pick<NodeJS.WriteStream, "write" | "isTTY">;
}

/** More pairs than any time budget allows. */
const PAIRS = 1000;

/** @internal Rehearses an app from the deployed version to its destruction, and returns the exit code. */
export async function rehearse(path: string, options: RehearseOptions, { stdout, stderr }: Output): Promise<number> {
  const { seed, seconds, format, strict } = options;
  const report = new TextReport();
  const progress = new Progress(stderr, seconds);
  const results = explore(stepsOf(path, options), { seed, seconds, pairs: PAIRS });
  let next = await results.next();
  for (; next.done !== true; next = await results.next()) {
    const text = format === "json" || format === "mermaid" ? "" : report.add(next.value);
    if (text !== "") progress.clear();
    stdout.write(text);
    progress.show(next.value);
  }
  progress.clear();
  const exploration: Exploration = next.value;
  stdout.write(
    format === "json"
      ? renderJson(exploration)
      : format === "mermaid"
        ? renderMermaid(exploration)
        : report.end(exploration),
  );
  const isFound = exploration.exposures.some((exposure) => strict || isGettingThrough(exposure));
  return isFound ? ExitCode.FINDINGS : ExitCode.NO_FINDINGS;
}

/** @internal The deployed version, if any, the new version, and nothing. */
export function stepsOf(path: string, { from, stack: only }: Pick<RehearseOptions, "from" | "stack">): Step[] {
  const after = stepOf(path, only);
  const before = from === undefined ? [] : [sameStack(stepOf(from, only), after)];
  return [...before, after, NOTHING];
}

/** Without a manifest, a stack is named after its directory. Two directories are two versions of the same stack. */
function sameStack(before: SynthesizedStep, after: SynthesizedStep): Step {
  const isManifest = [...before.stacks, ...after.stacks].some(({ fromManifest }) => fromManifest);
  if (isManifest) return before;
  return { ...before, stacks: before.stacks.map((stack) => ({ ...stack, name: after.stacks[0].name })) };
}

/** One line on a terminal that is overwritten. */
class Progress {
  private readonly started = performance.now();
  private exposed = 0;

  public constructor(
    private readonly stream: Output["stderr"],
    private readonly seconds: number,
  ) {}

  public show({ done, planned, exposures }: ScenarioResult): void {
    this.exposed += exposures.filter(isGettingThrough).length;
    if (!this.stream.isTTY) return;
    const elapsed = (performance.now() - this.started) / 1000;
    const left = Math.max(0, Math.min(this.seconds - elapsed, (elapsed / done) * (planned - done)));
    this.stream.write(
      `\r\x1b[K${done} of ${planned} fault scenarios, ${this.exposed} exposure windows, ${left.toFixed(0)} s left`,
    );
  }

  public clear(): void {
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
  }
}
