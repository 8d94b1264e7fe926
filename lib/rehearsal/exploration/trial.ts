import { CallLine, Fault, isChange, RecordedMoment, Recording } from "./recording";
import { WayOut, waysOut } from "./recovery";
import type { Transition } from "./transition";
import { callName } from "../cloud/calls";
import type { ApplyResult, Rehearsal, Snapshot } from "../terraform/rehearsal";

/** @internal Defines one way through a transition: who fails when. */
export interface Point {
  /** The transition's place. */
  readonly transition: number;
  readonly seed: number;
  /** One for each run of Terraform: the first meets the apply, the second the first retry. */
  readonly faults: Fault[];
  readonly hasLiveConnections: boolean;
}

/** @internal Defines how a trial ended. */
export interface Trial {
  readonly moments: RecordedMoment[];
  /** How often Terraform applied. */
  readonly applies: number;
  /** The changes that the first retry asked for, by name. */
  readonly retried: string[];
  /** Undefined when it converged. */
  readonly stuck?: Stuck;
}

/** @internal Defines a trial that did not converge: closed, and in need of a hand. */
export interface Stuck {
  /** What was refused last. */
  readonly reason: string;
  readonly calls: CallLine[];
  /** What leads out, rehearsed to its end; undefined where nothing that was tried does. */
  readonly wayOut?: string;
}

const RETRIES = 3;

/** @internal Goes one way from a snapshot, as stubbornly as people do, and out of it where that leads nowhere. */
export async function runTrial(
  rehearsal: Rehearsal,
  from: Snapshot,
  transition: Transition,
  point: Point,
): Promise<Trial> {
  rehearsal.restore(from);
  rehearsal.seed = point.seed;
  rehearsal.hasLiveConnections = point.hasLiveConnections;
  const recording = new Recording(rehearsal);
  const results: ApplyResult[] = [];
  do {
    const n = results.length;
    results.push(await recording.apply(n === 0 ? "apply" : `retry ${n}`, transition.after, point.faults[n]));
  } while (results.at(-1)!.outcome !== "converged" && results.length <= RETRIES && !isStanding(results, point));

  const retried = [...new Set(results[1]?.journal.filter(isChange).map(callName) ?? [])];
  const isStuck = results.at(-1)!.outcome !== "converged";
  const stuck = isStuck ? await findWayOut(rehearsal, recording, transition, results.at(-1)!) : undefined;
  return { moments: recording.moments, applies: recording.applies, retried, ...(stuck && { stuck }) };
}

/** Whether another retry would only meet the same answers: the last two, without a failure of ours, changed nothing. */
function isStanding(results: ApplyResult[], { faults }: Point): boolean {
  const last = results.length - 1;
  return (
    last >= 2 &&
    [last - 1, last].every(
      (n) =>
        (faults[n]?.verdict ?? "hold") === "hold" &&
        results[n].journal.filter(isChange).every(({ outcome }) => outcome === "refused"),
    )
  );
}

async function findWayOut(
  rehearsal: Rehearsal,
  recording: Recording,
  transition: Transition,
  last: ApplyResult,
): Promise<Stuck> {
  const calls = recording.lines();
  const errors = last.diagnostics.filter(({ severity }) => severity === "error");
  const reason = errors.map(({ summary }) => summary).join("; ");
  const here = rehearsal.save();
  for (const way of waysOut(rehearsal, transition, last)) {
    rehearsal.restore(here);
    if (await leadsOut(way, recording)) return { reason, calls, wayOut: way.name };
  }
  return { reason, calls };
}

async function leadsOut(way: WayOut, recording: Recording): Promise<boolean> {
  const ends = await way.go(recording);
  return ends.at(-1)?.outcome === "converged";
}

/** @internal */
export function describePoint({ faults: [first, ...others], hasLiveConnections, seed }: Point): string {
  if (hasLiveConnections) return "connectors run on, so that no tunnel can be deleted";
  if (first === undefined) return `nothing fails, in order ${seed}`;
  const words = others.map(
    ({ call, verdict }, n) => `${verdict} ${call === first.call ? "it" : call} in retry ${n + 1}`,
  );
  return [`${first.verdict} ${first.call}`, ...words].join(", ");
}
