import type { PrivateNetwork } from "./model";
import { DEFAULT_FALLBACK_SUFFIXES } from "../../core/addresses/cloudflare-defaults";
import { isWithin } from "../../core/addresses/hostname";

/** @internal Defines one thing that an account must say for devices to reach private networks, and that no stack here says. */
export interface AccountSetting {
  /** Where it is in Terraform, or in the dashboard: "cloudflare_zero_trust_device_settings". */
  readonly where: string;
  /** What it must hold. */
  readonly must: string;
  /** What happens otherwise. */
  readonly otherwise: string;
}

const DEFAULT_PROFILE = "cloudflare_zero_trust_device_default_profile";

/**
 * What the account's singletons must hold: they are shared by everybody in the account, so nothing manages them unasked. What its default
 * profile must say counts for devices that no other profile matches.
 *
 * @internal
 */
export function accountSettings(network: PrivateNetwork): AccountSetting[] {
  if (network.routes.length === 0 && network.hostnameRoutes.length === 0) return [];
  return [
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
    ...(network.profiles.some(({ isDefault }) => isDefault) ? [] : defaultProfileSettings(network)),
  ];
}

function defaultProfileSettings(network: PrivateNetwork): AccountSetting[] {
  const cidrs = reachedCidrs(network);
  const suffixes = suffixesToRemove(network);
  return [
    {
      where: DEFAULT_PROFILE,
      must: "client mode Traffic and DNS (service_mode_v2.mode = warp)",
      otherwise: "devices that no profile matches send names or packets elsewhere",
    },
    ...(cidrs.length === 0
      ? []
      : [
          {
            where: DEFAULT_PROFILE,
            must: `a split tunnel that sends ${cidrs.join(", ")} through the tunnel`,
            otherwise: "devices that no profile matches look for them in their own network",
          },
        ]),
    ...(suffixes.length === 0
      ? []
      : [
          {
            where: `${DEFAULT_PROFILE}_local_domain_fallback`,
            must: `no ${suffixes.join(", ")}`,
            otherwise: "devices that no profile matches ask their own network for private names",
          },
        ]),
  ];
}

/** Gateway asks resolvers, and no device. */
function reachedCidrs({ routes, policies }: PrivateNetwork): string[] {
  const resolvers = new Set(policies.flatMap((policy) => policy.resolvers.map(({ address }) => address)));
  const cidrs = routes.map(({ cidr }) => cidr.text).filter((cidr) => !resolvers.has(cidr.replace(/\/(?:32|128)$/, "")));
  return [...new Set(cidrs)];
}

/** Those that another profile did without, and those above names that are routed. */
function suffixesToRemove({ profiles, hostnameRoutes }: PrivateNetwork): string[] {
  const lists = profiles.flatMap(({ localDomains }) => (localDomains === undefined ? [] : [localDomains]));
  return DEFAULT_FALLBACK_SUFFIXES.filter(
    (suffix) =>
      lists.some((list) => !list.includes(suffix)) || hostnameRoutes.some(({ hostname }) => isWithin(hostname, suffix)),
  );
}
