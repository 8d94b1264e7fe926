import { App, Aspects, Fn, Lazy, TerraformLocal, TerraformStack, TerraformVariable } from "cdktf";
import {
  AccessApplication,
  AccessPolicy,
  AccessRule,
  IdentityProvider,
  IdentityProviderProps,
  IdentityProviderType,
} from "../../lib/access";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { inventory } from "../../lib/inventory";
import { graph } from "../../lib/testing";
import {
  ACCOUNT,
  messages,
  OTHER_ACCOUNT,
  problems,
  resourceAt,
  stackWithProvider,
  synth,
  UUID,
} from "../support/stack";

let stack: TerraformStack;
let clientSecret: string;
beforeEach(() => {
  stack = stackWithProvider();
  clientSecret = new TerraformVariable(stack, "secret", { type: "string", sensitive: true }).stringValue;
});

const client = () => ({ clientId: "client", clientSecret });
const endpoints = (host: string) => ({
  authUrl: `https://${host}/authorize`,
  tokenUrl: `https://${host}/token`,
  certsUrl: `https://${host}/keys`,
});
const TYPES: { [id: string]: () => IdentityProviderType } = {
  google: () => IdentityProviderType.googleWorkspace({ ...client(), domain: "example.com" }),
  entra: () => IdentityProviderType.entraId({ ...client(), directoryId: UUID }),
  okta: () => IdentityProviderType.okta({ ...client(), accountUrl: "https://example.okta.com" }),
  github: () => IdentityProviderType.gitHub(client()),
  oidc: () => IdentityProviderType.oidc({ ...client(), ...endpoints("login.example.com") }),
  saml: () =>
    IdentityProviderType.saml({
      entityId: "https://saml.example.com",
      ssoUrl: "https://saml.example.com/sso",
      certificates: ["-----BEGIN CERTIFICATE-----\nMIIDpDCC\n-----END CERTIFICATE-----\n"],
    }),
  pin: () => IdentityProviderType.oneTimePin(),
};
const provider = (type: IdentityProviderType, props: Partial<IdentityProviderProps> = {}, id = "idp") =>
  new IdentityProvider(stack, id, { account: ACCOUNT, type, ...props });
const policy = (include: AccessRule, id = "policy") =>
  new AccessPolicy(stack, id, { account: ACCOUNT, include: [include] });
const protect = (...policies: AccessPolicy[]) =>
  new AccessApplication(stack, "app", { account: ACCOUNT, hostnames: ["app.example.com"], policies });

