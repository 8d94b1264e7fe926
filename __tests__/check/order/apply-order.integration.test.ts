import {
  blocksOfConfiguration,
  Configuration,
  nextConfiguration,
  Plan,
  Random,
  recordedIn,
  StateObject,
  Workspace,
} from "./terraform-data";
import { ApplyOrder, Progress } from "../../../lib/check/order/apply-order";
import { ChangeNode, SET_ASIDE } from "../../../lib/check/order/change-nodes";
import { blocksOf } from "../../../lib/check/order/graph-order";
import { parseApplyGraph } from "../../../lib/check/order/graph-text";
import { comparedWithGraph, differencesIn, OrderedCalls, RetryOrder } from "../../../lib/check/order/retry";
import { readPlan } from "../../../lib/check/plan/read-plan";
import { planOrder } from "../../../lib/check/plan-order";
import { terraformBinary } from "../../../lib/core/terraform/binary";
import { describeWithTerraform } from "../../support/terraform";

const IS_OPENTOFU = terraformBinary().includes("tofu");
const RUNS = Number(process.env.ORDER_RUNS ?? 12);
const SEED = Number(process.env.ORDER_SEED ?? 1);
/** The changes in sequence that begin with one empty state. */
const CHANGES = 6;
/** How often a call fails. Creations are the most frequent ones. */
const FAILURES = { create: 0.3, update: 0.7, delete: 0.6, forget: 0 };

interface Mutable {
  done: Set<number>;
  failed: Set<number>;
  aside: Set<number>;
  /** Creations and deletions that have failed. The order does not depend on them. */
  refused: Set<number>;
}

/** The key of objects that this change sets aside. Earlier ones can still exist. */
const deposedKey = () => (0xa0000000 + counts.plans).toString(16);

const counts = {
  plans: 0,
  cycles: 0,
  derived: 0,
  notDerived: 0,
  retries: 0,
  failedUpdates: 0,
  failedCreations: 0,
  failedDeletions: 0,
  interruptions: 0,
  beforeDestroy: 0,
  calls: 0,
  pairs: 0,
};

function label({ operation, address, deposed }: ChangeNode): string {
  return `${operation} ${address}${deposed === undefined ? "" : ` (${deposed})`}`;
}

/** What differs between a computed order and the graph of a plan. */
function differences(order: OrderedCalls, plan: Plan, mayBeWeaker = false): string[] {
  const found = comparedWithGraph(order, parseApplyGraph(plan.graph), plan.unchanged);
  counts.calls += order.nodes.length;
  counts.pairs += found.pairs;
  return differencesIn(mayBeWeaker ? { ...found, graphOnly: [] } : found);
}

/**
 * Whether an object that existed only as a deposed one has been created. From then on, its deposed object has recorded
 * dependencies, which the model leaves out, because they strengthen the order.
 */
function isCreatedAgain({ nodes }: ApplyOrder, { done }: Progress): boolean {
  const created = new Set([...done].flatMap((i) => (nodes[i].action === "create" ? [nodes[i].address] : [])));
  return nodes.some(({ address, deposed }) => deposed !== undefined && created.has(address));
}

/** Makes random calls in an order that the model allows. Many of them fail at first. */
function randomProgress(random: Random, order: ApplyOrder): Mutable {
  const progress: Mutable = { done: new Set(), failed: new Set(), aside: new Set(), refused: new Set() };
  for (let steps = random.below(order.nodes.length * 2 + 1); steps > 0; steps--) {
    const ready = order.nodes.flatMap((_, i) =>
      progress.done.has(i) || order.waitsFor(i, progress).length > 0 ? [] : [i],
    );
    if (ready.length === 0) break;
    const node = random.pick(ready);
    const { operation, action } = order.nodes[node];
    const isSetAside = operation === "create" && action === "create-delete" && random.chance(0.5);
    if (isSetAside) progress.aside.add(node);
    else if (!random.chance(FAILURES[operation])) progress.done.add(node);
    else if (operation === "update") progress.failed.add(node);
    // An object that was set aside is not put back by a creation that fails later.
    else if (!progress.aside.has(node)) progress.refused.add(node);
  }
  return progress;
}

