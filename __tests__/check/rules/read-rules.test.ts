import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { parse } from "yaml";
import { rulesOf, TODAY } from "./fixture";
import { parseRules, readRules } from "../../../lib/check/rules/read-rules";
import { parseTarget } from "../../../lib/check/rules/targets";

const EXAMPLE = `version: 1
failOn: [public, users, layer, unknown]
people:
  staff: ["@example.com"]
  contractors: ["@contractor.example"]
  sre: ["group:sre"]
rules:
  - name: only-docs-and-health-are-public
    public: [docs.example.com, status.example.com/health]
  - name: no-contractor-in-production
    deny: contractors
    to: ["*.prod.example.com", 10.20.0.0/16]
  - name: only-sre-reaches-databases
    only: sre
    to: ["10.20.30.0/24:5432"]
  - name: mfa-everywhere
    require: { mfa: true }
    to: ["*"]
    except: [ci.example.com]
  - name: sessions-of-a-working-day
    require: { session: 8h }
    to: ["*"]
tests:
  - who: ann@contractor.example
    reaches: [grafana.example.com]
    cannotReach: [wiki.prod.example.com, "10.20.30.7:5432"]
accept:
  - finding: not-understood@cloudflare_zero_trust_access_policy.vendors
    reason: The evaluation service allows the vendors of contract 4711 only, tested weekly
    owner: "@example/platform"
    expires: "2027-03-31"
`;

const schema = JSON.parse(
  readFileSync(join(__dirname, "../../../lib/cli/schema/zero-trust.schema.json"), "utf8"),
) as object;
const isValid = new Ajv2020({ strictRequired: false, formats: { date: /^\d{4}-\d{2}-\d{2}$/ } }).compile(schema);

/** The message about a mistake, without the place of the documentation. */
function mistakeIn(yaml: string): string {
  try {
    parseRules(yaml, { file: "zero-trust.yaml", today: TODAY });
  } catch (error) {
    return (error as Error).message.split("\n")[0];
  }
  return "no mistake";
}

