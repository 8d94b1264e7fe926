import type { App } from "cdktf";
import { explored } from "./exploration/exploration";
import type { Moment } from "./exploration/moments";
import { describeCall, renderText } from "./report";
import { NOTHING, stepOf } from "./terraform/synthesized";
import { renderMermaid } from "./timeline";

/** Defines how far a rehearsal goes. */
export interface RehearseOptions {
  /** One seed gives one order of calls, another one another. @default 0 */
  readonly seed?: number;
  /** After that many seconds nothing more is begun; the way where nothing fails is always gone to its end. @default - no bound */
  readonly seconds?: number;
  /** How many pairs of failures are tried besides every single one. @default 0 */
  readonly pairs?: number;
}

/** Defines a moment at which something is exposed that is exposed neither before nor after. */
export interface ExposedMoment {
  /** What is asked for, such as "https://app.example.com/", or "10.10.0.0 in the default virtual network". */
  readonly target: string;
  /** What would answer: an origin, or what is behind a tunnel. */
  readonly origin: string;
  /** Who gets there: "anyone", "whoever is enrolled", or people whom a policy names. */
  readonly to: string;
  /** Between which steps. */
  readonly transition: string;
  /** What was made to fail. */
  readonly fault: string;
  /** The calls that led there, in the order of their effects. */
  readonly calls: string[];
}

/** Defines what a rehearsal found. */
export interface RehearsalReport {
  /** Moments at which somebody reaches an origin, or an address behind a private route, whom neither state before and after lets there. */
  readonly open: ExposedMoment[];
  /** Moments at which one of the two locks is missing. */
  readonly oneLock: ExposedMoment[];
  /** Why a run did not converge, which is not open, and what leads out of it. */
  readonly stuck: string[];
  /** How many ways were gone through. */
  readonly points: number;
  /** All of it for people. */
  readonly text: string;
  /** All of it as timelines in Mermaid's syntax. */
  readonly mermaid: string;
}

/**
 * Defines a rehearsal of what a user applies one after the other, and of its destruction at the end: the real terraform against a provider in
 * this process, every call failing and waiting in turn, judged after each.
 *
 * No account, credentials or network. Errors: TerraformMissing, TerraformTooOld, TerraformCrashed, RehearsalImpossible, RehearsalDoesNotConverge,
 * SynthesizedStackNotFound, SynthesizedStackUnreadable.
 *
 * @param steps directories that `cdktf synth` wrote, or apps, which are synthesized
 */
export async function rehearse(steps: (string | App)[], options: RehearseOptions = {}): Promise<RehearsalReport> {
  const written = steps.map((step) => {
    if (typeof step === "string") return stepOf(step);
    step.synth();
    return stepOf(step.outdir);
  });
  const exploration = await explored([...written, NOTHING], options);
  const { moments, stuck, points } = exploration;
  return {
    open: moments.filter(({ locks }) => locks === "open").map(exposed),
    oneLock: moments.filter(({ locks }) => locks === "one lock").map(exposed),
    stuck: stuck.map(({ reason, wayOut }) => `${reason}: ${wayOut ?? "nothing that was tried leads out"}`),
    points: points.done,
    text: renderText(exploration),
    mermaid: renderMermaid(exploration),
  };
}

function exposed({ target, origin, to, transition, fault, calls }: Moment): ExposedMoment {
  return { target, origin, to, transition, fault, calls: calls.map(describeCall) };
}
