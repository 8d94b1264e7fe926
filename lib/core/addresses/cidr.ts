import { isIPv4, isIPv6 } from "net";
import * as ipaddr from "ipaddr.js";

/** @internal A range of addresses in canonical form: no host bits, shortest notation. */
export interface Cidr {
  readonly text: string;
  readonly version: 4 | 6;
  readonly prefix: number;
}

/**
 * Parses an IPv4 or IPv6 address or CIDR. A single address is a range of one. Returns `undefined` if the text is
 * neither, or has host bits set. IPv4-mapped IPv6 is refused: `::ffff:0:0/96` covers all of IPv4, which its prefix
 * length hides.
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

/** @internal The range that contains a CIDR with host bits set, for the error message. */
export function withoutHostBits(text: string): Cidr | undefined {
  const [address, prefix] = text.split("/");
  const single = parseCidr(address);
  if (single === undefined || !/^[0-9]{1,3}$/.test(prefix) || Number(prefix) > single.prefix) return undefined;
  return cidrAt(startOf(single, Number(prefix)), single.version, Number(prefix));
}

/** @internal Whether the text is a single address, in dotted decimal or IPv6 notation. */
export function isAddress(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes("%"));
}

/** @internal Whether the first range contains the second completely. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.version === inner.version && outer.prefix <= inner.prefix && startOf(inner, outer.prefix) === first(outer)
  );
}

/** @internal Whether the range contains every address: 0.0.0.0/0 or ::/0. */
export function isDefaultRoute({ prefix }: Cidr): boolean {
  return prefix === 0;
}

/** @internal The first address of a range, as a range of one. */
export function firstAddress({ text, version }: Cidr): Cidr {
  const bits = version === 4 ? 32 : 128;
  return { text: `${text.split("/")[0]}/${bits}`, version, prefix: bits };
}

/** @internal The address after the last one of a range; `undefined` if there is none. */
export function addressAfter(range: Cidr): Cidr | undefined {
  const { version, prefix } = range;
  const next = first(range) + size(version, prefix);
  return next < size(version, 0) ? cidrAt(next, version, version === 4 ? 32 : 128) : undefined;
}

/** @internal The range with this prefix length that contains another one; `undefined` if that one is wider. */
export function containingRange(range: Cidr, prefix: number): Cidr | undefined {
  return prefix <= range.prefix ? cidrAt(startOf(range, prefix), range.version, prefix) : undefined;
}

/** @internal Each range once: IPv4 first, by address, and a range before those that it contains. */
export function sortedCidrs(ranges: Cidr[]): Cidr[] {
  const distinct = [...new Map(ranges.map((range) => [range.text, range])).values()];
  return distinct
    .map((range) => ({ range, start: first(range) }))
    .sort(order)
    .map(({ range }) => range);
}

/** @internal The position of an address in a range: the number of addresses before and after it. */
export interface Place {
  readonly before: bigint;
  readonly behind: bigint;
}

/** @internal The position of an address in a range; `undefined` if the range does not contain it. */
export function placeIn(range: Cidr, address: Cidr): Place | undefined {
  if (!contains(range, address)) return undefined;
  const before = first(address) - first(range);
  return { before, behind: size(range.version, range.prefix) - 1n - before };
}

/** @internal Whether two ranges share an address. In that case one contains the other. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

/** @internal The addresses of the first ranges without those of the second: minimal, sorted. */
export function subtractCidrs(from: Cidr[], what: Cidr[]): Cidr[] {
  return mergeCidrs(mergeCidrs(what).reduce((rest, each) => rest.flatMap((range) => without(range, each)), from));
}

/** @internal The same addresses in the smallest number of ranges: IPv4 first, by address. */
export function mergeCidrs(ranges: Cidr[]): Cidr[] {
  const sorted = [...ranges].map((range) => ({ range, start: first(range) })).sort((a, b) => order(a, b));
  const merged: Cidr[] = [];
  for (let { range } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && contains(last, range)) continue; // Wider ranges are sorted first.
    while (merged.length > 0 && isSibling(merged.at(-1)!, range)) range = widened(merged.pop()!);
    merged.push(range);
  }
  return merged;
}

/**
 * The addresses from one to another, inclusive, in the smallest number of ranges. Empty if the versions differ or if
 * the end is before the start.
 *
 * @internal
 */
export function cidrsBetween(from: Cidr, to: Cidr): Cidr[] {
  const { version } = from;
  if (version !== to.version) return [];
  const ranges: Cidr[] = [];
  const last = first(to);
  for (let start = first(from); start <= last; start += size(version, ranges.at(-1)!.prefix)) {
    let prefix = version === 4 ? 32 : 128;
    while (isWithinBounds(start, size(version, prefix - 1), last)) prefix -= 1;
    ranges.push(cidrAt(start, version, prefix));
  }
  return ranges;
}

/** Whether a range of this size is aligned at the start and does not exceed the last address. */
function isWithinBounds(start: bigint, length: bigint, last: bigint): boolean {
  return start % length === 0n && start + length - 1n <= last;
}

function without(range: Cidr, what: Cidr): Cidr[] {
  if (contains(what, range)) return [];
  return contains(range, what) ? halves(range).flatMap((half) => without(half, what)) : [range];
}

function halves(range: Cidr): Cidr[] {
  const { version } = range;
  const prefix = range.prefix + 1;
  return [first(range), first(range) + size(version, prefix)].map((start) => cidrAt(start, version, prefix));
}

/** Whether two adjacent ranges, in order, are the halves of one range. */
function isSibling(a: Cidr, b: Cidr): boolean {
  return a.version === b.version && a.prefix === b.prefix && a.prefix > 0 && startOf(b, b.prefix - 1) === first(a);
}

/** The range of twice the size whose lower half is given. */
function widened({ text, version, prefix }: Cidr): Cidr {
  return { text: `${text.split("/")[0]}/${prefix - 1}`, version, prefix: prefix - 1 };
}

interface Started {
  readonly range: Cidr;
  readonly start: bigint;
}

function order(a: Started, b: Started): number {
  if (a.range.version !== b.range.version) return a.range.version - b.range.version;
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  return a.range.prefix - b.range.prefix;
}

/** Caches the first address of a range, since each range is compared with many others. */
const starts = new WeakMap<Cidr, bigint>();

function first(range: Cidr): bigint {
  const known = starts.get(range);
  if (known !== undefined) return known;
  const bytes = ipaddr.parse(range.text.split("/")[0]).toByteArray();
  const start = BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
  starts.set(range, start);
  return start;
}

/** The first address of the range with this prefix length that contains the start of the given range. */
function startOf(range: Cidr, prefix: number): bigint {
  const start = first(range);
  return start - (start % size(range.version, prefix));
}

function size(version: 4 | 6, prefix: number): bigint {
  return 2n ** BigInt((version === 4 ? 32 : 128) - prefix);
}

function cidrAt(start: bigint, version: 4 | 6, prefix: number): Cidr {
  const hex = start.toString(16).padStart(version === 4 ? 8 : 32, "0");
  const bytes = hex.match(/../g)!.map((byte) => parseInt(byte, 16));
  return { text: `${ipaddr.fromByteArray(bytes).toString()}/${prefix}`, version, prefix };
}
