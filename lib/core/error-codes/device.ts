import type { ErrorEntry } from "./entry";

/** @internal The codes of device profiles. */
export const DEVICE_CODES = {
  DefaultDeviceProfileTwice: {
    means: "The default device profile of an account is managed by two constructs of the app.",
    remedy: "Keep one `DefaultDeviceProfile` per account. An account has only one default profile.",
  },
  DeviceMatchInvalid: {
    means:
      "The match of a device profile is empty, too long, of a kind that device profiles do not support, or has a token " +
      "whose value is more than one word.",
    remedy: "Match by e-mail, group, operating system or managed network. Match a group instead of each user.",
  },
  DeviceProfileTooLong: {
    means: "A device profile has more split tunnel entries and local domains than Cloudflare accepts.",
    remedy: "Use fewer and larger CIDRs, or split them into several profiles.",
  },
  DeviceSettingsInvalid: {
    means: "The time of an override code in the device settings is not a whole number of seconds.",
    remedy: "Set `overrideCodeSeconds` to a whole number, 0 to disable override codes.",
  },
  EnrollmentInvalid: {
    means:
      "The device enrollment has no policy, a duplicate, an empty list of identity providers, or a policy with a posture check, which no device passes before it is enrolled.",
    remedy:
      "List each policy once. Check the posture of devices in Gateway policies or in the Access policies of hosts.",
  },
  LocalDomainInvalid: {
    means: "A local domain or its DNS server is not valid, or a local domain is listed more than once.",
    remedy: "Use a lower-case suffix without a wildcard or a final dot, once, and IP addresses of DNS servers.",
  },
  OpenEnrollment: {
    means:
      "The policies of the device enrollment allow users whom nothing identifies, so anyone could enroll a device. By default, an enrolled device reaches every private route.",
    remedy: "Narrow the policies with `require`, for example with `AccessRule.emailDomain`.",
    neverSkipped: true,
  },
  ProfileVirtualNetworksInvalid: {
    means:
      "The virtual networks of a device profile are empty or contain a duplicate, or the default one is not among them.",
    remedy:
      "List each virtual network that the devices may use once in `virtualNetworks`, including `defaultVirtualNetwork`. Omit both to allow all.",
  },
  ReachableKeptLocal: {
    means: "A `keepLocal` entry excludes a destination from the tunnel that `reach` requires.",
    remedy: "Narrow the entry, or remove it.",
  },
  SearchSuffixInvalid: {
    means:
      "A search suffix of a device profile is not a valid domain or is listed more than once, or there are too many.",
    remedy: "List at most 25 domains in lower case, each once, without a wildcard or a final dot.",
  },
  SplitTunnelEntryInvalid: {
    means: "A split tunnel entry is not valid: its address, its description, or the choice between address and host.",
    remedy:
      "Set exactly one of `address` (an address or a CIDR without host bits) and `host`, and a description " +
      "of at most 100 characters.",
  },
  SplitTunnelModesMixed: {
    means: "A device profile has an include and an exclude list, but Cloudflare accepts only one of them.",
    remedy: "Pass `SplitTunnel.include(…)` or `SplitTunnel.exclude(…)`, and set no list on the resource.",
  },
  ZoneSwallowedByLocalDomain: {
    means:
      "A local domain contains names that `reach` requires: devices would resolve them through their own " +
      "network instead of Gateway.",
    remedy: "Remove the local domain, or remove the zone from `reach`.",
  },
} as const satisfies Record<string, ErrorEntry>;
