import { ZeroTrustAccessPolicyInclude } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { Token } from "cdktf";
import { IAccessGroup, IIdentityProvider, IServiceToken } from "./interfaces";
import { IDENTITY_PROVIDER, SERVICE_TOKEN, SERVICE_TOKEN_HINT } from "./kinds";
import { providerReference, validateProviderType } from "./provider-reference";
import { parseCidr } from "../core/addresses/cidr";
import { describeCidrMistake } from "../core/addresses/cidr-validation";
import { Problem } from "../core/errors";
import { checkArgument, having, listOf, TEXT } from "../core/kinds";
import { Owner } from "../core/owner";
import { UUID } from "../core/uuid";

/** @internal What to pass as `include`. */
export const INCLUDE_HINT = 'a list of rules, such as [AccessRule.emailDomain("example.com")]';

const GROUP = having("an AccessGroup", "AccessGroup", "groupId");

/** @internal What the rules of a policy or a group must be. */
export const RULES = listOf(having("an AccessRule", "AccessRule", "_selectors"));

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/**
 * A rule of an Access policy or group: one selector of Cloudflare Access. Values are validated when the rule is used in
 * a policy or a group. Ids of identity providers, lists, Entra groups, posture rules and linked applications are UUIDs.
 *
 * @example
 * new AccessPolicy(this, "engineers", {
 *   account,
 *   include: [AccessRule.emailDomain("example.com"), AccessRule.emails("a@partner.example")],
 *   require: [AccessRule.country("JP")],
 * });
 *
 * @throws ValidationError AccessRuleInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/policies/access/#selectors
 */
export class AccessRule {
  /** Matches users by their e-mail addresses. */
  public static emails(...emails: string[]): AccessRule {
    return new AccessRule(
      emails.map((email) => ({ email: { email } })),
      emails.flatMap((email) => expect(email, EMAIL, "an e-mail address")),
    );
  }

  /**
   * Matches all users with an e-mail address of a domain.
   *
   * @param domain a DNS name, without "@"
   */
  public static emailDomain(domain: string): AccessRule {
    return new AccessRule(
      [{ emailDomain: { domain } }],
      expect(domain, /^([a-z0-9-]+\.)+[a-z0-9-]+$/, 'a lower-case domain such as "example.com", without "@"'),
    );
  }

  /** Matches the users of an e-mail list, by the id of the list. */
  public static emailList(listId: string): AccessRule {
    return new AccessRule([{ emailList: { id: listId } }], uuid(listId, "the list's id"));
  }

  /** Matches everyone. For a public page, use `HostAccess.publicly` instead. */
  public static everyone(): AccessRule {
    return new AccessRule([{ everyone: {} }]);
  }

  /**
   * Matches requests from the given addresses.
   *
   * @param ranges IPv4 or IPv6 addresses or CIDRs
   */
  public static ip(...ranges: string[]): AccessRule {
    checkArgument(
      undefined,
      "AccessRule.ip",
      "ranges",
      ranges,
      listOf(TEXT),
      'addresses or CIDRs, such as "192.0.2.0/24"',
    );
    return new AccessRule(
      ranges.map((ip) => ({ ip: { ip: parseCidr(ip)?.text ?? ip } })),
      ranges.flatMap(validateIpRange),
    );
  }

  /** Matches requests from the addresses of an IP list, by the id of the list. */
  public static ipList(listId: string): AccessRule {
    return new AccessRule([{ ipList: { id: listId } }], uuid(listId, "the list's id"));
  }

  /**
   * Matches requests from the given countries. Use it in `require`; a country alone does not authenticate a user.
   *
   * @param codes ISO 3166-1 codes of two upper-case letters
   */
  public static country(...codes: string[]): AccessRule {
    return new AccessRule(
      codes.map((countryCode) => ({ geo: { countryCode } })),
      codes.flatMap((code) => expect(code, /^[A-Z]{2}$/, 'an ISO 3166-1 code of two capitals, such as "JP"')),
    );
  }

  /** Matches the members of an Access group. */
  public static group(group: IAccessGroup): AccessRule {
    checkArgument(undefined, "AccessRule.group", "group", group, GROUP, "an AccessGroup or AccessGroup.fromGroupId(…)");
    return new AccessRule([{ group: { id: group.groupId } }], [], group._owner);
  }

  /** Matches requests with the given service token. Use it in policies with `AccessDecision.NON_IDENTITY`. */
  public static serviceToken(token: IServiceToken): AccessRule {
    checkArgument(undefined, "AccessRule.serviceToken", "token", token, SERVICE_TOKEN, SERVICE_TOKEN_HINT);
    return new AccessRule([{ serviceToken: { tokenId: token.serviceTokenId } }], [], token._owner);
  }