/** The state that an apply leaves after this progress. */
function stateAfter(
  { nodes }: ApplyOrder,
  { done, failed, aside, refused }: Mutable,
  before: readonly StateObject[],
  after: readonly StateObject[],
): StateObject[] {
  const current = (state: readonly StateObject[]) =>
    new Map(state.filter(({ instance }) => instance.deposed === undefined).map((each) => [each.address, each]));
  const [old, fresh] = [current(before), current(after)];
  const objects = new Map(old);
  const deposed = new Map<string, StateObject>();
  for (const each of before.filter(({ instance }) => instance.deposed !== undefined)) {
    deposed.set(`${each.address} ${each.instance.deposed}`, each);
  }
  const setAside = ({ address }: ChangeNode) => {
    const { resource, instance } = old.get(address)!;
    deposed.set(`${address} ${SET_ASIDE}`, { address, resource, instance: { ...instance, deposed: deposedKey() } });
  };
  nodes.forEach((node, i) => {
    const { address, action, operation } = node;
    if (aside.has(i) && !done.has(i)) {
      setAside(node);
      objects.delete(address);
    } else if (failed.has(i) && !done.has(i)) {
      const { resource, instance } = old.get(address)!;
      const { dependencies, create_before_destroy } = fresh.get(address)!.instance;
      objects.set(address, { address, resource, instance: { ...instance, dependencies, create_before_destroy } });
    } else if (done.has(i) && (operation === "create" || operation === "update")) {
      if (action === "create-delete") setAside(node);
      objects.set(address, fresh.get(address)!);
    }
  });
  nodes.forEach(({ address, operation, deposed: key, action }, i) => {
    if (operation !== "delete") return;
    if (!done.has(i)) {
      const object = key === undefined ? objects.get(address) : undefined;
      // The object loses its flag.
      if (!refused.has(i) || object === undefined || object !== old.get(address)) return;
      objects.set(address, { ...object, instance: { ...object.instance, create_before_destroy: false } });
      return;
    }
    if (key !== undefined) deposed.delete(`${address} ${key}`);
    else if (action === "delete" || objects.get(address) === old.get(address)) objects.delete(address);
  });
  return [...objects.values(), ...deposed.values()];
}

/** Compares the order after random progress with the one that is derived from the plan and its graph alone. */
function compareDerived(plan: Plan, order: ApplyOrder, progress: Mutable): void {
  const json = JSON.parse(plan.json);
  const { order: derived, gaps } = planOrder(readPlan(json, "app"), json, plan.graph);
  if (!(derived instanceof ApplyOrder)) {
    expect(gaps).toHaveLength(1);
    counts.notDerived++;
    return;
  }
  counts.derived++;
  const positions = new Map(derived.nodes.map((node, i) => [label(node), i]));
  const positionOf = (i: number) => positions.get(label(order.nodes[i]))!;
  const moved = (nodes: ReadonlySet<number>) => new Set([...nodes].map(positionOf));
  const same = { done: moved(progress.done), failed: moved(progress.failed), aside: moved(progress.aside) };
  const pending = order.nodes.flatMap((_, i) => (progress.done.has(i) ? [] : [i]));
  const needs = (model: ApplyOrder, node: number, state: Progress) =>
    model
      .waitsFor(node, state)
      .map((each) => label(model.nodes[each]))
      .sort();
  for (const i of pending) {
    expect([label(order.nodes[i]), needs(derived, positionOf(i), same)]).toEqual([
      label(order.nodes[i]),
      needs(order, i, progress),
    ]);
  }
}

