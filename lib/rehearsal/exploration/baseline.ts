import { CallLine, RecordedState, Recording } from "./recording";
import { objectsOf } from "../../inventory/terraform/objects";
import { asTerraform, ExposureCheck } from "../checks/exposure";
import { StateCheck } from "../checks/states";
import type { CloudObject } from "../cloud/object";
import { FAILS_WITHOUT_FAULT, requireConverged } from "../terraform/diagnostics";
import type { Rehearsal, Snapshot } from "../terraform/rehearsal";
import { NOTHING, Step, Transition } from "../terraform/step";

/** @internal A transition without any fault. */
export interface Baseline extends Transition {
  /** The state from which each trial starts. */
  readonly from: Snapshot;
  /** The changes, in the order in which they took effect. */
  readonly calls: CallLine[];
  /** The states after each change. */
  readonly states: RecordedState[];
  /** The steady state before the transition. */
  readonly steadyBefore: CloudObject[];
  /** The steady state after the transition. */
  readonly steadyAfter: CloudObject[];
}

/**
 * Applies the steps without faults.
 *
 * @param deployed the step that is applied first. It is no transition.
 * @throws RehearsalError RehearsalDoesNotConverge
 * @internal
 */
export async function baselineOf(rehearsal: Rehearsal, steps: Step[], deployed: Step = NOTHING): Promise<Baseline[]> {
  const transitions: Baseline[] = [];
  if (deployed !== NOTHING) {
    requireConverged(await rehearsal.apply(deployed), `${deployed.name}: ${FAILS_WITHOUT_FAULT}`);
  }
  for (const [i, after] of steps.entries()) {
    const before = steps[i - 1] ?? deployed;
    const name = `${before.name} -> ${after.name}`;
    const from = rehearsal.save();
    const steadyBefore = rehearsal.cloud.managedObjects();
    const recording = new Recording(rehearsal);
    requireConverged(await recording.apply("apply", after), `${name}: ${FAILS_WITHOUT_FAULT}`);
    const steadyAfter = rehearsal.cloud.managedObjects();
    const { states } = recording;
    transitions.push({ name, before, after, from, calls: recording.lines(), states, steadyBefore, steadyAfter });
  }
  return transitions;
}

/** @internal Prepares checks for the objects that the steps define and those that existed in between. */
export function prepareChecks(checks: ExposureCheck[], steps: Step[], baseline: Baseline[]): StateCheck[] {
  const existing = new Set(
    baseline.flatMap(({ steadyBefore, states }) => [...steadyBefore, ...states.flatMap(({ objects }) => objects)]),
  );
  const defined = steps.flatMap(({ stacks }) => stacks.flatMap(({ terraform }) => objectsOf(terraform)));
  const allObjects = [...defined, ...[...existing].map(asTerraform)];
  return checks.map((check) => new StateCheck(check, allObjects));
}
