import fc from "fast-check";
import { allow, block, id, policy, POLICY, VIRTUAL_NETWORK } from "./fixture";
import { contains, parseCidr } from "../../../lib/core/addresses/cidr";
import { Connection, decisionsOf } from "../../../lib/inventory/network/policy-decision";
import { privateNetworks } from "../../../lib/inventory/network/read";
import { DEFAULT_VIRTUAL_NETWORK } from "../../../lib/reachability/gateway/model";

const TO_PODS = "net.dst.ip in {10.10.0.0/16}";
const ENGINEERS = { identity: 'any(identity.groups.name[*] in {"engineers"})' };

/** Returns "outcome by policy" for each part. */
function decide(policies: object[], destination: string, more: Partial<Connection> = {}): string[] {
  const byName = Object.fromEntries(policies.map((each, i) => [`p${i}`, each]));
  const virtual = { lab: { name: "lab" }, office: { name: "office" } };
  const [network] = privateNetworks([
    { name: "dev", terraform: { resource: { [POLICY]: byName, [VIRTUAL_NETWORK]: virtual } } },
  ]);
  const connection = { destination: parseCidr(destination)!, virtualNetwork: DEFAULT_VIRTUAL_NETWORK, ...more };
  return decisionsOf(network, connection).map(({ cidr, outcome, policy: by }) => {
    const part = cidr.text === connection.destination.text ? "" : `${cidr.text} `;
    return `${part}${outcome} by ${by?.name ?? "default"}`;
  });
}

test("allows what no policy matches", () => {
  expect(decide([], "10.10.0.1")).toEqual(["allowed by default"]);
  expect(decide([block(1, TO_PODS)], "10.20.0.1")).toEqual(["allowed by default"]);
});

test("uses the first policy that matches, by precedence", () => {
  expect(decide([block(2, TO_PODS), allow(1, TO_PODS)], "10.10.0.1")).toEqual(["allowed by allow 1"]);
  expect(decide([allow(2, TO_PODS), block(1, TO_PODS)], "10.10.0.1")).toEqual(["blocked by block 1"]);
});

test("evaluates a policy without a precedence last, as Cloudflare appends it", () => {
  const { precedence, ...appended } = block(1, TO_PODS);
  expect(precedence).toBe(1);
  expect(decide([appended, allow(9, TO_PODS)], "10.10.0.1")).toEqual(["allowed by allow 9"]);
});

test("evaluates the identity of the user", () => {
  const policies = [allow(1, TO_PODS, ENGINEERS), block(2, TO_PODS)];
  const as = (groups?: string[]) => decide(policies, "10.10.0.1", { person: { groups } });
  expect(as(["engineers"])).toEqual(["allowed by allow 1"]);
  expect(as([])).toEqual(["blocked by block 2"]);
  expect(as(undefined)).toEqual(["unknown by block 2"]);
});

test("ignores unknown policies that make no difference", () => {
  const policies = [block(1, TO_PODS, ENGINEERS), block(2, TO_PODS)];
  expect(decide(policies, "10.10.0.1")).toEqual(["blocked by block 2"]);
  expect(decide([allow(1, TO_PODS, ENGINEERS)], "10.10.0.1")).toEqual(["allowed by default"]);
});

test("ignores disabled policies and policies of other builders", () => {
  const policies = [
    { ...block(1, TO_PODS), enabled: false },
    { ...block(2, TO_PODS), enabled: undefined },
  ];
  expect(decide(policies, "10.10.0.1")).toEqual(["allowed by default"]);
  expect(decide([policy("dns", "block", 1), policy("http", "block", 2)], "10.10.0.1")).toEqual(["allowed by default"]);
});

