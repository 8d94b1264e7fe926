import { createHash } from "node:crypto";
import { Token } from "cdktf";
import { Problem } from "./errors";

/**
 * A number from `first` up to, and without, `end` that changes for nothing but the key: no other object moves when one comes or goes.
 *
 * @internal
 */
export function stableNumber(key: string, first: number, end: number): number {
  return first + (createHash("sha256").update(key).digest().readUIntBE(0, 6) % (end - first));
}

/** @internal */
export function validatePrecedence(precedence: number): Problem[] {
  if (Token.isUnresolved(precedence)) {
    return [{ code: "TokenNotAllowed", message: "precedence is a token; expected a literal: it is checked at synth" }];
  }
  if (Number.isInteger(precedence) && precedence >= 1 && precedence < 2 ** 31) return [];
  return [
    { code: "PrecedenceInvalid", message: `precedence is ${precedence}; expected a whole number from 1 to 2147483647` },
  ];
}
