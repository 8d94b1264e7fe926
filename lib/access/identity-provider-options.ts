import { PropNames } from "../core/props";

/** The OAuth client that an identity provider issued for Cloudflare. */
export interface OAuthClientOptions {
  /** The client id. */
  readonly clientId: string;
  /**
   * The client secret, as a reference, such as the `stringValue` of a sensitive `TerraformVariable`. A literal is
   * refused. Terraform stores the secret in its state.
   */
  readonly clientSecret: string;
}

/** The settings of Google Workspace. */
export interface GoogleWorkspaceOptions extends OAuthClientOptions {
  /** The primary domain of the organization, such as "example.com". */
  readonly domain: string;
}

/** The settings of Microsoft Entra ID. */
export interface EntraIdOptions extends OAuthClientOptions {
  /** The directory (tenant) id: a UUID. */
  readonly directoryId: string;
  /**
   * Whether Cloudflare reads the groups of a user, which `AccessRule.azureGroup` requires.
   *
   * @default true
   */
  readonly supportGroups?: boolean;
  /**
   * Whether Cloudflare reads the authentication contexts, which `AccessRule.authContext` requires.
   *
   * @default false
   */
  readonly authenticationContexts?: boolean;
  /**
   * The claim that contains the e-mail address of a user.
   *
   * @default - the provider's claim for e-mail addresses
   */
  readonly emailClaim?: string;
  /**
   * The claims that Cloudflare adds to the identity of a user.
   *
   * @default - none
   */
  readonly claims?: string[];
}

/** The settings of Okta. */
export interface OktaOptions extends OAuthClientOptions {
  /** The URL of the organization, such as "https://example.okta.com". */
  readonly accountUrl: string;
  /**
   * The id of a custom authorization server.
   *
   * @default - the authorization server of the organization
   */
  readonly authorizationServerId?: string;
  /**
   * The claim that contains the e-mail address of a user.
   *
   * @default - the provider's claim for e-mail addresses
   */
  readonly emailClaim?: string;
  /**
   * The claims that Cloudflare adds to the identity of a user.
   *
   * @default - none
   */
  readonly claims?: string[];
}

/** The settings of a provider that supports OpenID Connect. */
export interface OidcOptions extends OAuthClientOptions {
  /** The URL of the authorization endpoint. */
  readonly authUrl: string;
  /** The URL of the token endpoint. */
  readonly tokenUrl: string;
  /** The URL of the signing keys (`jwks_uri`). */
  readonly certsUrl: string;
  /**
   * The scopes that Cloudflare requests, with "openid".
   *
   * @default - "openid", "email" and "profile"
   */
  readonly scopes?: string[];
  /**
   * The claim that contains the e-mail address of a user.
   *
   * @default - the provider's claim for e-mail addresses
   */
  readonly emailClaim?: string;
  /**
   * The claims that Cloudflare adds to the identity of a user.
   *
   * @default - none
   */
  readonly claims?: string[];
  /**
   * Whether Cloudflare uses Proof Key for Code Exchange (PKCE).
   *
   * @default false
   */
  readonly pkce?: boolean;
  /**
   * Whether the provider admits only the organization's own users, so that a login identifies a user. Set it to false
   * for a provider at which users can register themselves.
   *
   * @default - true, except for authorization endpoints at which anyone can open an account, such as Google's
   */
  readonly ownUsersOnly?: boolean;
}

/** The settings of a provider that supports SAML 2.0. */
export interface SamlOptions {
  /** The entity id of the provider. */
  readonly entityId: string;
  /** The URL to which Cloudflare sends authentication requests. */
  readonly ssoUrl: string;
  /** The certificates that verify the responses of the provider, each in PEM. At least one. */
  readonly certificates: string[];
  /**
   * The SAML attributes that Cloudflare adds to the identity of a user, for `AccessRule.samlAttribute`.
   *
   * @default - none
   */
  readonly attributes?: string[];
  /**
   * The attribute that contains the e-mail address of a user.
   *
   * @default - the provider's attribute for e-mail addresses
   */
  readonly emailAttribute?: string;
  /**
   * Whether Cloudflare signs its authentication requests.
   *
   * @default false
   */
  readonly signRequest?: boolean;
  /**
   * Whether the provider admits only the organization's own users, so that a login identifies a user. Set it to false
   * for a provider at which users can register themselves.
   *
   * @default true
   */
  readonly ownUsersOnly?: boolean;
}

const CLIENT = {
  clientId: "the client id that the identity provider issued",
  clientSecret: "a reference to the client secret, such as the stringValue of a sensitive TerraformVariable",
};

const googleWorkspace: PropNames<GoogleWorkspaceOptions> = {
  required: { ...CLIENT, domain: 'the primary domain of the organization, such as "example.com"' },
  optional: {},
};

const entraId: PropNames<EntraIdOptions> = {
  required: { ...CLIENT, directoryId: "the directory (tenant) id, a UUID" },
  optional: { supportGroups: true, authenticationContexts: true, emailClaim: true, claims: true },
};

const okta: PropNames<OktaOptions> = {
  required: { ...CLIENT, accountUrl: 'the URL of the organization, such as "https://example.okta.com"' },
  optional: { authorizationServerId: true, emailClaim: true, claims: true },
};

const gitHub: PropNames<OAuthClientOptions> = { required: CLIENT, optional: {} };

const oidc: PropNames<OidcOptions> = {
  required: {
    ...CLIENT,
    authUrl: "the URL of the authorization endpoint",
    tokenUrl: "the URL of the token endpoint",
    certsUrl: "the URL of the signing keys",
  },
  optional: { scopes: true, emailClaim: true, claims: true, pkce: true, ownUsersOnly: true },
};

const saml: PropNames<SamlOptions> = {
  required: {
    entityId: "the entity id of the provider",
    ssoUrl: "the URL for authentication requests",
    certificates: "the signing certificates of the provider, in PEM",
  },
  optional: { attributes: true, emailAttribute: true, signRequest: true, ownUsersOnly: true },
};

/** @internal The names of the options of each type. */
export const PROVIDER_OPTIONS = { googleWorkspace, entraId, okta, gitHub, oidc, saml };
