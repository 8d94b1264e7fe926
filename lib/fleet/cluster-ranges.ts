import { Cidr, contains, overlaps, parseCidr } from "../core/addresses/cidr";

/** @internal The networks of a cluster, and each resolver outside them. The resolver policy validates the addresses. */
export function withResolvers(networks: Cidr[], resolvers: string[]): Cidr[] {
  const addresses = resolvers.flatMap((address) => parseCidr(address) ?? []);
  return unique([...networks, ...addresses.filter((address) => !networks.some((each) => contains(each, address)))]);
}

/** @internal The ranges without duplicates. */
export function unique(ranges: Cidr[]): Cidr[] {
  return [...new Map(ranges.map((range) => [range.text, range])).values()];
}

/** @internal The first pair of overlapping ranges. */
export function overlapOf(some: Cidr[], others: Cidr[]): [Cidr, Cidr] | undefined {
  for (const range of some) {
    const other = others.find((each) => overlaps(each, range));
    if (other !== undefined) return [range, other];
  }
  return undefined;
}
