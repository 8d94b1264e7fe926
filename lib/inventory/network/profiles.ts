import type { DeviceProfileEntry, SplitTunnelList } from "./model";
import { parseCidr } from "../../core/cidr";
import { parseExpression } from "../expression/parse";
import { attributeOf, nameOf, ofType, TerraformObject } from "../objects";
import { blocks, text, Values } from "../values";

const CUSTOM = "cloudflare_zero_trust_device_custom_profile";
const DEFAULT = "cloudflare_zero_trust_device_default_profile";

/** @internal In the order in which a device tries them. */
export function profilesOf(objects: TerraformObject[]): DeviceProfileEntry[] {
  const custom = ofType(objects, CUSTOM)
    .filter(({ values }) => values.enabled !== false)
    .map((profile) => {
      const id = attributeOf(profile, "id");
      const fallback = ofType(objects, `${CUSTOM}_local_domain_fallback`);
      return profileOf(
        profile,
        false,
        fallback.filter(({ values }) => text(values.policy_id) === id),
      );
    })
    .sort((a, b) => (a.precedence ?? Infinity) - (b.precedence ?? Infinity) || 0);
  const fallback = ofType(objects, `${DEFAULT}_local_domain_fallback`);
  const defaults = ofType(objects, DEFAULT).map((profile) => profileOf(profile, true, fallback));
  return [...custom, ...defaults];
}

function profileOf(profile: TerraformObject, isDefault: boolean, fallback: TerraformObject[]): DeviceProfileEntry {
  const { address, values } = profile;
  const precedence = Number(values.precedence ?? NaN);
  const match = text(values.match);
  const splitTunnel = splitTunnelOf(values);
  return {
    address,
    name: isDefault ? "the account's default profile" : nameOf(profile),
    isDefault,
    ...(!Number.isNaN(precedence) && { precedence }),
    ...(match !== undefined && { match: parseExpression(match) }),
    ...(splitTunnel !== undefined && { splitTunnel }),
    ...(fallback.length > 0 && {
      localDomains: fallback.flatMap((each) => blocks(each.values.domains)).flatMap(({ suffix }) => text(suffix) ?? []),
    }),
  };
}

function splitTunnelOf(values: Values): SplitTunnelList | undefined {
  const mode = Array.isArray(values.include) ? "include" : "exclude";
  if (!Array.isArray(values[mode])) return undefined;
  const entries = blocks(values[mode]);
  return {
    mode,
    cidrs: entries.flatMap(({ address }) => parseCidr(text(address) ?? "") ?? []),
    hosts: entries.flatMap(({ host }) => text(host) ?? []),
  };
}
