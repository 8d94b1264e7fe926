import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, Aspects, TerraformStack, TerraformVariable } from "cdktf";
import {
  AccessApplication,
  AccessApplicationProps,
  AccessDecision,
  AccessGroup,
  AccessPolicy,
  AccessRule,
  ServiceToken,
} from "../../lib/access";
import { Account } from "../../lib/core/account";
import { registerIn } from "../../lib/core/registry";
import { isTerraformResource } from "../../lib/core/terraform/resources";
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

const staff = AccessRule.emailDomain("example.com");
let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const policy = (id = "staff", sessionDuration?: string) =>
  new AccessPolicy(stack, id, { account: ACCOUNT, include: [staff], sessionDuration });

function app(props: Partial<AccessApplicationProps> = {}, id = "app"): AccessApplication {
  const hostnames = [`${id}.example.com`];
  const policies = props.policies ?? [AccessPolicy.fromPolicyId(stack, `${id}-policy`, UUID)];
  return new AccessApplication(stack, id, { account: ACCOUNT, hostnames, ...props, policies });
}

const PROVIDERS = ["22222222-3333-4444-8555-666666666666", "33333333444445558666777777777777"];

describe("AccessApplication", () => {
  test("renders explicit values for what the provider would fill in", () => {
    app();
    expect(resourceAt(stack, "app")).toEqual({
      account_id: ACCOUNT.accountId,
      type: "self_hosted",
      name: "app.example.com",
      destinations: [{ type: "public", uri: "app.example.com" }],
      policies: [{ id: UUID, precedence: 1 }],
      session_duration: "24h",
      app_launcher_visible: true,
      lifecycle: { create_before_destroy: true },
    });
  });

  test("renders name, sessionDuration and appLauncherVisible", () => {
    app({ name: "Argo CD", sessionDuration: "8h", appLauncherVisible: false });
    expect(resourceAt(stack, "app")).toMatchObject({
      name: "Argo CD",
      session_duration: "8h",
      app_launcher_visible: false,
    });
  });

  test("renders several hostnames in order and uses the first as name", () => {
    app({ hostnames: ["b.example.com", "*.a.example.com"] });
    expect(resourceAt(stack, "app")).toMatchObject({
      name: "b.example.com",
      destinations: [
        { type: "public", uri: "b.example.com" },
        { type: "public", uri: "*.a.example.com" },
      ],
    });
  });

  test("renders explicit policy precedences from 1, in order", () => {
    const policies = ["c", "a", "b"].map((id) => policy(id));
    app({ policies });
    const id = (each: AccessPolicy) => `\${cloudflare_zero_trust_access_policy.${each.resource.friendlyUniqueId}.id}`;
    expect(resourceAt(stack, "app").policies).toEqual(policies.map((each, i) => ({ id: id(each), precedence: i + 1 })));
    expect(graph(stack).edges.filter((edge) => edge.startsWith("app"))).toEqual(["app -> a", "app -> b", "app -> c"]);
  });

  test("copies its policies", () => {
    const policies = [policy("a")];
    const made = app({ policies });
    policies.push(policy("b"));
    made.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(graph(stack).edges.filter((edge) => edge.startsWith("app "))).toEqual(["app -> a", "app -> ci/Policy"]);
  });

  test("returns its audience tag as a reference", () => {
    const made = app();
    policy("reader").resource.name = made.aud;
    expect(resourceAt(stack, "reader").name).toBe(
      `\${cloudflare_zero_trust_access_application.${made.resource.friendlyUniqueId}.aud}`,
    );
  });

  test("fails when the id results in an invalid Terraform name", () => {
    app({ policies: [policy()] }, "1st");
    expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
  });

  test("fails when an Aspect removes createBeforeDestroy or ignores changes", () => {
    app();
    Aspects.of(stack).add({
      visit: (node) => {
        if (isTerraformResource(node)) node.lifecycle = { ignoreChanges: ["policies"] };
      },
    });
    expect(problems(stack)).toEqual(["app SafetyContractBroken", "app SafetyContractBroken"]);
    expect(() => synth(stack)).toThrow("SafetyContractBroken");
  });
});

