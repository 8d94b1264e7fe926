import { after, Network, trace } from "./fixture";
import { block, id, POLICY, resolver, route, ROUTE, VIRTUAL_NETWORK } from "../inventory/network/fixture";

const LAB = id(VIRTUAL_NETWORK, "lab");
const TO_PODS = "net.dst.ip in {10.10.0.0/16}";

describe("the addresses of a traced name", () => {
  test("default to the CIDRs that the resolver's tunnel routes, without resolvers", () => {
    const dedicated = (r: Network) => (r[ROUTE].resolver = route("10.40.0.53/32"));
    const edit = (r: Network) => {
      dedicated(r);
      r[POLICY].dev = resolver(10, 'dns.fqdn matches "dev"', "10.40.0.53");
    };
    const hop = trace(edit).hops.find(({ at }) => at === "route")!;
    expect(hop.asked).toBe("Where does the account's default virtual network route 10.10.0.0/16?");
  });

  test("that are assumed must connect for one of them, those that are specified for each", () => {
    const more = (r: Network) => (r[ROUTE].more = route("10.11.0.0/16", { virtual_network_id: LAB }));
    expect(after(more)).toBe("unknown: route");
    expect(after(more, { answers: ["10.10.3.3"] })).toBe("connects");
    expect(after(more, { answers: ["10.10.3.3", "10.11.3.3"] })).toBe("broken: route AnswerUnrouted");
  });

  test("break if only a part of them is routed", () => {
    const { hops } = trace(() => {}, { answers: ["10.10.0.0/15"] });
    expect(hops.at(-1)).toMatchObject({
      code: "AnswerUnrouted",
      decided: expect.stringContaining("no route to 10.11.0.0/16"),
    });
  });

  test("use the longest prefix", () => {
    const narrower = (r: Network) => (r[ROUTE].narrow = route("10.10.3.0/24", {}, "prod"));
    expect(after(narrower, { answers: ["10.10.3.3"] })).toBe("broken: route AnswerMisrouted");
    expect(after(narrower, { answers: ["10.10.4.4"] })).toBe("connects");
  });
});

describe("traced network policies", () => {
  test("allow the users that they match, and list them if no user is specified", () => {
    const { outcome, hops, notes } = trace(() => {}, { person: undefined });
    expect(outcome).toBe("connects");
    expect(notes).toEqual(["A device with profile engineers is assumed, because no user is specified."]);
    expect(hops.find(({ at }) => at === "network policies")!.decided).toBe(
      'Yes, for any(identity.groups.name[*] in {"engineers"}) (policy allow 10). Policy block 20 blocks all other users.',
    );
  });

  test("block the users that they match, and list them if no user is specified", () => {
    const contractors = { identity: 'any(identity.groups.name[*] in {"contractors"})' };
    const { outcome, hops } = trace((r) => (r[POLICY] = { dev: r[POLICY].dev, no: block(1, TO_PODS, contractors) }), {
      person: undefined,
    });
    expect(outcome).toBe("connects");
    expect(hops.find(({ at }) => at === "network policies")!.decided).toBe(
      'Yes, except for any(identity.groups.name[*] in {"contractors"}) (policy block 1).',
    );
    const listed = block(1, "net.dst.ip in $0a1b");
    expect(after((r) => (r[POLICY] = { dev: r[POLICY].dev, no: listed }), { person: undefined })).toBe(
      "unknown: network policies",
    );
  });

  test("block users that no allow policy matches", () => {
    const person = { email: "b@example.com", groups: [] };
    expect(after(() => {}, { person, profile: "engineers" })).toBe("broken: network policies ConnectionBlocked");
  });

  test("report unknown if a rule depends on unspecified facts about the user", () => {
    const person = { email: "b@example.com" };
    expect(after(() => {}, { person, profile: "engineers" })).toBe("unknown: network policies");
  });

  test("report unknown for any user if the traffic cannot be evaluated", () => {
    const edit = (r: Network) => (r[POLICY].allow.traffic = "net.dst.ip in $0a1b");
    expect(after(edit, { person: undefined })).toBe("unknown: network policies");
  });

  test("allow all users if there is no policy", () => {
    const { hops } = trace((r) => (delete r[POLICY].allow, delete r[POLICY].block));
    expect(hops.find(({ at }) => at === "network policies")!.decided).toContain(
      "Gateway allows connections by default",
    );
  });

  test("are reported for each part of an address range", () => {
    const edit = (r: Network) => (r[POLICY].first = block(1, "net.dst.ip in {10.10.128.0/17}"));
    expect(after(edit)).toBe("unknown: network policies");
    expect(after(edit, { answers: ["10.10.1.1"] })).toBe("connects");
    expect(after(edit, { answers: ["10.10.130.1"] })).toBe("broken: network policies ConnectionBlocked");
  });
});
