import { LARGE, Masks, SMALL, SMALL_POSITIONS } from "./masks";
import type { LocalOrder, Order } from "./order";

/** @internal One step of a sequence of applies. */
export interface OrderStep {
  /** The position of the call in the order. */
  readonly node: number;
  /**
   * - done: the call is made.
   * - fail: an update fails before it has an effect.
   * - aside: a replacement is interrupted after the old object was set aside and before the new one was created.
   */
  readonly kind: "done" | "fail" | "aside";
}

/** @internal The options of `visitReachableSets`. */
export interface ReachableSetsOptions {
  /** Whether the API refuses a call in a state. `done` contains the calls of the search that have been made. */
  readonly refuses?: (node: number, done: ReadonlySet<number>) => boolean;
  /** Whether calls fail and applies are interrupted. Otherwise, there is one apply. @default true */
  readonly hasFailures?: boolean;
  /** The number of states after which the search ends. @default 100000 */
  readonly maxStates?: number;
  /** The number of calls that are added to the search because they hold the order of others. @default 12 */
  readonly maxAdded?: number;
}

/** @internal The result of `visitReachableSets`. */
export interface ReachableSets {
  /** Whether all sets have been visited. */
  readonly isComplete: boolean;
  /** Whether each visited set can be reached. Otherwise some of them may not be reachable. */
  readonly isExact: boolean;
  /** The number of states of the search. */
  readonly states: number;
  /** The calls of the search. */
  readonly nodes: readonly number[];
}

/** @internal Receives a set once, with the shortest sequence of steps that leads to it. */
export type VisitSet = (done: ReadonlySet<number>, steps: () => readonly OrderStep[]) => void;

/**
 * Visits each set of calls that some sequence of applies can have made, with failures and interruptions at any point.
 * The sets contain relevant calls only. All other calls are made as soon as they can be made.
 *
 * @internal
 */
export function visitReachableSets(
  order: Order,
  relevant: readonly number[],
  visit: VisitSet,
  options: ReachableSetsOptions = {},
): ReachableSets {
  const local = order.localTo(relevant, options.maxAdded);
  const search = local.nodes.length <= SMALL_POSITIONS ? new Search(order, local, SMALL, options) : undefined;
  const large = search ?? new Search(order, local, LARGE, options);
  const { isComplete, states } = large.run(relevant, visit);
  return { isComplete, states, isExact: local.isExact, nodes: local.nodes };
}

interface State<T> {
  readonly done: T;
  /** The calls that have failed or have been interrupted. */
  readonly weak: T;
  readonly from?: State<T>;
  readonly step?: OrderStep;
}

class Search<T> {
  private readonly lasting: T[];
  /** Calls whose recorded dependencies hold an order. */
  private readonly owners: readonly number[];
  /** What a failure of a call is, if it can change the order. */
  private readonly failures: (OrderStep["kind"] | undefined)[];
  private readonly needs = new Map<number, readonly T[]>();

  public constructor(
    order: Order,
    private readonly local: LocalOrder,
    private readonly masks: Masks<T>,
    private readonly options: ReachableSetsOptions,
  ) {
    const { nodes, requirements, weakenings } = local;
    this.lasting = nodes.map(() => masks.empty);
    this.failures = nodes.map(() => undefined);
    if (options.hasFailures === false) {
      nodes.forEach((later, i) => {
        nodes.forEach((earlier, j) => {
          if (order.waits(later, earlier)) this.lasting[i] = masks.with(this.lasting[i], j);
        });
      });
      this.owners = [];
      return;
    }
    for (const { later, earlier, levels } of requirements) {
      if (levels.length === 0) this.lasting[later] = masks.with(this.lasting[later], earlier);
    }
    this.owners = [...new Set(requirements.flatMap(({ levels }) => levels.map(({ node }) => node)))];
    for (const { node, event } of this.owners.flatMap((owner) => weakenings[owner])) {
      if (event === "failed" && order.nodes[nodes[node]].operation === "update") this.failures[node] = "fail";
      if (event === "aside") this.failures[node] = "aside";
    }
  }

