import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { Construct } from "constructs";
import {
  directoryOf,
  isOpenPolicy,
  resourceIdOf,
  registerAccessObject,
  registerProviders,
  rulesData,
} from "./evaluation";
import { GroupInterlock } from "./group-interlock";
import { IAccessPolicy } from "./interfaces";
import { dependsOnLogins, rulesBeforeLogin, validateSatisfiable } from "./policy-validation";
import { AccessRule, INCLUDE_HINT, RULES } from "./rule";
import { DEFAULT_SESSION_DURATION, validateSessionDuration } from "./session-duration";
import { Account } from "../core/account";
import { Problem, report, warn } from "../core/errors";
import { oneOf } from "../core/kinds";
import { Owner, validateOwnership } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn } from "../core/registry";
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";
import type { AccessPolicyData } from "../reachability/access/model";

/** The action of an Access policy. */
export enum AccessDecision {
  /** Allows users after they have logged in. */
  ALLOW = "allow",
  /** Denies users. */
  DENY = "deny",
  /** Allows requests with a service token or a client certificate, without a login. */
  NON_IDENTITY = "non_identity",
  /**
   * Disables Access for matching requests, without logs. It does not protect a host, and the connector answers 403 to
   * these requests.
   */
  BYPASS = "bypass",
}

/** The properties of a reusable Access policy. */
export interface AccessPolicyProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /**
   * The name of the policy in the dashboard.
   *
   * @default - the construct id
   */
  readonly name?: string;
  /**
   * The action for users who match the rules.
   *
   * @default AccessDecision.ALLOW
   */
  readonly decision?: AccessDecision;
  /** The rules of which a user must match at least one. The list must not be empty. */
  readonly include: AccessRule[];
  /**
   * The rules all of which a user must match in addition.
   *
   * @default - none
   */
  readonly require?: AccessRule[];
  /**
   * The rules none of which a user may match.
   *
   * @default - none
   */
  readonly exclude?: AccessRule[];
  /**
   * The duration of a session, such as "8h". It takes precedence over the duration of the application.
   *
   * @default "24h"
   */
  readonly sessionDuration?: string;
}

const PROPS: PropNames<AccessPolicyProps> = {
  required: { account: ACCOUNT_HINT, include: INCLUDE_HINT },
  optional: { name: true, decision: true, require: true, exclude: true, sessionDuration: true },
  kinds: {
    decision: oneOf("an AccessDecision", "AccessDecisions", AccessDecision),
    include: RULES,
    require: RULES,
    exclude: RULES,
  },
};

/** What an Aspect can change: texts, durations, and what a user has to do in addition. */
const FREE_ATTRIBUTES = [
  "name",
  "sessionDuration",
  "approvalGroups",
  "approvalRequired",
  "isolationRequired",
  "purposeJustificationPrompt",
  "purposeJustificationRequired",
];

/**
 * A reusable Access policy: which users or machines can reach a host.
 *
 * @example
 * const partners = new AccessPolicy(this, "partners", {
 *   account,
 *   include: [AccessRule.emails("a@partner.example")],
 *   require: [AccessRule.country("JP")],
 *   sessionDuration: "8h",
 * });
 *
 * @throws ValidationError AccessRuleInvalid, AccountMismatch, PolicyUnsatisfiable, PolicyWithoutRule,
 * SafetyContractBroken, SessionDurationInvalid, StackMismatch
 * @see https://developers.cloudflare.com/cloudflare-one/policies/access/
 */
export class AccessPolicy extends Construct implements IAccessPolicy {
  /**
   * Imports an existing policy by its id, a UUID. The summary cannot show its rules.
   *
   * @throws ValidationError IdInvalid
   */
  public static fromPolicyId(scope: Construct, id: string, policyId: string): IAccessPolicy {
    class ImportedAccessPolicy extends Construct implements IAccessPolicy {
      public readonly policyId = policyId;
    }
    const policy = new ImportedAccessPolicy(scope, id);
    report(policy, ...validateUuid("policyId", policyId));
    return policy;
  }

  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustAccessPolicy;
  /** The id of the policy: a UUID. */
  public readonly policyId: string;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _data: AccessPolicyData;
  /** @internal */
  public readonly _sessionDuration: string;

