import { Token } from "cdktf";
import { ErrorCode } from "../error-codes";
import { Problem } from "../errors";
import { literalExpected } from "../terraform/resources";

/** @internal Whether the value is a port number, 1 to 65535. */
export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}

/**
 * Validates a TCP or UDP port.
 *
 * @internal
 * @param what the prop that contains it, as the caller wrote it
 */
export function validatePort(what: string, value: number, code: ErrorCode): Problem[] {
  if (Token.isUnresolved(value)) return [literalExpected(what)];
  if (isPort(value)) return [];
  return [{ code, message: `${what}: ${JSON.stringify(value)} is not a valid port. Use a number from 1 to 65535.` }];
}