describe("parseRules", () => {
  test("reads every part of a file, which the schema accepts", () => {
    const file = rulesOf(EXAMPLE);
    expect(file.failOn).toEqual(["public", "users", "layer", "unknown"]);
    expect(file.rules.map(({ name, verb }) => [name, verb.kind])).toEqual([
      ["only-docs-and-health-are-public", "public"],
      ["no-contractor-in-production", "deny"],
      ["only-sre-reaches-databases", "only"],
      ["mfa-everywhere", "require"],
      ["sessions-of-a-working-day", "require"],
    ]);
    expect(file.rules[1].verb).toEqual({
      kind: "deny",
      users: { label: "contractors", selectors: [{ kind: "domain", value: "contractor.example" }] },
    });
    expect(file.tests[0]).toMatchObject({ users: { selectors: [{ kind: "email", value: "ann@contractor.example" }] } });
    expect(file.acceptances[0].expires).toBe("2027-03-31");
    expect(isValid(parse(EXAMPLE))).toBe(true);
  });

  test("accepts a file with nothing but the version", () => {
    expect(rulesOf("version: 1")).toEqual({ rules: [], tests: [], acceptances: [] });
  });

  const rule = (text: string) => `version: 1\npeople: { staff: ['@example.com'] }\nrules:\n  - { name: r, ${text} }\n`;
  const accept = (text: string) => `version: 1\naccept:\n  - { ${text} }\n`;
  const accepted = "finding: public-host@a.example.com, reason: a public status page, owner: platform";

  test.each([
    ["", /the file must be a mapping, and is empty\.$/],
    ["rules: []", /line 1: the file has no "version"\.$/],
    ["version: 2", /line 1: version must be 1, and is 2\.$/],
    ["version: 1\nrulez: []", /line 2: the file has the unknown key "rulez"; did you mean "rules"\?$/],
    ["version: 1\ncolor: []", /unknown key "color"; use one of version, failOn, people, rules, tests, accept\.$/],
    ["version: 1\nrules:", /line 2: rules must be a list, and is empty\.$/],
    ["version: 1\nrules: {}", /rules must be a list, and is a mapping\.$/],
    ["version: 1\nfailOn: [pubic]", /failOn\[0\] must be one of public, .*, and is "pubic"; did you mean "public"\?$/],
    ["version: 1\npeople: { Staff: ['@example.com'] }", /people has the name "Staff"; use lower-case/],
    ["version: 1\npeople: { staff: [] }", /people\.staff must be a list with at least one item\.$/],
    [
      "version: 1\npeople: { staff: [sre] }",
      /people\.staff\[0\] is "sre", which is not a selector; use "@example\.com"/,
    ],
    ["version: 1\npeople: { staff: ['@example'] }", /is "@example", which is not a selector/],
    [rule("onyl: staff, to: ['*']"), /line 4: rules\[0\] has the unknown key "onyl"; did you mean "only"\?$/],
    [rule("to: ['*']"), /rules\[0\] must have exactly one of public, deny, only, require, and has none\.$/],
    [rule("only: staff, deny: staff, to: ['*']"), /exactly one of .*, and has deny and only\.$/],
    [rule("only: staff"), /rules\[0\] has "only" without "to", the targets of the rule\.$/],
    [rule("public: [a.example.com], to: ['*']"), /rules\[0\]\.to does not belong to "public"/],
    [rule("public: [10.0.0.0/8]"), /rules\[0\]\.public contains "10\.0\.0\.0\/8", but only hosts can be public\.$/],
    [
      rule("only: staf, to: ['*']"),
      /rules\[0\]\.only is "staf", which is neither a name of "people" .* mean "staff"\?$/,
    ],
    [rule("only: [], to: ['*']"), /rules\[0\]\.only must be a list with at least one item\.$/],
    [rule("only: 7, to: ['*']"), /rules\[0\]\.only must be a text, and is 7\.$/],
    [rule("require: {}, to: ['*']"), /must have at least one of mfa, session, layers, posture\.$/],
    [rule("require: { mfa: false }, to: ['*']"), /require\.mfa must be true, and is false\.$/],
    [rule("require: { mfs: true }, to: ['*']"), /has the unknown key "mfs"; did you mean "mfa"\?$/],
    [rule("require: { session: 1d }, to: ['*']"), /session is "1d"; use a number of minutes or hours/],
    [rule("require: { layers: 3 }, to: ['*']"), /layers must be one of 1, 2, and is 3\.$/],
    [rule("require: { layers: 2 }, to: [10.0.0.0/8]"), /"session" and "layers" are about public hosts\.$/],
    [rule("only: staff, to: [10.0.0.1/8]"), /"10\.0\.0\.1\/8" has host bits set; use "10\.0\.0\.0\/8"\.$/],
    [rule("only: staff, to: ['https://a.example.com']"), /"https:\/\/a\.example\.com" has a scheme/],
    [rule("only: staff, to: ['a.example.com:443']"), /has a port, which only a CIDR can have\.$/],
    [rule("only: staff, to: ['a b']"), /"a b" is not a target; use a host/],
    [rule("only: staff, to: ['10.0.0.0/8:0']"), /has a port that is not between 1 and 65535\.$/],
    ["version: 1\nrules: [{ public: [a.example.com] }]", /rules\[0\] has no "name"\.$/],
    ["version: 1\nrules: [{ name: A, public: [a.example.com] }]", /rules\[0\]\.name is "A"; use lower-case/],
    [rule("public: [a.example.com] }\n  - { name: r, public: [b.example.com]"), /rules contains "r" more than once\.$/],
    ["version: 1\ntests: [{ who: a@example.com }]", /tests\[0\] must have "reaches" or "cannotReach"\.$/],
    ["version: 1\ntests: [{ reaches: ['*'] }]", /tests\[0\] has no "who"\.$/],
    [accept(accepted), /accept\[0\] has no "expires"\.$/],
    [accept(`${accepted}, expires: 2027-02-29`), /expires is "2027-02-29", which is not a day; use YYYY-MM-DD\.$/],
    [accept(`${accepted}, expires: tomorrow`), /expires is "tomorrow", which is not a day/],
    [accept(`${accepted}, expires: 2027-12-01`), /expires is "2027-12-01", which is more than 366 days ahead\.$/],
    [accept(`${accepted}, expires: 2027-11-30`), /^no mistake$/],
    [
      accept(`finding: "public-host@*", reason: a public page, owner: o, expires: 2027-01-01`),
      /"\*" is not accepted\.$/,
    ],
    [accept(`finding: wiki, reason: a public page, owner: o, expires: 2027-01-01`), /use the id of a finding/],
    [accept(`finding: public-host@a, reason: ok, owner: o, expires: 2027-01-01`), /reason must have at least 10/],
    [
      accept(`finding: acceptance-expired@a, reason: a public page, owner: o, expires: 2027-01-01`),
      /cannot be accepted/,
    ],
  ])("reports the mistake in %j", (yaml, message) => {
    expect(mistakeIn(yaml)).toMatch(message);
  });

  test.each([
    ["version: [1", /RulesUnreadable: "zero-trust\.yaml" cannot be read: line 1, column \d+: /],
    ["version: 1\nversion: 1", /RulesUnreadable: .*unique/],
    ["version: 1\n---\nversion: 1", /RulesUnreadable/],
    ["version: !secret 1", /RulesUnreadable: .*tag/],
  ])("reports that %j is not valid YAML", (yaml, message) => {
    expect(mistakeIn(yaml)).toMatch(message);
  });

  test("reports a file that does not exist", () => {
    expect(() => readRules("/nonexistent/zero-trust.yaml", TODAY)).toThrow(/RulesUnreadable: .*ENOENT/);
  });
});

test.each([
  ["Wiki.example.com", { kind: "name", name: "wiki.example.com", below: false }],
  ["*.example.com", { kind: "name", name: "example.com", below: true }],
  ["status.example.com/health/", { kind: "name", path: "/health" }],
  ["10.0.0.1", { kind: "range", cidr: { prefix: 32 } }],
  ["10.0.0.0/8:53", { kind: "range", port: 53 }],
  ["[2001:db8::/32]:443", { kind: "range", port: 443, cidr: { version: 6 } }],
  ["2001:db8::/32", { kind: "range", cidr: { version: 6 } }],
  ["*", { kind: "all" }],
])("the target %s is read", (text, target) => {
  expect(parseTarget(text)).toMatchObject(target);
});
