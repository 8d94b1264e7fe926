import * as fc from "fast-check";
import { estate, group, policy, some, target, to, users } from "./fixture";
import { factsOf, isIn, Someone } from "./person";
import { decisionsOf } from "../../../lib/inventory/network/policy-decision";
import { privateNetworks } from "../../../lib/inventory/network/read";
import { evaluate } from "../../../lib/reachability/expression/evaluate";
import { connectionFacts, sameIn } from "../../../lib/reachability/gateway/facts";
import type { GatewayPolicyData } from "../../../lib/reachability/gateway/model";
import { networkEvaluation } from "../../../lib/reachability/gateway/policies";
import { attributesOf } from "../../../lib/reachability/users/formula";
import { Certainty, findStranger, gained } from "../../../lib/reachability/users/search";
import { POLICY } from "../../inventory/network/fixture";

const comparison = fc.constantFrom(
  'identity.email == "a@x.com"',
  'identity.email in {"b@x.com" "c@y.com"}',
  'identity.email != "b@x.com"',
  'identity.email matches "^.*@x[.]com$"',
  'identity.email matches "^.*@(?:x[.]com|y[.]com)$"',
  'identity.email matches "^[ab]@"',
  group("eng"),
  'any(identity.groups.name[*] in {"ops" "eng"})',
  'any(identity.groups.name[*] != "eng")',
  'any((identity.groups.name[*] == "ops" or identity.groups.name[*] == "hr"))',
  "any(identity.groups.name[*] in {})",
);
const posture = fc.constantFrom(...["disk", "os"].map((check) => `any(device_posture.checks.passed[*] == "${check}")`));
const traffic = fc.constantFrom(
  to("10.0.0.0/8"),
  to("10.1.0.0/16", "10.2.0.0/16"),
  "net.dst.port in {22 80..90}",
  'any(net.sni.domains[*] == "db.internal")',
  'net.vnet_id == "lab"',
  'net.protocol == "tcp"',
);

function combined(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      leaf,
      tie("tree").map((each) => `not(${each})`),
      fc.tuple(tie("tree"), fc.constantFrom("and", "or"), tie("tree")).map(([a, word, b]) => `(${a} ${word} ${b})`),
    ),
  }));
  return tree;
}

const written = fc.record(
  { traffic: combined(traffic), identity: combined(comparison), posture: combined(posture) },
  { requiredKeys: [] },
);
const policies = fc.array(fc.tuple(fc.constantFrom("allow", "block"), written), { maxLength: 5 });
const someone: fc.Arbitrary<Someone> = fc.record({
  email: fc.constantFrom(undefined, "a@x.com", "b@x.com", "c@y.com", "d@z.com"),
  groups: fc.subarray(["eng", "ops", "hr"]),
  checks: fc.subarray(["disk", "os"]),
});
const connection = fc
  .record({
    address: fc.constantFrom("10.1.1.1", "10.3.1.1", "192.168.1.1"),
    port: fc.constantFrom(22, 85, 443),
    protocol: fc.constantFrom("tcp", "udp"),
    serverName: fc.constantFrom(null, "a.db.internal"),
  })
  .map(({ address, ...more }) => target(address, more));

const virtualNetworks = [{ id: "lab" }];

