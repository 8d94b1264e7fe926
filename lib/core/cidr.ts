import { isIPv4, isIPv6 } from "net";
import * as ipaddr from "ipaddr.js";

/** @internal Defines a range of addresses, canonical: no host bits, shortest spelling. */
export interface Cidr {
  readonly text: string;
  readonly version: 4 | 6;
  readonly prefix: number;
}

/**
 * Reads an address or a CIDR, IPv4 or IPv6; an address alone is a range of one. `undefined` where it is neither, or has host bits set.
 * Nor is IPv4 mapped into IPv6 one: `::ffff:0:0/96` is all of IPv4, and would get past whoever judges a range by its prefix.
 *
 * @internal
 */
export function parseCidr(text: string): Cidr | undefined {
  const [address, prefixText, ...rest] = text.split("/");
  if (rest.length > 0 || !isAddress(address)) return undefined;
  const parsed = ipaddr.parse(address);
  if (parsed.range() === "ipv4Mapped") return undefined;
  const version = parsed.kind() === "ipv4" ? 4 : 6;
  const bits = version === 4 ? 32 : 128;
  if (prefixText !== undefined && !/^(0|[1-9][0-9]{0,2})$/.test(prefixText)) return undefined;
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  if (prefix > bits) return undefined;
  const range = `${address}/${prefix}`;
  const network = version === 4 ? ipaddr.IPv4.networkAddressFromCIDR(range) : ipaddr.IPv6.networkAddressFromCIDR(range);
  if (network.toString() !== parsed.toString()) return undefined;
  return { text: `${network.toString()}/${prefix}`, version, prefix };
}

/** @internal Whether the text is one address, in four decimal parts or in IPv6's notation. */
export function isAddress(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes("%"));
}
