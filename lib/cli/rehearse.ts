import {
  explore,
  Exploration,
  NOTHING,
  PointResult,
  renderJson,
  renderMermaid,
  Step,
  stepOf,
  SynthesizedStep,
  TextReport,
} from "../rehearsal";

/** @internal */
export interface RehearseFlags {
  readonly from?: string;
  readonly seed: number;
  readonly seconds: number;
  readonly json?: boolean;
  readonly mermaid?: boolean;
  readonly strict?: boolean;
  readonly stack?: string[];
}

/** @internal Where it is written; a terminal also gets to see how far it is. */
export interface Output {
  readonly stdout: Pick<NodeJS.WriteStream, "write">;
  readonly stderr: Pick<NodeJS.WriteStream, "write" | "isTTY">;
}

/** More pairs than there is ever time for. */
const PAIRS = 1000;

/** @internal Rehearses what was synthesized, from what was before to its destruction; answers the exit code. */
export async function rehearse(path: string, options: RehearseFlags, { stdout, stderr }: Output): Promise<number> {
  const { seed, seconds, json, mermaid, strict } = options;
  const report = new TextReport();
  const progress = new Progress(stderr, seconds);
  const results = explore(stepsOf(path, options), { seed, seconds, pairs: PAIRS });
  let next = await results.next();
  for (; next.done !== true; next = await results.next()) {
    const text = json || mermaid ? "" : report.add(next.value);
    if (text !== "") progress.clear();
    stdout.write(text);
    progress.show(next.value);
  }
  progress.clear();
  const exploration: Exploration = next.value;
  stdout.write(json ? renderJson(exploration) : mermaid ? renderMermaid(exploration) : report.end(exploration));
  return exploration.moments.some(({ locks }) => strict || locks === "open") ? 1 : 0;
}

/** From what was before, if anything, to this, to nothing. */
function stepsOf(path: string, { from, stack: only }: RehearseFlags): Step[] {
  const after = stepOf(path, only);
  const before = from === undefined ? [] : [sameStack(stepOf(from, only), after)];
  return [...before, after, NOTHING];
}

/** Files without a manifest are named by their directory: two directories are the same stack at two times. */
function sameStack(before: SynthesizedStep, after: SynthesizedStep): Step {
  const isManifest = [...before.stacks, ...after.stacks].some(({ fromManifest }) => fromManifest);
  if (isManifest) return before;
  return { ...before, stacks: before.stacks.map((stack) => ({ ...stack, name: after.stacks[0].name })) };
}

/** One line that is written over and over, on a terminal alone. */
class Progress {
  private readonly started = performance.now();
  private open = 0;

  public constructor(
    private readonly stream: Output["stderr"],
    private readonly seconds: number,
  ) {}

  public show({ done, planned, moments }: PointResult): void {
    this.open += moments.filter(({ locks }) => locks === "open").length;
    if (!this.stream.isTTY) return;
    const elapsed = (performance.now() - this.started) / 1000;
    const left = Math.max(0, Math.min(this.seconds - elapsed, (elapsed / done) * (planned - done)));
    this.stream.write(`\r\x1b[K${done} of ${planned} points, ${this.open} open moments, ${left.toFixed(0)} s left`);
  }

  public clear(): void {
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
  }
}
