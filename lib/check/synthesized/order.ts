import { createdFirst, dependenciesOf } from "./blocks";
import type { SynthesizedChange } from "./changes";
import { OrderedStack, StackedOrder } from "./stacked-order";
import { push } from "../../core/push";
import { ApplyOrder } from "../order/apply-order";
import type { Order } from "../order/order";

/** @internal A stack of the manifest. */
export interface StackDependencies {
  readonly name: string;
  readonly dependencies: readonly string[];
}

/**
 * The order of the apply of each stack. A stack that is no longer in the app is destroyed after the others.
 *
 * @internal
 */
export function stackOrders(
  { before, after, changes }: SynthesizedChange,
  stacks: readonly StackDependencies[],
): OrderedStack<ApplyOrder>[] {
  const names = stacks.map(({ name }) => name);
  const stackOf = new Map([...before, ...after].map(({ address, stack }) => [address, stack]));
  const removed = [...new Set(before.map(({ stack }) => stack))].filter((name) => !names.includes(name));
  const all = [...stacks, ...removed.map((name) => ({ name, dependencies: names }))];
  const [old, blocks] = [before, after].map((each) => grouped(each, ({ stack }) => stack));
  const planned = grouped(changes, ({ address }) => stackOf.get(address)!);
  const recorded = dependenciesOf(before);
  const first = createdFirst(before);
  return all.map(({ name, dependencies }) => ({
    name,
    dependencies,
    order: new ApplyOrder({
      blocks: blocks.get(name) ?? [],
      recorded: (old.get(name) ?? []).map(({ address }) => ({
        address,
        block: address,
        dependencies: recorded.get(address) ?? [],
        createBeforeDestroy: first.has(address),
      })),
      changes: planned.get(name) ?? [],
    }),
  }));
}

/**
 * The order in which `cdktf deploy` applies a change of an app.
 *
 * @internal
 */
export function synthesizedOrder(change: SynthesizedChange, stacks: readonly StackDependencies[]): Order {
  return new StackedOrder(stackOrders(change, stacks));
}

function grouped<T>(all: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const each of all) push(found, keyOf(each), each);
  return found;
}