describe("IdentityProvider", () => {
  test.each<[string, string, object]>([
    ["google", "google-apps", { apps_domain: "example.com" }],
    ["entra", "azureAD", { directory_id: UUID, support_groups: true }],
    ["okta", "okta", { okta_account: "https://example.okta.com" }],
    ["github", "github", {}],
    [
      "oidc",
      "oidc",
      {
        auth_url: "https://login.example.com/authorize",
        token_url: "https://login.example.com/token",
        certs_url: "https://login.example.com/keys",
        scopes: ["openid", "email", "profile"],
      },
    ],
  ])("renders the settings of %s", (id, type, config) => {
    provider(TYPES[id]());
    expect(resourceAt(stack, "idp")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "idp",
      type,
      config: { client_id: "client", client_secret: "${var.secret}", ...config },
      lifecycle: { create_before_destroy: true },
    });
    expect(problems(stack)).toEqual([]);
  });

  test("renders SAML certificates without their frames", () => {
    provider(TYPES.saml());
    expect(resourceAt(stack, "idp").config).toEqual({
      issuer_url: "https://saml.example.com",
      sso_target_url: "https://saml.example.com/sso",
      idp_public_certs: ["MIIDpDCC"],
    });
  });

  test("renders a one-time PIN with empty settings, which the provider requires", () => {
    provider(TYPES.pin(), { name: "PIN" });
    expect(resourceAt(stack, "idp")).toMatchObject({ name: "PIN", type: "onetimepin", config: {} });
  });

  test("renders optional settings", () => {
    const claims = { claims: ["team"], emailClaim: "mail" };
    provider(
      IdentityProviderType.entraId({
        ...client(),
        ...claims,
        directoryId: UUID,
        supportGroups: false,
        authenticationContexts: true,
      }),
      {},
      "entra",
    );
    provider(
      IdentityProviderType.okta({
        ...client(),
        accountUrl: "https://example.okta.com",
        authorizationServerId: "aus1",
      }),
      {},
      "okta",
    );
    provider(
      IdentityProviderType.oidc({ ...client(), ...endpoints("login.example.com"), ...claims, pkce: true }),
      {},
      "oidc",
    );
    const attributes = { attributes: ["team"], emailAttribute: "mail", signRequest: true };
    provider(
      IdentityProviderType.saml({
        entityId: "e",
        ssoUrl: "https://a.example/sso",
        certificates: ["MII"],
        ...attributes,
      }),
      {},
      "saml",
    );
    expect(resourceAt(stack, "entra").config).toMatchObject({
      claims: ["team"],
      email_claim_name: "mail",
      support_groups: false,
      conditional_access_enabled: true,
    });
    expect(resourceAt(stack, "okta").config).toMatchObject({ authorization_server_id: "aus1" });
    expect(resourceAt(stack, "oidc").config).toMatchObject({ claims: ["team"], pkce_enabled: true });
    expect(resourceAt(stack, "saml").config).toMatchObject({
      attributes: ["team"],
      email_attribute_name: "mail",
      sign_request: true,
    });
    expect(problems(stack)).toEqual([]);
  });

  test.each<[string, () => IdentityProviderType]>([
    ["domain", () => IdentityProviderType.googleWorkspace({ ...client(), domain: "@example.com" })],
    ["directoryId", () => IdentityProviderType.entraId({ ...client(), directoryId: "example.onmicrosoft.com" })],
    ["accountUrl", () => IdentityProviderType.okta({ ...client(), accountUrl: "https://example.okta.com/" })],
    ["clientId", () => IdentityProviderType.gitHub({ ...client(), clientId: " " })],
    [
      "tokenUrl",
      () => IdentityProviderType.oidc({ ...client(), ...endpoints("login.example.com"), tokenUrl: "http://a/b" }),
    ],
    ["scopes", () => IdentityProviderType.oidc({ ...client(), ...endpoints("login.example.com"), scopes: ["email"] })],
    ["certificates", () => IdentityProviderType.saml({ entityId: "e", ssoUrl: "https://a.example", certificates: [] })],
    [
      "certificates",
      () => IdentityProviderType.saml({ entityId: "e", ssoUrl: "https://a.example", certificates: ["./cert.pem"] }),
    ],
  ])("fails when %s is not valid", (name, type) => {
    provider(type());
    expect(problems(stack)).toEqual(["idp IdentityProviderInvalid"]);
    expect(messages(stack)[0]).toContain(`${name}`);
  });

  test("fails when an option is missing or misspelled", () => {
    const options: any = { ...client(), accountURL: "https://example.okta.com" };
    expect(() => IdentityProviderType.okta(options)).toThrow(/PropMissing[^]*PropUnknown/);
  });

  test("fails when the account has more providers than its limit", () => {
    const account = { ...ACCOUNT, limits: { identityProviders: 1 } };
    provider(TYPES.okta(), { account }, "a");
    provider(TYPES.okta(), { account }, "b");
    expect(problems(stack)).toEqual(["b AccountLimitExceeded"]);
  });

  test("fails when an Aspect changes whom the provider admits, or removes createBeforeDestroy", () => {
    const { resource } = provider(TYPES.oidc());
    resource.config.authUrl = "https://accounts.google.com/authorize";
    Aspects.of(stack).add({
      visit: (node) => {
        if (isTerraformResource(node)) node.lifecycle = {};
      },
    });
    expect(problems(stack)).toEqual(["idp SafetyContractBroken", "idp SafetyContractBroken"]);
  });
});

