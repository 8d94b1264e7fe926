import type { ApplyOrder, Progress } from "./apply-order";
import type { ChangeNode } from "./change-nodes";
import { GraphOrder, matchGraph } from "./graph-order";
import type { ApplyGraph } from "./graph-text";
import { missingIn, Order, OrderDifference } from "./order";

/** @internal The order of the calls of one apply. */
export type OrderedCalls = Pick<Order, "nodes" | "waits">;

/** @internal A model of the applies after failures. */
export type RetryModel = Pick<ApplyOrder, "nodes" | "waitsFor">;

/** @internal The order of the calls that an apply leaves for the next one. */
export class RetryOrder implements OrderedCalls {
  public readonly nodes: readonly ChangeNode[];
  private readonly pending: readonly number[];
  private readonly needs: readonly ReadonlySet<number>[];

  /** Computes the order after some progress. */
  public constructor(model: RetryModel, progress: Progress) {
    this.pending = model.nodes.flatMap((_, node) => (progress.done.has(node) ? [] : [node]));
    this.nodes = this.pending.map((node) => model.nodes[node]);
    this.needs = this.pending.map((node) => new Set(model.waitsFor(node, progress)));
  }

  public waits(later: number, earlier: number): boolean {
    return this.needs[later].has(this.pending[earlier]);
  }
}

/** @internal A computed order, compared with a graph of Terraform. */
export interface GraphComparison {
  /** Why the graph does not have the same calls, as clauses. */
  readonly problems: readonly string[];
  readonly computedOnly: readonly OrderDifference[];
  readonly graphOnly: readonly OrderDifference[];
  /** The number of pairs of calls that the graph puts in sequence. */
  readonly pairs: number;
}

/**
 * Compares a computed order with the graph that Terraform prints.
 *
 * @param unchanged the addresses of instances without a change
 * @internal
 */
export function comparedWithGraph(
  order: OrderedCalls,
  graph: ApplyGraph,
  unchanged: ReadonlySet<string>,
): GraphComparison {
  const { nodes } = order;
  const { positions, problems } = matchGraph(graph, nodes, unchanged);
  if (problems.length > 0) return { problems: problems.map(asClause), computedOnly: [], graphOnly: [], pairs: 0 };
  const real = new GraphOrder(graph, nodes, positions);
  const numbers = nodes.map((_, i) => i);
  const pairs = numbers.reduce((sum, later) => sum + numbers.filter((each) => real.waits(later, each)).length, 0);
  return { problems: [], computedOnly: missingIn(real, order), graphOnly: missingIn(order, real), pairs };
}

/** @internal What differs, as clauses. */
export function differencesIn({ problems, computedOnly, graphOnly }: GraphComparison): string[] {
  return [
    ...problems,
    ...computedOnly.map((each) => `${inSequence(each)} in the computed order only`),
    ...graphOnly.map((each) => `${inSequence(each)} in the graph of Terraform only`),
  ];
}

function asClause(sentence: string): string {
  return `${sentence[0].toLowerCase()}${sentence.slice(1).replace(/\.$/, "")}`;
}

function inSequence({ later, earlier }: OrderDifference): string {
  return `"${later.operation} ${later.address}" waits for "${earlier.operation} ${earlier.address}"`;
}
