import { Account } from "../account";
import { Cidr, contains, parseCidr } from "./cidr";

/** @internal The ranges that Cloudflare reserves in every account, and the use of each. */
export const RESERVED_RANGES: { readonly [cidr: string]: string } = {
  "100.64.0.0/12": "source addresses of Cloudflare's own traffic",
  "100.96.0.0/12": "addresses of devices",
  "100.112.0.0/16": "private load balancers",
};

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

/** @internal Every range that must not be routed, and its use. */
export function reservedRangesOf(account: Account): { readonly cidr: Cidr; readonly use: string }[] {
  const initial = initialResolvedRangesOf(account).map((cidr) => [
    cidr,
    "initial resolved addresses of hostname routes",
  ]);
  return [...Object.entries(RESERVED_RANGES), ...initial].flatMap(([text, use]) => {
    const cidr = parseCidr(text);
    return cidr === undefined ? [] : [{ cidr, use }];
  });
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
