import { nameOf, Resolve, TerraformObject } from "../terraform/objects";
import { block, blocks, isValues, text, Values } from "../terraform/values";

/** @internal Defines whom a policy or a group speaks of, in plain words. */
export interface People {
  readonly people: string[];
  readonly require: string[];
  readonly exclude: string[];
}

/** @internal */
export function peopleOf(values: Values, resolve: Resolve): People {
  const words = (key: string) => rulesOf(values, key).map(([name, value]) => wordSelector(name, value, resolve));
  return { people: words("include"), require: words("require"), exclude: words("exclude") };
}

/** @internal "a or b, and c, but not d". */
export function sentence({ people, require, exclude }: People): string {
  const parts = [people.join(" or ") || "nobody"];
  if (require.length > 0) parts.push(`and ${require.join(" and ")}`);
  if (exclude.length > 0) parts.push(`but not ${exclude.join(" or ")}`);
  return parts.join(", ");
}

/** @internal Who a policy's decision lets in, or keeps out. */
export function whoIs(decision: string | undefined, words: People): string {
  const who = sentence(words);
  if (decision === "deny") return `nobody who is one of: ${who}`;
  if (decision === "non_identity") return `machines: ${who}`;
  if (decision === "bypass") return `${who}, without login (bypass)`;
  return who;
}

/** @internal Whether the rules let in the whole internet: any include counts, and a require narrows it. */
export function isAnyone(values: Values, resolve: Resolve): boolean {
  const matchesAnyone = ([name, value]: Selector) => {
    if (name === "everyone") return true;
    if (name === "ip") return ["0.0.0.0/0", "::/0"].includes(text(block(value).ip) ?? "");
    const object = resolve(text(block(value).id) ?? "");
    if (object === undefined || object.data) return false;
    if (name === "group") return isAnyone(object.values, without(resolve, object));
    return name === "login_method" && object.values.type === "onetimepin";
  };
  return rulesOf(values, "include").some(matchesAnyone) && rulesOf(values, "require").every(matchesAnyone);
}

type Selector = [name: string, value: unknown];

function rulesOf(values: Values, key: string): Selector[] {
  const rules = values[key];
  // An expression in place of the list stays visible as what it is.
  if (typeof rules === "string") return [["", rules]];
  return blocks(rules).flatMap((rule) => Object.entries(rule).filter(([, value]) => value !== null));
}

function wordSelector(name: string, value: unknown, resolve: Resolve): string {
  const word = Object.hasOwn(SELECTORS, name) ? SELECTORS[name] : undefined;
  if (word === undefined || !isValues(value)) return [name, JSON.stringify(value)].filter(Boolean).join(" ");
  const attribute = (key: string) => text(value[key]) ?? "?";
  const named = (key: string) => {
    const object = resolve(attribute(key));
    return object === undefined ? attribute(key) : nameOf(object);
  };
  return word({ attribute, named, resolve });
}

interface Wording {
  /** The attribute as it is written. */
  readonly attribute: (key: string) => string;
  /** The name of the object that the attribute is the id of. */
  readonly named: (key: string) => string;
  readonly resolve: Resolve;
}

/** Every selector of the provider's access policy. */
const SELECTORS: Record<string, (wording: Wording) => string> = {
  any_valid_service_token: () => "any valid service token of the account",
  auth_context: ({ attribute, named }) =>
    `authentication context ${attribute("ac_id")} of ${named("identity_provider_id")}`,
  auth_method: ({ attribute }) => `logged in with method ${attribute("auth_method")}`,
  azure_ad: ({ attribute, named }) => `members of Entra group ${attribute("id")} (${named("identity_provider_id")})`,
  certificate: () => "any valid client certificate",
  common_name: ({ attribute }) => `client certificate with common name ${attribute("common_name")}`,
  device_posture: ({ named }) => `on a device that passes ${named("integration_uid")}`,
  email: ({ attribute }) => attribute("email"),
  email_domain: ({ attribute }) => `e-mails ending in @${attribute("domain")}`,
  email_list: ({ named }) => `e-mails on list ${named("id")}`,
  everyone: () => "anyone",
  external_evaluation: ({ attribute }) => `whom ${attribute("evaluate_url")} lets in`,
  geo: ({ attribute }) => `from ${attribute("country_code")}`,
  github_organization: ({ attribute, named }) => {
    const team = attribute("team");
    const organization = team === "?" ? attribute("name") : `${attribute("name")}, team ${team}`;
    return `members of GitHub organization ${organization} (${named("identity_provider_id")})`;
  },
  group: wordGroup,
  gsuite: ({ attribute, named }) =>
    `members of Google Workspace group ${attribute("email")} (${named("identity_provider_id")})`,
  ip: ({ attribute }) => `from ${attribute("ip")}`,
  ip_list: ({ named }) => `from an address on list ${named("id")}`,
  linked_app_token: ({ named }) => `tokens issued for application ${named("app_uid")}`,
  login_method: ({ named }) => `logged in through ${named("id")}`,
  oidc: ({ attribute, named }) =>
    `OIDC claim ${attribute("claim_name")} = ${attribute("claim_value")} (${named("identity_provider_id")})`,
  okta: ({ attribute, named }) => `members of Okta group ${attribute("name")} (${named("identity_provider_id")})`,
  saml: ({ attribute, named }) =>
    `SAML attribute ${attribute("attribute_name")} = ${attribute("attribute_value")} (${named("identity_provider_id")})`,
  service_token: ({ attribute, resolve }) => {
    const token = resolve(attribute("token_id"));
    return token === undefined
      ? `service token ${attribute("token_id")}, defined elsewhere`
      : `service token ${nameOf(token)} (${token.address})`;
  },
};

/** A group of this stack says who is in it. */
function wordGroup({ attribute, resolve }: Wording): string {
  const group = resolve(attribute("id"));
  if (group === undefined) return `members of group ${attribute("id")}, defined elsewhere`;
  const name = `members of group ${nameOf(group)}`;
  return group.data
    ? `${name}, defined elsewhere`
    : `${name} (${sentence(peopleOf(group.values, without(resolve, group)))})`;
}

/** Groups may hold groups: hiding the one we are in ends every walk. */
function without(resolve: Resolve, hidden: TerraformObject): Resolve {
  return (id) => {
    const object = resolve(id);
    return object === hidden ? undefined : object;
  };
}
