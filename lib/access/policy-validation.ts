import { IConstruct } from "constructs";
import { directoryOf, policyData, strangerIn } from "./evaluation";
import { IAccessPolicy } from "./interfaces";
import { Account } from "../core/account";
import { Problem } from "../core/errors";
import { Registry } from "../core/registry";
import { admissionOf, isBeforeLogin, policyUsers } from "../reachability/access/application";
import { AccessPolicyData, AccessRules, Directory } from "../reachability/access/model";
import { usersOf } from "../reachability/access/selectors";
import { and, Formula, not, or } from "../reachability/users/formula";
import { Certainty, findStranger, findUser } from "../reachability/users/search";
import { describeUser } from "../reachability/users/user-text";

/** @internal Refuses a policy that no user can match, with the reason. */
export function validateSatisfiable(policy: AccessPolicyData, directory: Directory): Problem[] {
  const { rules, decision } = policy;
  if (rules === undefined || rules.include.length === 0) return [];
  if (findUser(policyUsers(policy, directory)) !== undefined) return [];
  return [
    { code: "PolicyUnsatisfiable", message: `no user can match the policy: ${reasonOf(rules, decision, directory)}` },
  ];
}

/** @internal What a rule without effect matches, and where it is. */
export interface IneffectiveRule {
  readonly place: "include" | "exclude";
  readonly user: string;
}

/**
 * The rules about identities in a policy that is evaluated before the login, when a user has none. A rule in `require`
 * makes the policy unsatisfiable instead.
 *
 * @internal
 */
export function rulesBeforeLogin(policy: AccessPolicyData, directory: Directory): IneffectiveRule[] {
  const { rules } = policy;
  if (rules === undefined || !isBeforeLogin(policy)) return [];
  if (findUser(policyUsers(policy, directory)) === undefined) return [];
  return (["include", "exclude"] as const).flatMap((place) =>
    rules[place].flatMap((selector) => {
      const userAt = (login: boolean) =>
        findUser(
          usersOf(
            { include: [selector], require: [], exclude: [] },
            { directory, login, linkedUsers: () => undefined },
          ),
        );
      const user = userAt(false) === undefined ? userAt(true) : undefined;
      return user === undefined ? [] : [{ place, user: describeUser(user) }];
    }),
  );
}

function reasonOf(rules: AccessRules, decision: string | undefined, directory: Directory): string {
  const login = !isBeforeLogin({ decision });
  const users = (some: Partial<AccessRules>, loggedIn = login): Formula =>
    usersOf(
      { include: [EVERYONE], require: [], exclude: [], ...some },
      { directory, login: loggedIn, linkedUsers: () => undefined },
    );
  if (findUser(users(rules, !login)) !== undefined) {
    return login
      ? "a service token does not complete a login. Use AccessDecision.NON_IDENTITY, or allowServiceToken(…) of the host."
      : `a policy with the decision ${decision} is evaluated before the login, when a user has no identity. Use AccessDecision.ALLOW.`;
  }
  const pair = rules.require
    .flatMap((a, i) => rules.require.slice(i + 1).map((b) => [a, b]))
    .find((both) => findUser(users({ require: both })) === undefined);
  if (pair !== undefined) {
    const [a, b] = pair.map((each) => describeUser(findUser(users({ include: [each] })) ?? { has: [], lacks: [] }));
    return `require demands all of its values, and ${a} cannot also be ${b}. Put the alternatives into the include of an AccessGroup, and require the group.`;
  }
  return rules.exclude.length > 0
    ? "require and exclude leave no user of include. Remove the rule that contradicts the others."
    : "no user of include matches require. Remove the rule that contradicts the others.";
}

const EVERYONE = { name: "everyone", value: {} };

const PROTECTIONS = new Registry<Problem[]>();
const ADMISSIONS = new Registry<Problem[]>();
const DENIALS = new Registry<LateDeny[]>();

/** Many hosts have the same policies, which are evaluated once. */
function once<T>(
  results: Registry<T>,
  scope: IConstruct,
  account: Account,
  policies: IAccessPolicy[],
  find: () => T,
): T {
  const key = [account.accountId, account.ownUsersOnly === true, ...policies.map(({ node }) => node.path)].join("\n");
  const known = results.find(scope, key);
  if (known !== undefined) return known;
  const found = find();
  results.claim(scope, key, found);
  return found;
}

/** @internal Refuses policies through which strangers reach the host, one by one and together. */
export function validateProtection(scope: IConstruct, account: Account, policies: IAccessPolicy[]): Problem[] {
  return once(PROTECTIONS, scope, account, policies, () => protectionProblems(scope, account, policies));
}