  /** Matches requests with any service token of the account. */
  public static anyValidServiceToken(): AccessRule {
    return new AccessRule([{ anyValidServiceToken: {} }]);
  }

  /**
   * Matches requests with a token of a linked application.
   *
   * @param applicationUid the id of the linked application
   */
  public static linkedAppToken(applicationUid: string): AccessRule {
    return new AccessRule(
      [{ linkedAppToken: { appUid: applicationUid } }],
      uuid(applicationUid, "the application's id"),
    );
  }

  /**
   * Matches users who logged in with the given identity provider. For one-time PINs, use `oneTimePin`.
   *
   * @param identityProvider the provider, or its id
   */
  public static loginMethod(identityProvider: string | IIdentityProvider): AccessRule {
    return new AccessRule(...ofProvider("loginMethod", [], identityProvider, (id) => ({ loginMethod: { id } })));
  }

  /**
   * Matches users who logged in with a one-time PIN, which anyone with a mailbox can do. Use it with an e-mail rule in
   * `require`.
   *
   * @param identityProvider the one-time PIN identity provider, or its id
   */
  public static oneTimePin(identityProvider: string | IIdentityProvider): AccessRule {
    const [selectors, problems, owner] = ofProvider("oneTimePin", ["onetimepin"], identityProvider, (id) => ({
      loginMethod: { id },
    }));
    return new AccessRule(selectors, problems, owner, providerReference(identityProvider).id);
  }

  /**
   * Matches users by the method of their authentication.
   *
   * @param method an RFC 8176 value, such as "mfa" or "hwk"
   */
  public static authMethod(method: string): AccessRule {
    return new AccessRule([{ authMethod: { authMethod: method } }], given(method, 'an RFC 8176 value such as "mfa"'));
  }

  /**
   * Matches users by a Microsoft Entra authentication context.
   *
   * @param identityProvider the Microsoft Entra ID provider, or its id
   */
  public static authContext(
    id: string,
    authContextId: string,
    identityProvider: string | IIdentityProvider,
  ): AccessRule {
    return new AccessRule(
      ...ofProvider(
        "authContext",
        ["azureAD"],
        identityProvider,
        (identityProviderId) => ({ authContext: { id, acId: authContextId, identityProviderId } }),
        [...given(id, "the context's id"), ...given(authContextId, "the context's ACID")],
      ),
    );
  }

  /**
   * Matches the members of a Microsoft Entra group.
   *
   * @param groupId the object id of the group
   * @param identityProvider the Microsoft Entra ID provider, or its id
   */
  public static azureGroup(groupId: string, identityProvider: string | IIdentityProvider): AccessRule {
    return new AccessRule(
      ...ofProvider(
        "azureGroup",
        ["azureAD"],
        identityProvider,
        (identityProviderId) => ({ azureAd: { id: groupId, identityProviderId } }),
        uuid(groupId, "the group's object id"),
      ),
    );
  }

  /**
   * Matches the members of a GitHub organization or of one of its teams.
   *
   * @param identityProvider the GitHub provider, or its id
   */
  public static githubOrganization(
    name: string,
    identityProvider: string | IIdentityProvider,
    team?: string,
  ): AccessRule {
    const ofTeam = team === undefined ? {} : { team };
    return new AccessRule(
      ...ofProvider(
        "githubOrganization",
        ["github"],
        identityProvider,
        (identityProviderId) => ({ githubOrganization: { name, identityProviderId, ...ofTeam } }),
        [...given(name, "the organization's name"), ...(team === undefined ? [] : given(team, "the team's name"))],
      ),
    );
  }

  /**
   * Matches the members of a Google Workspace group.
   *
   * @param email the e-mail address of the group
   * @param identityProvider the Google Workspace provider, or its id
   */
  public static googleGroup(email: string, identityProvider: string | IIdentityProvider): AccessRule {
    return new AccessRule(
      ...ofProvider(
        "googleGroup",
        ["google-apps"],
        identityProvider,
        (identityProviderId) => ({ gsuite: { email, identityProviderId } }),
        expect(email, EMAIL, "the group's e-mail address"),
      ),
    );
  }

  /**
   * Matches the members of an Okta group.
   *
   * @param identityProvider the Okta provider, or its id
   */
  public static oktaGroup(name: string, identityProvider: string | IIdentityProvider): AccessRule {
    return new AccessRule(
      ...ofProvider(
        "oktaGroup",
        ["okta"],
        identityProvider,
        (identityProviderId) => ({ okta: { name, identityProviderId } }),
        given(name, "the group's name"),
      ),
    );
  }

