import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, Aspects, TerraformStack, TerraformVariable } from "cdktf";
import {
  AccessApplication,
  AccessApplicationProps,
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

describe("an application", () => {
  test("says what the provider would fill in, and leaves out what does harm", () => {
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

  test("takes a name, a session duration, and its place in the App Launcher", () => {
    app({ name: "Argo CD", sessionDuration: "8h", appLauncherVisible: false });
    expect(resourceAt(stack, "app")).toMatchObject({
      name: "Argo CD",
      session_duration: "8h",
      app_launcher_visible: false,
    });
  });

  test("covers several hosts in their order, named by the first", () => {
    app({ hostnames: ["b.example.com", "*.a.example.com"] });
    expect(resourceAt(stack, "app")).toMatchObject({
      name: "b.example.com",
      destinations: [
        { type: "public", uri: "b.example.com" },
        { type: "public", uri: "*.a.example.com" },
      ],
    });
  });

  test("ranks its policies from 1, explicitly, in their order", () => {
    const policies = ["c", "a", "b"].map((id) => policy(id));
    app({ policies });
    const id = (each: AccessPolicy) => `\${cloudflare_zero_trust_access_policy.${each.resource.friendlyUniqueId}.id}`;
    expect(resourceAt(stack, "app").policies).toEqual(policies.map((each, i) => ({ id: id(each), precedence: i + 1 })));
    expect(graph(stack).edges).toEqual(["app -> a", "app -> b", "app -> c"]);
  });

  test("keeps a copy of its policies", () => {
    const policies = [policy("a")];
    const made = app({ policies });
    policies.push(policy("b"));
    made.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(graph(stack).edges.filter((edge) => edge.startsWith("app "))).toEqual(["app -> a", "app -> ci/Policy"]);
  });

  test("gives its audience tag by reference", () => {
    const made = app();
    policy("reader").resource.name = made.aud;
    expect(resourceAt(stack, "reader").name).toBe(
      `\${cloudflare_zero_trust_access_application.${made.resource.friendlyUniqueId}.aud}`,
    );
  });

  test("refuses an id that makes no Terraform name", () => {
    app({ policies: [policy()] }, "1st");
    expect(problems(stack)).toEqual(["1st ConstructIdInvalid"]);
  });

  test("refuses an Aspect that takes its flag away or ignores drift", () => {
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

describe("hosts", () => {
  test.each([
    "App.example.com",
    "https://app.example.com",
    "app.example.com/x",
    "app.example.com.",
    "localhost",
    "a*.example.com",
  ])("refuses %s", (hostname) => {
    app({ hostnames: [hostname] });
    expect(problems(stack)).toEqual(["app HostnameInvalid"]);
  });

  test("refuses each malformed one", () => {
    app({ hostnames: ["A.example.com", "b.example.com", "c"] });
    expect(problems(stack)).toEqual(["app HostnameInvalid", "app HostnameInvalid"]);
  });

  test("refuses a token at once", () => {
    const hostnames = ["a.example.com", new TerraformVariable(stack, "later", {}).stringValue];
    expect(() => app({ hostnames })).toThrow(expect.objectContaining({ code: "TokenNotAllowed", path: "stack/app" }));
  });

  const many = (count: number) => Array.from({ length: count }, (_, i) => `h${i}.example.com`);

  test.each([0, 51])("refuses %d", (count) => {
    app({ hostnames: many(count) });
    expect(problems(stack)).toEqual(["app ApplicationInvalid"]);
    expect(messages(stack)[0]).toContain(`hostnames holds ${count}`);
  });

  test.each([1, 50])("accepts %d", (count) => {
    app({ hostnames: many(count) });
    expect(problems(stack)).toEqual([]);
  });
});

describe("identity providers", () => {
  test("are passed on, and followed at once where there is one", () => {
    app({ allowedIdentityProviders: ["idp-1"], autoRedirectToIdentity: true });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "app")).toMatchObject({ allowed_idps: ["idp-1"], auto_redirect_to_identity: true });
  });

  test("may be several without the redirect, which is then not said", () => {
    app({ allowedIdentityProviders: ["idp-1", "idp-2"], autoRedirectToIdentity: false });
    expect(problems(stack)).toEqual([]);
    const body = resourceAt(stack, "app");
    expect(body.allowed_idps).toEqual(["idp-1", "idp-2"]);
    expect(body).not.toHaveProperty("auto_redirect_to_identity");
  });

  test.each([[undefined], [[]], [["idp-1", "idp-2"]]])("refuses the redirect with %p", (allowedIdentityProviders) => {
    app({ allowedIdentityProviders, autoRedirectToIdentity: true });
    expect(problems(stack)).toEqual(["app ApplicationInvalid"]);
    expect(messages(stack)[0]).toContain(`holds ${allowedIdentityProviders?.length ?? 0}`);
  });
});

test("refuses a hostname that another application of the app covers", () => {
  app({}, "first");
  const other = stackWithProvider("other", App.of(stack));
  const policies = [AccessPolicy.fromPolicyId(other, "theirs", UUID)];
  new AccessApplication(other, "second", { account: ACCOUNT, hostnames: ["first.example.com"], policies });
  expect(messages(other)).toEqual([
    'second ApplicationInvalid: "first.example.com" has an application already, stack/first; Cloudflare refuses a second one: leave one',
  ]);
});

test.each([
  ["a hostname", (twice: AccessPolicy) => ({ hostnames: ["a.example.com", "a.example.com"], policies: [twice] })],
  ["a policy", (twice: AccessPolicy) => ({ policies: [twice, twice] })],
])("refuses %s that stands twice", (_, props) => {
  app(props(policy("twice")));
  expect(problems(stack)).toEqual(["app ApplicationInvalid"]);
});

describe("who gets in", () => {
  test("refuses an application that lets nobody in", () => {
    app({ policies: [] });
    expect(problems(stack)).toEqual(["app NobodyGetsIn"]);
  });

  test("a service token alone is enough, also when it is allowed later", () => {
    const made = app({ policies: [] });
    expect(problems(stack)).toEqual(["app NobodyGetsIn"]);
    made.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(problems(stack)).toEqual([]);
  });

  test("refuses each open policy, wherever it stands", () => {
    const open = ["x", "y"].map(
      (id) => new AccessPolicy(stack, id, { account: ACCOUNT, include: [AccessRule.everyone()] }),
    );
    app({ policies: [policy(), ...open] });
    expect(problems(stack)).toEqual(["app OpenPolicyAsLock", "app OpenPolicyAsLock"]);
    expect(messages(stack)[0]).toContain("policy stack/x locks nothing");
  });

  test("refuses a policy of another account", () => {
    const theirs = new AccessPolicy(stack, "theirs", { account: OTHER_ACCOUNT, include: [staff] });
    app({ policies: [theirs] });
    expect(problems(stack)).toEqual(["app AccountMismatch"]);
    expect(messages(stack)[0]).toContain(OTHER_ACCOUNT.accountId);
    expect(messages(stack)[0]).toContain(ACCOUNT.accountId);
  });

  test("refuses a policy of another stack, naming the way out", () => {
    const elsewhere = stackWithProvider("other", App.of(stack));
    const theirs = new AccessPolicy(elsewhere, "theirs", { account: ACCOUNT, include: [staff] });
    app({ policies: [theirs] });
    expect(problems(stack)).toEqual(["app StackMismatch"]);
    expect(messages(stack)[0]).toContain("AccessPolicy.fromPolicyId(…)");
  });

  test("accepts what is named by its id, from wherever", () => {
    app({ policies: [AccessPolicy.fromPolicyId(stack, "theirs", UUID)] });
    expect(problems(stack)).toEqual([]);
  });
});

describe("the session", () => {
  test.each(["7d", "", "8"])("refuses the duration %p", (sessionDuration) => {
    app({ sessionDuration });
    expect(problems(stack)).toEqual(["app SessionDurationInvalid"]);
  });

  test("warns of each policy that goes before it", () => {
    app({ sessionDuration: "8h", policies: [policy("a", "1h"), policy("b"), policy("c", "8h")] });
    expect(problems(stack)).toEqual(["app warning SessionDurationShadowed", "app warning SessionDurationShadowed"]);
    expect(messages(stack)[0]).toContain('sessionDuration is "8h", but policy stack/a says "1h"');
    expect(messages(stack)[1]).toContain('sessionDuration is "8h", but policy stack/b says "24h"');
  });

  test("does not warn where it says nothing, or nobody knows", () => {
    app({ policies: [policy("a", "1h")] }, "silent");
    app({ sessionDuration: "8h", policies: [AccessPolicy.fromPolicyId(stack, "theirs", UUID)] });
    expect(problems(stack)).toEqual([]);
  });
});

describe("limits", () => {
  function fill(scope: TerraformStack, count: number, account: Account = ACCOUNT): void {
    const policies = [AccessPolicy.fromPolicyId(scope, `policy-${account.teamName}`, UUID)];
    for (let i = 1; i <= count; i += 1) {
      const id = `${account.teamName}-${i}`;
      new AccessApplication(scope, id, { account, hostnames: [`${id}.${scope.node.id}.example.com`], policies });
    }
  }

  test("warns of the 501st application, once", () => {
    for (let i = 1; i <= 500; i += 1) registerIn(stack, ACCOUNT, "accessApplications"); // as 500 applications do
    expect(problems(stack)).toEqual([]);
    app({}, "one-more");
    app({}, "another");
    expect(problems(stack)).toEqual(["one-more warning AccountLimitExceeded"]);
  });

  test("refuses it where the account says its own limit", () => {
    fill(stack, 3, { ...ACCOUNT, limits: { accessApplications: 2 } });
    expect(problems(stack)).toEqual(["example-3 AccountLimitExceeded"]);
  });

  test("counts each account by itself, over all stacks of the app", () => {
    const limits = { accessApplications: 2 };
    const other = stackWithProvider("other", App.of(stack));
    fill(stack, 2, { ...ACCOUNT, limits });
    fill(other, 2, { ...OTHER_ACCOUNT, limits });
    for (const each of [stack, other]) expect(problems(each)).toEqual([]);
    fill(other, 1, { ...ACCOUNT, limits });
    expect(problems(other)).toEqual(["example-1 AccountLimitExceeded"]);
  });

  test("counts policies, groups and service tokens as what they are", () => {
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

describe("the account's provider", () => {
  function everything(provider: boolean): any[] {
    const second = new CloudflareProvider(stack, "second", { alias: "second" });
    const account = { ...ACCOUNT, ...(provider && { provider: second }) };
    const token = new ServiceToken(stack, "token", { account });
    const group = new AccessGroup(stack, "group", { account, include: [staff] });
    const policies = [new AccessPolicy(stack, "policy", { account, include: [AccessRule.group(group)] })];
    new AccessApplication(stack, "app", { account, hostnames: ["a.example.com"], policies }).allowServiceToken(token);
    return Object.values<any>(synth(stack).resource).flatMap((byName) => Object.values(byName));
  }

  test("is handed to every resource", () => {
    expect(everything(true).map(({ provider }) => provider)).toEqual(Array(5).fill("cloudflare.second"));
  });

  test("is left to the stack otherwise", () => {
    expect(everything(false).map(({ provider }) => provider)).toEqual(Array(5).fill(undefined));
  });
});
