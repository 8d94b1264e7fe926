import type { CallLine, RecordedState } from "./recording";
import type { Exposure, Lockout } from "../checks/exposure";
import type { StateCheck } from "../checks/states";
import type { CloudObject } from "../cloud/object";

/** What precedes the first state with a difference. */
interface Occurrence {
  /** The name of the check. */
  readonly check: string;
  /** The name of the transition. */
  readonly transition: string;
  /** The injected faults. */
  readonly fault: string;
  /** The changes before the state, in the order in which they took effect. */
  readonly calls: CallLine[];
}

/** @internal An exposure that neither steady state of a transition has, in the state that shows it best. */
export interface DetectedExposure extends Exposure, Occurrence {}

/** @internal A lockout, in the first state that has it. */
export interface DetectedLockout extends Lockout, Occurrence {}

/** @internal What was detected in some states. */
export interface Detection {
  readonly exposures: DetectedExposure[];
  readonly lockouts: DetectedLockout[];
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

/**
 * Returns the unintended exposures and the lockouts in these states, each in the first state that has it. For an
 * exposure, it is the first state in which the host has its record, if there is one.
 *
 * @internal
 */
export function detect(states: RecordedState[], checks: StateCheck[], context: DetectionContext): Detection {
  const { transition, fault, before, after } = context;
  const exposures = new Map<string, DetectedExposure>();
  const lockouts = new Map<string, DetectedLockout>();
  for (const check of checks) {
    const comparison = check.comparisonOf(before, after);
    for (const { objects, calls } of states) {
      const found = comparison.differenceOf(check.stateOf(objects));
      const occurrence = () => ({ check: check.name, transition, fault, calls: calls() });
      for (const exposure of found.exposures) {
        const key = [check.name, exposure.level, exposure.target, exposure.origin].join("\n");
        const known = exposures.get(key);
        // A state in which the host's own record leads there is the more convincing one.
        const isBetter = known?.byForeignRecord === true && exposure.byForeignRecord !== true;
        if (known === undefined || isBetter) exposures.set(key, { ...exposure, ...occurrence() });
      }
      for (const lockout of found.lockouts) {
        if (!lockouts.has(lockout.target)) lockouts.set(lockout.target, { ...lockout, ...occurrence() });
      }
    }
  }
  return { exposures: [...exposures.values()], lockouts: [...lockouts.values()] };
}
