import { ZeroTrustAccessApplication } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AccessApplicationOptions, APPLICATION_OPTIONS, BrowserRendering, SameSiteCookie } from "./application-options";
import { renderingProblem, validateRendering } from "./browser-rendering";
import { browserSettings, repeated, validateBrowserSettings } from "./browser-settings";
import { CORS_OPTIONS } from "./cors";
import { IAccessPolicy, IServiceToken } from "./interfaces";
import { ACCESS_POLICY, IDENTITY_PROVIDER, SERVICE_TOKEN, SERVICE_TOKEN_HINT } from "./kinds";
import { lateDenials, validateAdmission, validateProtection } from "./policy-validation";
import { providerReference } from "./provider-reference";
import { DEFAULT_SESSION_DURATION, validateSessionDuration } from "./session-duration";
import { Account } from "../core/account";
import { validateHostname } from "../core/addresses/hostname";
import { Problem, report, reportAtEnd, warn } from "../core/errors";
import { checkArgument, listOf, TEXT } from "../core/kinds";
import { Owner, validateOwnership } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn, Registry } from "../core/registry";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes, GuardedAttributes } from "../core/terraform/guarded-attributes";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { address, validateResourceName, requireLiteral } from "../core/terraform/resources";
import { UUID, validateUuid } from "../core/uuid";

/** The properties of an Access application. */
export interface AccessApplicationProps extends AccessApplicationOptions {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The hostnames that it protects: 1 to 50 literal FQDNs in lower case. A `*` matches one label. */
  readonly hostnames: string[];
  /** The policies, in the order of evaluation. */
  readonly policies: IAccessPolicy[];
  /**
   * The terminal that Cloudflare renders in the browser for the servers behind the hostnames.
   *
   * It requires policies that allow or deny users, without service tokens. `Tunnel.publish` sets it for an origin with
   * `browserRendering`.
   *
   * @default - none; the browser shows the pages of the origin
   */
  readonly browserRendering?: BrowserRendering;
}

/** @internal What to pass as `policies`. */
export const POLICIES_HINT = "a list of AccessPolicy constructs. It can be empty if only service tokens are allowed";

const PROPS: PropNames<AccessApplicationProps> = {
  required: {
    account: ACCOUNT_HINT,
    hostnames: 'the hostnames to protect, such as ["app.example.com"]',
    policies: POLICIES_HINT,
  },
  optional: { ...APPLICATION_OPTIONS, browserRendering: true },
  kinds: {
    hostnames: listOf(TEXT),
    policies: listOf(ACCESS_POLICY),
    allowedIdentityProviders: listOf(IDENTITY_PROVIDER),
  },
};

/** What an Aspect can change: texts, looks, durations, cookies and headers, but not who is allowed and where. */
const FREE_ATTRIBUTES = [
  "name",
  "tags",
  "sessionDuration",
  "appLauncherVisible",
  "appLauncherLogoUrl",
  "skipAppLauncherLoginPage",
  "skipInterstitial",
  "autoRedirectToIdentity",
  "logoUrl",
  "bgColor",
  "headerBgColor",
  "footerLinks",
  "landingPageDesign",
  "customPages",
  "customDenyMessage",
  "customDenyUrl",
  "customNonIdentityDenyUrl",
  "serviceAuth401Redirect",
  "readServiceTokensFromHeader",
  "corsHeaders",
  "allowIframe",
  "enableBindingCookie",
  "httpOnlyCookieAttribute",
  "pathCookieAttribute",
  "sameSiteCookieAttribute",
];

/** What to do in place of a change that has a better alternative. */
const REMEDIES = {
  optionsPreflightBypass:
    "A preflight request that bypasses Access carries no token, so the connector answers 403; use the property `cors`, with which Access answers it.",
};

/** The application that protects a hostname. An application is unique per hostname in Cloudflare. */
const APPLICATIONS = new Registry<AccessApplication>();
const APPLICATIONS_BY_ADDRESS = new Registry<AccessApplication>();

/** @internal The application of this app that protects exactly this hostname. */
export function findApplication(scope: Construct, hostname: string): AccessApplication | undefined {
  return APPLICATIONS.find(scope, hostname);
}

/**
 * The construct, or the address, of the application of this stack whose audience tag this is. `undefined` if it is
 * managed in another stack or elsewhere.
 *
 * @internal
 * @param aud the audience tag as Terraform sees it
 */
