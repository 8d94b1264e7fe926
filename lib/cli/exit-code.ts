import { Finding, gradeOf } from "../inventory";

/** @internal The exit codes of every command, so that a pipeline can distinguish findings from a failed run. */
export const ExitCode = {
  NO_FINDINGS: 0,
  FINDINGS: 1,
  /** A usage error, or input that cannot be read or run. */
  ERROR: 2,
  /** The input was not understood completely, or not everything was covered. */
  INCOMPLETE: 3,
} as const;

/** @internal What a command prints, and its exit code. */
export interface CommandResult {
  readonly text: string;
  readonly code: number;
}

/**
 * The exit code of findings: 1 for an exposure, and with `strict` for a weakness too; otherwise 3 if the result is
 * incomplete.
 *
 * @internal
 */
export function exitCodeOf(
  findings: readonly Finding[],
  options: { readonly strict?: boolean; readonly isIncomplete?: boolean },
): number {
  const grades = new Set(findings.map(({ code }) => gradeOf(code)));
  if (grades.has("exposure") || (options.strict === true && grades.has("weakness"))) return ExitCode.FINDINGS;
  return grades.has("incomplete") || options.isIncomplete === true ? ExitCode.INCOMPLETE : ExitCode.NO_FINDINGS;
}
