/** @internal Defines what an expression says of a question: yes, no, or why that is not known. */
export type Verdict = boolean | Unknown;

/** @internal */
export interface Unknown {
  readonly unknown: string;
}

/** @internal */
export function isUnknown(verdict: Verdict): verdict is Unknown {
  return typeof verdict !== "boolean";
}

/** @internal */
export function unknown(why: string): Unknown {
  return { unknown: why };
}

/** @internal True where all are: one that is false decides, whatever is not known of the others. */
export function all(verdicts: Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.find(isUnknown) ?? true;
}

/** @internal True where one is. */
export function some(verdicts: Verdict[]): Verdict {
  return not(all(verdicts.map(not)));
}

/** @internal */
export function not(verdict: Verdict): Verdict {
  return isUnknown(verdict) ? verdict : !verdict;
}
