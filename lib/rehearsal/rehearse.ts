import type { App } from "cdktf";
import type { DetectedExposure } from "./exploration/detection";
import { explored } from "./exploration/exploration";
import { describeCall, renderText } from "./report";
import { NOTHING } from "./terraform/step";
import { stepOf } from "./terraform/synthesized";
import { renderMermaid } from "./timeline";

/** The options of `rehearse`. */
export interface RehearseOptions {
  /**
   * Seed for the order of provider calls. The same seed reproduces a run.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * Time budget in seconds. No new fault scenario starts after it expires. The transitions without faults always run.
   *
   * @default - unlimited
   */
  readonly seconds?: number;
  /**
   * The maximum number of fault scenarios with two faults, in addition to those with a single fault.
   *
   * @default 0
   */
  readonly pairs?: number;
}

/** A state during an apply that exposes something that neither the state before nor the state after exposes. */
export interface ExposureWindow {
  /** The request or the address, such as "https://app.example.com/" or "10.10.0.0 in the default virtual network". */
  readonly target: string;
  /** The origin or the tunnel that answers. */
  readonly origin: string;
  /** The users to whom it is exposed: "anyone", "any enrolled user", or users whom a policy matches. */
  readonly to: string;
  /** The steps between which the apply runs. */
  readonly transition: string;
  /** The injected faults. */
  readonly fault: string;
  /** The provider calls before the exposure, in the order in which they took effect. */
  readonly calls: string[];
}

/** The result of a rehearsal. */
export interface RehearsalReport {
  /** States in which users reach an origin, or an address behind a private route, without any layer of protection. */
  readonly exposed: ExposureWindow[];
  /** States in which one of the two layers of protection of a host is missing. */
  readonly partiallyProtected: ExposureWindow[];
  /** Fault scenarios that did not converge, which is not an exposure: the errors, and the recovery. */
  readonly notConverged: string[];
  /** The number of fault scenarios that ran, including the transitions without faults. */
  readonly scenarios: number;
  /** The report as text. */
  readonly text: string;
  /** The report as timelines in Mermaid syntax. */
  readonly mermaid: string;
}

/**
 * Rehearses the apply of one or more steps, and their destruction at the end.
 *
 * The real Terraform runs against a simulated provider in this process. A fault is injected into every call in turn,
 * and every state is checked for exposures. It requires no account, no credentials and no network.
 *
 * @param steps directories that `cdktf synth` wrote, or apps, which are synthesized
 * @throws RehearsalError RehearsalDoesNotConverge, RehearsalImpossible, TerraformCrashed, TerraformMissing,
 *   TerraformTooOld
 * @throws InventoryError SynthesizedStackNotFound, SynthesizedStackUnreadable
 */
export async function rehearse(steps: (string | App)[], options: RehearseOptions = {}): Promise<RehearsalReport> {
  const synthesized = steps.map((step) => {
    if (typeof step === "string") return stepOf(step);
    step.synth();
    return stepOf(step.outdir);
  });
  const exploration = await explored([...synthesized, NOTHING], options);
  const { exposures, notConverged, scenarios } = exploration;
  return {
    exposed: exposures.filter(({ level }) => level === "exposed").map(windowOf),
    partiallyProtected: exposures.filter(({ level }) => level === "partial").map(windowOf),
    notConverged: notConverged.map(({ reason, recovery }) => `${reason}: ${recovery ?? "no recovery found"}`),
    scenarios: scenarios.done,
    text: renderText(exploration),
    mermaid: renderMermaid(exploration),
  };
}

function windowOf({ target, origin, to, transition, fault, calls }: DetectedExposure): ExposureWindow {
  return { target, origin, to, transition, fault, calls: calls.map(describeCall) };
}
