/** @internal A range of a split tunnel and its description. */
export interface DefaultRange {
  readonly address: string;
  readonly description: string;
}

/**
 * The ranges that a device excludes from the tunnel unless its profile specifies others.
 *
 * @internal
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/route-traffic/split-tunnels/
 */
export const DEFAULT_EXCLUDE: DefaultRange[] = [
  { address: "10.0.0.0/8", description: "private" },
  { address: "100.64.0.0/10", description: "carrier-grade NAT" },
  { address: "169.254.0.0/16", description: "link-local" },
  { address: "172.16.0.0/12", description: "private" },
  { address: "192.0.0.0/24", description: "IETF protocols" },
  { address: "192.168.0.0/16", description: "private" },
  { address: "224.0.0.0/24", description: "multicast" },
  { address: "240.0.0.0/4", description: "reserved" },
  { address: "255.255.255.255/32", description: "broadcast" },
  { address: "fd00::/8", description: "unique local" },
  { address: "fe80::/10", description: "link-local" },
  { address: "ff01::/16", description: "multicast" },
  { address: "ff02::/16", description: "multicast" },
  { address: "ff03::/16", description: "multicast" },
  { address: "ff04::/16", description: "multicast" },
  { address: "ff05::/16", description: "multicast" },
];

/** @internal The addresses that a device must always reach through Cloudflare: login and block page depend on them. */
export const TEAM_ADDRESSES: DefaultRange[] = [
  { address: "104.19.194.29/32", description: "team domain" },
  { address: "104.19.195.29/32", description: "team domain" },
  { address: "162.159.36.12/32", description: "block page" },
  { address: "162.159.46.12/32", description: "block page" },
];

/**
 * The suffixes that a device resolves with the resolver of its local network, never with Gateway.
 *
 * @internal
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/route-traffic/local-domains/
 */
export const DEFAULT_FALLBACK_SUFFIXES = [
  "corp",
  "domain",
  "home",
  "home.arpa",
  "host",
  "internal",
  "intranet",
  "invalid",
  "lan",
  "local",
  "localdomain",
  "localhost",
  "private",
  "test",
];
