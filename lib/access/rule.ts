import { ZeroTrustAccessPolicyInclude } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { Token } from "cdktf";
import { IAccessGroup, IServiceToken } from "./interfaces";
import { parseCidr } from "../core/addresses/cidr";
import { Problem } from "../core/errors";
import { Owner } from "../core/owner";

/** @internal What to pass as `include`. */
export const INCLUDE_HINT = 'a list of rules, such as [AccessRule.emailDomain("example.com")]';

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/**
 * Defines whom a policy or a group speaks of: one selector of Cloudflare Access.
 *
 * What it is given is judged where it is used. Errors: AccessRuleInvalid.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/policies/access/#selectors
 */
export class AccessRule {
  /** Defines people by their e-mail addresses. */
  public static emails(...emails: string[]): AccessRule {
    return new AccessRule(
      emails.map((email) => ({ email: { email } })),
      emails.flatMap((email) => expect(email, EMAIL, "an e-mail address")),
    );
  }

  /** Defines everybody with an e-mail address of a domain. @param domain a DNS name, without "@" */
  public static emailDomain(domain: string): AccessRule {
    return new AccessRule(
      [{ emailDomain: { domain } }],
      expect(domain, /^([a-z0-9-]+\.)+[a-z0-9-]+$/, 'a lower-case domain such as "example.com", without "@"'),
    );
  }

  /** Defines the addresses of an e-mail list, by the list's id. */
  public static emailList(listId: string): AccessRule {
    return new AccessRule([{ emailList: { id: listId } }], given(listId, "the list's id"));
  }

  /** Defines anybody at all; on a public page, `HostAccess.publicly` says it better. */
  public static everyone(): AccessRule {
    return new AccessRule([{ everyone: {} }], [], "everyone");
  }

  /** Defines who comes from these addresses. @param ranges IPv4 or IPv6 addresses or CIDRs */
  public static ip(...ranges: string[]): AccessRule {
    const wide = ranges
      .map(parseCidr)
      .find((cidr) => cidr !== undefined && cidr.prefix < (cidr.version === 4 ? 8 : 16));
    return new AccessRule(
      ranges.map((ip) => ({ ip: { ip: parseCidr(ip)?.text ?? ip } })),
      ranges.flatMap(validateIpRange),
      wide && `addresses in ${wide.text}`,
    );
  }

  /** Defines who comes from the addresses of an IP list, by the list's id. */
  public static ipList(listId: string): AccessRule {
    return new AccessRule([{ ipList: { id: listId } }], given(listId, "the list's id"));
  }

  /** Defines who comes from these countries, which identifies nobody: it narrows another rule. @param codes ISO 3166-1, two capitals */
  public static country(...codes: string[]): AccessRule {
    return new AccessRule(
      codes.map((countryCode) => ({ geo: { countryCode } })),
      codes.flatMap((code) => expect(code, /^[A-Z]{2}$/, 'an ISO 3166-1 code of two capitals, such as "JP"')),
      `everyone in ${codes.join(", ")}`,
    );
  }

  /** Defines the members of an Access group. */
  public static group(group: IAccessGroup): AccessRule {
    return new AccessRule([{ group: { id: group.groupId } }], [], group._anyone, group._owner);
  }

  /** Defines machines that hold this service token; for policies whose decision is NON_IDENTITY. */
  public static serviceToken(token: IServiceToken): AccessRule {
    return new AccessRule([{ serviceToken: { tokenId: token.serviceTokenId } }], [], undefined, token._owner);
  }

  /** Defines machines that hold any service token of the account. */
  public static anyValidServiceToken(): AccessRule {
    return new AccessRule([{ anyValidServiceToken: {} }], [], "any service token of the account");
  }

  /** Defines who holds a token of a linked application. @param applicationUid the linked application's id */
  public static linkedAppToken(applicationUid: string): AccessRule {
    return new AccessRule(
      [{ linkedAppToken: { appUid: applicationUid } }],
      given(applicationUid, "the application's id"),
    );
  }

  /** Defines who logged in with an identity provider. For one-time PINs use `oneTimePin`. */
  public static loginMethod(identityProviderId: string): AccessRule {
    return new AccessRule([{ loginMethod: { id: identityProviderId } }], provider(identityProviderId));
  }

  /** Defines who can read a PIN in any mailbox, which is anybody: it needs an e-mail rule beside it, in `require`. */
  public static oneTimePin(identityProviderId: string): AccessRule {
    return new AccessRule(
      [{ loginMethod: { id: identityProviderId } }],
      provider(identityProviderId),
      "whoever can read a one-time PIN",
    );
  }

  /** Defines how people authenticated. @param method an RFC 8176 value, such as "mfa" or "hwk" */
  public static authMethod(method: string): AccessRule {
    return new AccessRule([{ authMethod: { authMethod: method } }], given(method, 'an RFC 8176 value such as "mfa"'));
  }

