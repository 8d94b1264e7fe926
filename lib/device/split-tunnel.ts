import { SPLIT_TUNNEL_ENTRY, SplitTunnelEntry } from "./split-tunnel-entry";
import { having } from "../core/kinds";
import { checkProps, PropNames } from "../core/props";

/** Options of `SplitTunnel.exclude`. */
export interface SplitTunnelExcludeOptions {
  /** Entries to exclude in addition to Cloudflare's default list, such as another VPN. @default - none */
  readonly keepLocal?: SplitTunnelEntry[];
}

/** Options of `SplitTunnel.include`. */
export interface SplitTunnelIncludeOptions {
  /** Hosts of the identity provider: "login.example.com". @default - none; logins bypass the tunnel */
  readonly identityProviderHosts?: string[];
  /** Additional entries to include, such as an application behind Access. @default - none */
  readonly entries?: SplitTunnelEntry[];
}

const EXCLUDE: PropNames<SplitTunnelExcludeOptions> = { required: {}, optional: { keepLocal: true } };
const INCLUDE: PropNames<SplitTunnelIncludeOptions> = {
  required: {},
  optional: { identityProviderHosts: true, entries: true },
};

/**
 * The traffic of a device that goes through the tunnel. The `reach` of the profile always does.
 *
 * @example
 * SplitTunnel.exclude({ keepLocal: [{ address: "192.0.2.0/24", description: "office" }] });
 * SplitTunnel.include({ identityProviderHosts: ["login.example.com"] });
 *
 * @throws ValidationError CidrInvalid, DeviceProfileTooLong, HostnameInvalid, PropUnknown, ReachableKeptLocal,
 * SplitTunnelEntryInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/route-traffic/split-tunnels/
 */
export class SplitTunnel {
  /**
   * Sends all traffic through the tunnel, except Cloudflare's default list.
   *
   * The `reach` of the profile is removed from that list.
   */
  public static exclude(options: SplitTunnelExcludeOptions = {}): SplitTunnel {
    checkProps(undefined, "SplitTunnel.exclude", options, EXCLUDE);
    return new SplitTunnel("exclude", checkedEntries(options.keepLocal));
  }

  /** Sends only the `reach` of the profile through the tunnel, and the destinations that the client itself requires. */
  public static include(options: SplitTunnelIncludeOptions = {}): SplitTunnel {
    checkProps(undefined, "SplitTunnel.include", options, INCLUDE);
    const logins = (options.identityProviderHosts ?? []).map((host) => ({ host, description: "identity provider" }));
    return new SplitTunnel("include", [...logins, ...checkedEntries(options.entries)]);
  }

  private constructor(
    /** @internal */
    public readonly _mode: "exclude" | "include",
    /** @internal The entries that the caller added. */
    public readonly _own: SplitTunnelEntry[],
  ) {}
}

function checkedEntries(entries: SplitTunnelEntry[] = []): SplitTunnelEntry[] {
  for (const entry of entries) checkProps(undefined, "SplitTunnelEntry", entry, SPLIT_TUNNEL_ENTRY);
  return entries;
}

/** @internal A split tunnel. */
export const SPLIT_TUNNEL = having("a SplitTunnel", "SplitTunnel", "_mode");
