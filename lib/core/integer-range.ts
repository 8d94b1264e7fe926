import { Token } from "cdktf";
import { Problem } from "./errors";
import { literalExpected } from "./terraform/resources";

/** @internal A range of accepted integers, both ends inclusive, and the reason for it. */
export interface IntegerRange {
  readonly least: number;
  readonly most: number;
  readonly why: string;
}

/** @internal Validates an optional integer. @param what the prop that contains it, as the caller wrote it */
export function validateIntegerRange(
  code: Problem["code"],
  what: string,
  value: number | undefined,
  { least, most, why }: IntegerRange,
): Problem[] {
  if (value === undefined) return [];
  if (Token.isUnresolved(value)) return [literalExpected(what)];
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [{ code, message: `${what} is ${value}; expected a whole number from ${least} to ${most}: ${why}` }];
}