describe("AccessApplication hostnames", () => {
  test.each([
    "App.example.com",
    "https://app.example.com",
    "app.example.com/x",
    "app.example.com.",
    "localhost",
    "a*.example.com",
  ])("fails when the hostname is %s", (hostname) => {
    app({ hostnames: [hostname] });
    expect(problems(stack)).toEqual(["app HostnameInvalid"]);
  });

  test("reports each invalid hostname", () => {
    app({ hostnames: ["A.example.com", "b.example.com", "c"] });
    expect(problems(stack)).toEqual(["app HostnameInvalid", "app HostnameInvalid"]);
  });

  test("throws immediately when a hostname is a token", () => {
    const hostnames = ["a.example.com", new TerraformVariable(stack, "later", {}).stringValue];
    expect(() => app({ hostnames })).toThrow(expect.objectContaining({ code: "TokenNotAllowed", path: "stack/app" }));
  });

  const many = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.example.com`);

  test.each([0, 51])("fails with %d hostnames", (count) => {
    app({ hostnames: many(count) });
    expect(problems(stack)).toEqual(["app ApplicationInvalid"]);
    expect(messages(stack)[0]).toContain(`hostnames: ${count} hostnames were given`);
  });

  test.each([1, 50])("accepts %d hostnames", (count) => {
    app({ hostnames: many(count) });
    expect(problems(stack)).toEqual([]);
  });
});

describe("AccessApplication identity providers", () => {
  test("renders allowedIdentityProviders and autoRedirectToIdentity", () => {
    app({ allowedIdentityProviders: [PROVIDERS[0]], autoRedirectToIdentity: true });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "app")).toMatchObject({ allowed_idps: [PROVIDERS[0]], auto_redirect_to_identity: true });
  });

  test("omits the redirect when there are several identity providers", () => {
    app({ allowedIdentityProviders: [PROVIDERS[0], PROVIDERS[1]], autoRedirectToIdentity: false });
    expect(problems(stack)).toEqual([]);
    const body = resourceAt(stack, "app");
    expect(body.allowed_idps).toEqual([PROVIDERS[0], PROVIDERS[1]]);
    expect(body).not.toHaveProperty("auto_redirect_to_identity");
  });

  test("fails when an identity provider is not given by its id", () => {
    app({ allowedIdentityProviders: ["okta", PROVIDERS[0]] });
    expect(messages(stack)).toEqual([
      'app IdInvalid: allowedIdentityProviders: "okta" is not a valid id. Use the UUID of the object in lower case, not its name.',
    ]);
  });

  test("accepts an identity provider from a variable", () => {
    app({ allowedIdentityProviders: [new TerraformVariable(stack, "okta", {}).stringValue] });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "app").allowed_idps).toEqual(["${var.okta}"]);
  });

  test.each([[undefined], [[]], [[PROVIDERS[0], PROVIDERS[1]]]])(
    "fails when autoRedirectToIdentity has the identity providers %p",
    (allowedIdentityProviders) => {
      app({ allowedIdentityProviders, autoRedirectToIdentity: true });
      expect(problems(stack)).toEqual(["app ApplicationInvalid"]);
      expect(messages(stack)[0]).toContain(`has ${allowedIdentityProviders?.length ?? 0}`);
    },
  );
});

test("fails when allowedIdentityProviders is empty, because Cloudflare reads it as all of them", () => {
  app({ allowedIdentityProviders: [] });
  expect(messages(stack)).toEqual([
    "app ApplicationInvalid: allowedIdentityProviders is empty, and Cloudflare reads an empty list as all identity providers. List at least one, or omit the property to allow all of them.",
  ]);
});

test("fails when another application of the app has the same hostname", () => {
  app({}, "first");
  const other = stackWithProvider("other", App.of(stack));
  const policies = [AccessPolicy.fromPolicyId(other, "imported", UUID)];
  new AccessApplication(other, "second", { account: ACCOUNT, hostnames: ["first.example.com"], policies });
  expect(messages(other)).toEqual([
    'second ApplicationInvalid: hostnames: "first.example.com" already has an application, stack/first. Cloudflare accepts one application per hostname; remove one of them.',
  ]);
});

test.each([
  ["a hostname", (twice: AccessPolicy) => ({ hostnames: ["a.example.com", "a.example.com"], policies: [twice] })],
  ["a policy", (twice: AccessPolicy) => ({ policies: [twice, twice] })],
])("fails when %s is listed twice", (_, props) => {
  app(props(policy("twice")));
  expect(problems(stack)).toEqual(["app ApplicationInvalid"]);
});

describe("AccessApplication policies", () => {
  test("fails when there is no policy and no service token", () => {
    app({ policies: [] });
    expect(problems(stack)).toEqual(["app NobodyGetsIn"]);
  });

  test("accepts a service token that is allowed after construction", () => {
    const made = app({ policies: [] });
    expect(problems(stack)).toEqual(["app NobodyGetsIn"]);
    made.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(problems(stack)).toEqual([]);
  });

  test("fails for each policy that amounts to public access", () => {
    const open = ["x", "y"].map(
      (id) => new AccessPolicy(stack, id, { account: ACCOUNT, include: [AccessRule.everyone()] }),
    );
    app({ policies: [policy(), ...open] });
    expect(problems(stack)).toEqual(["app OpenPolicyAsLock", "app OpenPolicyAsLock"]);
    expect(messages(stack)[0]).toContain("policy stack/x amounts to public access");
  });

  test("fails when a policy belongs to another account", () => {
    const foreign = new AccessPolicy(stack, "imported", { account: OTHER_ACCOUNT, include: [staff] });
    app({ policies: [foreign] });
    expect(problems(stack)).toEqual(["app AccountMismatch"]);
    expect(messages(stack)[0]).toContain(OTHER_ACCOUNT.accountId);
    expect(messages(stack)[0]).toContain(ACCOUNT.accountId);
  });

  test("fails when a policy belongs to another stack and names the import factory", () => {
    const elsewhere = stackWithProvider("other", App.of(stack));
    const foreign = new AccessPolicy(elsewhere, "imported", { account: ACCOUNT, include: [staff] });
    app({ policies: [foreign] });
    expect(problems(stack)).toEqual(["app StackMismatch"]);
    expect(messages(stack)[0]).toContain("AccessPolicy.fromPolicyId(…)");
  });

  test("accepts an imported policy", () => {
    app({ policies: [AccessPolicy.fromPolicyId(stack, "imported", UUID)] });
    expect(problems(stack)).toEqual([]);
  });
});

describe("AccessApplication session duration", () => {
  test.each(["7d", "", "8"])("fails when sessionDuration is %p", (sessionDuration) => {
    app({ sessionDuration });
    expect(problems(stack)).toEqual(["app SessionDurationInvalid"]);
  });

  test("warns for each policy whose own duration takes precedence", () => {
    app({ sessionDuration: "8h", policies: [policy("a", "1h"), policy("b"), policy("c", "8h")] });
    expect(problems(stack)).toEqual(["app warning SessionDurationShadowed", "app warning SessionDurationShadowed"]);
    expect(messages(stack)[0]).toContain(
      'sessionDuration "8h" has no effect for policy stack/a, whose own duration "1h" takes',
    );
    expect(messages(stack)[1]).toContain(
      'sessionDuration "8h" has no effect for policy stack/b, whose own duration "24h" takes',
    );
  });

  test("does not warn without sessionDuration or with an imported policy", () => {
    app({ policies: [policy("a", "1h")] }, "silent");
    app({ sessionDuration: "8h", policies: [AccessPolicy.fromPolicyId(stack, "imported", UUID)] });
    expect(problems(stack)).toEqual([]);
  });
});

describe("Access account limits", () => {
  function fill(scope: TerraformStack, count: number, account: Account = ACCOUNT): void {
    const policies = [AccessPolicy.fromPolicyId(scope, `policy-${account.teamName}`, UUID)];
    for (let i = 1; i <= count; i += 1) {
      const id = `${account.teamName}-${i}`;
      new AccessApplication(scope, id, { account, hostnames: [`${id}.${scope.node.id}.example.com`], policies });
    }
  }

  test("warns once, for the 501st application", () => {
    for (let i = 1; i <= 500; i += 1) registerIn(stack, ACCOUNT, "accessApplications"); // like 500 applications
    expect(problems(stack)).toEqual([]);
    app({}, "one-more");
    app({}, "another");
    expect(problems(stack)).toEqual(["one-more warning AccountLimitExceeded"]);
  });

  test("fails when account.limits is exceeded", () => {
    fill(stack, 3, { ...ACCOUNT, limits: { accessApplications: 2 } });
    expect(problems(stack)).toEqual(["example-3 AccountLimitExceeded"]);
  });

  test("counts each account separately, over all stacks of the app", () => {
    const limits = { accessApplications: 2 };
    const other = stackWithProvider("other", App.of(stack));
    fill(stack, 2, { ...ACCOUNT, limits });
    fill(other, 2, { ...OTHER_ACCOUNT, limits });
    for (const each of [stack, other]) expect(problems(each)).toEqual([]);
    fill(other, 1, { ...ACCOUNT, limits });
    expect(problems(other)).toEqual(["example-1 AccountLimitExceeded"]);
  });

  test("counts policies, groups and service tokens separately", () => {
    const limits = { accessPolicies: 1, accessGroups: 1, serviceTokens: 1 };
    const account = { ...ACCOUNT, limits };
    for (const i of [1, 2]) {
      new AccessPolicy(stack, `policy${i}`, { account, include: [staff] });
      new AccessGroup(stack, `group${i}`, { account, include: [staff] });
      new ServiceToken(stack, `token${i}`, { account });
    }
    expect(problems(stack)).toEqual(["group2", "policy2", "token2"].map((path) => `${path} AccountLimitExceeded`));
  });
});

describe("the provider of the account", () => {
  function everything(provider: boolean): any[] {
    const second = new CloudflareProvider(stack, "second", { alias: "second" });
    const account = { ...ACCOUNT, ...(provider && { provider: second }) };
    const token = new ServiceToken(stack, "token", { account });
    const group = new AccessGroup(stack, "group", { account, include: [staff] });
    const policies = [new AccessPolicy(stack, "policy", { account, include: [AccessRule.group(group)] })];
    new AccessApplication(stack, "app", { account, hostnames: ["a.example.com"], policies }).allowServiceToken(token);
    return Object.values<any>(synth(stack).resource).flatMap((byName) => Object.values(byName));
  }

  test("is set on every Access resource", () => {
    expect(everything(true).map(({ provider }) => provider)).toEqual(Array(5).fill("cloudflare.second"));
  });

  test("is omitted when the account has none", () => {
    expect(everything(false).map(({ provider }) => provider)).toEqual(Array(5).fill(undefined));
  });

  describe("order of its policies", () => {
    const allow = (id: string, ...include: AccessRule[]) => new AccessPolicy(stack, id, { account: ACCOUNT, include });
    const deny = (id: string, ...include: AccessRule[]) =>
      new AccessPolicy(stack, id, { account: ACCOUNT, include, decision: AccessDecision.DENY });
    const problemsOf = (...policies: AccessPolicy[]) => {
      new AccessApplication(stack, "app", { account: ACCOUNT, hostnames: ["app.example.com"], policies });
      return problems(stack);
    };
    const employees = () => allow("staff", AccessRule.emailDomain("example.com"));
    const leavers = () => deny("leavers", AccessRule.emails("leaver@example.com"));

    test("warns of a deny policy that is listed after the policy it restricts", () => {
      expect(problemsOf(employees(), leavers())).toEqual(["app warning DenyWithoutEffect"]);
      expect(messages(stack)[0]).toContain("denies a user with e-mail leaver@example.com");
    });

    test("accepts a deny policy that is listed first", () => {
      expect(problemsOf(leavers(), employees())).toEqual([]);
    });

    test("accepts an exception that is listed before a deny policy", () => {
      const admins = allow("admins", AccessRule.emails("admin@example.com"));
      expect(problemsOf(admins, deny("abroad", AccessRule.country("XX")), employees())).toEqual([]);
    });

    test("fails when all policies deny", () => {
      expect(problemsOf(leavers())).toEqual(["app NobodyGetsIn"]);
    });

    test("fails when a deny policy covers everything that follows", () => {
      expect(problemsOf(deny("all", AccessRule.everyone()), employees())).toEqual(["app NobodyGetsIn"]);
    });
  });
});