describe("the client secret of an IdentityProvider", () => {
  const withSecret = (secret: string) => provider(IdentityProviderType.gitHub({ ...client(), clientSecret: secret }));
  const variable = (id: string, config = {}) => new TerraformVariable(stack, id, config).stringValue;

  test.each<[string, () => string]>([
    ["a literal", () => "hunter2"],
    ["an empty text", () => ""],
    ["a literal around a reference", () => `prefix-${clientSecret}`],
    ["a lazy literal", () => Lazy.stringValue({ produce: () => "hunter2" })],
    ["a function of a literal", () => Fn.sensitive("hunter2")],
    ["a variable with a default", () => variable("weak", { default: "hunter2" })],
    ["a function of a variable with a default", () => Fn.trimspace(variable("weak", { default: "hunter2" }))],
    ["a local value that is a literal", () => new TerraformLocal(stack, "local", "hunter2").asString],
  ])("fails when it is %s", (_, secret) => {
    withSecret(secret());
    expect(problems(stack)).toEqual(["idp SecretLiteral"]);
    expect(messages(stack)[0]).not.toContain("hunter2");
  });

  test.each<[string, () => string]>([
    ["a variable", () => clientSecret],
    ["a lazy reference", () => Lazy.stringValue({ produce: () => clientSecret })],
    ["an entry of a variable", () => Fn.lookup(variable("secrets", { type: "map(string)" }), "github") as any],
    ["a local value that is a reference", () => new TerraformLocal(stack, "local", clientSecret).asString],
  ])("accepts %s", (_, secret) => {
    withSecret(secret());
    expect(problems(stack)).toEqual([]);
  });
});

