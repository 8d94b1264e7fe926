import { ZeroTrustAccessApplication } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
import { TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { corsHeaders, CorsOptions, CORS_OPTIONS, validateCors } from "./cors";
import { IAccessPolicy, IServiceToken } from "./interfaces";
import { lateDenials, validateAdmission, validateProtection } from "./policy-validation";
import { DEFAULT_SESSION_DURATION, validateSessionDuration } from "./session-duration";
import { Account } from "../core/account";
import { accessMatches, validateHostname } from "../core/addresses/hostname";
import { Problem, report, reportAtEnd, warn } from "../core/errors";
import { Owner, validateOwnership } from "../core/owner";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn, Registry } from "../core/registry";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes, GuardedAttributes } from "../core/terraform/guarded-attributes";
import { CREATE_BEFORE_DESTROY, guardLifecycle } from "../core/terraform/lifecycle";
import { address, validateResourceName, requireLiteral } from "../core/terraform/resources";
import { UUID, validateUuid } from "../core/uuid";

/** The SameSite attribute of the cookie that Access sets after a login. */
export enum SameSiteCookie {
  /** Browsers send the cookie with every request, which pages of other sites require. */
  NONE = "none",
  /** Browsers send the cookie with requests of the same site and when a user follows a link. */
  LAX = "lax",
  /** Browsers send the cookie with requests of the same site only. A login then redirects without end. */
  STRICT = "strict",
}

/** The settings of an Access application, except its hostnames and policies. */
export interface AccessApplicationOptions {
  /**
   * The name of the application in the App Launcher and the dashboard.
   *
   * @default - the first hostname
   */
  readonly name?: string;
  /**
   * The duration of a session, such as "8h". The duration of a policy takes precedence over it.
   *
   * @default "24h"
   */
  readonly sessionDuration?: string;
  /**
   * The ids of the identity providers that users can log in with: at least one UUID.
   *
   * @default - all identity providers of the account
   */
  readonly allowedIdentityProviders?: string[];
  /**
   * Whether to skip the selection of an identity provider. It requires exactly one allowed identity provider.
   *
   * @default false
   */
  readonly autoRedirectToIdentity?: boolean;
  /**
   * Whether the App Launcher shows the application.
   *
   * @default true
   */
  readonly appLauncherVisible?: boolean;
  /**
   * The URL of the logo in the App Launcher, with https.
   *
   * @default - none
   */
  readonly logoUrl?: string;
  /**
   * The names of existing tags of the account, which group applications in the App Launcher.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * The URL that denied users are redirected to, with https, on a host that the application does not protect.
   *
   * @default - Cloudflare's page
   */
  readonly customDenyUrl?: string;
  /**
   * The cross-origin requests that browsers may send to the hosts.
   *
   * @default - none; Access answers preflight requests with 403
   */
  readonly cors?: CorsOptions;
  /**
   * The SameSite attribute of the cookie. Pages of other sites require `SameSiteCookie.NONE`.
   *
   * @default - no attribute, which browsers treat as "lax"
   */
  readonly sameSiteCookie?: SameSiteCookie;
  /**
   * Whether scripts of a page cannot read the cookie.
   *
   * @default true
   */
  readonly httpOnlyCookie?: boolean;
  /**
   * Whether requests without a valid service token get 401 in place of a redirect to the login page, if a policy for
   * service tokens blocks them.
   *
   * @default false
   */
  readonly serviceAuth401?: boolean;
}

/** The properties of an Access application. */
export interface AccessApplicationProps extends AccessApplicationOptions {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The hostnames that it protects: 1 to 50 literal FQDNs in lower case. A `*` matches one label. */
  readonly hostnames: string[];
  /** The policies, in the order of evaluation. */
  readonly policies: IAccessPolicy[];
}

