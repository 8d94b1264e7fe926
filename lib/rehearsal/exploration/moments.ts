import type { CallLine, RecordedMoment } from "./recording";
import { Exposure, Judge, unwanted } from "../checks/exposure";
import type { CloudObject } from "../cloud/object";

/** @internal Defines a moment at which something is exposed that neither steady state exposes. */
export interface Moment extends Exposure {
  /** The way of being exposed. */
  readonly kind: string;
  readonly transition: string;
  readonly fault: string;
  /** The changes that led there, in the order of their effects. */
  readonly calls: CallLine[];
}

/** @internal */
export interface NamedJudge {
  readonly kind: string;
  readonly judge: Judge;
}

/** @internal Defines between what the moments lie. */
export interface Between {
  readonly transition: string;
  readonly fault: string;
  readonly before: CloudObject[];
  readonly after: CloudObject[];
}

/** @internal What is exposed at these moments, each once: at the first of them. */
export function judgeMoments(moments: RecordedMoment[], judges: NamedJudge[], between: Between): Moment[] {
  const { transition, fault } = between;
  return judges.flatMap(({ kind, judge }) => {
    const [before, after] = [judge(between.before), judge(between.after)];
    const seen = new Map<string, Moment>();
    for (const { objects, calls } of moments) {
      for (const exposure of unwanted(judge(objects), before, after)) {
        const key = [exposure.locks, exposure.target, exposure.origin].join("\n");
        if (!seen.has(key)) seen.set(key, { kind, ...exposure, transition, fault, calls: calls() });
      }
    }
    return [...seen.values()];
  });
}
