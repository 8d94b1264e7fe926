import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { App, TerraformStack, Testing } from "cdktf";
import { AccessPolicy, AccessRule, Account, Errors, HostAccess, Origin, Tunnel, Zone } from "cdktf-zero-trust";
import { AccessRules, HouseRule } from "cdktf-zero-trust/lib/rules";

const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
const HOST = "wiki.prod.example.com";

/** An app whose policy is in another stack than the host. It allows a domain of e-mail addresses. */
function appOf(domain: string, publicly = false): App {
  const app = Testing.app();
  const people = new TerraformStack(app, "people");
  const staff = new AccessPolicy(people, "staff", { account, include: [AccessRule.emailDomain(domain)] });
  const publish = new TerraformStack(app, "publish");
  for (const stack of [people, publish]) new CloudflareProvider(stack, "cloudflare");
  const zone = Zone.fromZoneAttributes(publish, "zone", {
    zoneId: "fedcba9876543210fedcba9876543210",
    zoneName: "example.com",
  });
  const policy = AccessPolicy.fromPolicyId(publish, "imported", staff.policyId);
  const access = publicly ? HostAccess.publicly("a test of rules") : HostAccess.policies(policy);
  new Tunnel(publish, "edge", { account }).publish(HOST, { zone, origin: Origin.http("10.0.3.10", 80), access });
  return app;
}

function problemsOf(act: () => void): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!Errors.isValidationError(error)) throw error;
    return error.problems.map(({ path, code, message }) => `[${path}] ${code}: ${message}`);
  }
}

function broken(app: App, ...rules: HouseRule[]): string[] {
  AccessRules.of(app).add(...rules);
  return problemsOf(() => void app.synth());
}

const all = { to: ["*"] };

