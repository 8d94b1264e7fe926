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
