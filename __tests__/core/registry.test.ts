import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, Testing } from "cdktf";
import { Construct } from "constructs";
import { Account, AccountLimits } from "../../lib/core/account";
import { registerIn, Registry } from "../../lib/core/registry";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, stackWithProvider } from "../support/stack";

type Kind = keyof AccountLimits;

/** Registers as many objects of a kind, named by their number. */
function fill(scope: Construct, account: Account, kind: Kind, count: number): void {
  for (let i = 1; i <= count; i += 1) registerIn(new Construct(scope, `${account.teamName}-${i}`), account, kind);
}

describe("account limits", () => {
  test.each<[Kind, number]>([
    ["accessApplications", 500],
    ["accessPolicies", 500],
    ["accessGroups", 300],
    ["serviceTokens", 50],
    ["tunnels", 1000],
  ])("warns once when there are more %s than the published limit of %d", (kind, limit) => {
    const stack = stackWithProvider();
    fill(stack, ACCOUNT, kind, limit);
    expect(problems(stack)).toEqual([]);
    registerIn(new Construct(stack, "one-more"), ACCOUNT, kind);
    registerIn(new Construct(stack, "another"), ACCOUNT, kind);
    expect(problems(stack)).toEqual(["one-more warning AccountLimitExceeded"]);
    expect(messages(stack)[0]).toContain(`number ${limit + 1} of ${kind}, but the limit of the account is ${limit}`);
    expect(messages(stack)[0]).toContain(`account.limits.${kind}`);
  });

  test("fails once when there are more objects than account.limits allows", () => {
    const stack = stackWithProvider();
    fill(stack, { ...ACCOUNT, limits: { tunnels: 2 } }, "tunnels", 4);
    expect(problems(stack)).toEqual(["example-3 AccountLimitExceeded"]);
  });

  test("does not warn when account.limits is higher than the published limit", () => {
    const stack = stackWithProvider();
    fill(stack, { ...ACCOUNT, limits: { serviceTokens: 60 } }, "serviceTokens", 60);
    expect(problems(stack)).toEqual([]);
  });

  test("applies a limit only to its own kind", () => {
    const stack = stackWithProvider();
    fill(stack, { ...ACCOUNT, limits: { tunnels: 1 } }, "serviceTokens", 51);
    expect(problems(stack)).toEqual(["example-51 warning AccountLimitExceeded"]);
  });

  test("counts each kind and each account separately", () => {
    const stack = stackWithProvider();
    const limits = { tunnels: 1, serviceTokens: 1 };
    for (const account of [ACCOUNT, OTHER_ACCOUNT]) {
      fill(new Construct(stack, `${account.teamName}-tunnels`), { ...account, limits }, "tunnels", 1);
      fill(new Construct(stack, `${account.teamName}-tokens`), { ...account, limits }, "serviceTokens", 1);
    }
    expect(problems(stack)).toEqual([]);
  });

  test("counts the objects of all stacks of an app, by account id", () => {
    const app = Testing.app();
    const [first, second] = ["first", "second"].map((id) => stackWithProvider(id, app));
    fill(first, { ...ACCOUNT, limits: { tunnels: 1 } }, "tunnels", 1);
    fill(second, { ...ACCOUNT, limits: { tunnels: 1 } }, "tunnels", 1);
    expect(problems(first)).toEqual([]);
    expect(problems(second)).toEqual(["example-1 AccountLimitExceeded"]);
  });

  test("counts the objects of each app separately", () => {
    const account = { ...ACCOUNT, limits: { tunnels: 1 } };
    for (const app of [Testing.app(), Testing.app()]) {
      const stack = stackWithProvider("stack", app as App);
      fill(stack, account, "tunnels", 1);
      expect(problems(stack)).toEqual([]);
    }
  });
});

describe("registerIn", () => {
  const wrong: Account = { accountId: "mine", teamName: "Us" };

  test("fails once per stack for an invalid account, at its first use", () => {
    const stack = stackWithProvider();
    fill(stack, wrong, "tunnels", 3);
    expect(problems(stack)).toEqual(["Us-1 AccountIdInvalid", "Us-1 TeamNameInvalid"]);
  });

  test("fails in every stack that uses an invalid account", () => {
    const app = Testing.app();
    for (const id of ["first", "second"]) {
      const stack = stackWithProvider(id, app);
      fill(stack, wrong, "tunnels", 1);
      expect(problems(stack)).toEqual(["Us-1 AccountIdInvalid", "Us-1 TeamNameInvalid"]);
    }
  });

  test("fails when a property of the account is missing or misspelled", () => {
    const scope = stackWithProvider();
    const register = (account: object) => () => registerIn(scope, account as Account, "tunnels");
    expect(register({ accountId: ACCOUNT.accountId })).toThrow('PropMissing: account: "teamName" is required');
    expect(register({ ...ACCOUNT, plans: 1 })).toThrow(
      'PropUnknown: account: "plans" is not a property. Did you mean "plan"?',
    );
    expect(register({ ...ACCOUNT, limits: { tunnel: 1 } })).toThrow('Did you mean "tunnels"?');
    expect(register({ ...ACCOUNT, reservedRanges: { device: [] } })).toThrow('Did you mean "devices"?');
  });

  test("returns the provider of the account", () => {
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
