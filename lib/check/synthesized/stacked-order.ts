import type { ChangeNode } from "../order/change-nodes";
import type { LocalOrder, Order } from "../order/order";

/** @internal The order of the apply of one stack. */
export interface OrderedStack<Of extends Order = Order> {
  readonly name: string;
  /** The stacks that are applied before it. */
  readonly dependencies: readonly string[];
  readonly order: Of;
}

/**
 * The order of the applies of several stacks: a stack starts after the stacks that it depends on have been applied
 * completely. Other stacks are applied at the same time.
 *
 * @internal
 */
export class StackedOrder implements Order {
  public readonly nodes: readonly ChangeNode[];
  public readonly cycle?: readonly ChangeNode[];
  private readonly offsets: number[] = [];
  private readonly stackOfNode: number[] = [];
  /** For each stack, the stacks that precede it. */
  private readonly earlier: ReadonlySet<number>[];

  /** Combines the orders. */
  public constructor(private readonly stacks: readonly OrderedStack[]) {
    const nodes: ChangeNode[] = [];
    stacks.forEach(({ order }, stack) => {
      this.offsets.push(nodes.length);
      for (const node of order.nodes) {
        nodes.push(node);
        this.stackOfNode.push(stack);
      }
    });
    this.nodes = nodes;
    this.cycle = stacks.flatMap(({ order }) => (order.cycle === undefined ? [] : [order.cycle]))[0];
    this.earlier = stacks.map((_, stack) => this.precedingStacks(stack));
  }

  public waits(later: number, earlier: number): boolean {
    const [to, from] = [this.stackOfNode[later], this.stackOfNode[earlier]];
    if (to !== from) return this.earlier[to].has(from);
    return this.stacks[to].order.waits(later - this.offsets[to], earlier - this.offsets[to]);
  }

  public localTo(relevant: readonly number[], maxAdded?: number): LocalOrder {
    const stacks = [...new Set(relevant.map((node) => this.stackOfNode[node]))];
    let isExact = true;
    const nodes: number[] = [];
    const weakenings: LocalOrder["weakenings"][number][] = [];
    const requirements: LocalOrder["requirements"][number][] = [];
    const positionsOf = new Map<number, number[]>();
    for (const stack of stacks) {
      const offset = this.offsets[stack];
      const own = relevant.filter((node) => this.stackOfNode[node] === stack).map((node) => node - offset);
      const local = this.stacks[stack].order.localTo(own, maxAdded);
      const first = nodes.length;
      isExact &&= local.isExact;
      nodes.push(...local.nodes.map((node) => node + offset));
      weakenings.push(...local.weakenings.map((each) => each.map((one) => ({ ...one, node: one.node + first }))));
      requirements.push(
        ...local.requirements.map(({ later, earlier, levels }) => ({
          later: later + first,
          earlier: earlier + first,
          levels: levels.map((level) => ({ ...level, node: level.node + first })),
        })),
      );
      positionsOf.set(
        stack,
        local.nodes.map((_, i) => first + i),
      );
    }
    for (const stack of stacks) {
      for (const other of stacks.filter((each) => this.earlier[stack].has(each))) {
        for (const later of positionsOf.get(stack)!) {
          for (const earlier of positionsOf.get(other)!) requirements.push({ later, earlier, levels: [] });
        }
      }
    }
    return { nodes, isExact, weakenings, requirements };
  }

  private precedingStacks(stack: number): Set<number> {
    const found = new Set<number>();
    const visit = (name: string): void => {
      const other = this.stacks.findIndex((each) => each.name === name);
      if (other < 0 || found.has(other)) return;
      found.add(other);
      this.stacks[other].dependencies.forEach(visit);
    };
    this.stacks[stack].dependencies.forEach(visit);
    return found;
  }
}
