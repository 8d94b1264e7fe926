import { blocks, isValues, literalText, Values } from "../../core/terraform/values";
import { nameOf, Resolve, TerraformObject } from "../terraform/objects";

/** @internal The rules of a policy or a group, each as text. */
export interface AccessRules {
  readonly include: string[];
  readonly require: string[];
  readonly exclude: string[];
}

/** @internal Describes the rules of a policy or a group. */
export function accessRulesOf(values: Values, resolve: Resolve): AccessRules {
  const texts = (key: string) => rulesOf(values, key).map(([name, value]) => describeSelector(name, value, resolve));
  return { include: texts("include"), require: texts("require"), exclude: texts("exclude") };
}

/** @internal Joins rules: "a or b, and c, but not d". */
export function describeRules({ include, require, exclude }: AccessRules): string {
  const parts = [include.join(" or ") || "no user"];
  if (require.length > 0) parts.push(`and ${require.join(" and ")}`);
  if (exclude.length > 0) parts.push(`but not ${exclude.join(" or ")}`);
  return parts.join(", ");
}

/** @internal Describes whom a policy allows or denies. */
export function whoIs(decision: string | undefined, rules: AccessRules): string {
  const who = describeRules(rules);
  if (decision === "deny") return `denied: ${who}`;
  if (decision === "non_identity") return `machines: ${who}`;
  if (decision === "bypass") return `${who}, without login (bypass)`;
  return who;
}

type Selector = [name: string, value: unknown];

function rulesOf(values: Values, key: string): Selector[] {
  const rules = values[key];
  // An expression in place of the list is shown as it is written.
  if (typeof rules === "string") return [["", rules]];
  return blocks(rules).flatMap((rule) => Object.entries(rule).filter(([, value]) => value !== null));
}

function describeSelector(name: string, value: unknown, resolve: Resolve): string {
  const describe = Object.hasOwn(SELECTORS, name) ? SELECTORS[name] : undefined;
  if (describe === undefined || !isValues(value)) return [name, JSON.stringify(value)].filter(Boolean).join(" ");
  const attribute = (key: string) => literalText(value[key]) ?? "?";
  const named = (key: string) => {
    const object = resolve(attribute(key));
    return object === undefined ? attribute(key) : nameOf(object);
  };
  return describe({ attribute, named, resolve });
}

interface SelectorContext {
  /** The attribute as it is written. */
  readonly attribute: (key: string) => string;
  /** The name of the object whose id the attribute contains. */
  readonly named: (key: string) => string;
  readonly resolve: Resolve;
}

/** Every selector of the provider's access policy. */
const SELECTORS: Record<string, (context: SelectorContext) => string> = {
  any_valid_service_token: () => "any valid service token of the account",
  auth_context: ({ attribute, named }) =>
    `authentication context ${attribute("ac_id")} of ${named("identity_provider_id")}`,
  auth_method: ({ attribute }) => `authentication method ${attribute("auth_method")}`,
  azure_ad: ({ attribute, named }) => `members of Entra group ${attribute("id")} (${named("identity_provider_id")})`,
  certificate: () => "any valid client certificate",
  common_name: ({ attribute }) => `client certificate with common name ${attribute("common_name")}`,
  device_posture: ({ named }) => `device posture check ${named("integration_uid")} passed`,
  email: ({ attribute }) => attribute("email"),
  email_domain: ({ attribute }) => `emails ending in @${attribute("domain")}`,
  email_list: ({ named }) => `emails on list ${named("id")}`,
  everyone: () => "anyone",
  external_evaluation: ({ attribute }) => `users allowed by ${attribute("evaluate_url")}`,
  geo: ({ attribute }) => `from ${attribute("country_code")}`,
  github_organization: ({ attribute, named }) => {
    const team = attribute("team");
    const organization = team === "?" ? attribute("name") : `${attribute("name")}, team ${team}`;
    return `members of GitHub organization ${organization} (${named("identity_provider_id")})`;
  },
  group: describeGroup,
  gsuite: ({ attribute, named }) =>
    `members of Google Workspace group ${attribute("email")} (${named("identity_provider_id")})`,
  ip: ({ attribute }) => `from ${attribute("ip")}`,
  ip_list: ({ named }) => `from an address on list ${named("id")}`,
  linked_app_token: ({ named }) => `tokens issued for application ${named("app_uid")}`,
  login_method: ({ named }) => `login method ${named("id")}`,
  oidc: ({ attribute, named }) =>
    `OIDC claim ${attribute("claim_name")} = ${attribute("claim_value")} (${named("identity_provider_id")})`,
  okta: ({ attribute, named }) => `members of Okta group ${attribute("name")} (${named("identity_provider_id")})`,
  saml: ({ attribute, named }) =>
    `SAML attribute ${attribute("attribute_name")} = ${attribute("attribute_value")} (${named("identity_provider_id")})`,
  service_token: ({ attribute, resolve }) => {
    const token = resolve(attribute("token_id"));
    return token === undefined
      ? `service token ${attribute("token_id")}, managed elsewhere`
      : `service token ${nameOf(token)} (${token.address})`;
  },
};

/** A group of this app is shown with its rules. */
function describeGroup({ attribute, resolve }: SelectorContext): string {
  const group = resolve(attribute("id"));
  if (group === undefined) return `members of group ${attribute("id")}, managed elsewhere`;
  const name = `members of group ${nameOf(group)}`;
  return group.data
    ? `${name}, managed elsewhere`
    : `${name} (${describeRules(accessRulesOf(group.values, without(resolve, group)))})`;
}

/** Groups can contain each other. Hiding the current one ends the recursion. */
function without(resolve: Resolve, hidden: TerraformObject): Resolve {
  return (id) => {
    const object = resolve(id);
    return object === hidden ? undefined : object;
  };
}