export function applicationOfAud(scope: Construct, aud: string): AccessApplication | string | undefined {
  const [, found] = /(?<![\w.-])(cloudflare_zero_trust_access_application\.[\w-]+)\.aud\b/.exec(aud) ?? [];
  return found && (APPLICATIONS_BY_ADDRESS.find(scope, keyOf(scope, found)) ?? found);
}

function keyOf(scope: Construct, resourceAddress: string): string {
  return `${TerraformStack.of(scope).node.path}/${resourceAddress}`;
}

/**
 * An Access application, which protects hostnames at Cloudflare's edge. `Tunnel.publish` creates one for each host. Use
 * this construct for hosts that are not routed by a tunnel of this app.
 *
 * @example
 * new AccessApplication(this, "wiki", {
 *   account,
 *   hostnames: ["wiki.example.com"],
 *   policies: [staff],
 *   sessionDuration: "8h",
 * });
 *
 * @throws ValidationError AccountMismatch, ApplicationInvalid, BrowserRenderingInvalid, CorsInvalid, HostnameInvalid,
 * IdInvalid, NobodyGetsIn, OpenPolicyAsLock, SafetyContractBroken, SessionDurationInvalid, StackMismatch
 * @see https://developers.cloudflare.com/cloudflare-one/applications/configure-apps/self-hosted-public-app/
 */
export class AccessApplication extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustAccessApplication;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _hostnames: readonly string[];
  /** @internal */
  public readonly _browserRendering?: BrowserRendering;
  private readonly account: Account;
  private readonly guarded: GuardedAttributes;
  private readonly policies: IAccessPolicy[];
  private readonly tokenPolicies: IAccessPolicy[] = [];

  public constructor(scope: Construct, id: string, props: AccessApplicationProps) {
    super(scope, id);
    checkProps(this, "AccessApplication", props, PROPS);
    if (props.cors !== undefined) checkProps(this, "AccessApplication.cors", props.cors, CORS_OPTIONS);
    const { account, hostnames, sessionDuration = DEFAULT_SESSION_DURATION } = props;
    const providers = props.allowedIdentityProviders?.map(providerReference);
    for (const hostname of hostnames) requireLiteral(this, "a hostname", hostname);
    this.account = account;
    this._owner = { construct: this, account };
    this._hostnames = [...hostnames];
    this._browserRendering = props.browserRendering;
    this.policies = [...props.policies];
    this.resource = create(ZeroTrustAccessApplication, this, "Resource", {
      provider: registerIn(this, account, "accessApplications"),
      lifecycle: { ...CREATE_BEFORE_DESTROY },
      accountId: account.accountId,
      type: props.browserRendering ?? "self_hosted",
      name: props.name ?? hostnames[0] ?? id,
      destinations: hostnames.map((uri) => ({ type: "public", uri })),
      policies: ranked(this.policies),
      sessionDuration,
      appLauncherVisible: props.appLauncherVisible ?? true,
      ...(providers !== undefined && { allowedIdps: providers.map((each) => each.id) }),
      ...(props.autoRedirectToIdentity === true && { autoRedirectToIdentity: true }),
      ...browserSettings(props),
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...hostnames.flatMap(validateHostname),
      ...validateApplication(props),
      ...validateBrowserSettings(props, hostnames),
      ...validateRendering(props.browserRendering, this.policies, props),
      ...hostnames.flatMap((hostname) => this.claimHostname(hostname)),
      ...validateSessionDuration(sessionDuration),
      ...(providers ?? []).flatMap((each) => [
        ...validateUuid("allowedIdentityProviders", each.id, UUID),
        ...validateOwnership(this, account, each.owner),
      ]),
      ...this.policies.flatMap((policy) => validateOwnership(this, account, policy._owner)),
      ...validateProtection(this, account, this.policies),
    );
    reportAtEnd(this, () => validateAdmission(this, account, [...this.policies, ...this.tokenPolicies]));
    this.warnOfLateDenials();
    if (props.sameSiteCookie === SameSiteCookie.STRICT) {
      warn(
        this,
        "SameSiteCookieStrict",
        "sameSiteCookie is strict, so browsers do not send the cookie after the redirect from the login page, and users are redirected without end. Use SameSiteCookie.LAX.",
      );
    }
    if (props.sessionDuration !== undefined) this.warnOfShadowedSession(props.sessionDuration);
    APPLICATIONS_BY_ADDRESS.claim(this, keyOf(this, address(this.resource)), this);
    guardLifecycle(this, this.resource);
    this.guarded = guardAttributes(this, this.resource, FREE_ATTRIBUTES, REMEDIES);
    honourDependencies(this);
  }

  /** The audience (AUD) tag of the application. Connectors require it in the token of each request. */
  public get aud(): string {
    return this.resource.aud;
  }

  /**
   * Allows requests that carry a service token. The policy of the token is added last, so that the precedence of the
   * other policies does not change.
   *
   * @throws ValidationError AccountMismatch, BrowserRenderingInvalid, StackMismatch
   */
  public allowServiceToken(token: IServiceToken): void {
    checkArgument(this, "allowServiceToken", "token", token, SERVICE_TOKEN, SERVICE_TOKEN_HINT);
    if (this._browserRendering !== undefined) {
      const message = `${this.node.path} renders a terminal in the browser, for which Cloudflare supports no service tokens, so ${token.node.path} cannot be allowed. Reach the server by another host, without browserRendering.`;
      report(this, renderingProblem(message));
      return;
    }
    const policy = token._policy(this.account);
    if (this.tokenPolicies.includes(policy)) return;
    // The policy of an imported token belongs to the stack and the account that used the token first.
    report(this, ...validateOwnership(this, this.account, token._owner ?? policy._owner));
    this.tokenPolicies.push(policy);
    this.resource.putPolicies(ranked([...this.policies, ...this.tokenPolicies]));
    this.guarded.rewritten("policies");
  }

  private claimHostname(hostname: string): Problem[] {
    const twin = APPLICATIONS.claim(this, hostname, this);
    if (twin === undefined || twin === this) return [];
    return [
      {
        code: "ApplicationInvalid",
        message: `hostnames: "${hostname}" already has an application, ${twin.node.path}. Cloudflare accepts one application per hostname; remove one of them.`,
      },
    ];
  }

  private warnOfLateDenials(): void {
    for (const { deny, allow, user } of lateDenials(this, this.account, this.policies)) {
      warn(
        this,
        "DenyWithoutEffect",
        `policy ${deny.node.path} denies ${user}, but ${allow.node.path} is listed before it and allows that user. List ${deny.node.path} first.`,
      );
    }
  }

  private warnOfShadowedSession(sessionDuration: string): void {
    for (const policy of this.policies) {
      if (policy._sessionDuration !== undefined && policy._sessionDuration !== sessionDuration) {
        warn(
          this,
          "SessionDurationShadowed",
          `sessionDuration "${sessionDuration}" has no effect for policy ${policy.node.path}, whose own duration "${policy._sessionDuration}" takes precedence. Set the duration on the policy.`,
        );
      }
    }
  }
}

