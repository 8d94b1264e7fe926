import { ZeroTrustAccessIdentityProviderConfigA } from "@cdktf/provider-cloudflare/lib/zero-trust-access-identity-provider";
import { Token } from "cdktf";
import {
  EntraIdOptions,
  GoogleWorkspaceOptions,
  OAuthClientOptions,
  OidcOptions,
  OktaOptions,
  PROVIDER_OPTIONS,
  SamlOptions,
} from "./identity-provider-options";
import { validateProviderValue as validate } from "./identity-provider-validation";
import { Problem } from "../core/errors";
import { checkProps } from "../core/props";
import { UUID } from "../core/uuid";
import { admitsAnyone } from "../reachability/access/open-providers";

/** The scopes that the claims about a user require. */
const SCOPES = ["openid", "email", "profile"];

/**
 * The type of an identity provider, with its settings.
 *
 * @example
 * import { TerraformVariable } from "cdktf";
 *
 * const secret = new TerraformVariable(this, "okta_secret", { type: "string", sensitive: true });
 * IdentityProviderType.okta({
 *   accountUrl: "https://example.okta.com",
 *   clientId: "0oa1b2c3d4e5f6g7h8i9",
 *   clientSecret: secret.stringValue,
 * });
 *
 * @throws ValidationError IdentityProviderInvalid, PropMissing, PropUnknown, SecretLiteral
 * @see https://developers.cloudflare.com/cloudflare-one/integrations/identity-providers/
 */
export class IdentityProviderType {
  /** Users of a Google Workspace organization. */
  public static googleWorkspace(options: GoogleWorkspaceOptions): IdentityProviderType {
    checkProps(undefined, "IdentityProviderType.googleWorkspace", options, PROVIDER_OPTIONS.googleWorkspace);
    const config = { ...clientOf(options), appsDomain: options.domain };
    return new IdentityProviderType("google-apps", config, [
      ...validateClient(options),
      ...validate("domain", options.domain, DOMAIN),
    ]);
  }

  /** Users of a Microsoft Entra ID directory. */
  public static entraId(options: EntraIdOptions): IdentityProviderType {
    checkProps(undefined, "IdentityProviderType.entraId", options, PROVIDER_OPTIONS.entraId);
    const config = {
      ...clientOf(options),
      ...claimsOf(options),
      directoryId: options.directoryId,
      supportGroups: options.supportGroups ?? true,
      ...(options.authenticationContexts === true && { conditionalAccessEnabled: true }),
    };
    return new IdentityProviderType("azureAD", config, [
      ...validateClient(options),
      ...validate("directoryId", options.directoryId, DIRECTORY),
    ]);
  }

  /** Users of an Okta organization. */
  public static okta(options: OktaOptions): IdentityProviderType {
    checkProps(undefined, "IdentityProviderType.okta", options, PROVIDER_OPTIONS.okta);
    const { accountUrl, authorizationServerId } = options;
    const config = {
      ...clientOf(options),
      ...claimsOf(options),
      oktaAccount: accountUrl,
      ...(authorizationServerId !== undefined && { authorizationServerId }),
    };
    return new IdentityProviderType("okta", config, [
      ...validateClient(options),
      ...validate("accountUrl", accountUrl, ORIGIN),
    ]);
  }

  /**
   * Users of GitHub. Anyone can open an account there, so a login alone does not identify a user of the organization:
   * use `AccessRule.githubOrganization`.
   */
  public static gitHub(options: OAuthClientOptions): IdentityProviderType {
    checkProps(undefined, "IdentityProviderType.gitHub", options, PROVIDER_OPTIONS.gitHub);
    return new IdentityProviderType("github", clientOf(options), validateClient(options));
  }

  /** Users of a provider that supports OpenID Connect. */
  public static oidc(options: OidcOptions): IdentityProviderType {
    checkProps(undefined, "IdentityProviderType.oidc", options, PROVIDER_OPTIONS.oidc);
    const { authUrl, tokenUrl, certsUrl, scopes = SCOPES, pkce } = options;
    const config = {
      ...clientOf(options),
      ...claimsOf(options),
      authUrl,
      tokenUrl,
      certsUrl,
      scopes: [...scopes],
      ...(pkce === true && { pkceEnabled: true }),
    };
    const urls = Object.entries({ authUrl, tokenUrl, certsUrl });
    const problems = [...validateClient(options), ...urls.flatMap(([name, url]) => validate(name, url, HTTPS))];
    if (!scopes.includes("openid") && !scopes.some((scope) => Token.isUnresolved(scope))) {
      problems.push({
        code: "IdentityProviderInvalid",
        message: `scopes: ${JSON.stringify(scopes)} does not contain "openid", which OpenID Connect requires. Add it.`,
      });
    }
    return new IdentityProviderType("oidc", config, problems, options.ownUsersOnly);
  }

