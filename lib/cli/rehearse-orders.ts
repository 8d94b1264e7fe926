import { check } from "../check/check";
import type { ChangeSet, CheckFinding } from "../check/model";
import type { Order } from "../check/order/order";
import { requestOf } from "../check/rules/targets";
import { synthesizedChange } from "../check/synthesized/changes";
import { stackOrders } from "../check/synthesized/order";
import { StackedOrder } from "../check/synthesized/stacked-order";
import { count } from "../inventory/text-layout";
import type { DetectedExposure, SynthesizedStep } from "../rehearsal";

/** @internal What the computed orders of one change expose. A rehearsal runs a few of these orders. */
export interface ComputedOrders {
  /** The name of the transition. */
  readonly transition: string;
  /** The states of the targets that were evaluated, over all orders, stops and retries. */
  readonly states: number;
  /** The exposure windows. */
  readonly windows: readonly CheckFinding[];
  /** Why not every order is covered, as clauses. */
  readonly gaps: readonly string[];
}

const NOTHING: SynthesizedStep = { name: "nothing", stacks: [] };
const WINDOWS: ReadonlySet<CheckFinding["rule"]> = new Set(["exposure-window", "layer-removed"]);

/**
 * Computes every order of the applies that a rehearsal runs, with any number of failures and stops.
 *
 * @param isWhole whether the first version is created, and the last one destroyed
 * @internal
 */
export function computedOrders(
  versions: SynthesizedStep[],
  isWhole: boolean,
  assumeForeignRecords: boolean | undefined,
): ComputedOrders[] {
  const steps = isWhole ? [NOTHING, ...versions, NOTHING] : versions;
  return steps.slice(1).map((after, i) => {
    const before = steps[i];
    const change = synthesizedChange(`${before.name} -> ${after.name}`, before.stacks, after.stacks);
    return computedOrder(change, new StackedOrder(stackOrders(change, after.stacks)), assumeForeignRecords);
  });
}

/** @internal Computes every order of one apply, with any number of failures and stops. */
export function computedOrder(
  change: ChangeSet,
  order: Order | undefined,
  assumeForeignRecords: boolean | undefined,
): ComputedOrders {
  const { findings, checked } = check(change, order, { assumeForeignRecords });
  const gaps = findings.filter(({ rule }) => rule === "not-understood").map(({ title, why }) => `${title}: ${why}`);
  const windows = findings.filter(({ rule }) => WINDOWS.has(rule));
  return { transition: change.name, states: checked.states, windows, gaps };
}

/**
 * Renders what the rehearsal itself did not find.
 *
 * @param isOpened whether the apply exposes something for good
 * @internal
 */
export function renderOrders(
  orders: readonly ComputedOrders[],
  found: readonly DetectedExposure[],
  isOpened = false,
): string {
  const lines = orders.flatMap(({ transition, windows, gaps }) => [
    ...windows
      .filter(({ target }) => !found.some((each) => isAbout(each, target)))
      .flatMap(({ rule, title, steps = [] }) => [
        `${rule === "layer-removed" ? "PARTIALLY PROTECTED" : "EXPOSED"} in another order: ${title}`,
        `  ${transition}`,
        ...steps.map(({ operation, address }, i) => `  ${i + 1} ${operation} ${address}`),
      ]),
    ...gaps.map((why) => `note: ${transition}: the other orders are not computed, because ${why}`),
  ]);
  const states = orders.reduce((sum, each) => sum + each.states, 0);
  const isProven = orders.every(({ windows, gaps }) => windows.length + gaps.length === 0);
  const proof =
    isProven && !isOpened && found.length === 0 && states > 0
      ? [`no exposure in any other order, stop or retry either: ${count(states, "state")} computed`]
      : [];
  return [...lines, ...proof].map((line) => `${line}\n`).join("");
}

/** Whether an exposure of the rehearsal is about a target of `check`: a hostname, a range or a private name. */
function isAbout(exposure: DetectedExposure, checked: string): boolean {
  return requestOf(exposure).hostname === checked || exposure.target.startsWith(checked);
}
