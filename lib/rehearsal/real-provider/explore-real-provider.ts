import { HttpScenario, httpScenarios } from "./http-scenarios";
import { HttpTrial, runHttpTrial } from "./http-trial";
import { managedIn } from "./managed";
import { objectsOf } from "../../inventory/terraform/objects";
import { asTerraform } from "../checks/exposure";
import { privateRoutes } from "../checks/private-routes";
import { publishedHosts } from "../checks/published-hosts";
import { StateCheck } from "../checks/states";
import type { JournalEntry } from "../cloud/calls";
import type { CloudObject } from "../cloud/object";
import { detect, DetectedExposure } from "../exploration/detection";
import type { CallLine } from "../exploration/recording";
import { OpenTarget, openTargets } from "../exploration/steady";
import { RehearsalError } from "../terraform/errors";
import type { RehearsalOptions } from "../terraform/options";
import { Rehearsal, Snapshot } from "../terraform/rehearsal";
import { NOTHING, Step, Transition } from "../terraform/step";

/** @internal The options of an exploration with the real provider. */
export interface RealProviderOptions extends RehearsalOptions {
  /** The executable file of the provider. */
  readonly cloudflareProvider: string;
  /**
   * The time budget in seconds. No new scenario starts after it expires. The transitions without faults always run.
   *
   * @default - unlimited
   */
  readonly seconds?: number;
}

/** @internal What one scenario, or a transition without faults, shows. */
export interface RealProviderResult {
  readonly transition: string;
  readonly fault: string;
  readonly exposures: DetectedExposure[];
  /** The errors of the last apply. Undefined if it converged. */
  readonly errors?: string;
  /** The changes of a second plan, which should be empty. */
  readonly planned: string[];
  /** The objects that no Terraform state contains, and that remain without the fault neither. */
  readonly left: string[];
  /** The changes in the order in which they took effect. */
  readonly calls: CallLine[];
  readonly done: number;
  readonly scenarios: number;
}

/** @internal The result of an exploration with the real provider. */
export interface RealProviderExploration {
  readonly results: RealProviderResult[];
  /** The targets that are open before or after a transition. They are no exposure windows. */
  readonly open: OpenTarget[];
  /** The number of scenarios, including the transitions without faults. */
  readonly scenarios: { readonly done: number; readonly planned: number };
  /** The requests that the stand-in does not understand. With one of them, the result is incomplete. */
  readonly notUnderstood: string[];
  readonly seconds: number;
}

const NO_FAULT = "no fault";

/** A transition without faults. */
interface HttpBaseline extends Transition {
  readonly from: Snapshot;
  readonly trial: HttpTrial;
  readonly journal: JournalEntry[];
  readonly steady: { readonly before: CloudObject[]; readonly after: CloudObject[] };
}

/**
 * Applies steps with the real provider, first without faults and then with one fault of the API in each request.
 *
 * @throws RehearsalError RehearsalDoesNotConverge, RehearsalImpossible, TerraformCrashed, TerraformMissing,
 *   TerraformTooOld
 * @internal
 */
export async function* exploreRealProvider(
  steps: Step[],
  options: RealProviderOptions,
): AsyncGenerator<RealProviderResult, RealProviderExploration> {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const rehearsal = await Rehearsal.open(steps, options);
  const results: RealProviderResult[] = [];
  try {
    const baseline = await baselineOf(rehearsal, steps);
    const checks = checksFor(steps, baseline);
    const scenarios = httpScenarios(baseline.map(({ journal }) => journal));
    const planned = baseline.length + scenarios.length;
    const add = (transition: HttpBaseline, fault: string, trial: HttpTrial) => {
      results.push({ ...resultOf(transition, fault, trial, checks), done: results.length + 1, scenarios: planned });
      return results.at(-1)!;
    };
    for (const transition of baseline) yield add(transition, NO_FAULT, transition.trial);
    for (const scenario of scenarios) {
      if (elapsed() >= (options.seconds ?? Infinity)) break;
      yield add(baseline[scenario.transition], scenario.description, await trialOf(rehearsal, baseline, scenario));
    }
    const open = baseline.flatMap(({ name, steady: { before, after } }) =>
      openTargets({ name, steadyBefore: before, steadyAfter: after }, checks),
    );
    const notUnderstood = [...rehearsal.cloudflareApi!.notUnderstood];
    return { results, open, scenarios: { done: results.length, planned }, notUnderstood, seconds: elapsed() };
  } finally {
    rehearsal.close();
  }
}

async function trialOf(rehearsal: Rehearsal, baseline: HttpBaseline[], scenario: HttpScenario): Promise<HttpTrial> {
  const transition = baseline[scenario.transition];
  rehearsal.restore(transition.from);
  return runHttpTrial(rehearsal, transition, scenario);
}

async function baselineOf(rehearsal: Rehearsal, steps: Step[]): Promise<HttpBaseline[]> {
  const transitions: HttpBaseline[] = [];
  for (const [i, after] of steps.entries()) {
    const before = steps[i - 1] ?? NOTHING;
    const name = `${before.name} -> ${after.name}`;
    const from = rehearsal.save();
    const trial = await runHttpTrial(rehearsal, { after }, { apply: [], again: [] });
    if (trial.errors !== undefined) {
      const unknown = [...rehearsal.cloudflareApi!.notUnderstood].map((each) => `; not understood: ${each}`).join("");
      throw new RehearsalError(
        "RehearsalDoesNotConverge",
        `${name}: Terraform fails without an injected fault: ${trial.errors}${unknown}`,
      );
    }
    const journal = rehearsal.journal.slice(from.journal.length);
    const steady = { before: managedIn(from).managed, after: managedIn(rehearsal.save()).managed };
    transitions.push({ name, before, after, from, trial, journal, steady });
  }
  return transitions;
}

function checksFor(steps: Step[], baseline: HttpBaseline[]): StateCheck[] {
  const existing = new Set(baseline.flatMap(({ trial }) => trial.states.flatMap(({ objects }) => objects)));
  const defined = steps.flatMap(({ stacks }) => stacks.flatMap(({ terraform }) => objectsOf(terraform)));
  const all = [...defined, ...[...existing].map(asTerraform)];
  return [publishedHosts(), privateRoutes()].map((check) => new StateCheck(check, all));
}

function resultOf(
  { name, steady, trial: { left: always } }: HttpBaseline,
  fault: string,
  { states, errors, planned, left, recording }: HttpTrial,
  checks: StateCheck[],
): Omit<RealProviderResult, "done" | "scenarios"> {
  const { exposures } = detect(states, checks, { transition: name, fault, ...steady });
  const known = new Set(fault === NO_FAULT ? [] : always.map(({ type, id }) => `${type} ${id}`));
  const added = left.filter(({ type, id }) => !known.has(`${type} ${id}`));
  const calls = recording.lines();
  return {
    transition: name,
    fault,
    exposures,
    errors,
    planned,
    left: added.map((each) => `${each.type} ${each.name}`),
    calls,
  };
}
