import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, Testing } from "cdktf";
import { Construct } from "constructs";
import { Account, AccountLimits } from "../../lib/core/account";
import { registerIn, Registry } from "../../lib/core/registry";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, stackWithProvider } from "../support/stack";

type Kind = keyof AccountLimits;

/** As many objects of a kind, named by their number. */
function fill(scope: Construct, account: Account, kind: Kind, count: number): void {
  for (let i = 1; i <= count; i += 1) registerIn(new Construct(scope, `${account.teamName}-${i}`), account, kind);
}

describe("limits", () => {
  test.each<[Kind, number]>([
    ["accessApplications", 500],
    ["accessPolicies", 500],
    ["accessGroups", 300],
    ["serviceTokens", 50],
    ["tunnels", 1000],
  ])("warns of the first %s beyond Cloudflare's %d, once", (kind, limit) => {
    const stack = stackWithProvider();
    fill(stack, ACCOUNT, kind, limit);
    expect(problems(stack)).toEqual([]);
    registerIn(new Construct(stack, "one-more"), ACCOUNT, kind);
    registerIn(new Construct(stack, "another"), ACCOUNT, kind);
    expect(problems(stack)).toEqual(["one-more warning AccountLimitExceeded"]);
    expect(messages(stack)[0]).toContain(`number ${limit + 1} of the account's ${limit} ${kind}`);
    expect(messages(stack)[0]).toContain(`account.limits.${kind}`);
  });

  test("refuses what goes beyond the account's own limit, once", () => {
    const stack = stackWithProvider();
    fill(stack, { ...ACCOUNT, limits: { tunnels: 2 } }, "tunnels", 4);
    expect(problems(stack)).toEqual(["example-3 AccountLimitExceeded"]);
  });

  test("a higher limit of the account's own silences the warning", () => {
    const stack = stackWithProvider();
    fill(stack, { ...ACCOUNT, limits: { serviceTokens: 60 } }, "serviceTokens", 60);
    expect(problems(stack)).toEqual([]);
  });

  test("a limit for one kind says nothing of the others", () => {
    const stack = stackWithProvider();
    fill(stack, { ...ACCOUNT, limits: { tunnels: 1 } }, "serviceTokens", 51);
    expect(problems(stack)).toEqual(["example-51 warning AccountLimitExceeded"]);
  });

  test("counts each kind and each account by itself", () => {
    const stack = stackWithProvider();
    const limits = { tunnels: 1, serviceTokens: 1 };
    for (const account of [ACCOUNT, OTHER_ACCOUNT]) {
      fill(new Construct(stack, `${account.teamName}-tunnels`), { ...account, limits }, "tunnels", 1);
      fill(new Construct(stack, `${account.teamName}-tokens`), { ...account, limits }, "serviceTokens", 1);
    }
    expect(problems(stack)).toEqual([]);
  });

  test("counts over all stacks of an app, and by the account's id", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    fill(first, { ...ACCOUNT, limits: { tunnels: 1 } }, "tunnels", 1);
    fill(second, { ...ACCOUNT, limits: { tunnels: 1 } }, "tunnels", 1);
    expect(problems(first)).toEqual([]);
    expect(problems(second)).toEqual(["example-1 AccountLimitExceeded"]);
  });

  test("begins anew with each app", () => {
    const account = { ...ACCOUNT, limits: { tunnels: 1 } };
    for (const app of [Testing.app(), Testing.app()]) {
      const stack = stackWithProvider("stack", app as App);
      fill(stack, account, "tunnels", 1);
      expect(problems(stack)).toEqual([]);
    }
  });
});

describe("accounts", () => {
  const wrong: Account = { accountId: "mine", teamName: "Us" };

  test("refuses a malformed account once a stack, where it is first used", () => {
    const stack = stackWithProvider();
    fill(stack, wrong, "tunnels", 3);
    expect(problems(stack)).toEqual(["Us-1 AccountIdInvalid", "Us-1 TeamNameInvalid"]);
  });

  test("refuses it in every stack that uses it", () => {
    const app = Testing.app();
    for (const id of ["first", "second"]) {
      const stack = stackWithProvider(id, app);
      fill(stack, wrong, "tunnels", 1);
      expect(problems(stack)).toEqual(["Us-1 AccountIdInvalid", "Us-1 TeamNameInvalid"]);
    }
  });

  test("gives the provider to hand on", () => {
    const stack = stackWithProvider();
    const provider = new CloudflareProvider(stack, "second", { alias: "second" });
    expect(registerIn(stack, { ...ACCOUNT, provider }, "tunnels")).toBe(provider);
    expect(registerIn(stack, ACCOUNT, "tunnels")).toBeUndefined();
  });
});

describe("Registry", () => {
  const NAMES = new Registry<string>();

  test("returns the value that has claimed a key, for the whole app", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    expect(NAMES.claim(first, "a", "one")).toBeUndefined();
    expect(NAMES.claim(second, "a", "two")).toBe("one");
    expect(NAMES.find(second, "a")).toBe("one");
    expect(NAMES.find(second, "b")).toBeUndefined();
  });

  test("collects values under a key", () => {
    const stack = stackWithProvider();
    NAMES.collect(stack, "a").push("one");
    NAMES.collect(stack, "a").push("two");
    expect(NAMES.collect(stack, "a")).toEqual(["one", "two"]);
    expect(NAMES.collect(stack, "b")).toEqual([]);
    expect(NAMES.find(stack, "a")).toBeUndefined();
  });

  test("separates apps and registries", () => {
    const stack = stackWithProvider();
    NAMES.claim(stack, "a", "one");
    expect(new Registry<string>().find(stack, "a")).toBeUndefined();
    expect(NAMES.find(stackWithProvider(), "a")).toBeUndefined();
  });
});
