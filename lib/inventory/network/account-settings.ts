import type { PrivateNetwork } from "./model";
import { DEFAULT_FALLBACK_SUFFIXES } from "../../core/addresses/cloudflare-defaults";
import { isWithin } from "../../core/addresses/hostname";
import { list } from "../../core/terraform/values";
import { accountName, isInAccount } from "../terraform/accounts";
import { ofType, TerraformObject } from "../terraform/objects";

/** @internal A setting that the account needs for devices to reach private networks. */
export interface AccountSetting {
  /** The Terraform resource or the place in the dashboard: "cloudflare_zero_trust_device_settings". */
  readonly where: string;
  /** The required value. */
  readonly required: string;
  /** The effect of another value. */
  readonly otherwise: string;
  /** The address of the object of this app that makes the setting. Undefined if it is managed elsewhere. */
  readonly setBy?: string;
}

const APPLICATION = "cloudflare_zero_trust_access_application";
const DEVICE_SETTINGS = "cloudflare_zero_trust_device_settings";
const DEFAULT_PROFILE = "cloudflare_zero_trust_device_default_profile";

/** @internal A setting of the account's singletons that private networks need. */
export type RequiredSetting =
  | { readonly kind: "gateway proxies" }
  | { readonly kind: "enrollment" }
  | { readonly kind: "client mode" }
  /** The addresses that devices send through the tunnel. */
  | { readonly kind: "split tunnel"; readonly cidrs: readonly string[] }
  /** The suffixes that devices do not resolve on their local network. */
  | { readonly kind: "local domains"; readonly suffixes: readonly string[] };

/**
 * Returns the required settings of the account's singletons. All users of the account share them. The settings of the
 * default profile affect devices that match no other profile.
 *
 * @internal
 */
export function requiredSettings(network: PrivateNetwork): RequiredSetting[] {
  if (network.routes.length === 0 && network.hostnameRoutes.length === 0) return [];
  const common: RequiredSetting[] = [{ kind: "gateway proxies" }, { kind: "enrollment" }];
  if (network.profiles.some(({ isDefault }) => isDefault)) return common;
  const cidrs = reachedCidrs(network);
  const suffixes = suffixesToRemove(network);
  return [
    ...common,
    { kind: "client mode" },
    ...(cidrs.length === 0 ? [] : [{ kind: "split tunnel", cidrs } as const]),
    ...(suffixes.length === 0 ? [] : [{ kind: "local domains", suffixes } as const]),
  ];
}

/**
 * The same settings, described for the user, and which objects make them.
 *
 * @param objects the objects of all stacks
 * @internal
 */
export function accountSettings(network: PrivateNetwork, objects: TerraformObject[]): AccountSetting[] {
  const own = objects.filter((each) => isInAccount(each, network.account));
  return requiredSettings(network).map((setting) => {
    const { where, ...described } = describeSetting(setting);
    const makers = makersOf(setting, own).map(({ address }) => address);
    return {
      where: network.account === undefined ? where : `${where} of ${accountName(network.account)}`,
      ...described,
      ...(makers.length > 0 && { setBy: makers.join(", ") }),
    };
  });
}

/** The objects that make a setting. */
function makersOf({ kind }: RequiredSetting, objects: TerraformObject[]): TerraformObject[] {
  if (kind === "gateway proxies") return ofType(objects, DEVICE_SETTINGS).filter(isProxyEnabled);
  return kind === "enrollment" ? ofType(objects, APPLICATION).filter(isEnrollment) : [];
}

function isProxyEnabled({ values }: TerraformObject): boolean {
  return values.gateway_proxy_enabled === true && values.gateway_udp_proxy_enabled === true;
}

function isEnrollment({ values }: TerraformObject): boolean {
  return values.type === "warp" && list(values.policies).length > 0;
}

/** @internal Where a setting is, its value, and the effect of another value. */
export function describeSetting(setting: RequiredSetting): AccountSetting {
  switch (setting.kind) {
    case "gateway proxies":
      return {
        where: DEVICE_SETTINGS,
        required: "Gateway proxy enabled for TCP and UDP (gateway_proxy_enabled, gateway_udp_proxy_enabled)",
        otherwise: "traffic to private networks is dropped, and private resolvers are not queried",
      };
    case "enrollment":
      return {
        where: "device enrollment permissions",
        required: "a rule that allows these users to enroll",
        otherwise: "their devices get no profile",
      };
    case "client mode":
      return {
        where: DEFAULT_PROFILE,
        required: "client mode Traffic and DNS (service_mode_v2.mode = warp)",
        otherwise: "devices that match no other profile send DNS queries or packets elsewhere",
      };
    case "split tunnel":
      return {
        where: DEFAULT_PROFILE,
        required: `a split tunnel list that sends ${setting.cidrs.join(", ")} through the tunnel`,
        otherwise: "devices that match no other profile look for these addresses on their local network",
      };
    case "local domains":
      return {
        where: `${DEFAULT_PROFILE}_local_domain_fallback`,
        required: `no ${setting.suffixes.join(", ")}`,
        otherwise: "devices that match no other profile resolve private names on their local network",
      };
  }
}

/** The routed addresses without those of resolvers, which Gateway queries in place of the device. */
function reachedCidrs({ routes, policies }: PrivateNetwork): string[] {
  const resolvers = new Set(policies.flatMap((policy) => policy.resolvers.map(({ address }) => address)));
  const cidrs = routes.map(({ cidr }) => cidr.text).filter((cidr) => !resolvers.has(cidr.replace(/\/(?:32|128)$/, "")));
  return [...new Set(cidrs)];
}

/** The default suffixes that another profile omits, and those that contain a routed hostname. */
function suffixesToRemove({ profiles, hostnameRoutes }: PrivateNetwork): string[] {
  const lists = profiles.flatMap(({ localDomains }) => (localDomains === undefined ? [] : [localDomains]));
  return DEFAULT_FALLBACK_SUFFIXES.filter(
    (suffix) =>
      lists.some((each) => !each.includes(suffix)) || hostnameRoutes.some(({ hostname }) => isWithin(hostname, suffix)),
  );
}