  public constructor(scope: Construct, id: string, props: AccessPolicyProps) {
    super(scope, id);
    checkProps(this, "AccessPolicy", props, PROPS);
    const { account, include, require = [], exclude = [], decision = AccessDecision.ALLOW } = props;
    this._owner = { construct: this, account, importer: "AccessPolicy.fromPolicyId" };
    registerProviders(this, [...include, ...require, ...exclude]);
    const directory = directoryOf(this, account);
    this._data = { name: this.node.path, decision, rules: rulesData(include, require, exclude) };
    this._sessionDuration = props.sessionDuration ?? DEFAULT_SESSION_DURATION;
    this.resource = create(ZeroTrustAccessPolicy, this, resourceIdOf(isOpenPolicy(this._data, directory)), {
      provider: registerIn(this, account, "accessPolicies"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      name: props.name ?? id,
      decision,
      include: selectors(include),
      ...(require.length > 0 && { require: selectors(require) }),
      ...(exclude.length > 0 && { exclude: selectors(exclude) }),
      sessionDuration: this._sessionDuration,
    });
    this.policyId = idOf(this.resource);
    registerAccessObject(this, this.policyId, { name: id, policy: this._data });
    const invalid = validateRules(this, account, include, require, exclude);
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateSessionDuration(this._sessionDuration),
      ...(invalid.length > 0 ? invalid : validateSatisfiable(this._data, directory)),
    );
    const anyone = invalid.length > 0 ? undefined : dependsOnLogins(this, account, this._data);
    if (anyone !== undefined) {
      warn(
        this,
        "LoginMayBePublic",
        `the policy allows ${anyone}, and whom the identity provider admits is not known here. Add a rule about users to require, or set ownUsersOnly of the account if its providers admit only the organization's own users.`,
      );
    }
    if (decision === AccessDecision.ALLOW && include.some(isServiceToken)) {
      warn(
        this,
        "ServiceTokenInAllow",
        "include contains a service token, but an allow policy requires a login, which a client with a service token cannot complete. Use allowServiceToken(…) of the host, or a separate policy with AccessDecision.NON_IDENTITY.",
      );
    }
    for (const { place, user } of invalid.length > 0 ? [] : rulesBeforeLogin(this._data, directory)) {
      warn(
        this,
        "IdentityBeforeLogin",
        `${place} contains a rule for ${user}, which has no effect: a policy with the decision ${decision} is evaluated before the login, when a user has no identity. Remove the rule, and use it in a policy with AccessDecision.ALLOW.`,
      );
    }
    GroupInterlock.of(this).addPolicy(this.resource);
    guardLifecycle(this, this.resource);
    guardAttributes(this, this.resource, FREE_ATTRIBUTES);
    honourDependencies(this);
  }
}

function isServiceToken({ _selectors }: AccessRule): boolean {
  return _selectors.some(({ serviceToken }) => serviceToken !== undefined);
}

/** @internal The provider's selectors of these rules, in order. */
export function selectors(rules: AccessRule[]) {
  return rules.flatMap((rule) => rule._selectors);
}

/** @internal Validates the rules of a policy or a group. */
export function validateRules(
  scope: Construct,
  account: Account,
  include: AccessRule[],
  ...others: AccessRule[][]
): Problem[] {
  const problems = [...include, ...others.flat()].flatMap((rule) => [
    ...rule._problems,
    ...validateOwnership(scope, account, rule._owner),
  ]);
  if (include.length === 0) {
    problems.push({
      code: "PolicyWithoutRule",
      message:
        'include is empty. Add at least one rule, such as AccessRule.emailDomain("example.com"); Cloudflare refuses a policy without one.',
    });
  }
  return problems;
}
