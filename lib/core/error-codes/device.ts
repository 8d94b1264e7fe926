import type { ErrorEntry } from "./entry";

/** @internal Of device profiles. */
export const DEVICE_CODES = {
  DefaultDeviceProfileTwice: {
    means: "The default device profile of an account is managed twice in the app.",
    remedy: "Keep one `DefaultDeviceProfile` an account; there is no second default profile.",
  },
  DeviceMatchInvalid: {
    means: "A device profile's match is empty, too long, or of a kind that device profiles have no selector for.",
    remedy: "Match by e-mail, group, operating system or managed network; match a group instead of each person.",
  },
  DeviceProfileTooLong: {
    means: "A device profile has more split tunnel entries and local domains than Cloudflare takes.",
    remedy: "Reach fewer and larger CIDRs, or divide them over profiles.",
  },
  LocalDomainInvalid: {
    means: "A local domain or its resolver is malformed, or is there twice.",
    remedy: "Write the suffix in lower case, without a wildcard or a final dot; resolvers are addresses.",
  },
  ReachableKeptLocal: {
    means: "A split tunnel entry of your own keeps local what the device shall reach through the tunnel.",
    remedy: "Narrow the entry, or remove it.",
  },
  SplitTunnelEntryInvalid: {
    means: "A split tunnel entry has neither an address nor a host, or both, or a malformed one.",
    remedy: "Follow the message.",
  },
  SplitTunnelModesMixed: {
    means: "A device profile has an include and an exclude list; Cloudflare takes one of them.",
    remedy: "Pass `SplitTunnel.include(…)` or `SplitTunnel.exclude(…)`, and set no list on the resource.",
  },
  ZoneSwallowedByLocalDomain: {
    means:
      "A local domain of your own keeps names that the device shall reach from Gateway: the device asks its own network for them.",
    remedy: "Remove the local domain, or take the zone out of `reach`.",
  },
} as const satisfies Record<string, ErrorEntry>;
