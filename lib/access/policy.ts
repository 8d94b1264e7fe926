import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { Construct } from "constructs";
import { IAccessPolicy } from "./interfaces";
import { AccessRule, INCLUDE_HINT } from "./rule";
import { DEFAULT_SESSION_DURATION, validateSessionDuration } from "./session-duration";
import { Account } from "../core/account";
import { Problem, report, warn } from "../core/errors";
import { Owner, validateOwnership } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";

/** Defines what a policy does with those it speaks of. */
export enum AccessDecision {
  /** Lets people in after they logged in. */
  ALLOW = "allow",
  /** Keeps people out. */
  DENY = "deny",
  /** Lets machines in by a service token or a certificate, without a login. */
  NON_IDENTITY = "non_identity",
  /** Lets requests pass without Access, unlogged. It is no lock, and the connector answers 403 to them. */
  BYPASS = "bypass",
}

/** Defines a reusable Access policy. */
export interface AccessPolicyProps {
  readonly account: Account;
  /** The name people read in the dashboard. @default - the construct's id */
  readonly name?: string;
  /** @default AccessDecision.ALLOW */
  readonly decision?: AccessDecision;
  /** Whom it speaks of: any of these. At least one. */
  readonly include: AccessRule[];
  /** What they must be besides: all of these. @default - nothing */
  readonly require?: AccessRule[];
  /** Who is left out. @default - nobody */
  readonly exclude?: AccessRule[];
  /** How long a login lasts, such as "8h". It goes before the application's. @default "24h" */
  readonly sessionDuration?: string;
}

const PROPS: PropNames<AccessPolicyProps> = {
  required: { account: ACCOUNT_HINT, include: INCLUDE_HINT },
  optional: { name: true, decision: true, require: true, exclude: true, sessionDuration: true },
};

/**
 * Defines a reusable Access policy: who gets in.
 *
 * Errors: IdInvalid, PolicyWithoutRule, AccessRuleInvalid, ServiceTokenInAllow, SessionDurationInvalid, AccountMismatch, StackMismatch.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/policies/access/
 */
export class AccessPolicy extends Construct implements IAccessPolicy {
  /** Defines a policy that another stack or somebody else owns; the summary shows it as opaque. */
  public static fromPolicyId(scope: Construct, id: string, policyId: string): IAccessPolicy {
    class ImportedAccessPolicy extends Construct implements IAccessPolicy {
      public readonly policyId = policyId;
    }
    const policy = new ImportedAccessPolicy(scope, id);
    report(policy, ...validateUuid("policyId", policyId));
    return policy;
  }

  public readonly resource: ZeroTrustAccessPolicy;
  public readonly policyId: string;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _opening?: string;
  /** @internal */
  public readonly _sessionDuration: string;

  public constructor(scope: Construct, id: string, props: AccessPolicyProps) {
    super(scope, id);
    checkProps(this, "AccessPolicy", props, PROPS);
    const { account, include, require = [], exclude = [], decision = AccessDecision.ALLOW } = props;
    this._owner = { construct: this, account, importer: "AccessPolicy.fromPolicyId" };
    this._opening = openingOf(decision, include, require);
    this._sessionDuration = props.sessionDuration ?? DEFAULT_SESSION_DURATION;
    this.resource = new ZeroTrustAccessPolicy(this, "Resource", {
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
    this.policyId = this.resource.id;
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateSessionDuration(this._sessionDuration),
      ...validateRule(this, account, include, require, exclude),
    );
    if (decision === AccessDecision.ALLOW && include.some(isServiceToken)) {
      warn(
        this,
        "ServiceTokenInAllow",
        "include has a service token, and an allow asks for a login, which machines cannot give; let them in by allowServiceToken(…) of the host, or by a policy of its own with AccessDecision.NON_IDENTITY",
      );
    }
    guardLifecycle(this, this.resource);
    honourDependencies(this);
  }
}

function isServiceToken({ _selectors }: AccessRule): boolean {
  return _selectors.some(({ serviceToken }) => serviceToken !== undefined);
}

/** @internal */
export function selectors(rules: AccessRule[]) {
  return rules.flatMap((rule) => rule._selectors);
}

/** @internal What is wrong with the rules of a policy or a group. */
export function validateRule(
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
      message: "include is empty; expected at least one AccessRule: Cloudflare refuses a policy that speaks of nobody",
    });
  }
  return problems;
}

/** @internal Whom these rules let in, where that is nobody in particular: any include counts, and a require narrows it. */
export function anyoneIn(include: AccessRule[], require: AccessRule[]): string | undefined {
  if (require.some((rule) => rule._anyone === undefined)) return undefined;
  return include.find((rule) => rule._anyone !== undefined)?._anyone;
}

function openingOf(decision: AccessDecision, include: AccessRule[], require: AccessRule[]): string | undefined {
  if (decision === AccessDecision.DENY) return undefined;
  if (decision === AccessDecision.BYPASS) {
    return "its decision is bypass, whoever it speaks of; make that allow or non_identity";
  }
  const anyone = anyoneIn(include, require);
  return anyone && `it lets in ${anyone}; narrow it by require`;
}
