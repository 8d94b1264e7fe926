import type { DriftFinding } from "./model";
import { contains, overlaps, parseCidr } from "../../core/addresses/cidr";
import { block, blocks, text } from "../../core/terraform/values";
import { describeSetting, RequiredSetting } from "../../inventory/network/account-settings";
import { profilesOf } from "../../inventory/network/profiles";
import { ofType, TerraformObject } from "../../inventory/terraform/objects";
import type { Account } from "../model";
import { APPLICATION, DEFAULT_PROFILE, DEVICE_SETTINGS } from "../read/collections";

/** @internal Finds the required settings that the account does not have. What was not read is a gap elsewhere. */
export function settingFindings(required: readonly RequiredSetting[], { objects, gaps }: Account): DriftFinding[] {
  const unread = new Set(gaps.flatMap(({ types }) => types));
  return required.flatMap((setting) => {
    const actual = mismatch(setting, [...objects], unread);
    if (actual === undefined) return [];
    const { where, required: value, otherwise } = describeSetting(setting);
    const message = `Required: ${value}. In the account: ${actual}. So ${otherwise}.`;
    return [{ code: "SettingMismatch", about: where, message, isNotice: false } satisfies DriftFinding];
  });
}

/** What the account has in place of a required value. Undefined if it has the value, or if it could not be read. */
function mismatch(
  setting: RequiredSetting,
  objects: TerraformObject[],
  unread: ReadonlySet<string>,
): string | undefined {
  switch (setting.kind) {
    case "gateway proxies":
      return disabledProxies(ofType(objects, DEVICE_SETTINGS)[0]);
    case "enrollment":
      return unread.has(APPLICATION) ? undefined : missingEnrollment(objects);
    default:
      return profileMismatch(setting, objects);
  }
}

function disabledProxies(settings: TerraformObject | undefined): string | undefined {
  const disabled = ["gateway_proxy_enabled", "gateway_udp_proxy_enabled"].filter(
    (attribute) => settings !== undefined && settings.values[attribute] !== true,
  );
  return disabled.length === 0 ? undefined : `${disabled.join(" and ")} disabled`;
}

/** Enrollment is an application of its own type. */
function missingEnrollment(objects: TerraformObject[]): string | undefined {
  const policies = ofType(objects, APPLICATION)
    .filter(({ values }) => values.type === "warp")
    .flatMap(({ values }) => blocks(values.policies));
  return policies.length === 0 ? "no policy for enrollment" : undefined;
}

function profileMismatch(
  setting: Exclude<RequiredSetting, { readonly kind: "gateway proxies" | "enrollment" }>,
  objects: TerraformObject[],
): string | undefined {
  const [profile] = ofType(objects, DEFAULT_PROFILE);
  const entry = profilesOf(objects).find(({ isDefault }) => isDefault);
  if (profile === undefined || entry === undefined) return undefined;
  switch (setting.kind) {
    case "client mode": {
      const mode = text(block(profile.values.service_mode_v2).mode);
      return mode === "warp" ? undefined : `client mode ${mode ?? "not known"}`;
    }
    case "split tunnel": {
      const { mode, cidrs } = entry.splitTunnel ?? { mode: "exclude", cidrs: [] };
      const outside = setting.cidrs.filter((written) => {
        const cidr = parseCidr(written);
        if (cidr === undefined) return false;
        return mode === "include"
          ? !cidrs.some((each) => contains(each, cidr))
          : cidrs.some((each) => overlaps(each, cidr));
      });
      return outside.length === 0
        ? undefined
        : `${outside.join(", ")} ${mode === "include" ? "not included" : "excluded"}`;
    }
    case "local domains": {
      const kept = setting.suffixes.filter((suffix) => entry.localDomains?.includes(suffix));
      return kept.length === 0 ? undefined : `${kept.join(", ")} listed`;
    }
  }
}
