import { TerraformStack, TerraformVariable } from "cdktf";
import {
  AccessApplication,
  AccessPolicy,
  AccessRule,
  IdentityProvider,
  IdentityProviderType,
  OidcOptions,
} from "../../lib/access";
import { ACCOUNT, stackWithProvider } from "../support/stack";
import { describeWithTerraform } from "../support/terraform";
import { apply, destroy, expectOrder, has } from "../support/terraform-order";

interface Version {
  /** The settings of the provider. @default - the app has no provider */
  readonly oidc?: Partial<OidcOptions>;
  /** Whether users need an e-mail address of the organization. */
  readonly requireEmail?: boolean;
}

function version({ oidc, requireEmail = false }: Version): TerraformStack {
  const stack = stackWithProvider();
  const staff = AccessRule.emailDomain("example.com");
  const login = oidc === undefined ? [] : [AccessRule.loginMethod(provider(stack, oidc))];
  const policy = new AccessPolicy(stack, "policy", {
    account: ACCOUNT,
    include: login.length > 0 ? login : [staff],
    require: requireEmail ? [staff] : [],
  });
  new AccessApplication(stack, "app", { account: ACCOUNT, hostnames: ["app.example.com"], policies: [policy] });
  return stack;
}

function provider(stack: TerraformStack, oidc: Partial<OidcOptions>): IdentityProvider {
  const { stringValue } = new TerraformVariable(stack, "secret", { sensitive: true });
  const made = new IdentityProvider(stack, "idp", {
    account: ACCOUNT,
    type: IdentityProviderType.oidc({
      clientId: "client",
      clientSecret: stringValue,
      authUrl: "https://login.example.com/authorize",
      tokenUrl: "https://login.example.com/token",
      certsUrl: "https://login.example.com/keys",
      ...oidc,
    }),
  });
  // The stand-ins have no variables.
  made.resource.addOverride("config.client_secret", "placeholder");
  return made;
}

describeWithTerraform("the order of changes of an identity provider", () => {
  test("creates the identity provider before the policy, and deletes it after the policy", () => {
    const created = apply(version({ oidc: {} }));
    expectOrder(created, "create idp", "create policy", "create app");
    expectOrder(destroy(created), "delete app", "delete policy", "delete idp");
  });

  test("updates the policy before it deletes an identity provider that is removed", () => {
    const before = apply(version({ oidc: {} }));
    expectOrder(apply(version({}), { from: before }), "update policy", "delete idp");
  });

  test("requires more of users before a provider that admits anyone replaces one that does not", () => {
    const before = apply(version({ oidc: {} }));
    const open = { authUrl: "https://accounts.google.com/o/oauth2/v2/auth" };
    const after = apply(version({ oidc: open, requireEmail: true }), { from: before });
    expectOrder(after, "create idp/OpenResource", "update policy", "delete idp");
    expect(has(after, "update idp")).toBe(false);
  });
});
