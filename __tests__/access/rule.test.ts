import { readFileSync } from "node:fs";
import { ZeroTrustAccessPolicyInclude } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { TerraformStack, TerraformVariable } from "cdktf";
import * as fc from "fast-check";
import { AccessDecision, AccessGroup, AccessPolicy, AccessRule, ServiceToken } from "../../lib/access";
import { parseCidr } from "../../lib/core/addresses/cidr";
import { isCdkTerrain } from "../support/cdk";
import { ACCOUNT, messages, problems, resourceAt, stackWithProvider, UUID } from "../support/stack";

/** Selectors of later bindings that the library does not offer. */
const WITHOUT_FACTORY: string[] = isCdkTerrain ? ["cloudflareAccountMember", "userRiskScore"] : [];

type Make = (scope: TerraformStack) => AccessRule;

interface Row {
  readonly rule: Make;
  /** The name of the selector in the interface of the binding. */
  readonly selector: keyof ZeroTrustAccessPolicyInclude;
  /** The elements of `include` in the synthesized JSON. */
  readonly rendered: object[];
}

/** The id of an identity provider. */
const PROVIDER = "22222222-3333-4444-8555-666666666666";
const group = (scope: TerraformStack) => AccessGroup.fromGroupId(scope, "a-group", UUID);
const token = (scope: TerraformStack) => ServiceToken.fromServiceTokenId(scope, "a-token", UUID);

const ROWS: Record<string, Row> = {
  emails: {
    rule: () => AccessRule.emails("a@example.com", "b@example.com"),
    selector: "email",
    rendered: [{ email: { email: "a@example.com" } }, { email: { email: "b@example.com" } }],
  },
  emailDomain: {
    rule: () => AccessRule.emailDomain("example.com"),
    selector: "emailDomain",
    rendered: [{ email_domain: { domain: "example.com" } }],
  },
  emailList: {
    rule: () => AccessRule.emailList(UUID),
    selector: "emailList",
    rendered: [{ email_list: { id: UUID } }],
  },
  everyone: { rule: () => AccessRule.everyone(), selector: "everyone", rendered: [{ everyone: {} }] },
  ip: {
    rule: () => AccessRule.ip("203.0.113.0/24", "2001:DB8::1"),
    selector: "ip",
    rendered: [{ ip: { ip: "203.0.113.0/24" } }, { ip: { ip: "2001:db8::1/128" } }],
  },
  ipList: { rule: () => AccessRule.ipList(UUID), selector: "ipList", rendered: [{ ip_list: { id: UUID } }] },
  country: {
    rule: () => AccessRule.country("JP", "DE"),
    selector: "geo",
    rendered: [{ geo: { country_code: "JP" } }, { geo: { country_code: "DE" } }],
  },
  group: {
    rule: (scope) => AccessRule.group(group(scope)),
    selector: "group",
    rendered: [{ group: { id: UUID } }],
  },
  serviceToken: {
    rule: (scope) => AccessRule.serviceToken(token(scope)),
    selector: "serviceToken",
    rendered: [{ service_token: { token_id: UUID } }],
  },
  anyValidServiceToken: {
    rule: () => AccessRule.anyValidServiceToken(),
    selector: "anyValidServiceToken",
    rendered: [{ any_valid_service_token: {} }],
  },
  linkedAppToken: {
    rule: () => AccessRule.linkedAppToken(UUID),
    selector: "linkedAppToken",
    rendered: [{ linked_app_token: { app_uid: UUID } }],
  },
  loginMethod: {
    rule: () => AccessRule.loginMethod(PROVIDER),
    selector: "loginMethod",
    rendered: [{ login_method: { id: PROVIDER } }],
  },
  oneTimePin: {
    rule: () => AccessRule.oneTimePin(PROVIDER),
    selector: "loginMethod",
    rendered: [{ login_method: { id: PROVIDER } }],
  },
  authMethod: {
    rule: () => AccessRule.authMethod("mfa"),
    selector: "authMethod",
    rendered: [{ auth_method: { auth_method: "mfa" } }],
  },
  authContext: {
    rule: () => AccessRule.authContext("context-id", "c1", PROVIDER),
    selector: "authContext",
    rendered: [{ auth_context: { id: "context-id", ac_id: "c1", identity_provider_id: PROVIDER } }],
  },
  azureGroup: {
    rule: () => AccessRule.azureGroup(UUID, PROVIDER),
    selector: "azureAd",
    rendered: [{ azure_ad: { id: UUID, identity_provider_id: PROVIDER } }],
  },
  githubOrganization: {
    rule: () => AccessRule.githubOrganization("example-org", PROVIDER),
    selector: "githubOrganization",
    rendered: [{ github_organization: { name: "example-org", identity_provider_id: PROVIDER } }],
  },
  "githubOrganization with a team": {
    rule: () => AccessRule.githubOrganization("example-org", PROVIDER, "sre"),
    selector: "githubOrganization",
    rendered: [{ github_organization: { name: "example-org", identity_provider_id: PROVIDER, team: "sre" } }],
  },
  googleGroup: {
    rule: () => AccessRule.googleGroup("sre@example.com", PROVIDER),
    selector: "gsuite",
    rendered: [{ gsuite: { email: "sre@example.com", identity_provider_id: PROVIDER } }],
  },
  oktaGroup: {
    rule: () => AccessRule.oktaGroup("sre", PROVIDER),
    selector: "okta",
    rendered: [{ okta: { name: "sre", identity_provider_id: PROVIDER } }],
  },
  samlAttribute: {
    rule: () => AccessRule.samlAttribute("team", "sre", PROVIDER),
    selector: "saml",
    rendered: [{ saml: { attribute_name: "team", attribute_value: "sre", identity_provider_id: PROVIDER } }],
  },
  oidcClaim: {
    rule: () => AccessRule.oidcClaim("team", "sre", PROVIDER),
    selector: "oidc",
    rendered: [{ oidc: { claim_name: "team", claim_value: "sre", identity_provider_id: PROVIDER } }],
  },
  devicePosture: {
    rule: () => AccessRule.devicePosture(UUID),
    selector: "devicePosture",
    rendered: [{ device_posture: { integration_uid: UUID } }],
  },
  certificate: { rule: () => AccessRule.certificate(), selector: "certificate", rendered: [{ certificate: {} }] },
  commonName: {
    rule: () => AccessRule.commonName("machine.example.com"),
    selector: "commonName",
    rendered: [{ common_name: { common_name: "machine.example.com" } }],
  },
  externalEvaluation: {
    rule: () => AccessRule.externalEvaluation("https://access.example.com/ask", "https://access.example.com/keys"),
    selector: "externalEvaluation",
    rendered: [
      {
        external_evaluation: {
          evaluate_url: "https://access.example.com/ask",
          keys_url: "https://access.example.com/keys",
        },
      },
    ],
  },
};

