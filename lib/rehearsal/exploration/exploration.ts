import { availableParallelism } from "node:os";
import { Baseline, baselineOf, judgesOf } from "./baseline";
import { pairPoints, singlePoints } from "./fault-plan";
import { inOrder } from "./in-order";
import { judgeMoments, Moment } from "./moments";
import type { CallLine, RecordedMoment } from "./recording";
import { describePoint, Point, runTrial, Stuck } from "./trial";
import type { ExposureKind } from "../checks/exposure";
import { privateRoutes } from "../checks/private-routes";
import { publishedHosts } from "../checks/published-hosts";
import { Rehearsal, RehearsalOptions } from "../terraform/rehearsal";
import type { Step } from "../terraform/step";

/** @internal */
export interface ExplorationOptions extends RehearsalOptions {
  /** How many orders are tried where nothing fails. @default 3 */
  readonly orders?: number;
  /** How many single failures are tried at most, those that are likelier to open something first. @default - all */
  readonly singles?: number;
  /** How many pairs of failures are tried at most. @default 0 */
  readonly pairs?: number;
  /** After that long nothing more is begun; the way where nothing fails is always gone to its end. @default - no bound */
  readonly seconds?: number;
  /** How many run side by side. @default - the cores, up to 4 */
  readonly workers?: number;
  /** What counts as exposed. @default - published hosts and private routes */
  readonly kinds?: ExposureKind[];
}

/** @internal Defines a run that did not converge, and what it was that failed. */
export interface StuckPoint extends Stuck {
  readonly transition: string;
  readonly fault: string;
}

/** @internal Defines what came of one point, and how far the exploration is. */
export interface PointResult {
  readonly transition: string;
  readonly fault: string;
  readonly applies: number;
  readonly moments: Moment[];
  readonly stuck?: StuckPoint;
  readonly done: number;
  readonly planned: number;
  /** The changes, where nothing failed. */
  readonly calls?: CallLine[];
}

/** @internal Defines all that an exploration found. */
export interface Exploration {
  readonly seed: number;
  /** As they go where nothing fails. */
  readonly transitions: { readonly name: string; readonly calls: CallLine[] }[];
  readonly points: { readonly done: number; readonly planned: number };
  readonly moments: Moment[];
  readonly stuck: StuckPoint[];
  readonly timing: { readonly seconds: number; readonly applies: number };
}

/**
 * Goes through steps in every way that it is given time for, and judges each moment. One seed gives one order of results.
 *
 * Errors: RehearsalDoesNotConverge, and those of Rehearsal.
 *
 * @internal
 */
export async function* explore(
  steps: Step[],
  options: ExplorationOptions = {},
): AsyncGenerator<PointResult, Exploration> {
  const { seed = 0, orders = 3, singles: most = Infinity, pairs = 0, seconds = Infinity } = options;
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const isOver = () => elapsed() >= seconds;
  const rehearsals: Rehearsal[] = [];
  const found = new Findings();
  try {
    rehearsals.push(await Rehearsal.open(steps, { ...options, seed }));
    const baseline = await baselineOf(rehearsals[0], steps);
    const judges = judgesOf(options.kinds ?? [publishedHosts(), privateRoutes()], steps, baseline);
    const judge = ({ name, steadyBefore, steadyAfter }: Baseline, fault: string, moments: RecordedMoment[]) =>
      judgeMoments(moments, judges, { transition: name, fault, before: steadyBefore, after: steadyAfter });
    const singles = singlePoints(
      baseline.map(({ calls }) => calls.map(({ call }) => call)),
      { seed, orders },
    ).slice(0, most);
    found.planned = baseline.length + singles.length;

    for (const each of baseline) {
      const fault = "nothing fails";
      const moments = judge(each, fault, each.moments);
      yield found.add({ transition: each.name, fault, applies: 1, moments, calls: each.calls });
    }

    const workers = Math.min(options.workers ?? Math.min(4, availableParallelism()), singles.length);
    while (rehearsals.length < workers) rehearsals.push(await Rehearsal.open(steps, { ...options, seed }));
    const retried: [Point, string[]][] = [];
    const tryAll = async function* (points: Point[]): AsyncGenerator<PointResult, void> {
      const trial = async (rehearsal: Rehearsal, point: Point) => {
        const transition = baseline[point.transition];
        return { point, transition, ...(await runTrial(rehearsal, transition.from, transition, point)) };
      };
      for await (const { point, transition, ...went } of inOrder(rehearsals, points, trial, isOver)) {
        retried.push([point, went.retried]);
        const about = { transition: transition.name, fault: describePoint(point) };
        const moments = judge(transition, about.fault, went.moments);
        const stuck = went.stuck === undefined ? {} : { stuck: { ...about, ...went.stuck } };
        yield found.add({ ...about, applies: went.applies, moments, ...stuck });
      }
    };
    yield* tryAll(singles);
    const doubles = isOver() ? [] : pairPoints(retried, seed, pairs);
    found.planned += doubles.length;
    yield* tryAll(doubles);

    const transitions = baseline.map(({ name, calls }) => ({ name, calls }));
    return { seed, transitions, ...found.all(), timing: { seconds: elapsed(), applies: found.applies } };
  } finally {
    rehearsals.forEach((each) => each.close());
  }
}

/** @internal The same without looking on. */
export async function explored(steps: Step[], options: ExplorationOptions = {}): Promise<Exploration> {
  const results = explore(steps, options);
  for (;;) {
    const { done, value } = await results.next();
    if (done === true) return value;
  }
}

class Findings {
  public planned = 0;
  public applies = 0;
  private done = 0;
  private readonly moments: Moment[] = [];
  private readonly stuck: StuckPoint[] = [];

  public add(result: Omit<PointResult, "done" | "planned">): PointResult {
    this.done++;
    this.applies += result.applies;
    this.moments.push(...result.moments);
    if (result.stuck !== undefined) this.stuck.push(result.stuck);
    return { ...result, done: this.done, planned: this.planned };
  }

  public all(): Pick<Exploration, "points" | "moments" | "stuck"> {
    return { points: { done: this.done, planned: this.planned }, moments: this.moments, stuck: this.stuck };
  }
}
