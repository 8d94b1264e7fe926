import { availableParallelism } from "node:os";
import { Baseline, baselineOf, prepareChecks } from "./baseline";
import { detect, Detection } from "./detection";
import { describeScenario, FaultScenario, faultPairs, singleFaults } from "./fault-plan";
import { Exploration, Findings, ScenarioResult } from "./findings";
import { inOrder } from "./in-order";
import type { RecordedState } from "./recording";
import { openTargets, unevaluated } from "./steady";
import { runTrial } from "./trial";
import type { ExposureCheck } from "../checks/exposure";
import { privateRoutes } from "../checks/private-routes";
import { publishedHosts } from "../checks/published-hosts";
import type { StateCheck } from "../checks/states";
import type { RehearsalOptions } from "../terraform/options";
import { Rehearsal } from "../terraform/rehearsal";
import type { Step } from "../terraform/step";

/** @internal The options of an exploration. */
export interface ExplorerOptions extends RehearsalOptions {
  /**
   * The step that is deployed before the first transition.
   *
   * @default - nothing
   */
  readonly deployed?: Step;
  /**
   * The number of call orders without a fault.
   *
   * @default 3
   */
  readonly orders?: number;
  /**
   * The maximum number of scenarios with a single fault. Those that are more likely to expose something come first.
   *
   * @default - all
   */
  readonly singles?: number;
  /**
   * The maximum number of scenarios with two faults.
   *
   * @default 0
   */
  readonly pairs?: number;
  /**
   * The time budget in seconds. No new fault scenario starts after it expires. The transitions without faults always
   * run.
   *
   * @default - unlimited
   */
  readonly seconds?: number;
  /**
   * The number of scenarios that run at the same time.
   *
   * @default - the number of cores, at most 4
   */
  readonly workers?: number;
  /**
   * The kinds of exposure to detect.
   *
   * @default - published hosts and private routes
   */
  readonly checks?: ExposureCheck[];
}

const NO_FAULT = "no fault";

/** @internal Runs the phases of an exploration. Each phase requires the one before. */
export class Explorer {
  private readonly started = performance.now();
  private readonly findings = new Findings();
  private readonly seed: number;
  /** The workers. */
  private readonly rehearsals: Rehearsal[] = [];
  /** The changes of the first retry of each scenario. */
  private readonly retried: [FaultScenario, string[]][] = [];
  private transitions: Baseline[] = [];
  private checks: StateCheck[] = [];
  private scenarios: FaultScenario[] = [];

  public constructor(
    private readonly steps: Step[],
    private readonly options: ExplorerOptions,
  ) {
    this.seed = options.seed ?? 0;
  }

  /** Applies the steps without faults, and plans the single faults. */
  public async *baseline(): AsyncGenerator<ScenarioResult, void> {
    const { steps, seed, findings } = this;
    const { checks = [publishedHosts(), privateRoutes()], orders = 3, singles = Infinity } = this.options;
    const transitions = await baselineOf(await this.openRehearsal(), steps, this.options.deployed);
    this.transitions = transitions;
    this.checks = prepareChecks(checks, this.allSteps(), transitions);
    const names = transitions.map(({ calls }) => calls.map(({ call }) => call));
    this.scenarios = singleFaults(names, { seed, orders }).slice(0, singles);
    findings.planned = transitions.length + this.scenarios.length;
    for (const transition of transitions) {
      const { name, calls, states } = transition;
      const detection = this.detect(transition, NO_FAULT, states);
      yield findings.add({ transition: name, fault: NO_FAULT, applies: 1, ...detection, calls });
    }
  }

  /** Runs the scenarios with a single fault. */
  public async *singles(): AsyncGenerator<ScenarioResult, void> {
    const { workers = Math.min(4, availableParallelism()) } = this.options;
    while (this.rehearsals.length < Math.min(workers, this.scenarios.length)) await this.openRehearsal();
    yield* this.run(this.scenarios);
  }

  /** Runs the scenarios with two faults. */
  public async *pairs(): AsyncGenerator<ScenarioResult, void> {
    const scenarios = this.isOver() ? [] : faultPairs(this.retried, this.seed, this.options.pairs ?? 0);
    this.findings.planned += scenarios.length;
    yield* this.run(scenarios);
  }

  /** The results of all phases. */
  public result(): Exploration {
    const transitions = this.transitions.map(({ name, calls }) => ({ name, calls }));
    const timing = { seconds: this.elapsedSeconds(), applies: this.findings.applies };
    const open = this.transitions.flatMap((each) => openTargets(each, this.checks));
    const conditions = new Set(this.transitions.flatMap((each) => unevaluated(each, this.checks)));
    const notes = [...new Set(this.rehearsals.flatMap((each) => each.notes))];
    return { seed: this.seed, transitions, ...this.findings.all(), open, unevaluated: [...conditions], notes, timing };
  }

  /** Stops Terraform and removes its directories. */
  public close(): void {
    this.rehearsals.forEach((each) => each.close());
  }

  private async *run(scenarios: FaultScenario[]): AsyncGenerator<ScenarioResult, void> {
    const trial = async (rehearsal: Rehearsal, scenario: FaultScenario) => {
      const transition = this.transitions[scenario.transition];
      return { scenario, transition, ...(await runTrial(rehearsal, transition.from, transition, scenario)) };
    };
    for await (const { scenario, transition, states, applies, retried, notConverged } of inOrder(
      this.rehearsals,
      scenarios,
      trial,
      () => this.isOver(),
    )) {
      this.retried.push([scenario, retried]);
      const about = { transition: transition.name, fault: describeScenario(scenario) };
      yield this.findings.add({
        ...about,
        applies,
        ...this.detect(transition, about.fault, states),
        ...(notConverged !== undefined && { notConverged: { ...about, ...notConverged } }),
      });
    }
  }

  private detect(transition: Baseline, fault: string, states: RecordedState[]): Detection {
    const { name, steadyBefore: before, steadyAfter: after } = transition;
    return detect(states, this.checks, { transition: name, fault, before, after });
  }

  private async openRehearsal(): Promise<Rehearsal> {
    const rehearsal = await Rehearsal.open(this.allSteps(), this.options);
    this.rehearsals.push(rehearsal);
    return rehearsal;
  }

  private allSteps(): Step[] {
    const { deployed } = this.options;
    return deployed === undefined ? this.steps : [deployed, ...this.steps];
  }

  private elapsedSeconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  private isOver(): boolean {
    return this.elapsedSeconds() >= (this.options.seconds ?? Infinity);
  }
}