function used(make: Make, decision?: AccessDecision): TerraformStack {
  const stack = stackWithProvider();
  new AccessPolicy(stack, "policy", { account: ACCOUNT, include: [make(stack)], decision });
  return stack;
}

/** The rules that an allow policy cannot match. */
const TOKEN_RULES = new Set(["serviceToken", "anyValidServiceToken", "linkedAppToken"]);

describe("AccessRule selectors", () => {
  describe.each(Object.entries(ROWS))("AccessRule.%s", (name, { rule, rendered }) => {
    test("renders the selector in include of a policy", () => {
      const stack = used(rule, TOKEN_RULES.has(name) ? AccessDecision.NON_IDENTITY : AccessDecision.ALLOW);
      expect(resourceAt(stack, "policy").include).toEqual(rendered);
      expect(problems(stack)).not.toContainEqual(expect.stringContaining("AccessRuleInvalid"));
    });

    test("renders the selector in a group", () => {
      const stack = stackWithProvider();
      const rules = [rule(stack)];
      new AccessGroup(stack, "group", { account: ACCOUNT, include: rules, require: rules, exclude: rules });
      const body = resourceAt(stack, "group");
      for (const each of [body.include, body.require, body.exclude]) expect(each).toEqual(rendered);
    });

    test("renders the selector in require and exclude of a policy", () => {
      const stack = stackWithProvider();
      const rules = [rule(stack)];
      const policy = new AccessPolicy(stack, "policy", {
        account: ACCOUNT,
        include: rules,
        require: rules,
        exclude: rules,
      });
      for (const each of [policy.resource.requireInput, policy.resource.excludeInput]) {
        expect(each).toHaveLength(rendered.length);
      }
    });
  });

  test.each([
    ["zero-trust-access-policy", "ZeroTrustAccessPolicyInclude"],
    ["zero-trust-access-group", "ZeroTrustAccessGroupInclude"],
  ])("every selector of the binding %s has a factory", (resource, name) => {
    const declarations = readFileSync(require.resolve(`@cdktf/provider-cloudflare/lib/${resource}/index.d.ts`), "utf8");
    const [, body] = new RegExp(`export interface ${name} \\{([^}]*(?:\\{@link[^}]*\\}[^}]*)*)\\n\\}`).exec(
      declarations,
    )!;
    const selectors = [...body.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, selector]) => selector);
    expect(selectors).toHaveLength(24 + WITHOUT_FACTORY.length);
    const made = Object.values(ROWS).map(({ selector }) => selector);
    expect(new Set([...made, ...WITHOUT_FACTORY])).toEqual(new Set(selectors));
  });

  test("every factory is in this table", () => {
    const factories = Object.getOwnPropertyNames(AccessRule).filter(
      (name) => typeof AccessRule[name as never] === "function",
    );
    expect(factories.filter((name) => ROWS[name] === undefined)).toEqual([]);
  });

  test("several rules are rendered in order", () => {
    const stack = stackWithProvider();
    const include = [ROWS.emails, ROWS.emailDomain].map(({ rule }) => rule(stack));
    new AccessPolicy(stack, "policy", { account: ACCOUNT, include });
    expect(resourceAt(stack, "policy").include).toEqual([...ROWS.emails.rendered, ...ROWS.emailDomain.rendered]);
  });
});

