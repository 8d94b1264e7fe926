import { Cidr, contains, overlaps, parseCidr } from "../core/addresses/cidr";

/** @internal The networks of a cluster, and each resolver that they do not cover. What is no address is refused where it is asked. */
export function withResolvers(networks: Cidr[], resolvers: string[]): Cidr[] {
  const addresses = resolvers.flatMap((address) => parseCidr(address) ?? []);
  return unique([...networks, ...addresses.filter((address) => !networks.some((each) => contains(each, address)))]);
}

/** @internal Each range once. */
export function unique(ranges: Cidr[]): Cidr[] {
  return [...new Map(ranges.map((range) => [range.text, range])).values()];
}

/** @internal A range of the first that shares addresses with a range of the second, and that one. */
export function overlapOf(some: Cidr[], others: Cidr[]): [Cidr, Cidr] | undefined {
  for (const range of some) {
    const other = others.find((each) => overlaps(each, range));
    if (other !== undefined) return [range, other];
  }
  return undefined;
}