/** Explicit precedences, ascending from 1. Terraform would report a precedence that the API assigns as a change. */
function ranked(policies: IAccessPolicy[]) {
  return policies.map(({ policyId }, index) => ({ id: policyId, precedence: index + 1 }));
}

function validateApplication(props: AccessApplicationProps): Problem[] {
  const problems: Problem[] = [];
  const { hostnames, allowedIdentityProviders: providers } = props;
  if (hostnames.length < 1 || hostnames.length > 50) {
    problems.push({
      code: "ApplicationInvalid",
      message: `hostnames: ${hostnames.length} hostnames were given. Use 1 to 50.`,
    });
  }
  for (const twice of repeated([...hostnames, ...props.policies.map(({ node }) => node.path)])) {
    problems.push({
      code: "ApplicationInvalid",
      message: `"${twice}" is listed more than once. Remove the duplicates.`,
    });
  }
  if (providers?.length === 0 && props.autoRedirectToIdentity !== true) {
    problems.push({
      code: "ApplicationInvalid",
      message:
        "allowedIdentityProviders is empty, and Cloudflare reads an empty list as all identity providers. List at least one, or omit the property to allow all of them.",
    });
  }
  if (props.autoRedirectToIdentity === true && providers?.length !== 1) {
    problems.push({
      code: "ApplicationInvalid",
      message: `autoRedirectToIdentity requires exactly one identity provider, but allowedIdentityProviders has ${providers?.length ?? 0}. Set one, or remove autoRedirectToIdentity.`,
    });
  }
  return problems;
}
