import type { Attribute } from "./attribute";
import { mergeCidrs, parseCidr } from "../../core/addresses/cidr";

/** The largest ranges that one organization plausibly owns: a /8 of IPv4, a /16 of IPv6. */
const LARGEST_PREFIX = { 4: 8, 6: 16 };

/**
 * Whether address ranges are so wide together that many strangers have an address in them.
 *
 * @internal
 */
export function isWide(ranges: Attribute[]): boolean {
  const merged = mergeCidrs(ranges.flatMap(({ value }) => parseCidr(value) ?? []));
  return ([4, 6] as const).some((version) => {
    const shares = merged.filter((each) => each.version === version).map(({ prefix }) => 2 ** -prefix);
    return shares.reduce((sum, share) => sum + share, 0) > 2 ** -LARGEST_PREFIX[version];
  });
}
