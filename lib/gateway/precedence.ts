import { createHash } from "crypto";
import { Token } from "cdktf";
import { Problem } from "../core/errors";

/** Below are the numbers that people write, and those that the dashboard counts up from 1000. */
const FIRST = 1_000_000;
/** Where what keeps out begins, behind everything that lets in. */
const FIRST_BLOCK = 500_000_000;
const END = 1_000_000_000;

/**
 * A precedence that changes for nothing but the policy's own path: no other policy moves when one comes or goes. What lets in stands
 * before all that keeps out.
 *
 * @internal
 */
export function defaultPrecedence(path: string, blocks: boolean): number {
  const [first, end] = blocks ? [FIRST_BLOCK, END] : [FIRST, FIRST_BLOCK];
  return first + (createHash("sha256").update(path).digest().readUIntBE(0, 6) % (end - first));
}

/** @internal */
export function precedenceProblems(precedence: number): Problem[] {
  if (Token.isUnresolved(precedence)) {
    return [{ code: "TokenNotAllowed", message: "precedence is a token; expected a literal: it is checked at synth" }];
  }
  if (Number.isInteger(precedence) && precedence >= 1 && precedence < 2 ** 31) return [];
  return [
    { code: "PrecedenceInvalid", message: `precedence is ${precedence}; expected a whole number from 1 to 2147483647` },
  ];
}
