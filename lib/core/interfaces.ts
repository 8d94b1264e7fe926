import { Account } from "./account";

/** The destinations that devices reach through the tunnel. It is read at the end of the synthesis, so it can grow. */
export interface IReachable {
  /** The Cloudflare account. It must be the account of the device profile. */
  readonly account: Account;
  /** IPv4 and IPv6 CIDRs that must go through the tunnel: pods, Services, resolvers. */
  readonly cidrs: string[];
  /** DNS zones that Gateway must resolve, without a wildcard or a final dot: "dev.k8s.example.internal". */
  readonly zones: string[];
}

/** The users to whom a device profile applies. */
export interface IDeviceMatch {
  /**
   * The expression, in the selectors of device profiles: `identity.email == "a@example.com"`. The value of a token in
   * it must be one word; otherwise, Terraform fails.
   *
   * @default - none; device profiles have no selector for the match, and the profile fails the synthesis
   * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/device-profiles/
   */
  readonly deviceMatch?: string | undefined;
}