  public run(relevant: readonly number[], visit: VisitSet): { isComplete: boolean; states: number } {
    const { masks, local } = this;
    const { refuses, maxStates = 100_000 } = this.options;
    const wanted = new Set(relevant);
    const shown = local.nodes.reduce((all, node, i) => (wanted.has(node) ? masks.with(all, i) : all), masks.empty);
    const start: State<T> = { done: masks.empty, weak: masks.empty };
    const queue = [start];
    const known = new Set([masks.key(start.done, start.weak)]);
    const visited = new Set<unknown>();
    let isComplete = true;
    const reach = (done: T, weak: T, from: State<T>, step: OrderStep) => {
      const key = masks.key(done, weak);
      if (known.has(key)) return;
      if (queue.length >= maxStates) {
        isComplete = false;
        return;
      }
      known.add(key);
      queue.push({ done, weak, from, step });
    };
    for (let i = 0; i < queue.length; i++) {
      const state = queue[i];
      const { done, weak } = state;
      const visible = masks.intersection(done, shown);
      const key = masks.key(visible, masks.empty);
      if (!visited.has(key)) {
        visited.add(key);
        visit(this.setOf(visible), () => stepsTo(state));
      }
      const needs = this.needsAfter(done, weak);
      const doneSet = refuses === undefined ? undefined : this.setOf(done);
      for (let position = 0; position < needs.length; position++) {
        if (masks.has(done, position) || !masks.covers(done, needs[position])) continue;
        const node = local.nodes[position];
        const failure = this.failures[position];
        if (failure !== undefined && !masks.has(weak, position)) {
          reach(done, masks.with(weak, position), state, { node, kind: failure });
        }
        if (doneSet !== undefined && refuses!(node, doneSet)) continue;
        reach(masks.with(done, position), weak, state, { node, kind: "done" });
      }
    }
    return { isComplete, states: queue.length };
  }

  /** The calls that each call waits for, in a state. */
  private needsAfter(done: T, weak: T): readonly T[] {
    if (this.owners.length === 0) return this.lasting;
    const { masks } = this;
    const { weakenings, requirements, nodes } = this.local;
    const levels = new Map<number, number>();
    let key = 0;
    for (const owner of this.owners) {
      let level = 0;
      for (const each of weakenings[owner]) {
        if (each.level > level && masks.has(each.event === "done" ? done : weak, each.node)) level = each.level;
      }
      levels.set(owner, level);
      key = key * 3 + level;
    }
    const isKeyExact = this.owners.length <= 33;
    const known = isKeyExact ? this.needs.get(key) : undefined;
    if (known !== undefined) return known;
    const needs = [...this.lasting];
    for (const { later, earlier, levels: conditions } of requirements) {
      if (conditions.every(({ node, max }) => levels.get(node)! <= max)) {
        needs[later] = masks.with(needs[later], earlier);
      }
    }
    close(needs, nodes.length, masks);
    if (isKeyExact) this.needs.set(key, needs);
    return needs;
  }

  private setOf(mask: T): Set<number> {
    const { masks, local } = this;
    const set = new Set<number>();
    local.nodes.forEach((node, position) => {
      if (masks.has(mask, position)) set.add(node);
    });
    return set;
  }
}

/** Adds what follows by transitivity. */
function close<T>(needs: T[], count: number, masks: Masks<T>): void {
  for (let middle = 0; middle < count; middle++) {
    for (let later = 0; later < count; later++) {
      if (masks.has(needs[later], middle)) needs[later] = masks.union(needs[later], needs[middle]);
    }
  }
}

function stepsTo<T>(state: State<T>): OrderStep[] {
  const steps: OrderStep[] = [];
  for (let at: State<T> | undefined = state; at?.step !== undefined; at = at.from) steps.push(at.step);
  return steps.reverse();
}
