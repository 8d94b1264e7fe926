import { contains, parseCidr } from "../../../lib/core/addresses/cidr";
import {
  AccessPolicyData,
  AccessRules,
  Directory,
  EMPTY_DIRECTORY,
  Selector,
} from "../../../lib/reachability/access/model";
import type { Attribute } from "../../../lib/reachability/users/attribute";
import { attributesOf, Formula, valueOf } from "../../../lib/reachability/users/formula";

export const everyone: Selector = { name: "everyone", value: {} };
export const email = (address: string): Selector => ({ name: "email", value: { email: address } });
export const domain = (name: string): Selector => ({ name: "email_domain", value: { domain: name } });
export const country = (code: string): Selector => ({ name: "geo", value: { country_code: code } });
export const ip = (range: string): Selector => ({ name: "ip", value: { ip: range } });
export const loginWith = (id: string): Selector => ({ name: "login_method", value: { id } });
export const authMethod = (method: string): Selector => ({ name: "auth_method", value: { auth_method: method } });
export const oktaGroup = (name: string, provider = "okta"): Selector => ({
  name: "okta",
  value: { name, identity_provider_id: provider },
});
export const group = (id: string): Selector => ({ name: "group", value: { id } });
export const posture = (id: string): Selector => ({ name: "device_posture", value: { integration_uid: id } });
export const serviceToken = (id: string): Selector => ({ name: "service_token", value: { token_id: id } });
export const anyServiceToken: Selector = { name: "any_valid_service_token", value: {} };
export const certificate: Selector = { name: "certificate", value: {} };
export const commonName = (name: string): Selector => ({ name: "common_name", value: { common_name: name } });
export const linkedToken = (id: string): Selector => ({ name: "linked_app_token", value: { app_uid: id } });

export function rules(parts: Partial<AccessRules>): AccessRules {
  return { include: [], require: [], exclude: [], ...parts };
}

export function policy(decision: string, ...include: Selector[]): AccessPolicyData {
  return policyOf(decision, { include });
}

export function policyOf(decision: string, parts: Partial<AccessRules>): AccessPolicyData {
  return { name: decision, decision, rules: rules(parts) };
}

export function directory(known: Partial<Directory>): Directory {
  return { ...EMPTY_DIRECTORY, ...known };
}

/** A lookup in a record. */
export function lookup<T>(values: Record<string, T>): (id: string) => T | undefined {
  return (id) => values[id];
}

/** One user or client, with a value for everything that a policy can ask for. */
export interface Person {
  /** Set if the user logs in. */
  readonly email?: string;
  readonly provider?: string;
  readonly groups?: readonly string[];
  readonly methods?: readonly string[];
  readonly country?: string;
  readonly address?: string;
  readonly postures?: readonly string[];
  readonly token?: string;
  readonly commonName?: string;
}

/** Whether the user is in the set. */
export function isIn(formula: Formula, person: Person): boolean {
  const values = attributesOf(formula).map((each): [string, boolean] => [each.key, hasAttribute(person, each)]);
  return valueOf(formula, new Map(values))!;
}

/** Whether an attribute is true of the user. */
export function hasAttribute(person: Person, { kind, value }: Attribute): boolean {
  const range = kind === "address" ? parseCidr(value) : undefined;
  const address = parseCidr(person.address ?? "");
  switch (kind) {
    case "login":
      return person.email !== undefined;
    case "email":
      return person.email === value;
    case "email domain":
      return person.email?.split("@")[1] === value;
    case "country":
      return person.country === value;
    case "address":
      return range !== undefined && address !== undefined && contains(range, address);
    case "login method":
      return person.provider === value;
    case "authentication method":
      return person.methods?.includes(value) ?? false;
    case "identity":
      return person.groups?.some((name) => value === `Okta group ${name}`) ?? false;
    case "service token":
      return person.token === value;
    case "any service token":
      return person.token !== undefined;
    case "certificate":
      return person.commonName !== undefined;
    case "common name":
      return person.commonName === value;
    case "request":
      return person.postures?.some((id) => value === `posture ${id}`) ?? false;
    default:
      return false;
  }
}