/** @internal The names of `AccessApplicationOptions`. */
export const APPLICATION_OPTIONS: PropNames<AccessApplicationOptions>["optional"] = {
  name: true,
  sessionDuration: true,
  allowedIdentityProviders: true,
  autoRedirectToIdentity: true,
  appLauncherVisible: true,
  logoUrl: true,
  tags: true,
  customDenyUrl: true,
  cors: true,
  sameSiteCookie: true,
  httpOnlyCookie: true,
  serviceAuth401: true,
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
 * @throws ValidationError AccountMismatch, ApplicationInvalid, CorsInvalid, HostnameInvalid, IdInvalid, NobodyGetsIn,
 * OpenPolicyAsLock, SafetyContractBroken, SessionDurationInvalid, StackMismatch
 * @see https://developers.cloudflare.com/cloudflare-one/applications/configure-apps/self-hosted-public-app/
 */
export class AccessApplication extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustAccessApplication;
  /** @internal */
  public readonly _owner: Owner;
  /** @internal */
  public readonly _hostnames: readonly string[];
  private readonly account: Account;
  private readonly guarded: GuardedAttributes;
  private readonly policies: IAccessPolicy[];
  private readonly tokenPolicies: IAccessPolicy[] = [];

  public constructor(scope: Construct, id: string, props: AccessApplicationProps) {
    super(scope, id);
    checkProps(this, "AccessApplication", props, PROPS);
    if (props.cors !== undefined) checkProps(this, "AccessApplication.cors", props.cors, CORS_OPTIONS);
    const { account, hostnames, sessionDuration = DEFAULT_SESSION_DURATION } = props;
    for (const hostname of hostnames) requireLiteral(this, "a hostname", hostname);
    this.account = account;
    this._owner = { construct: this, account };
    this._hostnames = [...hostnames];
    this.policies = [...props.policies];
    this.resource = create(ZeroTrustAccessApplication, this, "Resource", {
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
      ...browserSettings(props),
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...hostnames.flatMap(validateHostname),
      ...validateApplication(props),
      ...validateBrowserSettings(props),
      ...hostnames.flatMap((hostname) => this.claimHostname(hostname)),
      ...validateSessionDuration(sessionDuration),
      ...(props.allowedIdentityProviders ?? []).flatMap((idp) => validateUuid("allowedIdentityProviders", idp, UUID)),
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
   * @throws ValidationError AccountMismatch, StackMismatch
   */
  public allowServiceToken(token: IServiceToken): void {
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

function browserSettings(props: AccessApplicationOptions) {
  const { tags, cors, sameSiteCookie, httpOnlyCookie, serviceAuth401, logoUrl, customDenyUrl } = props;
  return {
    ...(logoUrl !== undefined && { logoUrl }),
    ...(tags !== undefined && tags.length > 0 && { tags: [...tags] }),
    ...(customDenyUrl !== undefined && { customDenyUrl }),
    ...(cors !== undefined && { corsHeaders: corsHeaders(cors) }),
    ...(sameSiteCookie !== undefined && { sameSiteCookieAttribute: sameSiteCookie }),
    ...(httpOnlyCookie !== undefined && { httpOnlyCookieAttribute: httpOnlyCookie }),
    ...(serviceAuth401 === true && { serviceAuth401Redirect: true }),
  };
}

function validateBrowserSettings(props: AccessApplicationProps): Problem[] {
  const { hostnames, tags = [], cors, sameSiteCookie, logoUrl, customDenyUrl } = props;
  const problems: Problem[] = [
    ...validateUrl("logoUrl", logoUrl),
    ...validateUrl("customDenyUrl", customDenyUrl),
    ...(cors === undefined ? [] : validateCors(cors)),
  ];
  const denyHost = hostOf(customDenyUrl);
  if (denyHost !== undefined && hostnames.some((hostname) => accessMatches(hostname, denyHost))) {
    problems.push({
      code: "ApplicationInvalid",
      message: `customDenyUrl: the application protects "${denyHost}", so denied users would be redirected without end. Use a host that it does not protect.`,
    });
  }
  if (tags.some((tag) => !/\S/.test(tag)) || repeated(tags).length > 0) {
    problems.push({
      code: "ApplicationInvalid",
      message: `tags: ${JSON.stringify(tags)} contains an empty or a repeated name. List the name of each tag once.`,
    });
  }
  const attributes: string[] = Object.values(SameSiteCookie);
  if (sameSiteCookie !== undefined && !attributes.includes(sameSiteCookie) && !Token.isUnresolved(sameSiteCookie)) {
    problems.push({
      code: "ApplicationInvalid",
      message: `sameSiteCookie: "${String(sameSiteCookie)}" is not valid. Use SameSiteCookie.NONE or SameSiteCookie.LAX.`,
    });
  }
  return problems;
}

function validateUrl(option: string, url: string | undefined): Problem[] {
  if (url === undefined || Token.isUnresolved(url)) return [];
  if (hostOf(url) !== undefined && url.startsWith("https://")) return [];
  return [
    {
      code: "ApplicationInvalid",
      message: `${option}: "${url}" is not valid. Use an absolute URL with https, such as "https://www.example.com/page".`,
    },
  ];
}

/** The host of an absolute URL without white space, in lower case. */
function hostOf(url: string | undefined): string | undefined {
  if (url === undefined || Token.isUnresolved(url) || /\s/.test(url) || !URL.canParse(url)) return undefined;
  return new URL(url).hostname || undefined;
}

function repeated(values: string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