describe("AccessRules", () => {
  test.each([
    ["deny", HouseRule.deny("rule", { users: ["@contractor.example"], to: ["*.prod.example.com"] })],
    ["only", HouseRule.only("rule", { users: ["@example.com"], to: [HOST] })],
    ["layers", HouseRule.require("rule", { layers: 2, ...all })],
    ["session", HouseRule.require("rule", { session: "24h", ...all })],
    ["public", HouseRule.publicHosts("rule", { hosts: ["docs.example.com"] })],
    ["an exception", HouseRule.require("rule", { mfa: true, ...all, except: [HOST] })],
  ])("holds for a host that complies: %s", (_, rule) => {
    expect(broken(appOf("example.com"), rule)).toEqual([]);
  });

  test("refuses a user whom a policy of another stack allows, with the request", () => {
    const rule = HouseRule.deny("no-contractors", { users: ["@contractor.example"], to: ["*.prod.example.com"] });
    expect(broken(appOf("contractor.example"), rule)).toEqual([
      `[] AccessRuleBroken: rule-broken@${HOST}#no-contractors: a user with an e-mail of ` +
        `contractor.example reaches ${HOST}, which @contractor.example must not reach; the rule "no-contractors" is ` +
        `broken by the request https://${HOST}/, which http://10.0.3.10:80 through tunnel edge answers.`,
    ]);
  });

  test.each([
    ["only", HouseRule.only("rule", { users: ["@other.example"], to: [HOST] }), "which is only for @other.example"],
    ["mfa", HouseRule.require("rule", { mfa: true, ...all }), "without MFA"],
    ["posture", HouseRule.require("rule", { posture: ["disk"], ...all }), "without the posture check disk"],
    ["session", HouseRule.require("rule", { session: "30m", ...all }), "and 30m is permitted"],
  ])("refuses a host that does not comply: %s", (_, rule, text) => {
    expect(broken(appOf("example.com"), rule)).toEqual([expect.stringContaining(text)]);
  });

  test("refuses a public host that is not listed, and one with too few layers", () => {
    const other = HouseRule.publicHosts("public", { hosts: ["docs.example.com"] });
    const layers = HouseRule.require("layers", { layers: 2, ...all });
    expect(broken(appOf("example.com", true), other, layers)).toEqual([
      expect.stringContaining(`rule-broken@${HOST}#layers: `),
      expect.stringContaining(`rule-broken@${HOST}#public: ${HOST} is open to anyone`),
    ]);
    const own = HouseRule.publicHosts("public", { hosts: [HOST] });
    expect(broken(appOf("example.com", true), own)).toEqual([]);
  });

  test("refuses what is not understood, unless it is accepted", () => {
    const app = () => {
      const made = appOf("example.com");
      const stack = made.node.findChild("people") as TerraformStack;
      const policy = { accountId: account.accountId, name: "more", decision: "allow" };
      new ZeroTrustAccessPolicy(stack, "more", policy).addOverride("for_each", "${toset(var.teams)}");
      return made;
    };
    const rule = HouseRule.require("layers", { layers: 2, ...all });
    const found = broken(app(), rule);
    expect(found).toEqual([expect.stringMatching(/^\[\] AccessRulesUnproven: not-understood@people\//)]);
    const [, finding] = /(not-understood@\S+):/.exec(found[0])!;
    const accepted = app();
    const expires = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    AccessRules.of(accepted).accept({ finding, reason: "reviewed by hand", owner: "@example/platform", expires });
    expect(broken(accepted, rule)).toEqual([]);
    const expired = app();
    const past = { finding, reason: "reviewed by hand", owner: "@example/platform", expires: "2020-01-31" };
    AccessRules.of(expired).accept(past);
    expect(broken(expired, rule)).toContainEqual(expect.stringContaining("AcceptanceExpired: "));
  });

  test("evaluates nothing without a rule, and refuses a name that is added twice", () => {
    const app = appOf("contractor.example");
    expect(AccessRules.of(app)).toBe(AccessRules.of(app));
    expect(broken(app)).toEqual([]);
    const rule = HouseRule.require("mfa", { mfa: true, ...all });
    expect(problemsOf(() => AccessRules.of(app).add(rule, rule))).toEqual([
      '[] HouseRuleInvalid: the rule "mfa" is added more than once.',
    ]);
  });
});

describe("HouseRule", () => {
  const users = ["@example.com"];
  test.each<[string, () => HouseRule, string]>([
    ["a name", () => HouseRule.deny("No Mail", { users, to: ["*"] }), 'the rule "No Mail": name is "No Mail"'],
    ["host bits", () => HouseRule.deny("rule", { users, to: ["10.1.0.0/8"] }), 'use "10.0.0.0/8"'],
    ["no target", () => HouseRule.deny("rule", { users, to: [] }), "to must be a list with at least one item"],
    ["a user", () => HouseRule.only("rule", { users: ["staff"], to: ["*"] }), 'only[0] is "staff", which is not a sel'],
    ["no requirement", () => HouseRule.require("rule", { to: ["*"] }), "must have at least one of mfa, session"],
    ["a session", () => HouseRule.require("rule", { to: ["*"], session: "8 hours" }), "use a number of minutes"],
    ["three layers", () => HouseRule.require("rule", { to: ["*"], layers: 3 }), "must be one of 1, 2, and is 3"],
    ["a public range", () => HouseRule.publicHosts("rule", { hosts: ["10.0.0.0/8"] }), "only hosts can be public"],
  ])("refuses %s", (_, create, text) => {
    expect(problemsOf(create)).toEqual([expect.stringContaining(text)]);
    expect(problemsOf(create)[0]).toMatch(/^\[\] HouseRuleInvalid: the rule "/);
  });

  test("refuses a token, a misspelled property and an acceptance without a reason", () => {
    const { policyId } = new AccessPolicy(new TerraformStack(Testing.app(), "app"), "p", {
      account,
      include: [AccessRule.emailDomain("example.com")],
    });
    expect(problemsOf(() => HouseRule.deny("rule", { users: [policyId], to: ["*"] }))).toEqual([
      expect.stringContaining("TokenNotAllowed: a value of the rule"),
    ]);
    expect(problemsOf(() => HouseRule.deny("rule", { users, to: ["*"], exept: [] } as never))).toEqual([
      expect.stringContaining('PropUnknown: HouseRule.deny: "exept" is not a property'),
    ]);
    const accepted = { finding: "rule-broken@a.example.com#rule", reason: "short", owner: "a", expires: "2026-12-31" };
    expect(problemsOf(() => AccessRules.of(Testing.app()).accept(accepted))).toEqual([
      expect.stringContaining("reason must have at least 10 characters"),
    ]);
  });
});
