import { identityOf } from "./identity-selectors";
import type { AccessRules, Directory, Selector } from "./model";
import { parseCidr } from "../../core/addresses/cidr";
import { attribute, Trust } from "../users/attribute";
import { and, Formula, has, not, or } from "../users/formula";

/** @internal How the rules of a policy are evaluated. */
export interface RuleContext {
  readonly directory: Directory;
  /** Whether the user has logged in. Bypass and Service Auth policies are evaluated before the login. */
  readonly login: boolean;
  /** The users who get a token of a linked application. */
  readonly linkedUsers: (applicationId: string) => Formula | undefined;
  /** The ids of the groups that contain these rules. */
  readonly within?: readonly string[];
}

/** @internal The users who match the rules. Rules without `include` match no user. */
export function usersOf({ include, require, exclude }: AccessRules, context: RuleContext): Formula {
  const each = (selectors: readonly Selector[]) => selectors.map((selector) => selected(selector, context));
  return and(or(...each(include)), and(...each(require)), not(or(...each(exclude))));
}

function selected({ name, value }: Selector, context: RuleContext): Formula {
  const read = Object.hasOwn(REQUEST_SELECTORS, name) ? REQUEST_SELECTORS[name] : undefined;
  if (read !== undefined) return read((key) => textOf(value[key]), context);
  const identity = identityOf(name, value, context.directory);
  // Before the login there is no identity, so nothing that needs one is true.
  if (identity !== undefined) return context.login && identity;
  return unread(`selector ${name}`, `selector ${name} ${JSON.stringify(value)}`);
}

type Read = (text: (key: string) => string, context: RuleContext) => Formula;

/** The selectors that need no login. */
const REQUEST_SELECTORS: Record<string, Read> = {
  everyone: () => true,
  group: groupMembers,
  geo: (text) => {
    const code = text("country_code");
    return has(attribute("country", code, "self-asserted", `from ${code}`, `not from ${code}`));
  },
  ip: (text) => address(text("ip")),
  ip_list: (text, { directory }) => {
    const id = text("id");
    const items = directory.listItems(id);
    if (items !== undefined) return or(...items.map(address));
    const name = directory.nameOf(id) ?? id;
    return request(`ip list ${id}`, "unknown", `with an address on list ${name}`, `with no address on list ${name}`);
  },
  device_posture: (text, { directory }) => {
    const id = text("integration_uid");
    const name = directory.nameOf(id) ?? id;
    return request(
      `posture ${id}`,
      postureTrust(directory.postureType(id)),
      `whose device passes ${name}`,
      `whose device does not pass ${name}`,
    );
  },
  certificate: () =>
    has(attribute("certificate", "", "identified", "with a client certificate", "without a client certificate")),
  common_name: (text) => {
    const name = text("common_name");
    return has(attribute("common name", name, "identified", `with certificate ${name}`, `without certificate ${name}`));
  },
  // An allow policy asks for a login, which a client with a token cannot complete.
  service_token: (text, { login, directory }) => {
    if (login) return false;
    const id = text("token_id");
    const name = directory.nameOf(id) ?? id;
    return has(attribute("service token", id, "identified", `with service token ${name}`, `without token ${name}`));
  },
  // Every team of the account has a token, so this identifies no one.
  any_valid_service_token: (_, { login }) =>
    !login &&
    has(attribute("any service token", "", "self-asserted", "with any service token", "without a service token")),
  linked_app_token: (text, { login, directory, linkedUsers }) => {
    if (login) return false;
    const id = text("app_uid");
    const name = directory.nameOf(id) ?? id;
    return (
      linkedUsers(id) ??
      request(`token ${id}`, "unknown", `with a token of application ${name}`, `without a token of application ${name}`)
    );
  },
};

function groupMembers(text: (key: string) => string, context: RuleContext): Formula {
  const { directory, within = [] } = context;
  const id = text("id");
  const name = directory.nameOf(id) ?? id;
  const rules = within.includes(id) ? undefined : directory.group(id);
  if (rules !== undefined) return usersOf(rules, { ...context, within: [...within, id] });
  return request(`group ${id}`, "unknown", `in Access group ${name}`, `not in Access group ${name}`);
}

function address(range: string): Formula {
  const cidr = parseCidr(range);
  if (cidr === undefined) return unread(`address ${range}`, `address ${range}`);
  return has(attribute("address", cidr.text, "identified", `from ${cidr.text}`, `not from ${cidr.text}`));
}

/** The consumer client passes a WARP check, so it identifies no one. */
function postureTrust(type: string | undefined): Trust {
  if (type === undefined) return "unknown";
  return type === "warp" ? "self-asserted" : "identified";
}

function request(value: string, trust: Trust, words: string, negated: string): Formula {
  return has(attribute("request", value, trust, words, negated));
}

/** @internal A condition that cannot be evaluated. */
export function unread(value: string, what: string): Formula {
  return has(attribute("unread", value, "unknown", `who matches ${what}`, `who does not match ${what}`));
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "?" : String(value);
}
