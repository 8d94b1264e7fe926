import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { Cidr, parseCidr, withoutHostBits } from "./cidr";
import { Problem, refuse } from "../errors";
import { literalExpected, requireLiteral } from "../terraform/resources";

/** @internal Reads a CIDR that names constructs, and refuses what is none. @param what the caller's words for it: "the route is" */
export function literalCidr(scope: IConstruct, what: string, text: string): Cidr {
  requireLiteral(scope, "a CIDR", text);
  const cidr = parseCidr(text);
  if (cidr !== undefined) return cidr;
  const range = withoutHostBits(text)?.text;
  const expected =
    range === undefined ? 'expected a CIDR, such as "10.10.0.0/16"' : `it has host bits set: write "${range}"`;
  return refuse(scope, "CidrInvalid", `${what} "${text}"; ${expected}`);
}

/** @internal What is wrong with a CIDR of a list. @param what the prop that holds it, as the caller wrote it */
export function validateCidr(what: string, cidr: string): Problem[] {
  if (Token.isUnresolved(cidr)) return [literalExpected(`an entry of ${what}`)];
  if (parseCidr(cidr) !== undefined) return [];
  const message = `${what} holds ${JSON.stringify(cidr)}; expected a CIDR without host bits, such as "10.0.0.0/16", "10.0.0.5/32" or "fd00::/64"`;
  return [{ code: "CidrInvalid", message }];
}
