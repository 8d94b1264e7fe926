import { loginMethod } from "./identity-selectors";
import type { AccessApplicationData, AccessPolicyData, Directory } from "./model";
import { RuleContext, usersOf } from "./selectors";
import { attribute, LOGIN } from "../users/attribute";
import { and, Formula, has, not, or } from "../users/formula";

/** @internal The users whom an application admits. */
export interface Admission {
  /** They reach the connector with a token of the application. */
  readonly withToken: Formula;
  /** They reach the connector without a token, as under a bypass policy. */
  readonly withoutToken: Formula;
}

/** @internal Every request reaches the connector, and none has a token. */
export const UNPROTECTED: Admission = { withToken: false, withoutToken: true };

/**
 * Evaluates the policies of an application: Bypass and Service Auth in their order, then Allow and Block in their
 * order. The first policy that matches decides, and users whom none matches are denied.
 *
 * The model has no time. After a policy becomes narrower, a session with a token of the earlier version continues until
 * the token expires; only the selectors that need no login are evaluated with each request. Approvals, justifications,
 * isolation and multi-factor settings do not change who gets in, so they are not part of it either.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/
 * @internal
 */
export function admissionOf(application: AccessApplicationData, directory: Directory): Admission {
  return admission(application, directory, []);
}

function admission(application: AccessApplicationData, directory: Directory, entered: AccessApplicationData[]) {
  const { policies, allowedProviders } = application;
  const linkedUsers = (id: string) => {
    const linked = directory.application(id);
    if (linked === undefined || linked === application || entered.includes(linked)) return undefined;
    return admission(linked, directory, [...entered, application]).withToken;
  };
  const withToken: Formula[] = [];
  const withoutToken: Formula[] = [];
  let remaining: Formula = true;
  const login = loginOf(allowedProviders, directory);
  const evaluate = (policy: AccessPolicyData) => {
    const users = policyUsers(policy, directory, { login, linkedUsers });
    if (policy.decision !== "deny") {
      (policy.decision === "bypass" ? withoutToken : withToken).push(and(remaining, users));
    }
    remaining = and(remaining, not(users));
  };
  const known = policies.filter(({ rules, decision = "" }) => rules !== undefined && DECISIONS.has(decision));
  known.filter(isBeforeLogin).forEach(evaluate);
  known.filter((policy) => !isBeforeLogin(policy)).forEach(evaluate);
  const opaque = policies.filter((policy) => !known.includes(policy)).map(opaqueUsers);
  return { withToken: or(...withToken, ...opaque), withoutToken: or(...withoutToken, ...opaque) };
}

/** @internal Whether Access evaluates the policy before the login, when a user has no identity. */
export function isBeforeLogin({ decision }: Pick<AccessPolicyData, "decision">): boolean {
  return decision === "bypass" || decision === "non_identity";
}

/** What the users of a policy depend on besides its rules. */
interface PolicyContext {
  /** The users who can log in. @default - every user who logs in */
  readonly login?: Formula;
  /** The users who get a token of a linked application. @default - unknown */
  readonly linkedUsers?: RuleContext["linkedUsers"];
}

/** @internal The users who match a policy by itself. No user if its rules are not known. */
export function policyUsers(
  policy: AccessPolicyData,
  directory: Directory,
  { login = has(LOGIN), linkedUsers = () => undefined }: PolicyContext = {},
): Formula {
  if (policy.rules === undefined) return false;
  const isEarly = isBeforeLogin(policy);
  const users = usersOf(policy.rules, { directory, login: !isEarly, linkedUsers });
  return isEarly ? users : and(login, users);
}

/** @internal The decisions of policies. */
export const DECISIONS = new Set(["allow", "deny", "non_identity", "bypass"]);

/** A policy that is managed elsewhere may allow anyone, with or without a login. */
function opaqueUsers({ name }: AccessPolicyData): Formula {
  const words = `whom policy ${name} allows`;
  return has(attribute("unread", `policy ${name}`, "unknown", words, `whom policy ${name} does not allow`));
}

/**
 * It is undocumented whether Access accepts a session that was made with another provider than those of the
 * application, so they count only if all of them are known to admit the account's own users.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/
 */
function loginOf(allowedProviders: readonly string[], directory: Directory): Formula {
  const methods = allowedProviders.map((id) => loginMethod(id, directory));
  const identify = methods.every(
    (method) => typeof method !== "boolean" && method.kind === "attribute" && method.attribute.trust === "identified",
  );
  return and(has(LOGIN), methods.length > 0 && identify ? or(...methods) : true);
}
