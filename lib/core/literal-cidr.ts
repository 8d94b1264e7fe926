import { IConstruct } from "constructs";
import { Cidr, parseCidr, withoutHostBits } from "./cidr";
import { refuse } from "./errors";
import { requireLiteral } from "./terraform";

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
