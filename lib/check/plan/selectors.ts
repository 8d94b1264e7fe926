import { parseCidr } from "../../core/addresses/cidr";
import { isExpression } from "../../core/terraform/expressions";
import { isValues, keyword, list, text, Values } from "../../core/terraform/values";
import { DECISIONS } from "../../reachability/access/application";
import type { NotUnderstood } from "../model";

/** The key of the value in the selectors that version 4 of the provider writes as lists of texts. */
const LISTS: Readonly<Record<string, { readonly name?: string; readonly key: string }>> = {
  email: { key: "email" },
  email_domain: { key: "domain" },
  email_list: { key: "id" },
  ip: { key: "ip" },
  ip_list: { key: "id" },
  group: { key: "id" },
  geo: { key: "country_code" },
  login_method: { key: "id" },
  device_posture: { key: "integration_uid" },
  service_token: { key: "token_id" },
  common_names: { name: "common_name", key: "common_name" },
};

/** The same for selectors with one text. */
const TEXTS: Readonly<Record<string, string>> = { auth_method: "auth_method", common_name: "common_name" };

/** The selectors that version 4 writes as blocks, with the attribute that is a list there. */
const BLOCKS: Readonly<Record<string, { readonly name?: string; readonly list?: string; readonly key?: string }>> = {
  azure: { name: "azure_ad", list: "id" },
  github: { name: "github_organization", list: "teams", key: "team" },
  gsuite: { list: "email" },
  okta: { list: "name" },
};

const UNKNOWN = /^unknown:/;

/** @internal The rules of a policy or a group, each with one selector, as version 5 of the provider writes them. */
export function currentRules(rules: unknown): unknown {
  if (!Array.isArray(rules)) return rules;
  return rules.flatMap((rule) => {
    // A rule that is not known must not disappear.
    if (typeof rule === "string") return [{ [rule]: {} }];
    return isValues(rule) ? Object.entries(rule).flatMap(([name, value]) => selectorsOf(name, value)) : [];
  });
}

function selectorsOf(name: string, value: unknown): Values[] {
  if (value === null || value === undefined || value === false || value === "") return [];
  if (value === true) return [{ [name]: {} }];
  if (Array.isArray(value)) return value.flatMap((each) => elementOf(name, each));
  if (typeof value === "string" && Object.hasOwn(TEXTS, name) && !UNKNOWN.test(value)) {
    return [{ [name]: { [TEXTS[name]]: value } }];
  }
  return [{ [name]: value }];
}

function elementOf(name: string, value: unknown): Values[] {
  if (isValues(value)) return blockOf(name, value);
  const written = text(value);
  if (written === undefined) return [];
  const known = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  if (known === undefined || UNKNOWN.test(written)) return [{ [name]: written }];
  return [{ [known.name ?? name]: { [known.key]: written } }];
}

function blockOf(written: string, { ...values }: Values): Values[] {
  const { name = written, list: key, key: single = key } = Object.hasOwn(BLOCKS, written) ? BLOCKS[written] : {};
  if (key === undefined || single === undefined) return [{ [name]: values }];
  const several = values[key];
  if (!Array.isArray(several)) return [{ [name]: values }];
  const { [key]: _, ...others } = values;
  if (several.length === 0) return [{ [name]: others }];
  return list(several).map((each) => ({ [name]: { ...others, [single]: each } }));
}

const KNOWN = new Set([
  ...["any_valid_service_token", "auth_context", "auth_method", "azure_ad", "certificate", "cloudflare_account_member"],
  ...["common_name", "device_posture", "email", "email_domain", "email_list", "everyone", "external_evaluation", "geo"],
  ...["github_organization", "group", "gsuite", "ip", "ip_list", "linked_app_token", "login_method", "oidc", "okta"],
  ...["saml", "service_token", "user_risk_score"],
]);

/** @internal The selectors and the decisions of a policy, a group or an application that are not supported. */
export function unreadRules(values: Values): Omit<NotUnderstood, "address">[] {
  const { decision, policies } = values;
  const written = keyword(decision);
  const isUnread = written !== undefined && !DECISIONS.has(written) && !UNKNOWN.test(written) && !isExpression(written);
  const own = ["include", "require", "exclude"]
    .flatMap((key) => unsupportedSelectors(key, values[key]))
    .map((where) => ({ where, why: "this selector is not supported" }));
  const inline = list(policies).flatMap((policy, i) =>
    isValues(policy) ? unreadRules(policy).map((each) => ({ ...each, where: `policies[${i}].${each.where}` })) : [],
  );
  const addresses = ["include", "require", "exclude"]
    .flatMap((key) => unreadAddresses(key, values[key]))
    .map((where) => ({ where, why: "it is not an address, or a range that begins with its first address" }));
  const why = `the decision "${text(decision)}" is not supported`;
  return [...(isUnread ? [{ where: "decision", why }] : []), ...own, ...addresses, ...inline];
}

/** The addresses that cannot be evaluated, with their paths. */
function unreadAddresses(key: string, rules: unknown): string[] {
  return list(rules).flatMap((rule, i) => {
    const address = isValues(rule) && isValues(rule.ip) ? text(rule.ip.ip) : undefined;
    // Other texts stand for values that are not known.
    if (address === undefined || !/^[\da-f.:]+(?:\/\d+)?$/i.test(address)) return [];
    return parseCidr(address) === undefined ? [`${key}[${i}].ip`] : [];
  });
}

/** The selectors of rules that are not supported, with their paths. */
function unsupportedSelectors(key: string, rules: unknown): string[] {
  return list(rules).flatMap((rule, i) =>
    Object.keys(isValues(rule) ? rule : {})
      .filter((name) => !KNOWN.has(name) && !UNKNOWN.test(name))
      .map((name) => `${key}[${i}].${name}`),
  );
}
