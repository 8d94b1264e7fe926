import type { CallLine, RecordedState } from "./recording";
import { Exposure, PreparedCheck, unintended } from "../checks/exposure";
import type { CloudObject } from "../cloud/object";

/** @internal An exposure that neither steady state of a transition has, in the first state that has it. */
export interface DetectedExposure extends Exposure {
  /** The name of the check. */
  readonly check: string;
  /** The name of the transition. */
  readonly transition: string;
  /** The injected faults. */
  readonly fault: string;
  /** The changes before the exposure, in the order in which they took effect. */
  readonly calls: CallLine[];
}

/** @internal A prepared check and its name. */
export interface NamedCheck {
  readonly name: string;
  readonly check: PreparedCheck;
}

/** @internal The transition and the fault scenario to which states belong. */
export interface DetectionContext {
  readonly transition: string;
  readonly fault: string;
  /** The steady state before the transition. */
  readonly before: CloudObject[];
  /** The steady state after the transition. */
  readonly after: CloudObject[];
}

/** @internal Returns the unintended exposures in these states, each in the first state that has it. */
export function detectExposures(
  states: RecordedState[],
  checks: NamedCheck[],
  context: DetectionContext,
): DetectedExposure[] {
  const { transition, fault } = context;
  return checks.flatMap(({ name, check }) => {
    const before = check(context.before);
    const after = check(context.after);
    const detected = new Map<string, DetectedExposure>();
    for (const { objects, calls } of states) {
      for (const exposure of unintended(check(objects), before, after)) {
        const key = [exposure.level, exposure.target, exposure.origin].join("\n");
        if (!detected.has(key)) detected.set(key, { check: name, ...exposure, transition, fault, calls: calls() });
      }
    }
    return [...detected.values()];
  });
}