test.each([
  { enabled: "${var.on}" },
  { schedule: { mon: "08:00-18:00" } },
  { expiration: { expires_at: "2030-01-01T00:00:00Z" } },
  { device_posture: 'any(device_posture.checks.passed[*] in {"c1"})' },
  { traffic: "net.dst.ip in $0a1b-2c3d" },
  { traffic: `${TO_PODS} and net.dst.port in {22}` },
  { traffic: `${TO_PODS} and net.protocol == "udp"` },
])("reports unknown if a policy may apply: %j", (more) => {
  expect(decide([block(1, TO_PODS, more)], "10.10.0.1")).toEqual(["unknown by default"]);
});

test("evaluates port and protocol", () => {
  const policies = [block(1, `${TO_PODS} and net.dst.port in {22} and net.protocol == "tcp"`)];
  expect(decide(policies, "10.10.0.1", { port: 22, protocol: "tcp" })).toEqual(["blocked by block 1"]);
  expect(decide(policies, "10.10.0.1", { port: 22, protocol: "udp" })).toEqual(["allowed by default"]);
  expect(decide(policies, "10.10.0.1", { port: 80 })).toEqual(["allowed by default"]);
});

test("evaluates the virtual network", () => {
  const inLab = (network: string) => [block(1, `net.vnet_id == "${network}" and ${TO_PODS}`)];
  const lab = id(VIRTUAL_NETWORK, "lab");
  expect(decide(inLab(lab), "10.10.0.1", { virtualNetwork: lab })).toEqual(["blocked by block 1"]);
  expect(decide(inLab(lab), "10.10.0.1", { virtualNetwork: id(VIRTUAL_NETWORK, "office") })).toEqual([
    "allowed by default",
  ]);
  expect(decide(inLab(lab), "10.10.0.1")).toEqual(["allowed by default"]);
  // The id of a network that is managed elsewhere can be that of the default network.
  expect(decide(inLab("f70ff985"), "10.10.0.1")).toEqual(["unknown by default"]);
  expect(decide(inLab("${var.network}"), "10.10.0.1", { virtualNetwork: lab })).toEqual(["unknown by default"]);
});

test("splits a range where policies match only a part of it", () => {
  const policies = [block(1, "net.dst.ip in {10.10.0.0/18 10.10.64.0/18}"), allow(2, "net.dst.ip in {10.0.0.0/8}")];
  expect(decide(policies, "10.10.0.0/16")).toEqual([
    "10.10.0.0/18 blocked by block 1",
    "10.10.64.0/18 blocked by block 1",
    "10.10.128.0/17 allowed by allow 2",
  ]);
});

test("decides the same for a range as for each of its addresses", () => {
  const cidr = fc.tuple(fc.nat(15), fc.integer({ min: 28, max: 32 })).map(([host, prefix]) => {
    const size = 2 ** (32 - prefix);
    return `10.0.0.${Math.floor(host / size) * size}/${prefix}`;
  });
  const policies = fc.array(
    fc
      .tuple(fc.boolean(), fc.array(cidr, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([blocks, cidrs, negated]) => {
        const within = `net.dst.ip in {${cidrs.join(" ")}}`;
        return { blocks, traffic: negated ? `net.dst.ip in {10.0.0.0/28} and not(${within})` : within };
      }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(policies, fc.nat(15), (written, host) => {
      const all = written.map(({ blocks, traffic }, i) => (blocks ? block : allow)(i + 1, traffic));
      const [network] = privateNetworks([
        { name: "x", terraform: { resource: { [POLICY]: Object.fromEntries(all.map((each, i) => [`p${i}`, each])) } } },
      ]);
      const [range, one] = [parseCidr("10.0.0.0/28")!, parseCidr(`10.0.0.${host}`)!];
      const question = (destination: typeof range) => ({ destination, virtualNetwork: DEFAULT_VIRTUAL_NETWORK });
      const [alone] = decisionsOf(network, question(one));
      const part = decisionsOf(network, question(range)).filter(({ cidr: each }) => contains(each, one));
      expect(part.map(({ outcome, policy: by }) => [outcome, by?.name])).toEqual([[alone.outcome, alone.policy?.name]]);
    }),
  );
});
