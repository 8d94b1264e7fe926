import { addressAfter, Cidr, contains, firstAddress, sortedCidrs } from "../../core/addresses/cidr";

/**
 * Returns one address of each range that is in none of the ranges within it. Ranges are nested or disjoint, so every
 * other address is in the same ranges as one of these.
 *
 * @internal
 */
export function addressCells(ranges: Cidr[]): Cidr[] {
  const cells: Cidr[] = [];
  const open: { readonly range: Cidr; candidate?: Cidr }[] = [];
  const close = () => {
    const { candidate } = open.pop()!;
    if (candidate !== undefined) cells.push(candidate);
  };
  for (const range of sortedCidrs(ranges)) {
    while (open.length > 0 && !contains(open.at(-1)!.range, range)) close();
    const outer = open.at(-1);
    if (outer?.candidate !== undefined && contains(range, outer.candidate)) {
      const next = addressAfter(range);
      outer.candidate = next !== undefined && contains(outer.range, next) ? next : undefined;
    }
    open.push({ range, candidate: firstAddress(range) });
  }
  while (open.length > 0) close();
  return cells;
}
