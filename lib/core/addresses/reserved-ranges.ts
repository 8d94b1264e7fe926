import { declaredRanges } from "./account-ranges";
import { Cidr, contains, parseCidr } from "./cidr";
import { Account } from "../account";

/** The purposes of the ranges that an account can change. */
const USES = {
  sources: "source addresses of Cloudflare's own traffic",
  devices: "addresses of devices",
  loadBalancers: "private load balancers",
} as const;

/** The IPv6 ranges that Cloudflare reserves in every account. */
const RESERVED_IPV6_RANGES: ReservedRange[] = [
  { cidr: parseCidr("2606:4700:cf1:1000::/64")!, use: USES.devices },
  { cidr: parseCidr("2606:4700:cf1:5000::/64")!, use: USES.sources },
];

/**
 * The ranges of initial resolved IPs before August 2026 and since. The API does not report which an account uses.
 *
 * @internal
 */
export const INITIAL_RESOLVED_RANGES = ["100.80.0.0/16", "172.64.128.0/20", "2606:4700:cf1:4000::/64"];

/** @internal The addresses that Gateway returns for hostname routes before it resolves the hostname. */
export function initialResolvedRangesOf(account: Account): string[] {
  return [...(account.initialResolvedRanges ?? INITIAL_RESOLVED_RANGES)];
}

/** @internal A range that Cloudflare reserves. */
export interface ReservedRange {
  readonly cidr: Cidr;
  /** What Cloudflare uses it for. */
  readonly use: string;
  /** The property of the account that declares another range for this purpose. */
  readonly setting?: string;
}

/** @internal Every range of which no part must be routed, and its use. */
export function reservedRangesOf(account: Account): ReservedRange[] {
  const declared = declaredRanges(account.reservedRanges).map(({ name, cidr }) => ({
    cidr,
    use: USES[name],
    setting: `reservedRanges.${name}`,
  }));
  const initial = initialResolvedRangesOf(account).flatMap((text) => {
    const cidr = parseCidr(text);
    const use = "initial resolved addresses of hostname routes";
    return cidr === undefined ? [] : [{ cidr, use, setting: "initialResolvedRanges" }];
  });
  return [...declared, ...RESERVED_IPV6_RANGES, ...initial];
}

/** @internal Ranges that are not routed on the internet: private, shared and unique local addresses. */
export const PRIVATE_RANGES = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/**
 * Other ranges that clusters use for pods and Services and that the internet does not route: benchmarking addresses,
 * class E, and the default range of Services in GKE.
 */
const OTHER_PRIVATE_RANGES = ["198.18.0.0/15", "240.0.0.0/4", "34.118.224.0/20"];

const PRIVATE = [...PRIVATE_RANGES, ...OTHER_PRIVATE_RANGES].map((cidr) => parseCidr(cidr)!);

/** @internal Whether the internet does not route the address. */
export function isPrivateAddress(address: string): boolean {
  const range = parseCidr(address);
  return range !== undefined && PRIVATE.some((wide) => contains(wide, range));
}