function protectionProblems(scope: IConstruct, account: Account, policies: IAccessPolicy[]): Problem[] {
  return openPolicies(scope, account, policies).map((mistake) => ({
    code: "OpenPolicyAsLock",
    message: `${mistake}, or publish the host with HostAccess.publicly("reason")`,
  }));
}

/** @internal Why policies amount to public access, with the remedy, as sentences without a period. */
export function openPolicies(scope: IConstruct, account: Account, policies: IAccessPolicy[]): string[] {
  const directory = directoryOf(scope, account);
  const data = policies.map((policy) => policyData(scope, policy));
  const mistakes = policies.flatMap((policy, i) => openPolicy(policy, data[i], directory));
  if (mistakes.length > 0) return mistakes;
  const { withToken, withoutToken } = admissionOf({ policies: data, allowedProviders: [] }, directory);
  const stranger = findStranger(or(withToken, withoutToken), Certainty.CERTAIN);
  if (stranger === undefined) return [];
  return [
    `its policies together amount to public access: they allow ${describeUser(stranger)}. Narrow them with require`,
  ];
}

function openPolicy({ node }: IAccessPolicy, policy: AccessPolicyData, directory: Directory): string[] {
  const amounts = `policy ${node.path} amounts to public access`;
  if (policy.decision === "bypass") {
    return [
      `${amounts}: its decision is bypass, which disables Access for every user who matches. Use allow or non_identity`,
    ];
  }
  const stranger = strangerIn(policy, directory);
  return stranger === undefined ? [] : [`${amounts}: it allows ${describeUser(stranger)}. Narrow it with require`];
}

/** @internal Whether a policy is open if the identity providers of the account are, and to whom. */
export function dependsOnLogins(scope: IConstruct, account: Account, policy: AccessPolicyData): string | undefined {
  if (strangerIn(policy, directoryOf(scope, account)) !== undefined) return undefined;
  const stranger = strangerIn(policy, directoryOf(scope, account, { openLogins: true }));
  return stranger && describeUser(stranger);
}

/** @internal Refuses an application that admits no user. */
export function validateAdmission(scope: IConstruct, account: Account, policies: IAccessPolicy[]): Problem[] {
  return once(ADMISSIONS, scope, account, policies, () => admissionProblems(scope, account, policies));
}

function admissionProblems(scope: IConstruct, account: Account, policies: IAccessPolicy[]): Problem[] {
  const data = policies.map((policy) => policyData(scope, policy));
  // A policy that no user matches is reported itself.
  const { withToken, withoutToken } = admissionOf(
    { policies: data, allowedProviders: [] },
    directoryOf(scope, account),
  );
  if (policies.length > 0 && findUser(or(withToken, withoutToken)) !== undefined) return [];
  const message =
    policies.length === 0
      ? "the application has no policy and no service token, so it denies every request. Add an AccessPolicy to policies, or call allowServiceToken(…)."
      : "its policies allow no user: each user matches a policy with the decision deny first, or no policy. Add an AccessPolicy that allows users.";
  return [{ code: "NobodyGetsIn", message }];
}

/** @internal A deny policy that is evaluated too late, the policy before it, and a user who gets in nevertheless. */
export interface LateDeny {
  readonly deny: IAccessPolicy;
  readonly allow: IAccessPolicy;
  readonly user: string;
}

/**
 * Finds deny policies without effect: users whom they match are allowed before, and they deny no user whom a later
 * policy would allow.
 *
 * @internal
 */
export function lateDenials(scope: IConstruct, account: Account, policies: IAccessPolicy[]): LateDeny[] {
  return once(DENIALS, scope, account, policies, () => findLateDenials(scope, account, policies));
}

function findLateDenials(scope: IConstruct, account: Account, policies: IAccessPolicy[]): LateDeny[] {
  const directory = directoryOf(scope, account);
  const listed = policies.map((policy) => ({ policy, data: policyData(scope, policy) }));
  const users = listed.map(({ data }) => policyUsers(data, directory));
  return listed.flatMap(({ policy: deny, data }, i) => {
    if (data.decision !== "deny") return [];
    const before = listed.slice(0, i).map((_, j) => j);
    const late = before.find(
      (j) => listed[j].data.decision === "allow" && findUser(and(users[j], users[i])) !== undefined,
    );
    if (late === undefined) return [];
    const reached = and(users[i], not(or(...before.map((j) => users[j]))));
    const isEffective = listed.slice(i + 1).some(({ data: { decision, rules } }, k) => {
      if (rules === undefined) return true;
      return decision === "allow" && findUser(and(reached, users[i + 1 + k])) !== undefined;
    });
    const user = findUser(and(users[late], users[i]))!;
    return isEffective ? [] : [{ deny, allow: listed[late].policy, user: describeUser(user) }];
  });
}
