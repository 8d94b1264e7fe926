import { Token } from "cdktf";
import { cidrProblems } from "./sources";
import { isAddress, parseCidr, placeIn } from "../core/cidr";
import { Problem } from "../core/errors";
import { literalExpected } from "../core/terraform";

/** @internal Defines what a network keeps for itself of each of its subnets. */
export interface Reserved {
  readonly first: number;
  readonly last: number;
  /** Whether addresses of IPv6 can be had. */
  readonly ipv6: boolean;
  /** How it is said: "AWS keeps the first four and the last". */
  readonly words: string;
}

/** @internal What keeps an address from being had in its subnet. */
export function fixedAddressProblems(address: string, subnet: string, reserved: Reserved): Problem[] {
  if (Token.isUnresolved(address)) return [literalExpected("a fixed address")];
  const malformed = cidrProblems("a subnet's cidr", subnet);
  if (malformed.length > 0) return malformed;
  const mistake = mistakeIn(address, subnet, reserved);
  return mistake === undefined ? [] : [{ code: "FixedAddressInvalid", message: `the address ${address} ${mistake}` }];
}

/** @internal Two of one address. */
export function equalAddressProblems(addresses: string[]): Problem[] {
  const twice = new Set(addresses.filter((address, i) => addresses.indexOf(address) < i));
  return [...twice].map((address) => ({
    code: "FixedAddressInvalid" as const,
    message: `the address ${address} is there twice; expected one of its own for each subnet`,
  }));
}

function mistakeIn(text: string, subnet: string, reserved: Reserved): string | undefined {
  const address = isAddress(text) ? parseCidr(text) : undefined;
  if (address === undefined) return "is no address; expected one such as 10.0.0.10, without a prefix or a port";
  if (address.version === 6 && !reserved.ipv6) return "is IPv6; expected an IPv4 address of the subnet";
  const place = placeIn(parseCidr(subnet)!, address);
  if (place === undefined) return `is not in ${subnet}; expected an address of its subnet`;
  if (place.before < reserved.first || place.behind < reserved.last) {
    return `is reserved in ${subnet}: ${reserved.words}; take another`;
  }
  return undefined;
}
