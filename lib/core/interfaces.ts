import { Account } from "./account";

/** Defines what a device reaches through the tunnel. It is read at the end of the synthesis, so it may grow after it was handed over. */
export interface IReachable {
  /** CIDRs that must go through the tunnel, IPv4 or IPv6: pods, Services, resolvers. */
  readonly cidrs: string[];
  /** DNS zones whose names Gateway must answer, without a wildcard or a final dot: "dev.k8s.example.internal". */
  readonly zones: string[];
  /** The account it is in; a profile of another one is refused. @default - not checked */
  readonly account?: Account;
}

/** Defines whom a device profile is for. */
export interface IDeviceMatch {
  /**
   * The expression, in the selectors of device profiles: `identity.email == "a@example.com"`.
   *
   * @default - none: device profiles have no selector for it, and a profile refuses it
   * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/device-profiles/
   */
  readonly deviceMatch?: string | undefined;
}