describe("whom an IdentityProvider admits", () => {
  test.each([
    ["google", true],
    ["entra", true],
    ["okta", true],
    ["oidc", true],
    ["saml", true],
    ["github", false],
    ["pin", false],
  ])("%s admits only the organization's own users: %s", (id, ownUsersOnly) => {
    const idp = provider(TYPES[id]());
    expect(idp.ownUsersOnly).toBe(ownUsersOnly);
    protect(policy(AccessRule.loginMethod(idp)));
    expect(problems(stack)).toEqual(ownUsersOnly ? [] : ["app OpenPolicyAsLock"]);
  });

  test.each([
    endpoints("accounts.google.com"),
    { ...endpoints("login.example.com"), authUrl: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize" },
  ])("anyone can open an account at $authUrl", (urls) => {
    const idp = provider(IdentityProviderType.oidc({ ...client(), ...urls }));
    expect(idp.ownUsersOnly).toBe(false);
    protect(policy(AccessRule.loginMethod(idp)));
    expect(problems(stack)).toEqual(["app OpenPolicyAsLock"]);
    expect(protectionIn()).toMatchObject({ anyone: true });
  });

  test("the declaration of the author takes precedence, for the constructs and for the summary", () => {
    const own = IdentityProviderType.oidc({ ...client(), ...endpoints("accounts.google.com"), ownUsersOnly: true });
    protect(policy(AccessRule.loginMethod(provider(own))));
    expect(problems(stack)).toEqual([]);
    expect(protectionIn()).toMatchObject({ anyone: false });
  });

  test("a provider at which users register themselves admits anyone, for the constructs and for the summary", () => {
    const open = IdentityProviderType.oidc({ ...client(), ...endpoints("login.example.com"), ownUsersOnly: false });
    const idp = provider(open);
    protect(policy(AccessRule.loginMethod(idp)));
    expect(problems(stack)).toEqual(["app OpenPolicyAsLock"]);
    expect(protectionIn()).toMatchObject({ anyone: true });
  });

  test("the account can declare that all its providers admit its own users", () => {
    const account = { ...ACCOUNT, ownUsersOnly: true };
    const github = provider(TYPES.github(), { account }, "github");
    expect(github.ownUsersOnly).toBe(true);
    expect(provider(TYPES.pin(), { account }, "pin").ownUsersOnly).toBe(false);
  });

  test("a provider that starts to admit anyone is another object", () => {
    const addresses = () => Object.keys(synth(stack).resource.cloudflare_zero_trust_access_identity_provider);
    provider(TYPES.oidc());
    const before = addresses();
    stack = stackWithProvider();
    provider(IdentityProviderType.oidc({ ...client(), ...endpoints("login.example.com"), ownUsersOnly: false }));
    expect(addresses()).not.toEqual(before);
  });

  /** What the summary shows of the policy. */
  function protectionIn() {
    stack.prepareStack();
    const { applications } = inventory({ name: "stack", terraform: stack.toTerraform() });
    return applications[0].policies[0];
  }
});

describe("an IdentityProvider in rules and applications", () => {
  test("is accepted by every rule about its users", () => {
    const made = Object.fromEntries(Object.entries(TYPES).map(([id, type]) => [id, provider(type(), {}, id)]));
    const { google, entra, okta, github, oidc, saml, pin } = made;
    const rules = [
      AccessRule.loginMethod(okta),
      AccessRule.oneTimePin(pin),
      AccessRule.authContext("id", "c1", entra),
      AccessRule.azureGroup(UUID, entra),
      AccessRule.githubOrganization("org", github),
      AccessRule.googleGroup("team@example.com", google),
      AccessRule.oktaGroup("sre", okta),
      AccessRule.samlAttribute("team", "sre", saml),
      AccessRule.oidcClaim("team", "sre", oidc),
    ];
    rules.forEach((rule, i) => policy(rule, `p${i}`));
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "p6").include[0].okta).toEqual({
      name: "sre",
      identity_provider_id: expect.stringMatching(/^\$\{cloudflare_zero_trust_access_identity_provider\..*\.id\}$/),
    });
    expect(graph(stack).edges).toContain("p6 -> okta");
  });

  test("fails when a rule is about users of another type", () => {
    policy(AccessRule.oktaGroup("sre", provider(TYPES.github())));
    expect(messages(stack)[0]).toMatch(/AccessRuleInvalid: AccessRule.oktaGroup .*stack\/idp.* "okta"/);
  });

  test("limits the logins of an application", () => {
    const okta = provider(TYPES.okta());
    new AccessApplication(stack, "app", {
      account: ACCOUNT,
      hostnames: ["app.example.com"],
      policies: [policy(AccessRule.emailDomain("example.com"))],
      allowedIdentityProviders: [okta],
      autoRedirectToIdentity: true,
    });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "app").allowed_idps).toEqual([expect.stringMatching(/identity_provider\..*\.id\}$/)]);
    expect(graph(stack).edges).toContain("app -> idp");
  });

  test("fails when a policy of another account uses it", () => {
    const foreign = provider(TYPES.okta(), { account: OTHER_ACCOUNT });
    policy(AccessRule.loginMethod(foreign));
    expect(problems(stack)).toEqual(["policy AccountMismatch"]);
  });

  test("fails when another stack uses it, and names the import factory", () => {
    const elsewhere = stackWithProvider("other", App.of(stack));
    const okta = provider(TYPES.okta());
    new AccessPolicy(elsewhere, "policy", { account: ACCOUNT, include: [AccessRule.loginMethod(okta)] });
    expect(messages(elsewhere)[0]).toContain("IdentityProvider.fromIdentityProviderId(…)");
  });
});

describe("IdentityProvider.fromIdentityProviderId", () => {
  test("creates no resource, and whom it admits is not known", () => {
    const imported = IdentityProvider.fromIdentityProviderId(stack, "imported", UUID);
    policy(AccessRule.loginMethod(imported));
    expect(resourceAt(stack, "policy").include).toEqual([{ login_method: { id: UUID } }]);
    expect(problems(stack)).toEqual(["policy warning LoginMayBePublic"]);
  });

  test("fails when the id is not a UUID", () => {
    IdentityProvider.fromIdentityProviderId(stack, "imported", "okta");
    expect(problems(stack)).toEqual(["imported IdInvalid"]);
  });
});
