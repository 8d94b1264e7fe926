import type { CheckReport } from "../../lib/check/model";
import type { Order } from "../../lib/check/order/order";
import { SynthesizedChange, synthesizedChange } from "../../lib/check/synthesized/changes";
import { synthesizedOrder } from "../../lib/check/synthesized/order";
import type { Step } from "../../lib/rehearsal";

/** The change between two steps, and its order. Each stack depends on the ones before it. */
export function changeBetween(before: Step | undefined, after: Step): { changeSet: SynthesizedChange; order: Order } {
  const changeSet = synthesizedChange("app", before?.stacks ?? [], after.stacks);
  const names = after.stacks.map(({ name }) => name);
  const stacks = names.map((name, i) => ({ name, dependencies: names.slice(0, i) }));
  return { changeSet, order: synthesizedOrder(changeSet, stacks) };
}

/** Checks each step as the change of the one before it. The first one creates everything. */
export function checkOfSteps(
  steps: readonly Step[],
  check: (changeSet: SynthesizedChange, order: Order) => CheckReport,
): CheckReport[] {
  return steps.map((step, i) => {
    const { changeSet, order } = changeBetween(steps[i - 1], step);
    return check(changeSet, order);
  });
}
