import type { ChangeSet } from "./model";
import { ApplyOrder } from "./order/apply-order";
import { ChangeNode, changeNodesOf } from "./order/change-nodes";
import { blocksOf, GraphOrder, matchGraph } from "./order/graph-order";
import { parseApplyGraph } from "./order/graph-text";
import { missingIn, Order } from "./order/order";
import type { ApplyInput, RecordedObject } from "./order/prior-state";
import { configuredBlocks } from "./plan/configured-blocks";
import { recordedObjects } from "./plan/recorded-objects";
import type { Values } from "../core/terraform/values";

/** @internal The order of the apply of a plan. */
export interface PlanOrder {
  /** Undefined if the graph does not belong to the plan. */
  readonly order?: Order;
  /** What the order follows from. Undefined if the graph does not belong to the plan. */
  readonly input?: ApplyInput;
  /** What is not known about the order, as clauses. */
  readonly gaps: readonly string[];
}

/**
 * Determines the order of the apply of a plan from the graph that Terraform prints. The orders of the applies after
 * failures follow from the recorded dependencies of the plan's prior state, if a model with them has the same order as
 * the graph.
 *
 * @param plan the parsed output of `terraform show -json PLAN`
 * @param graphText the output of `terraform graph -plan=PLAN`
 * @throws GraphTextError
 * @internal
 */
export function planOrder({ changes }: ChangeSet, plan: Values, graphText: string): PlanOrder {
  const graph = parseApplyGraph(graphText);
  const current = changes.filter(({ deposed }) => deposed === undefined);
  const left = changes.filter(({ deposed }) => deposed !== undefined);
  const calls = changeNodesOf(current, left);
  const unchanged = new Set(current.filter(({ action }) => action === "no-op").map(({ address }) => address));
  const { positions, problems } = matchGraph(graph, calls, unchanged);
  if (problems.length > 0) return { gaps: [`the graph does not belong to the plan: ${problems[0]}`] };
  const order = new GraphOrder(graph, calls, positions);
  const recorded = withFlags(recordedObjects(plan), order);
  const replaced = new Map(calls.map(({ block, action }) => [block, action]));
  const blocks = blocksOf(graph).map((block) => ({
    ...block,
    createBeforeDestroy: replaced.get(block.address) === "create-delete",
  }));
  const input = { blocks, recorded, changes: current };
  const model = new ApplyOrder(input);
  const isSame =
    model.cycle === undefined &&
    model.nodes.length === calls.length &&
    missingIn(model, order, indexIn(model.nodes, calls)).length === 0 &&
    missingIn(order, model, indexIn(calls, model.nodes)).length === 0;
  if (isSame) return { order: model, input, gaps: [] };
  return { order, input, gaps: [model.cycle === undefined ? NOT_DERIVED : NOT_DETERMINATE] };
}

/**
 * Determines the order of the apply of a plan without its graph, as far as the plan shows it.
 *
 * @param plan the parsed output of `terraform show -json PLAN`
 * @internal
 */
export function planOrderWithoutGraph({ changes }: ChangeSet, plan: Values): Required<PlanOrder> {
  const current = changes.filter(({ deposed }) => deposed === undefined);
  const replaced = new Set(current.flatMap(({ block, action }) => (action === "create-delete" ? [block] : [])));
  const input = {
    blocks: configuredBlocks(plan).map((each) => ({ ...each, createBeforeDestroy: replaced.has(each.address) })),
    recorded: recordedObjects(plan),
    changes: current,
  };
  const order = new ApplyOrder(input);
  return { order, input, gaps: order.nodes.length > 1 ? [NO_GRAPH] : [] };
}

const NO_GRAPH =
  "the plan shows neither create_before_destroy, nor what replace_triggered_by and local values refer to; pass the " +
  "output of `terraform graph -plan=PLAN` with --graph";
const NOT_DERIVED = "the order of the applies after a failure could not be derived from the plan";
/** Terraform drops one of the edges, and takes the first one in the random order of a Go map. */
const NOT_DETERMINATE =
  "deletions across provider configurations would wait for each other, so that Terraform drops one of the " +
  "dependencies, and another one in each run";

/** The position in `others` of each call of `calls`. */
function indexIn(others: readonly ChangeNode[], calls: readonly ChangeNode[]): (node: number) => number {
  const keyOf = ({ address, operation, deposed }: ChangeNode) => `${operation} ${address} ${deposed}`;
  const positions = new Map(others.map((each, i) => [keyOf(each), i]));
  const found = calls.map((each) => positions.get(keyOf(each)) ?? -1);
  return (node) => found[node];
}

/**
 * Adds the flag `create_before_destroy` of objects that are deleted, which the JSON of a plan does not contain. The
 * graph shows it: with the flag, the deletion waits for what used to depend on the object; without, the reverse.
 */
function withFlags(recorded: readonly RecordedObject[], order: GraphOrder): RecordedObject[] {
  const { nodes } = order;
  const dependents = new Map<string, number[]>();
  const listOf = new Map(recorded.map(({ address, dependencies }) => [address, dependencies]));
  nodes.forEach(({ address, operation }, node) => {
    if (operation === "delete" || operation === "forget") return;
    for (const block of listOf.get(address) ?? []) dependents.set(block, [...(dependents.get(block) ?? []), node]);
  });
  const flags = new Map<string, boolean>();
  nodes.forEach(({ address, block, operation, action }, node) => {
    if (operation !== "delete" || action !== "delete") return;
    flags.set(
      address,
      (dependents.get(block) ?? []).some((other) => order.waits(node, other)),
    );
  });
  return recorded.map((each) => ({ ...each, createBeforeDestroy: flags.get(each.address) ?? false }));
}
