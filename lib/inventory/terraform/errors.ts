import type { ErrorCode } from "../../core/error-codes/index";

/**
 * An error in the input of the readers. It has no construct path, because the readers work on files.
 *
 * @internal
 */
export class InventoryError extends Error {
  public readonly code: ErrorCode;

  public constructor(code: ErrorCode, message: string) {
    super(`${code}: ${message}`);
    this.name = "InventoryError";
    this.code = code;
  }
}
