import type { Detection, DetectedExposure, DetectedLockout } from "./detection";
import type { CallLine } from "./recording";
import type { OpenTarget } from "./steady";
import type { NotConverged } from "./trial";

/** @internal A fault scenario that did not converge. */
export interface NotConvergedScenario extends NotConverged {
  /** The name of the transition. */
  readonly transition: string;
  /** The injected faults. */
  readonly fault: string;
}

/** @internal The result of one fault scenario, and the progress of the exploration. */
export interface ScenarioResult extends Detection {
  /** The name of the transition. */
  readonly transition: string;
  /** The injected faults. */
  readonly fault: string;
  /** The number of applies. */
  readonly applies: number;
  /** Undefined if the scenario converged. */
  readonly notConverged?: NotConvergedScenario;
  /** The number of scenarios that are complete. */
  readonly done: number;
  /** The number of scenarios that are planned. */
  readonly planned: number;
  /** The changes, if no fault was injected. */
  readonly calls?: CallLine[];
}

/** @internal The result of an exploration. */
export interface Exploration {
  readonly seed: number;
  /** The transitions without faults. */
  readonly transitions: { readonly name: string; readonly calls: CallLine[] }[];
  /** The number of fault scenarios, including the transitions without faults. */
  readonly scenarios: { readonly done: number; readonly planned: number };
  /** The targets that are open in a steady state. */
  readonly open: OpenTarget[];
  /** The conditions that could not be evaluated, such as "while policy night applies". */
  readonly unevaluated: string[];
  /** What was done differently from an apply, such as provisioners that were not executed. */
  readonly notes: string[];
  readonly exposures: DetectedExposure[];
  readonly lockouts: DetectedLockout[];
  readonly notConverged: NotConvergedScenario[];
  readonly timing: { readonly seconds: number; readonly applies: number };
}

/** @internal Collects the results of fault scenarios. */
export class Findings {
  /** The number of scenarios that are planned. */
  public planned = 0;
  /** The number of applies so far. */
  public applies = 0;
  private done = 0;
  private readonly exposures: DetectedExposure[] = [];
  private readonly lockouts: DetectedLockout[] = [];
  private readonly notConverged: NotConvergedScenario[] = [];

  /** Adds a result, and completes it with the progress. */
  public add(result: Omit<ScenarioResult, "done" | "planned">): ScenarioResult {
    this.done++;
    this.applies += result.applies;
    this.exposures.push(...result.exposures);
    this.lockouts.push(...result.lockouts);
    if (result.notConverged !== undefined) this.notConverged.push(result.notConverged);
    return { ...result, done: this.done, planned: this.planned };
  }

  /** All results so far. */
  public all(): Pick<Exploration, "scenarios" | "exposures" | "lockouts" | "notConverged"> {
    const { done, planned, exposures, lockouts, notConverged } = this;
    return { scenarios: { done, planned }, exposures, lockouts, notConverged };
  }
}
