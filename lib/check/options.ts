import type { FailureClass } from "./model";
import type { RulesFile } from "./rules/model";

/** @internal The classes of findings that fail by default. */
export const DEFAULT_FAIL_ON: readonly FailureClass[] = ["public", "users", "unknown"];

/** @internal The options of a check. */
export interface CheckOptions {
  /** @default DEFAULT_FAIL_ON */
  readonly failOn?: readonly FailureClass[];
  /** Whether a wildcard record elsewhere may lead every name to every tunnel. @default false */
  readonly assumeForeignRecords?: boolean;
  /** The content of zero-trust.yaml. @default - no rules */
  readonly rules?: RulesFile;
  /** The zero-trust.yaml of the base branch. Acceptances that it does not contain do not count yet. */
  readonly baseRules?: RulesFile;
  /** The current day (UTC), as YYYY-MM-DD, for acceptances. @default - today */
  readonly today?: string;
  /** Whether to assume that the connector checks no token. @default false */
  readonly ignoreTokenCheck?: boolean;
}

/** @internal The day of a time (UTC), as YYYY-MM-DD. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
