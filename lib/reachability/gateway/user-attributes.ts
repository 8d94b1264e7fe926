import { emailAddress, emailDomain } from "../access/identity-selectors";
import type { Directory } from "../access/model";
import { attribute, Trust } from "../users/attribute";
import { domainsOfPattern, isAnyEmail, isDomainSuffix, variantsOf } from "../users/email-pattern";
import { Formula, has, or } from "../users/formula";

/** @internal The field of a user's e-mail address. */
export const EMAIL = "identity.email";

/** @internal The field of the posture checks that a device passes. */
export const POSTURE = "device_posture.checks.passed";

/** @internal Whether a field has several values. Undefined if it is unknown. */
export function isList(field: string): boolean | undefined {
  if (field === POSTURE || field.startsWith("identity.groups.")) return true;
  return field === EMAIL || field === "identity.name" ? false : undefined;
}

/**
 * The users with a value of a field. An e-mail address can stand for its variants as well.
 *
 * @internal
 */
export function usersWith(field: string, value: string, variants: boolean, directory?: Directory): Formula {
  if (field === POSTURE) return passes(value, directory);
  if (field !== EMAIL) return fieldValue(field, value, "identified", value);
  return variants ? emailVariants(value.toLowerCase()) : emailAddress(value);
}

/** @internal The users with a value that only Terraform can evaluate. */
export function usersWithReference(field: string, reference: string): Formula {
  return fieldValue(field, reference, "unknown", reference);
}

/** @internal The users with a value other than the given ones. Every user may have one, such as a common group. */
export function usersWithOther(field: string, values: string[]): Formula {
  const names = [...new Set(values)].sort().join(", ");
  return fieldValue(field, `other than ${names}`, "self-asserted", `a value other than ${names}`);
}

/** @internal The users with a value that matches a regular expression. */
export function usersMatchingPattern(field: string, regex: string): Formula {
  const trust = isAnyEmail(regex) ? "self-asserted" : "identified";
  if (field !== EMAIL) return fieldValue(field, `matches ${regex}`, trust, `a value that matches ${regex}`);
  if (isDomainSuffix(regex)) return or(...domainsOfPattern(regex)!.map(emailDomain));
  return emailPattern(regex, trust, `whose e-mail matches ${regex}`, `whose e-mail does not match ${regex}`);
}

/** @internal The users with a value on a list of the account. */
export function usersOnList(field: string, id: string, variants: boolean, directory?: Directory): Formula {
  const items = field === EMAIL ? directory?.listItems(id) : undefined;
  if (items !== undefined) return or(...items.map((each) => usersWith(EMAIL, each, variants)));
  const list = `list ${directory?.nameOf(id) ?? id}`;
  // The key is that of the selector of Access, which refers to the same lists.
  return field === EMAIL
    ? identity(`email list ${id}`, "unknown", `on e-mail ${list}`, `not on e-mail ${list}`)
    : identity(`${field} list ${id}`, "unknown", `with ${field} on ${list}`, `without ${field} on ${list}`);
}

function emailVariants(email: string): Formula {
  const words = `with e-mail ${email} or a variant of it`;
  return emailPattern(variantsOf(email), "identified", words, `whose e-mail is no variant of ${email}`);
}

function emailPattern(regex: string, trust: Trust, words: string, negated: string): Formula {
  return has(attribute("email pattern", regex, trust, words, negated));
}

function passes(id: string, directory?: Directory): Formula {
  const name = directory?.nameOf(id) ?? id;
  const words = `whose device passes ${name}`;
  return has(
    attribute("request", `posture ${id}`, postureTrust(id, directory), words, `whose device does not pass ${name}`),
  );
}

/** Every enrolled device runs the client and uses Gateway. */
function postureTrust(id: string, directory?: Directory): Trust {
  const type = directory?.postureType(id);
  if (type === undefined) return "unknown";
  return type === "warp" || type === "gateway" ? "self-asserted" : "identified";
}

function fieldValue(field: string, value: string, trust: Trust, shown: string): Formula {
  const key = `${field} ${value}`;
  return field.startsWith("identity.groups.")
    ? identity(key, trust, `in group ${shown}`, `not in group ${shown}`)
    : identity(key, trust, `with ${field} ${shown}`, `without ${field} ${shown}`);
}

function identity(value: string, trust: Trust, words: string, negated: string): Formula {
  return has(attribute("identity", value, trust, words, negated));
}
