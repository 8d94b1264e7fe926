import type { DeviceProfileEntry, SplitTunnelList } from "./model";
import { byPrecedence, precedenceOf } from "./precedence";
import { parseCidr } from "../../core/addresses/cidr";
import { blocks, text, Values } from "../../core/terraform/values";
import { parseExpression } from "../../reachability/expression/parse";
import { attributeOf, nameOf, ofType, TerraformObject } from "../terraform/objects";

const CUSTOM = "cloudflare_zero_trust_device_custom_profile";
const DEFAULT = "cloudflare_zero_trust_device_default_profile";

/** @internal The device profiles, in the order in which a device evaluates them. */
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
    .sort(byPrecedence);
  const fallback = ofType(objects, `${DEFAULT}_local_domain_fallback`);
  const defaults = ofType(objects, DEFAULT).map((profile) => profileOf(profile, true, fallback));
  return [...custom, ...defaults];
}

function profileOf(profile: TerraformObject, isDefault: boolean, fallback: TerraformObject[]): DeviceProfileEntry {
  const { address, values } = profile;
  const precedence = precedenceOf(values);
  const match = text(values.match);
  const splitTunnel = splitTunnelOf(values);
  return {
    address,
    name: isDefault ? "the account's default profile" : nameOf(profile),
    isDefault,
    ...(precedence !== undefined && { precedence }),
    ...(match !== undefined && { match: parseExpression(match) }),
    ...(splitTunnel !== undefined && { splitTunnel }),
    ...(fallback.length > 0 && { localDomains: fallback.flatMap((each) => suffixesOf(each.values.domains)) }),
  };
}

/** A list that only Terraform can evaluate is returned as one suffix. */
function suffixesOf(domains: unknown): string[] {
  if (typeof domains === "string") return [domains];
  return blocks(domains).flatMap(({ suffix }) => text(suffix) ?? []);
}

function splitTunnelOf({ include, exclude }: Values): SplitTunnelList | undefined {
  const mode = isSet(include) ? "include" : "exclude";
  const written = mode === "include" ? include : exclude;
  if (!isSet(written)) return undefined;
  const entries = blocks(written);
  const addresses = entries.flatMap(({ address }) => text(address) ?? []);
  return {
    mode,
    cidrs: addresses.flatMap((address) => parseCidr(address) ?? []),
    hosts: entries.flatMap(({ host }) => text(host) ?? []),
    unread: [
      ...(typeof written === "string" ? [written] : []),
      ...addresses.filter((address) => parseCidr(address) === undefined),
    ],
  };
}

function isSet(entries: unknown): boolean {
  return Array.isArray(entries) || typeof entries === "string";
}
