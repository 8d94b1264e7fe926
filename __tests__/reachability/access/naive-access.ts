import type { Person } from "./support";
import type { AccessPolicyData, AccessRules, Selector } from "../../../lib/reachability/access/model";

/** The groups of the random policies. */
export type Groups = Readonly<Record<string, AccessRules>>;

/** Evaluates the policies for one person, as the documentation describes it, without formulas. */
export function naiveOutcome(policies: readonly AccessPolicyData[], person: Person, groups: Groups) {
  const early = policies.filter(({ decision }) => decision === "bypass" || decision === "non_identity");
  const late = policies.filter(({ decision }) => decision === "allow" || decision === "deny");
  const first = early.find(({ rules }) => matches(rules!, { ...person, email: undefined }, groups, false));
  if (first !== undefined) return first.decision === "bypass" ? "no token" : "token";
  if (person.email === undefined) return "denied";
  return late.find(({ rules }) => matches(rules!, person, groups, true))?.decision === "allow" ? "token" : "denied";
}

function matches({ include, require, exclude }: AccessRules, person: Person, groups: Groups, login: boolean): boolean {
  const test = (selector: Selector) => isMatch(selector, person, groups, login);
  return include.some(test) && require.every(test) && !exclude.some(test);
}

function isMatch({ name, value }: Selector, person: Person, groups: Groups, login: boolean): boolean {
  switch (name) {
    case "everyone":
      return true;
    case "email":
      return person.email === value.email;
    case "email_domain":
      return person.email?.endsWith(`@${value.domain}`) ?? false;
    case "geo":
      return person.country === value.country_code;
    case "ip":
      return person.address?.startsWith(String(value.ip).split(/(?:\.0)+\//)[0]) ?? false;
    case "login_method":
      return person.email !== undefined && person.provider === value.id;
    case "auth_method":
      return person.email !== undefined && person.methods!.includes(String(value.auth_method));
    case "okta":
      return person.email !== undefined && person.groups!.includes(String(value.name));
    case "service_token":
      return !login && person.token === value.token_id;
    case "any_valid_service_token":
      return !login && person.token !== undefined;
    case "certificate":
      return person.commonName !== undefined;
    case "common_name":
      return person.commonName === value.common_name;
    case "device_posture":
      return person.postures!.includes(String(value.integration_uid));
    case "group":
      return matches(groups[String(value.id)], person, groups, login);
    default:
      throw new Error(`unexpected selector ${name}`);
  }
}
