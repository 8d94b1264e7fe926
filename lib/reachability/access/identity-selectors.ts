import type { Directory } from "./model";
import { isOpenType } from "./open-providers";
import { attribute, Trust } from "../users/attribute";
import { Formula, has, or } from "../users/formula";
import { isFreeMail } from "../users/free-mail";

type Values = Readonly<Record<string, unknown>>;

/** @internal The users whom a selector matches by their login. Undefined if the selector is not of this kind. */
export function identityOf(name: string, value: Values, directory: Directory): Formula | undefined {
  const read = Object.hasOwn(IDENTITY_SELECTORS, name) ? IDENTITY_SELECTORS[name] : undefined;
  return read?.(value, directory);
}

type Read = (value: Values, directory: Directory) => Formula;

const IDENTITY_SELECTORS: Record<string, Read> = {
  email: ({ email }) => emailAddress(String(email)),
  email_domain: ({ domain }) => emailDomain(String(domain)),
  email_list: ({ id }, directory) => {
    const items = directory.listItems(String(id));
    if (items !== undefined) return or(...items.map(emailAddress));
    const name = directory.nameOf(String(id)) ?? String(id);
    return identity(`email list ${id}`, "unknown", `on e-mail list ${name}`, `not on e-mail list ${name}`);
  },
  login_method: ({ id }, directory) => loginMethod(String(id), directory),
  auth_method: ({ auth_method: method }, directory) =>
    has(
      attribute(
        "authentication method",
        String(method),
        // Whom the providers that report methods admit depends on the account.
        directory.ownUsersOnly ? "identified" : unknownLogin(directory),
        `authenticated by ${method}`,
        `not authenticated by ${method}`,
      ),
    ),
  auth_context: (value) => ofProvider(value, `authentication context ${value.ac_id}`, "with"),
  azure_ad: (value) => ofProvider(value, `Entra group ${value.id}`),
  okta: (value) => ofProvider(value, `Okta group ${value.name}`),
  gsuite: (value) => ofProvider(value, `Google group ${value.email}`),
  github_organization: (value) =>
    ofProvider(value, `GitHub organization ${value.name}${isSet(value.team) ? `, team ${value.team}` : ""}`),
  saml: (value) => ofProvider(value, `SAML attribute ${value.attribute_name} = ${value.attribute_value}`, "with"),
  oidc: (value) => ofProvider(value, `OIDC claim ${value.claim_name} = ${value.claim_value}`, "with"),
  external_evaluation: ({ evaluate_url: url }) =>
    identity(`evaluation ${url}`, "unknown", `whom ${url} allows`, `whom ${url} does not allow`),
  user_risk_score: ({ user_risk_score: levels }) => or(...(Array.isArray(levels) ? levels : [levels]).map(riskLevel)),
  cloudflare_account_member: ({ account_id: id }) =>
    identity(
      `account member ${id ?? ""}`,
      "identified",
      "who is a member of the Cloudflare account",
      "who is not a member of the Cloudflare account",
    ),
};

/** @internal The user with an e-mail address. Letter case does not matter. */
export function emailAddress(email: string): Formula {
  const address = email.toLowerCase();
  return has(attribute("email", address, "identified", `with e-mail ${address}`, `whose e-mail is not ${address}`));
}

/** @internal The users with an e-mail address of exactly this domain. */
export function emailDomain(written: string): Formula {
  const domain = written.replace(/^@/, "").toLowerCase();
  const trust = isFreeMail(domain) ? "self-asserted" : "identified";
  return has(attribute("email domain", domain, trust, `with an e-mail of ${domain}`, `with no e-mail of ${domain}`));
}

/**
 * The types of identity providers that report how a user authenticated.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/mfa-requirements/
 */
const REPORTING_PROVIDERS = new Set(["okta", "azureAD", "oidc", "saml"]);

/** @internal The users who logged in with an identity provider. */
export function loginMethod(id: string, directory: Directory): Formula {
  const name = directory.nameOf(id) ?? id;
  const type = directory.providerType(id);
  const words = `who logs in with ${name}`;
  const method = attribute("login method", id, providerTrust(id, directory), words, `not logged in with ${name}`);
  return has(type === undefined || REPORTING_PROVIDERS.has(type) ? method : { ...method, reportsMethods: false });
}

/** Whether a login with the provider identifies a user of the account. */
function providerTrust(id: string, directory: Directory): Trust {
  const type = directory.providerType(id);
  if (type === "onetimepin") return "self-asserted";
  if (directory.ownUsersOnly) return "identified";
  if (type === undefined || type === "cloudflare") return unknownLogin(directory);
  return isOpenType(type) || directory.admitsAnyone(id) ? "self-asserted" : "identified";
}

function unknownLogin({ openLogins }: Directory): Trust {
  return openLogins === true ? "self-asserted" : "unknown";
}

function ofProvider(value: Values, what: string, preposition = "in"): Formula {
  const provider = isSet(value.identity_provider_id) ? String(value.identity_provider_id) : undefined;
  const opposite = preposition === "in" ? "not in" : "without";
  return has(attribute("identity", what, "identified", `${preposition} ${what}`, `${opposite} ${what}`, provider));
}

function identity(value: string, trust: Trust, words: string, negated: string): Formula {
  return has(attribute("identity", value, trust, words, negated));
}

/** New users have no score, and a low one takes no effort. */
function riskLevel(written: unknown): Formula {
  const level = String(written).toLowerCase();
  const trust = level === "low" || level === "unscored" ? "self-asserted" : "identified";
  return identity(`risk ${level}`, trust, `with user risk ${level}`, `whose user risk is not ${level}`);
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
