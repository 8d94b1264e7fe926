/** @internal The result of an expression: true, false, or the reason why it is unknown. */
export type Verdict = boolean | Unknown;

/** @internal An unknown result. */
export interface Unknown {
  /** The reason, as a clause. */
  readonly unknown: string;
}

/** @internal Whether a result is unknown. */
export function isUnknown(verdict: Verdict): verdict is Unknown {
  return typeof verdict !== "boolean";
}

/** @internal Creates an unknown result. */
export function unknown(why: string): Unknown {
  return { unknown: why };
}

/** @internal True if all results are true. One false result decides, even if others are unknown. */
export function all(verdicts: Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.find(isUnknown) ?? true;
}

/** @internal True if one result is true. */
export function some(verdicts: Verdict[]): Verdict {
  return not(all(verdicts.map(not)));
}

/** @internal The negation. An unknown result stays unknown. */
export function not(verdict: Verdict): Verdict {
  return isUnknown(verdict) ? verdict : !verdict;
}
