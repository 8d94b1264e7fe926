import { Cidr, parseCidr } from "./cidr";

/**
 * The IPv4 ranges that Cloudflare uses in an account for its own purposes, if they are not the default ones. Each list
 * replaces the default range. Cloudflare's IPv6 ranges are the same in every account.
 *
 * @example
 * const moved: Account = { ...account, reservedRanges: { sources: ["10.112.0.0/12"], devices: ["10.200.0.0/16"] } };
 *
 * @throws ValidationError CidrInvalid, ReservedRangeInvalid, TokenNotAllowed
 * @see https://developers.cloudflare.com/cloudflare-one/networks/routes/reserved-ips/
 */
export interface ReservedRanges {
  /**
   * The source addresses of Cloudflare's own traffic to private networks: one /12. Cloudflare uses them only with
   * Unified Routing, so pass an empty list if the account does not have it.
   *
   * @default ["100.64.0.0/12"]
   */
  readonly sources?: string[];
  /**
   * The addresses of devices: private ranges of at least a /24. List all that are in use, the default one included.
   *
   * @default ["100.96.0.0/12"]
   */
  readonly devices?: string[];
  /**
   * The addresses of private load balancers. Pass an empty list if the account has none.
   *
   * @default ["100.112.0.0/16"]
   */
  readonly loadBalancers?: string[];
}

/** @internal The ranges of accounts that do not declare their own. */
export const DEFAULT_RESERVED_RANGES: Required<ReservedRanges> = {
  sources: ["100.64.0.0/12"],
  devices: ["100.96.0.0/12"],
  loadBalancers: ["100.112.0.0/16"],
};

/** @internal The ranges of an account by purpose, with the default ones of each purpose that it does not declare. */
export function declaredRanges(own: ReservedRanges = {}): { name: keyof ReservedRanges; cidr: Cidr }[] {
  return (["sources", "devices", "loadBalancers"] as const).flatMap((name) =>
    (own[name] ?? DEFAULT_RESERVED_RANGES[name]).flatMap((text) => {
      const cidr = parseCidr(text); // a token is none
      return cidr === undefined ? [] : [{ name, cidr }];
    }),
  );
}
