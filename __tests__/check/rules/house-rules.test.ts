import { broken, estate, findings, reportOf, TODAY } from "./fixture";
import { GROUP, policy, SERVICE_TOKEN, staff, TUNNEL } from "../../inventory/fixture";
import { block, route } from "../../inventory/network/fixture";

const ROUTE = `${TUNNEL}_route`;
const GATEWAY_POLICY = "cloudflare_zero_trust_gateway_policy";
const contractors = policy("contractors", [{ email: { email: "ann@contractor.example" } }]);
const protectedHost = { policies: { staff }, isTokenChecked: true };
const people = "people:\n  contractors: ['@contractor.example']\n  staff: ['@example.com']\n";

const oneRule = (text: string) => `${people}rules:\n  - { name: rule, ${text} }\n`;

describe("public", () => {
  const hosts = estate({ "docs.example.com": {}, "wiki.example.com": protectedHost });

  test("permits the listed hosts to be public", () => {
    const report = reportOf(hosts, oneRule("public: [docs.example.com]"), { before: {} });
    expect(report.findings).toEqual([]);
    expect(report.passes).toBe(true);
  });

  test("reports a public host that is not listed, although it was public before", () => {
    expect(broken(hosts, oneRule("public: [status.example.com]"))).toEqual([
      "rule-broken@docs.example.com#rule: docs.example.com is open to anyone, and is not among the public hosts",
    ]);
  });

  test("permits one path of a host only", () => {
    const yaml = oneRule("public: [docs.example.com/health]");
    expect(broken(hosts, yaml)).toHaveLength(1);
    const health = estate({ "docs.example.com": { policies: { staff } } });
    expect(broken(health, yaml)).toEqual([]);
  });

  test("reports a host that is public while the apply runs only", () => {
    const before = estate({ "wiki.example.com": { policies: { staff } } });
    const report = reportOf(estate({}), oneRule("public: [docs.example.com]"), { before });
    expect(findings(report, "rule-broken")).toEqual([
      "rule-broken@wiki.example.com#rule: wiki.example.com is open to anyone, and is not among the public hosts, while the apply runs",
    ]);
  });
});

