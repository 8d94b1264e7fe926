import type { PrivateNetwork } from "./model";
import { DEFAULT_FALLBACK_SUFFIXES } from "../../core/addresses/cloudflare-defaults";
import { isWithin } from "../../core/addresses/hostname";
import { list, text } from "../../core/terraform/values";
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

/**
 * Returns the required settings of the account's singletons, and which objects make them. All users of the account
 * share them. The settings of the default profile affect devices that match no other profile.
 *
 * @param objects the objects of all stacks
 * @internal
 */
export function accountSettings(network: PrivateNetwork, objects: TerraformObject[]): AccountSetting[] {
  const routes = [...network.routes, ...network.hostnameRoutes].map(({ address }) => address);
  if (routes.length === 0) return [];
  const accounts = new Set(objects.filter(({ address }) => routes.includes(address)).map(accountOf));
  return [
    {
      where: DEVICE_SETTINGS,
      ...setBy(ofType(objects, DEVICE_SETTINGS).filter(isProxyEnabled), accounts),
      required: "Gateway proxy enabled for TCP and UDP (gateway_proxy_enabled, gateway_udp_proxy_enabled)",
      otherwise: "traffic to private networks is dropped, and private resolvers are not queried",
    },
    {
      where: "device enrollment permissions",
      ...setBy(ofType(objects, APPLICATION).filter(isEnrollment), accounts),
      required: "a rule that allows these users to enroll",
      otherwise: "their devices get no profile",
    },
    ...(network.profiles.some(({ isDefault }) => isDefault) ? [] : defaultProfileSettings(network)),
  ];
}

function isProxyEnabled({ values }: TerraformObject): boolean {
  return values.gateway_proxy_enabled === true && values.gateway_udp_proxy_enabled === true;
}

function isEnrollment({ values }: TerraformObject): boolean {
  return values.type === "warp" && list(values.policies).length > 0;
}

function accountOf({ values }: TerraformObject): string | undefined {
  return text(values.account_id);
}

/** Each account of the routes needs the setting. */
function setBy(settings: TerraformObject[], accounts: ReadonlySet<string | undefined>): Pick<AccountSetting, "setBy"> {
  const found = settings.filter((each) => accounts.has(accountOf(each)));
  if (new Set(found.map(accountOf)).size < accounts.size) return {};
  return { setBy: found.map(({ address }) => address).join(", ") };
}

function defaultProfileSettings(network: PrivateNetwork): AccountSetting[] {
  const cidrs = reachedCidrs(network);
  const suffixes = suffixesToRemove(network);
  return [
    {
      where: DEFAULT_PROFILE,
      required: "client mode Traffic and DNS (service_mode_v2.mode = warp)",
      otherwise: "devices that match no other profile send DNS queries or packets elsewhere",
    },
    ...(cidrs.length === 0
      ? []
      : [
          {
            where: DEFAULT_PROFILE,
            required: `a split tunnel list that sends ${cidrs.join(", ")} through the tunnel`,
            otherwise: "devices that match no other profile look for these addresses on their local network",
          },
        ]),
    ...(suffixes.length === 0
      ? []
      : [
          {
            where: `${DEFAULT_PROFILE}_local_domain_fallback`,
            required: `no ${suffixes.join(", ")}`,
            otherwise: "devices that match no other profile resolve private names on their local network",
          },
        ]),
  ];
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
