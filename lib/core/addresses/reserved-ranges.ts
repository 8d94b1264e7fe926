import { Account } from "../account";
import { Cidr, contains, parseCidr } from "./cidr";

/** @internal Defines the ranges that Cloudflare keeps for itself in every account, and what each is for. */
export const RESERVED_RANGES: { readonly [cidr: string]: string } = {
  "100.64.0.0/12": "source addresses of Cloudflare's own traffic",
  "100.96.0.0/12": "addresses of devices",
  "100.112.0.0/16": "private load balancers",
};

/** @internal Before August 2026, and since. Which of them an account has, only Cloudflare knows. */
export const INITIAL_RESOLVED_RANGES = ["100.80.0.0/16", "172.64.128.0/20", "2606:4700:cf1:4000::/64"];

/** @internal Defines the addresses that Gateway answers for hostname routes, before it knows the real ones. */
export function initialResolvedRangesOf(account: Account): string[] {
  return [...(account.initialResolvedRanges ?? INITIAL_RESOLVED_RANGES)];
}

/** @internal Defines every range that nobody may route, and what it is for. */
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

/** @internal Defines what the internet does not route: private, shared and unique local addresses. */
export const PRIVATE_RANGES = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

const PRIVATE = PRIVATE_RANGES.map((cidr) => parseCidr(cidr)!);

/** @internal */
export function isPrivateAddress(address: string): boolean {
  const range = parseCidr(address);
  return range !== undefined && PRIVATE.some((wide) => contains(wide, range));
}
