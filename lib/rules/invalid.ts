import type { ErrorCode } from "../core/error-codes";
import { ValidationError } from "../core/validation-error";

/** @internal The error of a value that is not valid. */
export function invalid(message: string): ValidationError {
  const code: ErrorCode = "HouseRuleInvalid";
  return new ValidationError([{ code, path: "", message }]);
}