  /** Users of a provider that supports SAML 2.0. */
  public static saml(options: SamlOptions): IdentityProviderType {
    checkProps(undefined, "IdentityProviderType.saml", options, PROVIDER_OPTIONS.saml);
    const { entityId, ssoUrl, certificates, attributes, emailAttribute, signRequest } = options;
    const config = {
      issuerUrl: entityId,
      ssoTargetUrl: ssoUrl,
      idpPublicCerts: certificates.map(withoutFrame),
      ...(attributes !== undefined && attributes.length > 0 && { attributes: [...attributes] }),
      ...(emailAttribute !== undefined && { emailAttributeName: emailAttribute }),
      ...(signRequest === true && { signRequest }),
    };
    const problems = [
      ...validate("entityId", entityId, TEXT),
      ...validate("ssoUrl", ssoUrl, HTTPS),
      ...certificates.map(withoutFrame).flatMap((each) => validate("certificates", each, CERTIFICATE)),
    ];
    if (certificates.length === 0) {
      problems.push({
        code: "IdentityProviderInvalid",
        message: "certificates is empty. List the certificate with which the provider signs its responses.",
      });
    }
    return new IdentityProviderType("saml", config, problems, options.ownUsersOnly);
  }

  /**
   * Anyone with a mailbox, by a PIN that Cloudflare sends. A login alone identifies no user: use an e-mail rule, and
   * require `AccessRule.oneTimePin`.
   */
  public static oneTimePin(): IdentityProviderType {
    return new IdentityProviderType("onetimepin", {});
  }

  /** Whether a login identifies a user of the organization, because the provider admits no other users. */
  public readonly ownUsersOnly: boolean;

  private constructor(
    /** @internal The name of the type in Terraform. */
    public readonly _type: string,
    /** @internal */
    public readonly _config: ZeroTrustAccessIdentityProviderConfigA,
    /** @internal */
    public readonly _problems: Problem[] = [],
    /** @internal What the author declared about a provider of any kind. */
    public readonly _declaredOwnUsersOnly?: boolean,
  ) {
    const { authUrl, directoryId, appsDomain } = _config;
    const settings = { auth_url: authUrl, directory_id: directoryId, apps_domain: appsDomain };
    this.ownUsersOnly = _declaredOwnUsersOnly ?? !admitsAnyone(_type, settings);
  }
}

const TEXT = { grammar: /\S/, accepted: "the value that the provider shows" };
const DOMAIN = { grammar: /^([a-z0-9-]+\.)+[a-z0-9-]+$/, accepted: 'a lower-case domain such as "example.com"' };
const DIRECTORY = { grammar: UUID, accepted: "the directory (tenant) id, a UUID in lower case" };
const ORIGIN = {
  grammar: /^https:\/\/[^\s/?#]+$/,
  accepted: 'a URL without a path, such as "https://example.okta.com"',
};
const HTTPS = { grammar: /^https:\/\/[^\s/?#]+(\/\S*)?$/, accepted: "an absolute URL with https" };
const CERTIFICATE = { grammar: /^[A-Za-z0-9+/\r\n]+={0,2}$/, accepted: "an X.509 certificate in PEM, one per entry" };

/** Cloudflare expects the base64 text alone. */
function withoutFrame(certificate: string): string {
  return certificate.replace(/-----(BEGIN|END) CERTIFICATE-----/g, "").trim();
}

function clientOf({ clientId, clientSecret }: OAuthClientOptions) {
  return { clientId, clientSecret };
}

function claimsOf({ claims, emailClaim }: { readonly claims?: string[]; readonly emailClaim?: string }) {
  return {
    ...(claims !== undefined && claims.length > 0 && { claims: [...claims] }),
    ...(emailClaim !== undefined && { emailClaimName: emailClaim }),
  };
}

function validateClient({ clientId }: OAuthClientOptions): Problem[] {
  return validate("clientId", clientId, TEXT);
}
