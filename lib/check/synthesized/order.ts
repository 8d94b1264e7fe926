import { createdFirst, dependenciesOf } from "./blocks";
import type { SynthesizedChange } from "./changes";
import { OrderedStack, StackedOrder } from "./stacked-order";
import { ApplyOrder } from "../order/apply-order";
import type { Order } from "../order/order";

/** @internal A stack of the manifest. */
export interface StackDependencies {
  readonly name: string;
  readonly dependencies: readonly string[];
}

/**
 * The order in which `cdktf deploy` applies a change of an app. A stack that is no longer in the app is destroyed after
 * the others.
 *
 * @internal
 */
export function synthesizedOrder(
  { before, after, changes }: SynthesizedChange,
  stacks: readonly StackDependencies[],
): Order {
  const names = stacks.map(({ name }) => name);
  const removed = [...new Set(before.map(({ address }) => stackOf(address)))].filter((name) => !names.includes(name));
  const all = [...stacks, ...removed.map((name) => ({ name, dependencies: names }))];
  const [old, planned, blocks] = [byStack(before), byStack(changes), byStack(after)];
  const recorded = dependenciesOf(before);
  const first = createdFirst(before);
  return new StackedOrder(
    all.map(({ name, dependencies }): OrderedStack => ({
      name,
      dependencies,
      order: new ApplyOrder({
        blocks: blocks.get(name) ?? [],
        recorded: (old.get(name) ?? []).map(({ address }) => ({
          address,
          block: address,
          dependencies: [...(recorded.get(address) ?? [])],
          createBeforeDestroy: first.has(address),
        })),
        changes: planned.get(name) ?? [],
      }),
    })),
  );
}

function stackOf(address: string): string {
  return address.slice(0, address.indexOf("/"));
}

function byStack<T extends { readonly address: string }>(all: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const each of all) {
    const name = stackOf(each.address);
    const known = found.get(name);
    if (known === undefined) found.set(name, [each]);
    else known.push(each);
  }
  return found;
}