describe("networkEvaluation", () => {
  it("agrees with the evaluation of each policy for one user", () => {
    fc.assert(
      fc.property(policies, someone, connection, (list, user, to_) => {
        const data = list.map(([action, each]) => policy(action, each));
        const { users: allowed } = networkEvaluation(to_, estate({ policies: data, virtualNetworks }));
        const facts = { ...connectionFacts(to_), ...factsOf(user) };
        const matches = (each: GatewayPolicyData) =>
          [each.traffic, each.identity, each.devicePosture].every(
            (expression) =>
              expression === undefined || evaluate(expression, facts, sameIn({ virtualNetworks })) === true,
          );
        expect(isIn(allowed, user)).toBe(data.find(matches)?.action !== "block");
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with the decision of the trace for one user", () => {
    fc.assert(
      fc.property(policies, someone, connection, (list, user, to_) => {
        const objects = list.map(([action, { traffic: t, identity }], i) => [
          `p${i}`,
          { name: `p${i}`, enabled: true, filters: ["l4"], action, precedence: i, traffic: t, identity },
        ]);
        const [network] = privateNetworks([
          { name: "dev", terraform: { resource: { [POLICY]: Object.fromEntries(objects) } } },
        ]);
        const person = { email: user.email ?? "none@none.com", groups: user.groups };
        const question = { ...to_, serverName: to_.serverName ?? undefined, person };
        const { users: allowed } = networkEvaluation({ ...to_, serverName: question.serverName }, network);
        const [{ outcome }] = decisionsOf(network, question);
        const expected = { allowed: true, blocked: false, unknown: undefined }[outcome];
        const actual = isIn(allowed, { ...user, email: person.email });
        // The trace does not relate two unknown conditions to each other.
        if (expected !== undefined) expect(actual).toBe(expected);
        else expect(attributesOf(allowed).some(({ kind }) => kind === "unread")).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("lists the policies that can match, in the order of their evaluation", () => {
    const list = [
      policy("allow", { name: "other", traffic: to("192.168.0.0/16") }),
      policy("allow", { name: "eng", traffic: to("10.0.0.0/8"), identity: group("eng") }),
      policy("block", { name: "rest", traffic: to("10.0.0.0/8") }),
    ];
    const { steps } = networkEvaluation(target("10.1.1.1"), estate({ policies: list }));
    expect(steps.map(({ policy: { name }, match }) => [name, some(match)])).toEqual([
      ["eng", "an enrolled user in group eng"],
      ["rest", "any enrolled user"],
    ]);
  });

  it.each([
    "net.dst.ip in $0a1b-2c3d",
    "net.src.ip in $0a1b-2c3d",
    'net.src.geo.country == "DE"',
    'net.sni.host matches "("',
    "${var.traffic}",
    "this is not an expression",
    'identity.email matches "a\\\\.b"',
    'identity.groups.name == "eng"',
    'any(identity.email[*] == "a@x.com")',
  ])("keeps the policies after one that cannot be evaluated: %s", (source) => {
    const list = [policy("allow", { traffic: source }), policy("allow", { identity: group("eng") }), policy("block")];
    const allowed = users(list, target("10.1.1.1", { serverName: "a" }));
    expect(isIn(allowed, { groups: ["eng"] })).toBe(true);
    expect(isIn(allowed, {})).toBeUndefined();
  });

  it("treats the same unknown condition in two versions as the same", () => {
    const version = (address: string, ...more: GatewayPolicyData[]) =>
      users([policy("block", { name: address, traffic: "net.dst.ip in $list" }), ...more]);
    expect(gained(version("before"), version("after"))).toBeUndefined();
    const other = users([policy("block", { traffic: "net.dst.ip in $other" })]);
    expect(gained(version("before"), other)).toBeDefined();
  });

  it("treats two different expressions that only Terraform can evaluate as different", () => {
    const version = (name: string) => users([policy("block", { traffic: `\${var.${name}}` })]);
    expect(gained(version("a"), version("a"))).toBeUndefined();
    expect(gained(version("a"), version("b"))).toBeDefined();
  });

  it("treats schedules with the same times as the same condition", () => {
    const version = (name: string, unsureCondition: string) =>
      users([policy("block", { name, unsure: "it has a schedule", unsureCondition })]);
    expect(gained(version("a", "mon"), version("b", "mon"))).toBeUndefined();
    expect(gained(version("a", "mon"), version("a", "tue"))).toBeDefined();
  });

  it("finds who gains access if a group is removed from a block", () => {
    const version = (identity: string) => users([policy("block", { identity })]);
    const before = version('any(identity.groups.name[*] in {"a" "b"})');
    expect(some(before)).toBe("an enrolled user not in group a, not in group b");
    expect(gained(before, version(group("a")))!.has.map(({ words }) => words)).toEqual(["in group b"]);
  });

  it("relates e-mail addresses, domains and patterns", () => {
    const only = (identity: string) => users([policy("allow", { identity }), policy("block")]);
    const domain = only('identity.email matches "^.*@x[.]com$"');
    expect(gained(domain, only('identity.email == "a@x.com"'))).toBeUndefined();
    expect(gained(domain, only('identity.email matches "^[a-c]+@x[.]com$"'))).toBeUndefined();
    expect(gained(only('identity.email matches "^[a-c]+@"'), only('identity.email == "b@y.com"'))).toBeUndefined();
    expect(gained(only('identity.email matches "^[a-c]+@"'), only('identity.email == "d@y.com"'))).toBeDefined();
  });
});

describe("findStranger", () => {
  const stranger = (list: GatewayPolicyData[], certainty = Certainty.CERTAIN) =>
    findStranger(users(list), certainty) !== undefined;
  const only = (identity: string) => [policy("allow", { identity }), policy("block")];

  it.each([
    ["no policy", []],
    ["an allow for every e-mail address", only('identity.email matches ".*"')],
    ["an allow for a public mail provider", only('identity.email matches "@gmail[.]com$"')],
    ["an allow for all except one user", only('not(identity.email == "a@x.com")')],
    ["an allow for users in any other group", only('any(identity.groups.name[*] != "a")')],
    ["a block of one group", [policy("block", { identity: group("a") })]],
    [
      "a block of devices that pass a check",
      [policy("block", { posture: 'any(device_posture.checks.passed[*] == "c")' })],
    ],
  ])("finds a stranger with %s", (_, list) => expect(stranger(list, Certainty.POSSIBLE)).toBe(true));

  it.each([
    ["a block of everyone", [policy("block")]],
    ["an allow for a group", only(group("a"))],
    ["an allow for a domain", only('identity.email matches "^.*@x[.]com$"')],
  ])("finds no stranger with %s", (_, list) => expect(stranger(list, Certainty.POSSIBLE)).toBe(false));

  it("finds a possible stranger behind an unknown condition", () => {
    const list = [policy("block", { traffic: "net.dst.ip in $list" })];
    expect(stranger(list, Certainty.CERTAIN)).toBe(false);
    expect(stranger(list, Certainty.POSSIBLE)).toBe(true);
  });
});
