import { ZeroTrustAccessApplication } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
import { Construct } from "constructs";
import { IAccessPolicy, IServiceToken } from "./interfaces";
import { DEFAULT_SESSION_DURATION, validateSessionDuration } from "./session-duration";
import { Account } from "../core/account";
import { validateHostname } from "../core/addresses/hostname";
import { Problem, report, warn } from "../core/errors";
import { validateOwnership } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn, take } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { validateResourceName, requireLiteral } from "../core/terraform/resources";

/** Defines what an Access application is besides whom it lets in. */
export interface AccessApplicationOptions {
  /** The name people read in the App Launcher. @default - the first hostname */
  readonly name?: string;
  /** How long a login lasts, such as "8h"; a policy's own duration goes before it. @default "24h" */
  readonly sessionDuration?: string;
  /** The identity providers people may log in with, by id. @default - all of the account */
  readonly allowedIdentityProviders?: string[];
  /** Goes straight to the identity provider, of which there must then be exactly one. @default false */
  readonly autoRedirectToIdentity?: boolean;
  /** @default true */
  readonly appLauncherVisible?: boolean;
}

/** Defines an Access application. */
export interface AccessApplicationProps extends AccessApplicationOptions {
  readonly account: Account;
  /** The hosts it covers: literal FQDNs, lower case; a `*` stands for one label. One to fifty. */
  readonly hostnames: string[];
  /** Who gets in, in this order. */
  readonly policies: IAccessPolicy[];
}

/** @internal The names of `AccessApplicationOptions`. */
export const APPLICATION_OPTIONS: PropNames<AccessApplicationOptions>["optional"] = {
  name: true,
  sessionDuration: true,
  allowedIdentityProviders: true,
  autoRedirectToIdentity: true,
  appLauncherVisible: true,
};

/** @internal What to pass as `policies`. */
export const POLICIES_HINT = "a list of AccessPolicy constructs. It can be empty if only service tokens are allowed";

const PROPS: PropNames<AccessApplicationProps> = {
  required: {
    account: ACCOUNT_HINT,
    hostnames: 'the hostnames to protect, such as ["app.example.com"]',
    policies: POLICIES_HINT,
  },
  optional: APPLICATION_OPTIONS,
};

/**
 * Defines an Access application: the lock at Cloudflare's edge. `Tunnel.publish` makes one for each host; this is for hosts that are routed elsewhere.
 *
 * Errors: HostnameInvalid, ApplicationInvalid, NobodyGetsIn, OpenPolicyAsLock, SessionDurationInvalid, AccountMismatch, StackMismatch.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/applications/configure-apps/self-hosted-public-app/
 */
export class AccessApplication extends Construct {
  public readonly resource: ZeroTrustAccessApplication;
  private readonly account: Account;
  private readonly policies: IAccessPolicy[];
  private readonly tokenPolicies: IAccessPolicy[] = [];

  public constructor(scope: Construct, id: string, props: AccessApplicationProps) {
    super(scope, id);
    checkProps(this, "AccessApplication", props, PROPS);
    const { account, hostnames, sessionDuration = DEFAULT_SESSION_DURATION } = props;
    for (const hostname of hostnames) requireLiteral(this, "a hostname", hostname);
    this.account = account;
    this.policies = [...props.policies];
    this.resource = new ZeroTrustAccessApplication(this, "Resource", {
      provider: registerIn(this, account, "accessApplications"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      type: "self_hosted",
      name: props.name ?? hostnames[0] ?? id,
      destinations: hostnames.map((uri) => ({ type: "public", uri })),
      policies: ranked(this.policies),
      sessionDuration,
      appLauncherVisible: props.appLauncherVisible ?? true,
      ...(props.allowedIdentityProviders !== undefined && { allowedIdps: [...props.allowedIdentityProviders] }),
      ...(props.autoRedirectToIdentity === true && { autoRedirectToIdentity: true }),
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...hostnames.flatMap(validateHostname),
      ...validateApplication(props),
      ...hostnames.flatMap((hostname) => this.validateTwin(hostname)),
      ...validateSessionDuration(sessionDuration),
      ...this.policies.flatMap((policy) => this.validatePolicy(policy)),
    );
    this.node.addValidation({ validate: () => this.nobodyGetsIn() });
    if (props.sessionDuration !== undefined) this.warnOfShadowedSession(props.sessionDuration);
    guardLifecycle(this, this.resource);
    honourDependencies(this);
  }

  /** The application's audience tag, which its tokens carry and connectors ask for. */
  public get aud(): string {
    return this.resource.aud;
  }

  /** Lets machines in that hold this service token. Its policy comes last, so that the others keep their numbers. */
  public allowServiceToken(token: IServiceToken): void {
    const policy = token._policy(this.account);
    if (this.tokenPolicies.includes(policy)) return;
    // The policy of an imported token is made here, in the stack and the account that used it first.
    report(this, ...validateOwnership(this, this.account, token._owner ?? policy._owner));
    this.tokenPolicies.push(policy);
    this.resource.putPolicies(ranked([...this.policies, ...this.tokenPolicies]));
  }

  private validatePolicy(policy: IAccessPolicy): Problem[] {
    const problems = validateOwnership(this, this.account, policy._owner);
    if (policy._opening !== undefined) {
      problems.push({
        code: "OpenPolicyAsLock",
        message: `policy ${policy.node.path} locks nothing: ${policy._opening}, or publish the host by HostAccess.publicly("why")`,
      });
    }
    return problems;
  }

  private validateTwin(hostname: string): Problem[] {
    const twin = take(this, `application of ${hostname}`);
    if (twin === undefined || twin === this) return [];
    return [
      {
        code: "ApplicationInvalid",
        message: `"${hostname}" has an application already, ${twin.node.path}; Cloudflare refuses a second one: leave one`,
      },
    ];
  }

  private nobodyGetsIn(): string[] {
    if (this.policies.length + this.tokenPolicies.length > 0) return [];
    return [
      "NobodyGetsIn: the application has no policy and no service token; expected at least one AccessPolicy, or allowServiceToken(…)",
    ];
  }

  private warnOfShadowedSession(sessionDuration: string): void {
    for (const policy of this.policies) {
      if (policy._sessionDuration !== undefined && policy._sessionDuration !== sessionDuration) {
        warn(
          this,
          "SessionDurationShadowed",
          `sessionDuration is "${sessionDuration}", but policy ${policy.node.path} says "${policy._sessionDuration}" and goes before it; say it on the policy`,
        );
      }
    }
  }
}

/** Ascending from 1 and explicit: what is left to the API is read back as a change. */
function ranked(policies: IAccessPolicy[]) {
  return policies.map(({ policyId }, index) => ({ id: policyId, precedence: index + 1 }));
}

function validateApplication(props: AccessApplicationProps): Problem[] {
  const problems: Problem[] = [];
  const { hostnames, allowedIdentityProviders: providers } = props;
  if (hostnames.length < 1 || hostnames.length > 50) {
    problems.push({
      code: "ApplicationInvalid",
      message: `hostnames holds ${hostnames.length}; expected 1 to 50`,
    });
  }
  for (const twice of repeated([...hostnames, ...props.policies.map(({ node }) => node.path)])) {
    problems.push({ code: "ApplicationInvalid", message: `"${twice}" stands twice; Cloudflare refuses it: leave one` });
  }
  if (props.autoRedirectToIdentity === true && providers?.length !== 1) {
    problems.push({
      code: "ApplicationInvalid",
      message: `autoRedirectToIdentity needs exactly one of allowedIdentityProviders, which holds ${providers?.length ?? 0}`,
    });
  }
  return problems;
}

function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
