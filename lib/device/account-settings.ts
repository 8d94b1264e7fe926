import { removedSuffixes } from "./local-domains";
import { IReachable } from "../core/reachable";

/** @internal Defines one thing that an account must say for devices to reach private networks, where this library does not say it. */
export interface AccountSetting {
  /** Where it is in Terraform, or in the dashboard: "cloudflare_zero_trust_device_settings". */
  readonly where: string;
  /** What it must hold. */
  readonly must: string;
  /** What happens otherwise. */
  readonly otherwise: string;
}

/**
 * What the account's singletons must hold: they are shared by everybody in the account, so nothing here manages them unasked.
 * What a default profile must say counts for devices that no profile matches.
 *
 * @internal
 */
export function accountSettings(reach: IReachable): AccountSetting[] {
  const settings: AccountSetting[] = [
    {
      where: "cloudflare_zero_trust_device_settings",
      must: "Gateway proxy TCP and UDP on (gateway_proxy_enabled, gateway_udp_proxy_enabled)",
      otherwise: "packets to private networks go nowhere, and private resolvers are not asked",
    },
    {
      where: "device enrollment permissions",
      must: "a rule that lets these people enroll",
      otherwise: "their devices take no profile",
    },
    {
      where: "cloudflare_zero_trust_device_default_profile",
      must: "client mode Traffic and DNS (service_mode_v2.mode = warp)",
      otherwise: "devices that no profile matches send names or packets elsewhere",
    },
  ];
  if (reach.cidrs.length > 0) {
    settings.push({
      where: "cloudflare_zero_trust_device_default_profile",
      must: `a split tunnel that sends ${reach.cidrs.join(", ")} through the tunnel`,
      otherwise: "devices that no profile matches look for them in their own network",
    });
  }
  const removed = removedSuffixes(reach.zones, []);
  if (removed.length > 0) {
    settings.push({
      where: "cloudflare_zero_trust_device_default_profile_local_domain_fallback",
      must: `no ${removed.join(", ")}`,
      otherwise: `devices that no profile matches ask their own network for ${reach.zones.join(", ")}`,
    });
  }
  return settings;
}
