import { SplitTunnelEntry } from "./split-tunnel-entry";

/** Defines what stays out of the tunnel besides Cloudflare's default list. */
export interface SplitTunnelExcludeOptions {
  /** What else stays local, such as another VPN. @default - nothing */
  readonly keepLocal?: SplitTunnelEntry[];
}

/** Defines what goes through the tunnel besides what the profile reaches, and the team's own hosts. */
export interface SplitTunnelIncludeOptions {
  /** The hosts people log in at: "login.example.com". @default - none; without them, logging in is outside the tunnel */
  readonly identityProviderHosts?: string[];
  /** What else goes through the tunnel, such as an application behind Access. @default - nothing */
  readonly entries?: SplitTunnelEntry[];
}

/**
 * Defines which traffic of a device goes through the tunnel. What the profile reaches always does.
 *
 * Errors: SplitTunnelEntryInvalid, HostnameInvalid, CidrInvalid, ReachableKeptLocal, DeviceProfileTooLong.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/team-and-resources/devices/cloudflare-one-client/configure/route-traffic/split-tunnels/
 */
export class SplitTunnel {
  /** Defines that everything goes through the tunnel but Cloudflare's default list, less what the profile reaches. */
  public static exclude(options: SplitTunnelExcludeOptions = {}): SplitTunnel {
    return new SplitTunnel("exclude", options.keepLocal ?? []);
  }

  /** Defines that nothing goes through the tunnel but what the profile reaches, and what the client itself needs. */
  public static include(options: SplitTunnelIncludeOptions = {}): SplitTunnel {
    const logins = (options.identityProviderHosts ?? []).map((host) => ({ host, description: "identity provider" }));
    return new SplitTunnel("include", [...logins, ...(options.entries ?? [])]);
  }

  private constructor(
    /** @internal */
    public readonly _mode: "exclude" | "include",
    /** @internal What the user added. */
    public readonly _own: SplitTunnelEntry[],
  ) {}
}
