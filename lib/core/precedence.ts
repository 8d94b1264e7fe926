import { createHash } from "node:crypto";
import { Token } from "cdktf";
import { Problem } from "./errors";
import { literalExpected } from "./terraform/resources";

/**
 * A number from `first` to `end`, exclusive, that depends on the key alone. Adding or removing an object therefore does
 * not change the precedence of another object.
 *
 * @internal
 */
export function stableNumber(key: string, first: number, end: number): number {
  return first + (createHash("sha256").update(key).digest().readUIntBE(0, 6) % (end - first));
}

/** @internal Validates the precedence of a Gateway policy or a device profile. */
export function validatePrecedence(precedence: number): Problem[] {
  if (Token.isUnresolved(precedence)) {
    return [literalExpected("precedence")];
  }
  if (Number.isInteger(precedence) && precedence >= 1 && precedence < 2 ** 31) return [];
  return [
    {
      code: "PrecedenceInvalid",
      message: `precedence: ${precedence} is not valid. Use a whole number from 1 to 2147483647.`,
    },
  ];
}
