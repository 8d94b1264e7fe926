import type { ErrorCode } from "../../core/error-codes/index";

/**
 * Defines the error for synthesized Terraform that cannot be read: there is no construct to blame, only a path.
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
