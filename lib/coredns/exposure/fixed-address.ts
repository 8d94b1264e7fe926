import { Token } from "cdktf";
import { isAddress, parseCidr, placeIn } from "../../core/addresses/cidr";
import { validateCidr } from "../../core/addresses/cidr-validation";
import { Problem } from "../../core/errors";
import { literalExpected } from "../../core/terraform/resources";

/** @internal The addresses of a subnet that a cloud makes available. */
export interface AddressRules {
  /** The number of reserved addresses at the start of the subnet. */
  readonly first: number;
  /** The number of reserved addresses at the end of the subnet. */
  readonly last: number;
  /** Whether IPv6 addresses are supported. */
  readonly ipv6: boolean;
  /** The reservation as a clause: "AWS reserves the first four addresses and the last one". */
  readonly reserved: string;
  /** The property that contains the subnet. */
  readonly prop: string;
}

/** @internal Requires an available address of the subnet. */
export function validateFixedAddress(address: string, subnet: string, rules: AddressRules): Problem[] {
  if (Token.isUnresolved(address)) return [literalExpected("a fixed address")];
  const malformed = validateCidr(rules.prop, subnet);
  if (malformed.length > 0) return malformed;
  const mistake = mistakeIn(address, subnet, rules);
  return mistake === undefined ? [] : [{ code: "FixedAddressInvalid", message: `address: "${address}" ${mistake}` }];
}

/** @internal Requires unique addresses. */
export function validateUniqueAddresses(addresses: string[]): Problem[] {
  const duplicates = new Set(addresses.filter((address, i) => addresses.indexOf(address) < i));
  return [...duplicates].map((address) => ({
    code: "FixedAddressInvalid" as const,
    message: `address: "${address}" is listed more than once. Use a different address in each subnet.`,
  }));
}

function mistakeIn(text: string, subnet: string, rules: AddressRules): string | undefined {
  const address = isAddress(text) ? parseCidr(text) : undefined;
  if (address === undefined) {
    return "is not a valid IP address. Use an address such as 10.0.0.10, without a prefix length or a port.";
  }
  if (address.version === 6 && !rules.ipv6) return "is an IPv6 address. Use an IPv4 address of the subnet.";
  const place = placeIn(parseCidr(subnet)!, address);
  if (place === undefined) return `is not in ${subnet}. Use an address of that range.`;
  if (place.before < rules.first || place.behind < rules.last) {
    return `is reserved in ${subnet}: ${rules.reserved}. Use a different address.`;
  }
  return undefined;
}
