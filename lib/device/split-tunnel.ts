import { SplitTunnelEntry } from "./split-tunnel-entry";

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

/**
 * The traffic of a device that goes through the tunnel. The `reach` of the profile always does.
 *
 * @example
 * SplitTunnel.exclude({ keepLocal: [{ address: "192.0.2.0/24", description: "office" }] });
 * SplitTunnel.include({ identityProviderHosts: ["login.example.com"] });
 *
 * @throws ValidationError CidrInvalid, DeviceProfileTooLong, HostnameInvalid, ReachableKeptLocal,
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
    return new SplitTunnel("exclude", options.keepLocal ?? []);
  }

  /** Sends only the `reach` of the profile through the tunnel, and the destinations that the client itself requires. */
  public static include(options: SplitTunnelIncludeOptions = {}): SplitTunnel {
    const logins = (options.identityProviderHosts ?? []).map((host) => ({ host, description: "identity provider" }));
    return new SplitTunnel("include", [...logins, ...(options.entries ?? [])]);
  }

  private constructor(
    /** @internal */
    public readonly _mode: "exclude" | "include",
    /** @internal The entries that the caller added. */
    public readonly _own: SplitTunnelEntry[],
  ) {}
}