  /**
   * Matches users with the given SAML attribute.
   *
   * @param identityProvider the SAML provider, or its id
   */
  public static samlAttribute(name: string, value: string, identityProvider: string | IIdentityProvider): AccessRule {
    return new AccessRule(
      ...ofProvider(
        "samlAttribute",
        ["saml"],
        identityProvider,
        (identityProviderId) => ({ saml: { attributeName: name, attributeValue: value, identityProviderId } }),
        [...given(name, "the attribute's name"), ...given(value, "the attribute's value")],
      ),
    );
  }

  /**
   * Matches users with the given OIDC claim.
   *
   * @param identityProvider the OpenID Connect provider, Okta or Microsoft Entra ID, or its id
   */
  public static oidcClaim(name: string, value: string, identityProvider: string | IIdentityProvider): AccessRule {
    return new AccessRule(
      ...ofProvider(
        "oidcClaim",
        ["oidc", "okta", "azureAD"],
        identityProvider,
        (identityProviderId) => ({ oidc: { claimName: name, claimValue: value, identityProviderId } }),
        [...given(name, "the claim's name"), ...given(value, "the claim's value")],
      ),
    );
  }

  /**
   * Matches devices that pass a posture check.
   *
   * @param integrationUid the id of the posture rule
   */
  public static devicePosture(integrationUid: string): AccessRule {
    return new AccessRule([{ devicePosture: { integrationUid } }], uuid(integrationUid, "the posture rule's id"));
  }

  /** Matches requests with any client certificate that a certificate authority of the account signed. */
  public static certificate(): AccessRule {
    return new AccessRule([{ certificate: {} }]);
  }

  /** Matches requests with a client certificate that has the given common name. */
  public static commonName(commonName: string): AccessRule {
    return new AccessRule([{ commonName: { commonName } }], given(commonName, "the certificate's common name"));
  }

  /**
   * Matches users whom an external service allows.
   *
   * @param evaluateUrl the https URL that Access calls
   * @param keysUrl the https URL of the signing keys
   */
  public static externalEvaluation(evaluateUrl: string, keysUrl: string): AccessRule {
    return new AccessRule(
      [{ externalEvaluation: { evaluateUrl, keysUrl } }],
      [
        ...expect(evaluateUrl, /^https:\/\/\S+$/, "an https URL"),
        ...expect(keysUrl, /^https:\/\/\S+$/, "an https URL"),
      ],
    );
  }

  private constructor(
    /** @internal One element of `include`, `require` or `exclude` each. */
    public readonly _selectors: ZeroTrustAccessPolicyInclude[],
    /** @internal */
    public readonly _problems: Problem[] = [],
    /** @internal The construct that created the group, token or identity provider that it refers to. */
    public readonly _owner?: Owner,
    /** @internal The id of an identity provider for one-time PINs that it contains. */
    public readonly _oneTimePinProvider?: string,
  ) {
    if (_selectors.length === 0) {
      this._problems = [ruleProblem("an Access rule has no value. Use at least one value.")];
    }
  }
}

/** What a rule about users of an identity provider consists of. An empty list of types accepts any provider. */
function ofProvider(
  rule: string,
  types: string[],
  identityProvider: string | IIdentityProvider,
  selector: (identityProviderId: string) => ZeroTrustAccessPolicyInclude,
  problems: Problem[] = [],
): [ZeroTrustAccessPolicyInclude[], Problem[], Owner | undefined] {
  const hint = "an IdentityProvider, or the id of one";
  checkArgument(undefined, `AccessRule.${rule}`, "identityProvider", identityProvider, IDENTITY_PROVIDER, hint);
  const provider = providerReference(identityProvider);
  return [
    [selector(provider.id)],
    [
      ...problems,
      ...uuid(provider.id, "the identity provider's id"),
      ...(types.length === 0 ? [] : validateProviderType(rule, provider, types)),
    ],
    provider.owner,
  ];
}

function expect(value: string, grammar: RegExp, expected: string): Problem[] {
  if (Token.isUnresolved(value) || (typeof value === "string" && grammar.test(value))) return [];
  return [ruleProblem(`the value "${value}" of an Access rule is not valid. Use ${expected}.`)];
}

function ruleProblem(message: string): Problem {
  return { code: "AccessRuleInvalid", message };
}

function given(value: string, expected: string): Problem[] {
  return expect(value, /\S/, expected);
}

function uuid(id: string, expected: string): Problem[] {
  return expect(id, UUID, `${expected}, a UUID in lower case`);
}

function validateIpRange(range: string): Problem[] {
  if (Token.isUnresolved(range) || parseCidr(range) !== undefined) return [];
  return [ruleProblem(describeCidrMistake("AccessRule.ip", range))];
}