  /** Defines a Microsoft Entra authentication context. */
  public static authContext(id: string, authContextId: string, identityProviderId: string): AccessRule {
    return new AccessRule(
      [{ authContext: { id, acId: authContextId, identityProviderId } }],
      [
        ...given(id, "the context's id"),
        ...given(authContextId, "the context's ACID"),
        ...provider(identityProviderId),
      ],
    );
  }

  /** Defines the members of a Microsoft Entra group. @param groupId the group's object id */
  public static azureGroup(groupId: string, identityProviderId: string): AccessRule {
    return new AccessRule(
      [{ azureAd: { id: groupId, identityProviderId } }],
      [...given(groupId, "the group's object id"), ...provider(identityProviderId)],
    );
  }

  /** Defines the members of a GitHub organization, or of one of its teams. */
  public static githubOrganization(name: string, identityProviderId: string, team?: string): AccessRule {
    return new AccessRule(
      [{ githubOrganization: { name, identityProviderId, ...(team === undefined ? {} : { team }) } }],
      [
        ...given(name, "the organization's name"),
        ...(team === undefined ? [] : given(team, "the team's name")),
        ...provider(identityProviderId),
      ],
    );
  }

  /** Defines the members of a Google Workspace group. @param email the group's address */
  public static googleGroup(email: string, identityProviderId: string): AccessRule {
    return new AccessRule(
      [{ gsuite: { email, identityProviderId } }],
      [...expect(email, EMAIL, "the group's e-mail address"), ...provider(identityProviderId)],
    );
  }

  /** Defines the members of an Okta group. */
  public static oktaGroup(name: string, identityProviderId: string): AccessRule {
    return new AccessRule(
      [{ okta: { name, identityProviderId } }],
      [...given(name, "the group's name"), ...provider(identityProviderId)],
    );
  }

  /** Defines who carries a SAML attribute. */
  public static samlAttribute(name: string, value: string, identityProviderId: string): AccessRule {
    return new AccessRule(
      [{ saml: { attributeName: name, attributeValue: value, identityProviderId } }],
      [
        ...given(name, "the attribute's name"),
        ...given(value, "the attribute's value"),
        ...provider(identityProviderId),
      ],
    );
  }

  /** Defines who carries an OIDC claim. */
  public static oidcClaim(name: string, value: string, identityProviderId: string): AccessRule {
    return new AccessRule(
      [{ oidc: { claimName: name, claimValue: value, identityProviderId } }],
      [...given(name, "the claim's name"), ...given(value, "the claim's value"), ...provider(identityProviderId)],
    );
  }

  /** Defines devices that pass a posture check. @param integrationUid the posture rule's id */
  public static devicePosture(integrationUid: string): AccessRule {
    return new AccessRule([{ devicePosture: { integrationUid } }], given(integrationUid, "the posture rule's id"));
  }

  /** Defines who presents any client certificate that the account's authorities signed. */
  public static certificate(): AccessRule {
    return new AccessRule([{ certificate: {} }]);
  }

  /** Defines who presents a client certificate with this common name. */
  public static commonName(commonName: string): AccessRule {
    return new AccessRule([{ commonName: { commonName } }], given(commonName, "the certificate's common name"));
  }

  /** Defines whom a service of yours lets in. @param evaluateUrl where Access asks @param keysUrl where it finds the signing keys */
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
    /** @internal One element of the policy's set for each. */
    public readonly _selectors: ZeroTrustAccessPolicyInclude[],
    /** @internal */
    public readonly _problems: Problem[] = [],
    /** @internal Whom it lets in, where it identifies nobody in particular. */
    public readonly _anyone?: string,
    /** @internal What made the group or token that it refers to. */
    public readonly _owner?: Owner,
  ) {
    if (_selectors.length === 0) {
      this._problems = [...given("", "at least one value")];
    }
  }
}

function expect(value: string, grammar: RegExp, expected: string): Problem[] {
  if (Token.isUnresolved(value) || grammar.test(value)) return [];
  return [{ code: "AccessRuleInvalid", message: `a rule's value is "${value}"; expected ${expected}` }];
}

function given(value: string, expected: string): Problem[] {
  return expect(value, /\S/, expected);
}

function provider(identityProviderId: string): Problem[] {
  return given(identityProviderId, "the identity provider's id");
}

function validateIpRange(range: string): Problem[] {
  if (Token.isUnresolved(range) || parseCidr(range) !== undefined) return [];
  return [
    {
      code: "AccessRuleInvalid",
      message: `a rule's value is "${range}"; expected an address or a CIDR without host bits, such as "203.0.113.0/24"`,
    },
  ];
}
