import fc from "fast-check";
import { stringify } from "yaml";
import { estate, reportOf } from "./fixture";
import { policy, staff } from "../../inventory/fixture";

const contractors = policy("contractors", [
  { email: { email: "ann@contractor.example" } },
  { email_domain: { domain: "partner.example" } },
]);
const hosts = estate({
  "docs.example.com": {},
  "wiki.prod.example.com": { policies: { contractors, staff } },
  "grafana.example.com": { policies: { staff }, isTokenChecked: true },
});

const file = {
  version: 1,
  failOn: ["public", "existing"],
  people: { contractors: ["@contractor.example", "@partner.example"], staff: ["@example.com", "group:sre"] },
  rules: [
    { name: "public-hosts", public: ["status.example.com", "www.example.com"] },
    { name: "no-contractors", deny: ["contractors", "eve@contractor.example"], to: ["*.prod.example.com", "*"] },
    { name: "staff-only", only: "staff", to: ["wiki.prod.example.com", "docs.example.com"], except: ["x.example.com"] },
    { name: "strong", require: { mfa: true, session: "8h", layers: 2, posture: ["disk", "firewall"] }, to: ["*"] },
  ],
  tests: [
    { who: "ann@contractor.example", reaches: ["grafana.example.com"], cannotReach: ["wiki.prod.example.com"] },
    { who: "staff", reaches: ["wiki.prod.example.com", "absent.example.com"] },
  ],
  accept: [
    { finding: "public-existing@docs.example.com", reason: "documentation", owner: "docs", expires: "2027-01-31" },
    { finding: "public-host@other.example.com", reason: "another page", owner: "docs", expires: "2027-01-31" },
  ],
};

/** The same content with its keys and lists in another order. */
function shuffled(value: unknown, random: () => number): unknown {
  if (typeof value !== "object" || value === null) return value;
  const order = <T>(items: T[]) =>
    items
      .map((each) => ({ each, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ each }) => each);
  if (Array.isArray(value)) return order(value.map((each) => shuffled(each, random)));
  return Object.fromEntries(order(Object.entries(value).map(([key, each]) => [key, shuffled(each, random)])));
}

test("the order of keys, rules and lists does not change the result", () => {
  const expected = reportOf(hosts, stringify(file));
  expect(expected.findings.length).toBeGreaterThan(12);
  fc.assert(
    fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (stream) => {
      const other = reportOf(hosts, stringify(shuffled(file, () => stream.next().value as number)));
      expect(other.findings).toEqual(expected.findings);
      expect(other.exitCode).toBe(expected.exitCode);
    }),
    { numRuns: 30 },
  );
});
