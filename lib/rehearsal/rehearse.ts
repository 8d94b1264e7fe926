import type { App } from "cdktf";
import { isGettingThrough } from "./checks/exposure";
import { privateRoutes } from "./checks/private-routes";
import { publishedHosts } from "./checks/published-hosts";
import type { DetectedExposure, DetectedLockout } from "./exploration/detection";
import { explored } from "./exploration/exploration";
import type { ExplorerOptions } from "./exploration/explorer";
import { describeCall, openedIn, renderText } from "./report";
import { withRepresentatives } from "./symmetry/representatives";
import { NOTHING, Step } from "./terraform/step";
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
   * Files with values of variables, as for Terraform's `-var-file`.
   *
   * @default - none; TF_VAR_* and the files that Terraform reads by itself apply
   */
  readonly varFiles?: string[];
  /**
   * Values of data sources, by address, such as `{ "data.http.motd": { response_body: "hello" } }`.
   *
   * @default - invented values
   */
  readonly data?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /**
   * Time budget in seconds. No new fault scenario starts after it expires. The transitions without faults always run.
   *
   * @default - unlimited
   */
  readonly seconds?: number;
  /**
   * Whether to rehearse the creation of the first step and the destruction of the last one too. A single step is always
   * created and destroyed.
   *
   * @default false
   */
  readonly lifecycle?: boolean;
  /**
   * Whether to rehearse every published host. Otherwise, hosts that differ only in names and origins are represented by
   * one of them, or by two if they change.
   *
   * @default false
   */
  readonly everyHost?: boolean;
  /**
   * Whether a wildcard DNS record elsewhere may lead every name to every tunnel. Otherwise only the records of the
   * steps count.
   *
   * @default false
   */
  readonly assumeForeignRecords?: boolean;
  /**
   * The maximum number of fault scenarios with two faults, in addition to those with a single fault.
   *
   * @default 0
   */
  readonly pairs?: number;
}

/** A state during an apply that allows users whom neither the state before nor the state after allows. */
export interface ExposureWindow {
  /** The request or the address, such as "https://app.example.com/" or "10.10.0.0 in the default virtual network". */
  readonly target: string;
  /** The origin or the tunnel that answers. */
  readonly origin: string;
  /** One of the users to whom it is exposed, such as "anyone" or "a user with an e-mail of partner.example". */
  readonly to: string;
  /** The steps between which the apply runs. */
  readonly transition: string;
  /** The injected faults. */
  readonly fault: string;
  /** The provider calls before the exposure, in the order in which they took effect. */
  readonly calls: string[];
}

/** A state during an apply that refuses users whom both the state before and the state after allow. */
export interface LockoutWindow {
  /** The request or the address, such as "https://app.example.com/". */
  readonly target: string;
  /** One of the users. */
  readonly to: string;
  /** The steps between which the apply runs. */
  readonly transition: string;
  /** The injected fault. */
  readonly fault: string;
  /** The provider calls before the lockout, in the order in which they took effect. */
  readonly calls: string[];
}

/** The result of a rehearsal. */
export interface RehearsalReport {
  /**
   * States in which users reach an origin, or an address behind a private route, although neither the version before
   * nor the version after allows them.
   */
  readonly exposed: ExposureWindow[];
  /** States in which one of the two layers of protection of a host is missing, and no user gets through. */
  readonly partiallyProtected: ExposureWindow[];
  /** States in which users do not reach what both versions allow them to reach. They expose nothing. */
  readonly lockouts: LockoutWindow[];
  /** Fault scenarios that did not converge, which is not an exposure: the errors, and the recovery. */
  readonly notConverged: string[];
  /** The number of fault scenarios that ran, including the transitions without faults. */
  readonly scenarios: number;
  /** The number of planned fault scenarios. If it is larger than `scenarios`, the rehearsal is incomplete. */
  readonly plannedScenarios: number;
  /** What was done differently from an apply, such as provisioners that were not executed. */
  readonly notes: string[];
  /** The targets that a change opens to anyone and leaves open, although no comment declares why. */
  readonly opened: string[];
  /** The targets that are open to anyone before or after a change, so that they are no exposure window. */
  readonly open: string[];
  /** The report as text. */
  readonly text: string;
  /** The report as timelines in Mermaid syntax. */
  readonly mermaid: string;
}

/**
 * Rehearses the changes between versions of an app, or the creation and the destruction of a single version.
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
  const exploration = await explored(...itinerary(synthesized, options));
  const { exposures, lockouts, notConverged, scenarios, open, notes } = exploration;
  return {
    exposed: exposures.filter(isGettingThrough).map(exposureWindow),
    partiallyProtected: exposures.filter((each) => !isGettingThrough(each)).map(exposureWindow),
    lockouts: lockouts.map(lockoutWindow),
    notConverged: notConverged.map(({ reason, recovery }) => `${reason}: ${recovery ?? "no recovery found"}`),
    scenarios: scenarios.done,
    plannedScenarios: scenarios.planned,
    notes,
    opened: openedIn(exploration),
    open: [...new Set(open.map(({ target }) => target))],
    text: renderText(exploration),
    mermaid: renderMermaid(exploration),
  };
}

/** @internal Whether the first version is created, and the last one destroyed. */
export function hasLifecycle(versions: Step[], { lifecycle }: Pick<RehearseOptions, "lifecycle">): boolean {
  return lifecycle === true || versions.length === 1;
}

/**
 * The steps to rehearse: the changes between the versions, or from nothing to the only version and back.
 *
 * @internal
 */
export function itinerary(
  versions: Step[],
  { lifecycle, everyHost, assumeForeignRecords: resolveEverything = false, ...options }: RehearseOptions,
): [Step[], ExplorerOptions] {
  const checks = [publishedHosts({ resolveEverything }), privateRoutes()];
  const isWhole = hasLifecycle(versions, { lifecycle });
  const reduced = everyHost === true ? versions : withRepresentatives(versions, isWhole);
  if (isWhole) return [[...reduced, NOTHING], { ...options, checks }];
  return [reduced.slice(1), { ...options, checks, deployed: reduced[0] }];
}

function exposureWindow({ origin, ...exposure }: DetectedExposure): ExposureWindow {
  return { ...lockoutWindow(exposure), origin };
}

function lockoutWindow({ target, to, transition, fault, calls }: DetectedLockout): LockoutWindow {
  return { target, to, transition, fault, calls: calls.map(describeCall) };
}
