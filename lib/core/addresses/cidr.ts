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

/** @internal The range that a CIDR with host bits set is in, to name it to whoever wrote that. */
export function withoutHostBits(text: string): Cidr | undefined {
  const [address, prefix] = text.split("/");
  const single = parseCidr(address);
  if (single === undefined || !/^[0-9]{1,3}$/.test(prefix) || Number(prefix) > single.prefix) return undefined;
  return cidrAt(startOf(single, Number(prefix)), single.version, Number(prefix));
}

/** @internal Whether the text is one address, in four decimal parts or in IPv6's notation. */
export function isAddress(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes("%"));
}

/** @internal Whether all of the second range is in the first. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.version === inner.version && outer.prefix <= inner.prefix && startOf(inner, outer.prefix) === first(outer)
  );
}

/** @internal Defines how many addresses of a range lie before one of its addresses, and how many behind. */
export interface Place {
  readonly before: bigint;
  readonly behind: bigint;
}

/** @internal `undefined` where it is not in the range. */
export function placeIn(range: Cidr, address: Cidr): Place | undefined {
  if (!contains(range, address)) return undefined;
  const before = first(address) - first(range);
  return { before, behind: size(range.version, range.prefix) - 1n - before };
}

/** @internal Whether two ranges share an address: then one is in the other. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

/** @internal What is in these ranges and not in those: minimal, sorted. */
export function subtractCidrs(from: Cidr[], what: Cidr[]): Cidr[] {
  return mergeCidrs(mergeCidrs(what).reduce((rest, each) => rest.flatMap((range) => without(range, each)), from));
}

/** @internal The same addresses in as few ranges as there can be: IPv4 first, by address. */
export function mergeCidrs(ranges: Cidr[]): Cidr[] {
  const sorted = [...ranges].map((range) => ({ range, start: first(range) })).sort((a, b) => order(a, b));
  const merged: Cidr[] = [];
  for (let { range } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && contains(last, range)) continue; // the wider of two comes first
    while (merged.length > 0 && isSibling(merged.at(-1)!, range)) range = widened(merged.pop()!);
    merged.push(range);
  }
  return merged;
}

/** @internal The addresses from one to another, both included, in as few ranges as there can be; none where they are of two versions or descend. */
export function cidrsBetween(from: Cidr, to: Cidr): Cidr[] {
  const { version } = from;
  if (version !== to.version) return [];
  const [ranges, last]: [Cidr[], bigint] = [[], first(to)];
  for (let start = first(from); start <= last; start += size(version, ranges.at(-1)!.prefix)) {
    let prefix = version === 4 ? 32 : 128;
    while (isWithinBounds(start, size(version, prefix - 1), last)) prefix -= 1;
    ranges.push(cidrAt(start, version, prefix));
  }
  return ranges;
}

/** Whether a range of this size may begin here, and ends in time. */
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

/** Whether two ranges, the first before the second, are the halves of one. */
function isSibling(a: Cidr, b: Cidr): boolean {
  return a.version === b.version && a.prefix === b.prefix && a.prefix > 0 && startOf(b, b.prefix - 1) === first(a);
}

/** The range twice as wide that a lower half begins. */
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

/** Ranges are compared with many others, and read once. */
const starts = new WeakMap<Cidr, bigint>();

function first(range: Cidr): bigint {
  const known = starts.get(range);
  if (known !== undefined) return known;
  const bytes = ipaddr.parse(range.text.split("/")[0]).toByteArray();
  const start = BigInt(`0x${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`);
  starts.set(range, start);
  return start;
}

/** The first address of the range of this prefix that begins at or before the given one. */
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
