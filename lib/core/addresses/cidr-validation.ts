import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { Cidr, parseCidr, withoutHostBits } from "./cidr";
import { Problem, refuse } from "../errors";
import { literalExpected, requireLiteral } from "../terraform/resources";

/**
 * Parses a CIDR that names constructs. It throws if the CIDR is invalid.
 *
 * @param what the prop that contains it
 *
 * @internal
 */
export function literalCidr(scope: IConstruct, what: string, text: string): Cidr {
  requireLiteral(scope, what, text);
  const cidr = parseCidr(text);
  return cidr ?? refuse(scope, "CidrInvalid", describeCidrMistake(what, text));
}

/**
 * Validates a CIDR, or an address, which is a range of one.
 *
 * @internal
 * @param what the prop that contains it, as the caller wrote it
 */
export function validateCidr(what: string, cidr: string): Problem[] {
  if (Token.isUnresolved(cidr)) return [literalExpected(`an entry of ${what}`)];
  if (parseCidr(cidr) !== undefined) return [];
  return [{ code: "CidrInvalid", message: describeCidrMistake(what, cidr) }];
}

/** @internal What is wrong with a text that is not a CIDR. */
export function describeCidrMistake(what: string, text: string): string {
  const range = withoutHostBits(text);
  if (range !== undefined) return `${what}: "${text}" has host bits set; use "${range.text}".`;
  return `${what}: ${JSON.stringify(text)} is not a valid CIDR. Use a network address and a prefix length, such as "10.0.0.0/16", "10.0.0.5/32" or "fd00::/64".`;
}