describe("deny", () => {
  const yaml = oneRule("deny: contractors, to: ['*.prod.example.com']");

  test("reports a user of the set whom a policy allows, with a request", () => {
    const report = reportOf(estate({ "wiki.prod.example.com": { policies: { contractors } } }), yaml);
    expect(report.exitCode).toBe(1);
    expect(report.findings[0]).toMatchObject({
      id: "rule-broken@wiki.prod.example.com#rule",
      title:
        "a user with e-mail ann@contractor.example reaches wiki.prod.example.com, which contractors must not reach",
      who: "a user with e-mail ann@contractor.example",
      why: expect.stringMatching(/^the rule "rule" is broken by the request https:\/\/wiki\.prod\.example\.com\//),
      fails: true,
    });
  });

  test("accepts a host that the users of the set do not reach", () => {
    expect(broken(estate({ "wiki.prod.example.com": { policies: { staff } } }), yaml)).toEqual([]);
  });

  test("is about its targets only, without the exceptions", () => {
    const hosts = estate({ "wiki.prod.example.com": { policies: { contractors } } });
    expect(broken(hosts, oneRule("deny: contractors, to: ['*.test.example.com']"))).toEqual([]);
    const excepted = oneRule("deny: contractors, to: ['*'], except: [wiki.prod.example.com]");
    expect(broken(hosts, excepted)).toEqual([]);
  });

  test("finds a user of the set behind the name of a wildcard host", () => {
    const hosts = estate({ "*.example.com": { policies: { contractors } } });
    expect(broken(hosts, oneRule("deny: contractors, to: [wiki.example.com]"))).toEqual([
      expect.stringContaining("ann@contractor.example reaches any.example.com"),
    ]);
  });

  test("knows the members of an Access group, and the users of a service token", () => {
    const sre = { name: "sre", include: [{ email: { email: "bob@example.com" } }] };
    const bob = policy("bob", [{ email: { email: "bob@example.com" } }]);
    const token = policy("ci", [{ service_token: { token_id: `\${${SERVICE_TOKEN}.ci.id}` } }], {
      decision: "non_identity",
    });
    const hosts = estate(
      { "a.example.com": { policies: { bob } }, "b.example.com": { policies: { token } } },
      { [GROUP]: { sre }, [SERVICE_TOKEN]: { ci: { name: "ci" } } },
    );
    const yamlOf = (selector: string) => oneRule(`deny: "${selector}", to: ['*']`);
    expect(broken(hosts, yamlOf("group:sre"))).toEqual([
      "rule-broken@a.example.com#rule: a user with e-mail bob@example.com reaches a.example.com, which group:sre must not reach",
    ]);
    expect(broken(hosts, yamlOf("token:ci"))).toEqual([
      "rule-broken@b.example.com#rule: a user with service token ci reaches b.example.com, which token:ci must not reach",
    ]);
    const report = reportOf(hosts, yamlOf("token:cl"));
    expect(findings(report, "rule-unmatched")).toEqual([
      "rule-unmatched@token:cl#people: no policy or group contains token:cl; see whether the name is correct",
    ]);
  });

  test("permits a change that corrects a broken rule", () => {
    const before = estate({ "wiki.prod.example.com": { policies: { contractors } } });
    const report = reportOf(estate({ "wiki.prod.example.com": { policies: { staff } } }), yaml, { before });
    expect(findings(report, "rule-broken")).toEqual([]);
    expect(report.exitCode).toBe(0);
  });

  test("reports a window with the calls that lead to it", () => {
    const open = estate({ "wiki.prod.example.com": { policies: { staff } } });
    const report = reportOf(estate({}), yaml, { before: open });
    const [finding] = report.findings.filter(({ rule }) => rule === "rule-broken");
    expect(finding).toMatchObject({
      title:
        "a user with an e-mail of contractor.example reaches wiki.prod.example.com, which contractors must not reach, while the apply runs",
      when: expect.stringContaining("from step"),
    });
    expect(finding.steps!.at(-1)).toMatchObject({ operation: "delete", effect: "broken from here" });
  });
});

describe("only", () => {
  test("reports a user outside of the set", () => {
    const hosts = estate({ "db.example.com": { policies: { staff, contractors } } });
    expect(broken(hosts, oneRule("only: staff, to: [db.example.com]"))).toEqual([
      "rule-broken@db.example.com#rule: a user with e-mail ann@contractor.example reaches db.example.com, which is only for staff",
    ]);
    expect(broken(hosts, oneRule("only: [staff, ann@contractor.example], to: [db.example.com]"))).toEqual([]);
  });

  test("reports enrolled users who reach a port of a private range", () => {
    const traffic = "net.dst.ip in {10.20.30.0/24} and net.dst.port in {5432}";
    const identity = 'not(any(identity.groups.name[*] in {"sre"}))';
    const routed = (policies: Record<string, object>) =>
      estate({}, { [ROUTE]: { r: route("10.20.0.0/16", {}, "edge") }, [GATEWAY_POLICY]: policies });
    const yaml = oneRule('only: "group:sre", to: ["10.20.30.0/24:5432"]');
    expect(broken(routed({ p: block(1, traffic, { identity }) }), yaml)).toEqual([]);
    expect(broken(routed({}), yaml)).toEqual([
      "rule-broken@10.20.0.0/16#rule: an enrolled user not in group sre reaches 10.20.0.0/16, which is only for group:sre",
    ]);
    expect(
      broken(routed({ p: block(1, traffic, { identity }) }), oneRule('only: "group:sre", to: [10.20.30.0/24]')),
    ).toHaveLength(1);
  });
});

describe("require", () => {
  const mfa = policy("mfa", [{ email_domain: { domain: "example.com" } }], {
    require: [{ auth_method: { auth_method: "mfa" } }],
  });

  test("reports users without MFA", () => {
    const yaml = oneRule("require: { mfa: true }, to: ['*']");
    expect(broken(estate({ "a.example.com": { policies: { mfa } } }), yaml)).toEqual([]);
    expect(broken(estate({ "a.example.com": { policies: { staff } } }), yaml)).toEqual([
      "rule-broken@a.example.com#rule: a user with an e-mail of example.com, not authenticated by mfa reaches a.example.com without MFA",
    ]);
  });

  test.each([
    ["8h", { session_duration: "8h" }, {}, true],
    ["8h", {}, {}, false],
    ["24h", {}, {}, true],
    ["8h", { session_duration: "24h" }, { session_duration: "1h30m" }, true],
    ["8h", { session_duration: "1h" }, { session_duration: "480m1s" }, false],
    ["30m", { session_duration: "forever" }, {}, false],
  ])("with a session of %s, compares the application %o and its policy %o", (session, application, more, holds) => {
    const hosts = estate({ "a.example.com": { policies: { staff: { ...staff, ...more } }, application } });
    expect(broken(hosts, oneRule(`require: { session: ${session} }, to: [a.example.com]`))).toHaveLength(holds ? 0 : 1);
  });

  test("reports a host with fewer layers of protection", () => {
    const yaml = oneRule("require: { layers: 2 }, to: ['*']");
    expect(broken(estate({ "a.example.com": protectedHost }), yaml)).toEqual([]);
    expect(broken(estate({ "a.example.com": { policies: { staff } } }), yaml)).toEqual([
      "rule-broken@a.example.com#rule: a.example.com has fewer than 2 layers of protection",
    ]);
    const one = oneRule("require: { layers: 1 }, to: ['*']");
    expect(broken(estate({ "a.example.com": { policies: { staff } } }), one)).toEqual([]);
    expect(broken(estate({ "a.example.com": {} }), one)).toHaveLength(1);
  });

  test("reports users whose devices do not pass a posture check", () => {
    const posture = { device_posture: { integration_uid: "${cloudflare_zero_trust_device_posture_rule.disk.id}" } };
    const disk = policy("disk", [{ email_domain: { domain: "example.com" } }], { require: [posture] });
    const rules = {
      cloudflare_zero_trust_device_posture_rule: { disk: { name: "disk encryption", type: "disk_encryption" } },
    };
    const yaml = oneRule("require: { posture: [disk encryption] }, to: ['*']");
    expect(broken(estate({ "a.example.com": { policies: { disk } } }, rules), yaml)).toEqual([]);
    expect(broken(estate({ "a.example.com": { policies: { staff } } }, rules), yaml)).toEqual([
      "rule-broken@a.example.com#rule:disk encryption: a user with an e-mail of example.com reaches a.example.com without the posture check disk encryption",
    ]);
  });
});

describe("tests", () => {
  const hosts = estate({
    "grafana.example.com": { policies: { contractors } },
    "wiki.example.com": { policies: { staff } },
  });
  const oneTest = (text: string) => `${people}tests:\n  - { ${text} }\n`;

  test("hold if the users reach the targets, and do not reach the others", () => {
    const yaml = oneTest(
      "who: ann@contractor.example, reaches: [grafana.example.com], cannotReach: [wiki.example.com]",
    );
    expect(broken(hosts, yaml)).toEqual([]);
  });

  test("report users who do not reach a target, and those who reach one that they must not reach", () => {
    const yaml = oneTest(
      "who: ann@contractor.example, reaches: [wiki.example.com], cannotReach: [grafana.example.com]",
    );
    expect(broken(hosts, yaml)).toEqual([
      "rule-broken@grafana.example.com#cannotReach:ann@contractor.example: a user with e-mail ann@contractor.example reaches grafana.example.com, which ann@contractor.example must not reach",
      "rule-broken@wiki.example.com#reaches:ann@contractor.example: ann@contractor.example does not reach wiki.example.com",
    ]);
  });

  test("report a target that does not exist", () => {
    expect(broken(hosts, oneTest("who: staff, reaches: [wikki.example.com]"))).toEqual([
      "rule-broken@wikki.example.com#reaches:staff: staff does not reach wikki.example.com, because there is no such target",
    ]);
  });
});

test("a rule whose target does not exist is a note that does not fail", () => {
  const yaml = oneRule("deny: contractors, to: ['*.prdo.example.com', wiki.example.com], except: [x.example.com]");
  const report = reportOf(estate({ "wiki.example.com": { policies: { staff } } }), yaml);
  expect(findings(report, "rule-unmatched")).toEqual([
    'rule-unmatched@*.prdo.example.com#rule: the rule "rule": *.prdo.example.com matches no target',
    'rule-unmatched@x.example.com#rule: the rule "rule": x.example.com matches no target',
  ]);
  expect(report).toMatchObject({ passes: true, exitCode: 0 });
});

test("failOn of the file is the default of the check", () => {
  const after = estate({ "docs.example.com": {} });
  expect(reportOf(after, "failOn: [existing]", { today: TODAY }).exitCode).toBe(1);
  expect(reportOf(after, "failOn: [existing]", { failOn: ["public"] }).exitCode).toBe(0);
});