/** Compares the order of the first plan of a change, and of the plan after random progress. */
function compare(random: Random, workspace: Workspace, configuration: Configuration): void {
  const before = workspace.state;
  const destroys = random.chance(0.1);
  workspace.write(configuration);
  const plan = workspace.plan(destroys);
  const blocks = blocksOfConfiguration(configuration);
  // Both states must have the same result, except in plans that destroy everything.
  const recorded = recordedIn(before, destroys || random.chance(0.5) ? plan.lists : undefined);
  const input = { blocks, recorded, changes: plan.changes };
  const written = new ApplyOrder(input);
  counts.plans++;
  expect(written.cycle !== undefined).toBe(plan.isCycle);
  if (plan.isCycle) {
    counts.cycles++;
    return;
  }
  const declared = new Map(blocks.map(({ address, createBeforeDestroy }) => [address, createBeforeDestroy]));
  const read = blocksOf(parseApplyGraph(plan.graph)).map((each) => ({
    ...each,
    createBeforeDestroy: declared.get(each.address) ?? false,
  }));
  const derived = destroys ? written : new ApplyOrder({ ...input, blocks: read });
  expect(differences(derived, plan)).toEqual([]);
  // Only the graph shows which instances OpenTofu does not let wait for their block.
  const order = IS_OPENTOFU ? derived : written;
  expect(differences(order, plan)).toEqual([]);
  if (plan.changes.every(({ action }) => action === "no-op") && order.nodes.length === 0) return;
  if (!workspace.apply()) return;
  const progress = randomProgress(random, order);
  compareDerived(plan, order, progress);
  workspace.state = stateAfter(order, progress, before, workspace.state);
  const retry = workspace.plan(destroys);
  counts.retries++;
  count(order, progress);
  const steps = Object.entries(progress).map(([kind, set]) => [kind, [...set].map((i) => label(order.nodes[i]))]);
  expect({
    steps,
    differences: differences(new RetryOrder(order, progress), retry, isCreatedAgain(order, progress)),
  }).toEqual({
    steps,
    differences: [],
  });
}

function count({ nodes }: ApplyOrder, { failed, aside, refused }: Mutable): void {
  const creations = [...refused].filter((i) => nodes[i].operation === "create").length;
  counts.failedUpdates += failed.size;
  counts.failedCreations += creations;
  counts.failedDeletions += refused.size - creations;
  counts.interruptions += aside.size;
  counts.beforeDestroy += nodes.filter(({ deposed }) => deposed === SET_ASIDE).length;
}

describeWithTerraform("ApplyOrder", () => {
  test(
    "equals the graph of Terraform for random changes and for retries after random failures",
    () => {
      for (let run = 0; run < RUNS; run += CHANGES) {
        const seed = SEED + run;
        const random = new Random(seed);
        const workspace = new Workspace();
        let configuration: Configuration | undefined;
        try {
          for (let change = 0; change < CHANGES; change++) {
            configuration = nextConfiguration(random, configuration);
            compare(random, workspace, configuration);
          }
        } catch (error) {
          throw new Error(`ORDER_SEED=${seed} ORDER_RUNS=1: ${(error as Error).message}`, { cause: error });
        } finally {
          workspace.remove();
        }
      }
      process.stdout.write(
        `Compared ${counts.plans} plans, ${counts.cycles} of them with a cycle, and ${counts.retries} plans after ` +
          `${counts.failedUpdates} failed updates, ${counts.failedCreations} failed creations, ` +
          `${counts.failedDeletions} failed deletions and ${counts.interruptions} interrupted replacements: ` +
          `${counts.calls} calls, ${counts.beforeDestroy} replacements that create first, ${counts.pairs} pairs in ` +
          `sequence. The order of ${counts.derived} changes was derived from the plan alone, that of ` +
          `${counts.notDerived} was not.\n`,
      );
      expect(counts.pairs).toBeGreaterThan(0);
    },
    60_000 + RUNS * 60_000,
  );
});
