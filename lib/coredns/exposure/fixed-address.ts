import { Token } from "cdktf";
import { isAddress, parseCidr, placeIn } from "../../core/addresses/cidr";
import { validateCidr } from "../../core/addresses/cidr-validation";
import { Problem } from "../../core/errors";
import { literalExpected } from "../../core/terraform/resources";

/** @internal Defines which addresses of a subnet can be had. */
export interface AddressRules {
  /** How many in front, and how many at the end, are somebody else's. */
  readonly first: number;
  readonly last: number;
  /** Whether addresses of IPv6 can be had. */
  readonly ipv6: boolean;
  /** How it is said: "AWS keeps the first four and the last". */
  readonly words: string;
  /** What the caller calls the subnet. */
  readonly prop: string;
}

/** @internal What keeps an address from being had in its subnet. */
export function validateFixedAddress(address: string, subnet: string, rules: AddressRules): Problem[] {
  if (Token.isUnresolved(address)) return [literalExpected("a fixed address")];
  const malformed = validateCidr(rules.prop, subnet);
  if (malformed.length > 0) return malformed;
  const mistake = mistakeIn(address, subnet, rules);
  return mistake === undefined ? [] : [{ code: "FixedAddressInvalid", message: `the address "${address}" ${mistake}` }];
}

/** @internal Two of one address. */
export function validateUniqueAddresses(addresses: string[]): Problem[] {
  const twice = new Set(addresses.filter((address, i) => addresses.indexOf(address) < i));
  return [...twice].map((address) => ({
    code: "FixedAddressInvalid" as const,
    message: `the address "${address}" is there twice; expected one of its own for each subnet`,
  }));
}

function mistakeIn(text: string, subnet: string, rules: AddressRules): string | undefined {
  const address = isAddress(text) ? parseCidr(text) : undefined;
  if (address === undefined) return "is no address; expected one such as 10.0.0.10, without a prefix or a port";
  if (address.version === 6 && !rules.ipv6) return "is IPv6; expected an IPv4 address of the subnet";
  const place = placeIn(parseCidr(subnet)!, address);
  if (place === undefined) return `is not in ${subnet}; expected one that is`;
  if (place.before < rules.first || place.behind < rules.last) {
    return `is reserved in ${subnet}: ${rules.words}; take another`;
  }
  return undefined;
}
