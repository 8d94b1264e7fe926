import type { ErrorCode } from "../../core/error-codes";

/**
 * Defines the error for a rehearsal that cannot run: there is no construct to blame.
 *
 * @internal
 */
export class RehearsalError extends Error {
  public readonly code: ErrorCode;

  public constructor(code: ErrorCode, message: string) {
    super(`${code}: ${message}`);
    this.name = "RehearsalError";
    this.code = code;
  }
}