describe("AccessRule values", () => {
  const refused: [string, Make, string][] = [
    ["an address without @", () => AccessRule.emails("a.example.com"), '"a.example.com"'],
    ["an address without a dot", () => AccessRule.emails("a@example"), '"a@example"'],
    ["two addresses in one", () => AccessRule.emails("a@example.com, b@example.com"), '"a@example.com, b@example.com"'],
    ["the second address alone", () => AccessRule.emails("a@example.com", "b"), '"b"'],
    ["no e-mail address", () => AccessRule.emails(), "at least one value"],
    ["a domain with @", () => AccessRule.emailDomain("@example.com"), '"@example.com"'],
    ["a domain in upper case", () => AccessRule.emailDomain("Example.com"), '"Example.com"'],
    ["one label", () => AccessRule.emailDomain("example"), '"example"'],
    ["a wildcard domain", () => AccessRule.emailDomain("*.example.com"), '"*.example.com"'],
    ["an empty e-mail list", () => AccessRule.emailList(""), '""'],
    ["host bits", () => AccessRule.ip("203.0.113.1/24"), '"203.0.113.1/24"'],
    ["a name for an address", () => AccessRule.ip("example.com"), '"example.com"'],
    ["a leading zero", () => AccessRule.ip("010.0.0.1"), '"010.0.0.1"'],
    ["an IPv4-mapped IPv6 range", () => AccessRule.ip("::ffff:0:0/96"), '"::ffff:0:0/96"'],
    ["no range", () => AccessRule.ip(), "at least one value"],
    ["an empty IP list", () => AccessRule.ipList(" "), '" "'],
    ["a country in lower case", () => AccessRule.country("jp"), '"jp"'],
    ["a country of three letters", () => AccessRule.country("JPN"), '"JPN"'],
    ["no country", () => AccessRule.country(), "at least one value"],
    ["an empty application", () => AccessRule.linkedAppToken(""), "application's id"],
    ["an empty login method", () => AccessRule.loginMethod(""), "identity provider's id"],
    ["an empty PIN provider", () => AccessRule.oneTimePin(""), "identity provider's id"],
    ["an empty method", () => AccessRule.authMethod(""), "RFC 8176"],
    ["an empty context", () => AccessRule.authContext("", "c1", PROVIDER), "context's id"],
    ["an empty ACID", () => AccessRule.authContext("id", "", PROVIDER), "ACID"],
    ["a context without provider", () => AccessRule.authContext("id", "c1", ""), "identity provider's id"],
    ["an empty Entra group", () => AccessRule.azureGroup("", PROVIDER), "object id"],
    ["an Entra group without provider", () => AccessRule.azureGroup(UUID, ""), "identity provider's id"],
    ["an empty organization", () => AccessRule.githubOrganization("", PROVIDER), "organization's name"],
    ["an empty team", () => AccessRule.githubOrganization("org", PROVIDER, ""), "team's name"],
    ["an organization without provider", () => AccessRule.githubOrganization("org", ""), "identity provider's id"],
    ["a Google group by its name", () => AccessRule.googleGroup("sre", PROVIDER), '"sre"'],
    ["a Google group without provider", () => AccessRule.googleGroup("sre@example.com", ""), "identity provider's id"],
    ["an empty Okta group", () => AccessRule.oktaGroup("", PROVIDER), "group's name"],
    ["an Okta group without provider", () => AccessRule.oktaGroup("sre", ""), "identity provider's id"],
    ["an empty attribute", () => AccessRule.samlAttribute("", "v", PROVIDER), "attribute's name"],
    ["an attribute without value", () => AccessRule.samlAttribute("n", "", PROVIDER), "attribute's value"],
    ["an attribute without provider", () => AccessRule.samlAttribute("n", "v", ""), "identity provider's id"],
    ["an empty claim", () => AccessRule.oidcClaim("", "v", PROVIDER), "claim's name"],
    ["a claim without value", () => AccessRule.oidcClaim("n", "", PROVIDER), "claim's value"],
    ["a claim without provider", () => AccessRule.oidcClaim("n", "v", ""), "identity provider's id"],
    ["an empty posture rule", () => AccessRule.devicePosture(""), "posture rule's id"],
    ["an empty common name", () => AccessRule.commonName(""), "common name"],
    [
      "an evaluation by http",
      () => AccessRule.externalEvaluation("http://a.example.com", "https://a.example.com"),
      "https URL",
    ],
    ["a list by its name", () => AccessRule.emailList("partners"), "the list's id, a UUID"],
    ["an IP list by its name", () => AccessRule.ipList("offices"), "the list's id, a UUID"],
    ["a posture rule by its name", () => AccessRule.devicePosture("disk"), "the posture rule's id, a UUID"],
    ["an identity provider by its name", () => AccessRule.loginMethod("okta"), "the identity provider's id, a UUID"],
    ["an Okta provider by its name", () => AccessRule.oktaGroup("sre", "okta"), "the identity provider's id, a UUID"],
    ["an Entra group by its name", () => AccessRule.azureGroup("sre", PROVIDER), "the group's object id, a UUID"],
    ["an id in upper case", () => AccessRule.ipList("F70FF985-A4EF-4643-BBBC-4A0ED4FC8415"), "in lower case"],
    ["keys by http", () => AccessRule.externalEvaluation("https://a.example.com", "http://a.example.com"), "https URL"],
  ];

  test.each(refused)("fails when the value is %s", (_, rule, hint) => {
    const stack = used(rule);
    expect(problems(stack)).toEqual(["policy AccessRuleInvalid"]);
    expect(messages(stack)[0]).toContain(hint);
  });

  test("fails for an invalid value in require, exclude and groups", () => {
    const stack = stackWithProvider();
    const [good, bad] = [[AccessRule.emailDomain("example.com")], [AccessRule.country("jp")]];
    new AccessPolicy(stack, "a", { account: ACCOUNT, include: good, require: bad });
    new AccessPolicy(stack, "b", { account: ACCOUNT, include: good, exclude: bad });
    new AccessGroup(stack, "c", { account: ACCOUNT, include: bad });
    new AccessGroup(stack, "d", { account: ACCOUNT, include: good, require: bad, exclude: bad });
    const codes = ["a", "b", "c", "d", "d"].map((path) => `${path} AccessRuleInvalid`);
    expect(problems(stack)).toEqual(codes);
  });

  test("reports every invalid value of a rule", () => {
    expect(problems(used(() => AccessRule.emails("a", "b", "c@example.com")))).toHaveLength(2);
  });

  test("AccessRule.ip renders ranges in canonical notation", () => {
    const address = fc.ipV6().filter((text) => parseCidr(text) !== undefined);
    fc.assert(
      fc.property(address, (text) => {
        expect(AccessRule.ip(text)._selectors).toEqual([{ ip: { ip: parseCidr(text)!.text } }]);
      }),
    );
  });

  test("accepts ids without dashes", () => {
    const id = UUID.replaceAll("-", "");
    expect(problems(used(() => AccessRule.oktaGroup("sre", id)))).toEqual([]);
  });

  test("accepts tokens", () => {
    const make = (stack: TerraformStack) => {
      const later = new TerraformVariable(stack, "later", {}).stringValue;
      return [
        AccessRule.emails(later),
        AccessRule.emailDomain(later),
        AccessRule.emailList(later),
        AccessRule.ip(later),
        AccessRule.ipList(later),
        AccessRule.country(later),
        AccessRule.linkedAppToken(later),
        AccessRule.loginMethod(later),
        AccessRule.oneTimePin(later),
        AccessRule.authMethod(later),
        AccessRule.authContext(later, later, later),
        AccessRule.azureGroup(later, later),
        AccessRule.githubOrganization(later, later, later),
        AccessRule.googleGroup(later, later),
        AccessRule.oktaGroup(later, later),
        AccessRule.samlAttribute(later, later, later),
        AccessRule.oidcClaim(later, later, later),
        AccessRule.devicePosture(later),
        AccessRule.commonName(later),
        AccessRule.externalEvaluation(later, later),
        AccessRule.group(AccessGroup.fromGroupId(stack, "group", later)),
        AccessRule.serviceToken(ServiceToken.fromServiceTokenId(stack, "token", later)),
      ];
    };
    const stack = stackWithProvider();
    const include = make(stack);
    new AccessPolicy(stack, "policy", { account: ACCOUNT, include, decision: AccessDecision.NON_IDENTITY });
    expect([...new Set(problems(stack))]).toEqual(["policy warning IdentityBeforeLogin"]);
    const rendered: object[] = resourceAt(stack, "policy").include;
    expect(rendered).toHaveLength(include.length);
    for (const each of rendered) expect(JSON.stringify(each)).toContain('"${var.later}"');
  });
});
