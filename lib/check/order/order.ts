import type { ChangeNode } from "./change-nodes";

/** @internal The order of the calls of an apply, and how it weakens in the applies after failures. */
export interface Order {
  readonly nodes: readonly ChangeNode[];
  /** The calls that wait for each other. Terraform refuses such a plan with the error "Cycle". */
  readonly cycle?: readonly ChangeNode[];
  /** Whether, in the first apply, a call waits for another one, directly or through other nodes. */
  waits(later: number, earlier: number): boolean;
  /** Returns the order among a few calls. Without `maxAdded`, at most 12 other calls are added. */
  localTo(relevant: readonly number[], maxAdded?: number): LocalOrder;
}

/** @internal Something after which an object has other recorded dependencies in the state. */
export interface Weakening {
  /** The call, by its position in the local order. */
  readonly node: number;
  readonly event: "done" | "failed" | "aside";
  readonly level: number;
}

/** @internal A call waits for another one as long as the recorded dependencies of some calls are the strong ones. */
export interface Requirement {
  readonly later: number;
  readonly earlier: number;
  /** Each call must have at most this level of weakening. Empty for a requirement that never ends. */
  readonly levels: readonly { readonly node: number; readonly max: number }[];
}

/**
 * The order among a few calls. All other calls are made as soon as they can be made, and all of them have failed
 * before.
 *
 * @internal
 */
export interface LocalOrder {
  /** The calls that were asked for, the other halves of their replacements, and the calls that hold their order. */
  readonly nodes: readonly number[];
  /** Whether every call that can hold an order is in `nodes`. Otherwise the order is weaker than the real one. */
  readonly isExact: boolean;
  /** What weakens the requirements of each call. */
  readonly weakenings: readonly (readonly Weakening[])[];
  /** Positions refer to `nodes`. Those without levels are transitive. */
  readonly requirements: readonly Requirement[];
}

/** @internal Two calls that one order puts in sequence and another one does not. */
export interface OrderDifference {
  readonly later: ChangeNode;
  readonly earlier: ChangeNode;
}

/** @internal Returns the pairs of calls that the first order puts in sequence and the second one does not. */
export function missingIn(
  other: Pick<Order, "waits">,
  order: Pick<Order, "nodes" | "waits">,
  otherNodeOf: (node: number) => number = (node) => node,
): OrderDifference[] {
  const { nodes } = order;
  const differences: OrderDifference[] = [];
  for (let later = 0; later < nodes.length; later++) {
    for (let earlier = 0; earlier < nodes.length; earlier++) {
      if (!order.waits(later, earlier) || other.waits(otherNodeOf(later), otherNodeOf(earlier))) continue;
      differences.push({ later: nodes[later], earlier: nodes[earlier] });
    }
  }
  return differences;
}
