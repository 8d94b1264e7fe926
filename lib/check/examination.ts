import { push } from "../core/push";
import type { ChangeNode } from "./order/change-nodes";
import type { Order } from "./order/order";
import { OrderStep, visitReachableSets } from "./order/reachable-sets";
import { Call, keyOf, Simulation } from "./simulation";
import { isUnchanged, Projection, versionsOf } from "./targets/projection";
import { Comparison, Difference, EvaluatedState } from "../rehearsal/checks/comparison";
import type { Exposure, ExposureCheck, Lockout } from "../rehearsal/checks/exposure";
import { StateCheck } from "../rehearsal/checks/states";

/** @internal Something that a state between two versions exposes or refuses, with the shortest way to it. */
export interface Window<Kind> {
  readonly what: Kind;
  readonly steps: readonly OrderStep[];
  /** The relevant calls that have been made. */
  readonly done: ReadonlySet<number>;
  /** The relevant calls that end it. Each of them alone does. */
  readonly endedBy: readonly number[];
}

/** @internal What was found for one target. */
export interface Examination {
  readonly projection: Projection;
  readonly before: EvaluatedState;
  readonly after: EvaluatedState;
  readonly exposures: readonly Window<Exposure>[];
  readonly lockouts: readonly Window<Lockout>[];
  /** The number of states that were evaluated. */
  readonly states: number;
  /** Why not every order, stop and retry was covered, as a clause. */
  readonly gap?: string;
}

/** @internal A state that a sequence of applies can reach. */
export interface StateVisit {
  readonly state: EvaluatedState;
  /** The relevant calls that have been made. */
  readonly done: ReadonlySet<number>;
  /** The shortest sequence of steps that leads to the state. */
  readonly steps: () => readonly OrderStep[];
  /** The relevant calls after which something holds. */
  readonly endedBy: (holds: (state: EvaluatedState) => boolean) => number[];
}

/** @internal Evaluates targets in every state that any sequence of applies can reach. */
export class Examiner {
  /** The calls of each object. */
  private readonly nodesByKey = new Map<string, number[]>();

  /** @param order the order of the apply; undefined if it is not known */
  public constructor(private readonly order: Order | undefined) {
    order?.nodes.forEach((call, node) => push(this.nodesByKey, keyOf(call), node));
  }

  /**
   * Evaluates one target.
   *
   * @param observe receives every state of the apply
   */
  public examine(
    projection: Projection,
    check: ExposureCheck,
    observe: (visit: StateVisit) => void = () => undefined,
  ): Examination {
    const simulation = new Simulation(projection);
    const states = new StateCheck(check, [...new Set(projection.changes.flatMap(versionsOf))]);
    const { before, after } = simulation.steady;
    const steady = { projection, before: states.stateOf(before), after: states.stateOf(after) };
    const changed = projection.changes.filter((each) => !isUnchanged(each));
    const nothing = { ...steady, exposures: [], lockouts: [], states: 1 };
    if (changed.length === 0) return nothing;
    if (this.order === undefined) {
      return { ...nothing, ...(changed.length > 1 && { gap: "there is no graph of the plan" }) };
    }
    const relevant = changed.flatMap((change) => this.nodesByKey.get(keyOf(change)) ?? []);
    const comparison = states.comparisonOf(before, after);
    return { ...steady, ...new Search(this.order, simulation, states, comparison, relevant, observe).run() };
  }
}

class Search {
  private readonly exposures = new Map<string, Window<Exposure>>();
  private readonly lockouts = new Map<string, Window<Lockout>>();
  private visited = 0;
  private last: { readonly done?: ReadonlySet<number>; readonly calls: readonly Call[] } = { calls: [] };

  public constructor(
    private readonly order: Order,
    private readonly simulation: Simulation,
    private readonly states: StateCheck,
    private readonly comparison: Comparison,
    private readonly relevant: readonly number[],
    private readonly observe: (visit: StateVisit) => void,
  ) {}

  public run(): Omit<Examination, "projection" | "before" | "after"> {
    const { isComplete } = visitReachableSets(this.order, this.relevant, (done, steps) => this.visit(done, steps), {
      refuses: (node, done) => this.simulation.refusal(this.order.nodes[node], this.callsOf(done)) !== undefined,
    });
    return {
      exposures: [...this.exposures.values()],
      lockouts: [...this.lockouts.values()],
      states: this.visited,
      ...(!isComplete && { gap: "too many orders are possible" }),
    };
  }

  private visit(done: ReadonlySet<number>, steps: () => readonly OrderStep[]): void {
    this.visited++;
    const visit: StateVisit = {
      state: this.stateAfter(done),
      done,
      steps,
      endedBy: (holds) =>
        this.relevant.filter((node) => !done.has(node) && holds(this.stateAfter(new Set([...done, node])))),
    };
    this.observe(visit);
    const { exposures, lockouts } = this.comparison.differenceOf(visit.state);
    for (const exposure of exposures) {
      this.record(this.exposures, exposure, visit, (difference) => difference.exposures);
    }
    for (const lockout of lockouts) this.record(this.lockouts, lockout, visit, (difference) => difference.lockouts);
  }

  /** Records the first window of its kind. */
  private record<Kind extends Exposure | Lockout>(
    windows: Map<string, Window<Kind>>,
    what: Kind,
    { done, steps, endedBy }: StateVisit,
    sameIn: (difference: Difference) => readonly (Exposure | Lockout)[],
  ): void {
    const key = nameOf(what);
    if (windows.has(key)) return;
    const isOver = (state: EvaluatedState) =>
      !sameIn(this.comparison.differenceOf(state)).some((each) => nameOf(each) === key);
    windows.set(key, { what, done, steps: steps(), endedBy: endedBy(isOver) });
  }

  private stateAfter(done: ReadonlySet<number>): EvaluatedState {
    return this.states.stateOf(this.simulation.after(this.callsOf(done)));
  }

  /** The same list for the same set, so that it is simulated once for all calls that may be refused. */
  private callsOf(done: ReadonlySet<number>): readonly Call[] {
    if (done !== this.last.done) {
      const calls = [...done].map((node) => this.order.nodes[node]).sort((a, b) => rankOf(a) - rankOf(b));
      this.last = { done, calls };
    }
    return this.last.calls;
  }
}

function nameOf(what: Exposure | Lockout): string {
  return "level" in what ? [what.level, what.target, what.origin].join("\n") : what.target;
}

/** The order in which the calls of a state are simulated. It matters for objects that take the place of another one. */
function rankOf({ action, operation }: ChangeNode): number {
  if (action === "delete-create") return operation === "delete" ? 0 : 1;
  return operation === "delete" || operation === "forget" ? 3 : operation === "create" ? 1 : 2;
}
