import { after, ENGINEER, FALLBACK, NAME, Network, trace, verdict } from "./fixture";
import {
  connector,
  DEPLOYMENT,
  id,
  policy,
  POLICY,
  PROFILE,
  resolver,
  route,
  ROUTE,
  TUNNEL,
  VIRTUAL_NETWORK,
} from "../inventory/network/fixture";

const LAB = id(VIRTUAL_NETWORK, "lab");
const UNRESTRICTED = "Yes. No NetworkPolicy in the connector's stack restricts the egress of its pods.";
const TO_PODS = "net.dst.ip in {10.10.0.0/16}";

describe("traceName()", () => {
  test("follows a name that connects, hop by hop", () => {
    const { outcome, hops, notes } = trace();
    expect(outcome).toBe("connects");
    expect(notes).toEqual([]);
    expect(hops.map(({ at, decided, by }) => [at, decided, ...by])).toEqual([
      ["device profile", "Profile engineers.", `${PROFILE}.engineers`],
      ["local domains", "No. The device queries Gateway.", `${PROFILE}.engineers`],
      ["resolver policy", "Policy resolve 10.", `${POLICY}.dev`],
      ["resolver", "Through tunnel dev (route 10.10.0.0/16) in the account's default virtual network.", `${ROUTE}.dev`],
      ["connector", "Yes, over QUIC.", `${DEPLOYMENT}.dev`],
      ["egress to resolver", UNRESTRICTED],
      ["route", "To tunnel dev (route 10.10.0.0/16).", `${ROUTE}.dev`],
      ["split tunnel", "Yes.", `${PROFILE}.engineers`],
      ["network policies", "Yes. Policy allow 10 allows it.", `${POLICY}.allow`],
      ["egress to address", UNRESTRICTED],
    ]);
  });

  test("notes routes that only Terraform can evaluate", () => {
    const { notes } = trace((r) => (r[ROUTE].odd = route("${var.cidr}")));
    expect(notes).toEqual([expect.stringContaining(`${ROUTE}.odd`)]);
  });

  test("ignores the objects of other accounts than that of the device", () => {
    const inAccounts = (routes: string, policies: string) => (r: Network) => {
      for (const each of Object.values(r[ROUTE])) each.account_id = routes;
      for (const each of Object.values(r[POLICY])) each.account_id = policies;
    };
    expect(after(inAccounts("1".repeat(32), "1".repeat(32)))).toBe("connects");
    const { outcome, notes } = trace(inAccounts("1".repeat(32), "2".repeat(32)), { account: "1".repeat(32) });
    expect(outcome).toBe("broken");
    expect(notes).toEqual([]);
  });

  test("follows the name in the account in which it gets furthest, and notes the account", () => {
    const twoAccounts = (r: Network) => {
      for (const type of [ROUTE, POLICY] as const) {
        for (const each of Object.values(r[type])) each.account_id = "2".repeat(32);
      }
      r[ROUTE].other = { ...route("10.99.0.0/16"), account_id: "1".repeat(32) };
    };
    const { outcome, notes } = trace(twoAccounts);
    expect(outcome).toBe("connects");
    expect(notes).toEqual(["The trace is for a device of account 22222222. The app has several accounts."]);
  });

  test("evaluates traffic rules for a specified user", () => {
    expect(trace(() => {}, { person: ENGINEER }).hops.at(-2)!.asked).toBe(
      "Can a@example.com (groups: engineers) connect to 10.10.0.0/16?",
    );
    expect(after((r) => (r[POLICY].allow.traffic = `${TO_PODS} and net.dst.port in {80}`))).toBe(
      "unknown: network policies",
    );
  });
});

describe("a broken trace", () => {
  const breaks: Record<string, (resource: Network) => void> = {
    "local domains NameKeptLocal": (r) => (r[FALLBACK].engineers.domains = [{ suffix: "internal" }]),
    "DNS policies NameBlocked": (r) =>
      (r[POLICY].dns = policy("dns", "block", 1, { traffic: 'any(dns.domains[*] == "internal")' })),
    "resolver policy NameUnresolved": (r) => delete r[POLICY].dev,
    "resolver ResolverUnrouted": (r) => (r[ROUTE].dev.virtual_network_id = LAB),
    "connector ConnectorWithoutQuic": (r) => (r[DEPLOYMENT].dev = connector("dev", "http2")),
    "split tunnel AnswerKeptLocal": (r) => (r[PROFILE].engineers.exclude = [{ address: "10.0.0.0/8" }]),
    "network policies ConnectionBlocked": (r) => delete r[POLICY].allow,
  };

  test.each(Object.entries(breaks))("breaks at %s", (code, edit) => {
    const broken = trace(edit);
    expect(verdict(broken)).toBe(`broken: ${code}`);
    expect(broken.hops.at(-1)).toMatchObject({ status: "broken", fix: expect.stringMatching(/.{20}/) });
  });

  // The answer's own links, where the resolver is reached another way.
  const viaLab = (r: Network) => {
    r[POLICY].dev = resolver(10, 'dns.fqdn matches "dev"', "10.10.0.10", { vnet_id: LAB });
    r[ROUTE].twin.tunnel_id = id(TUNNEL, "dev");
  };

  test("breaks at route AnswerUnrouted", () => {
    expect(after((r) => (viaLab(r), delete r[ROUTE].dev))).toBe("broken: route AnswerUnrouted");
  });

  test("breaks at route AnswerMisrouted if the device's virtual network routes the address to another cluster", () => {
    expect(after((r) => (viaLab(r), (r[ROUTE].dev.tunnel_id = id(TUNNEL, "prod"))))).toBe(
      "broken: route AnswerMisrouted",
    );
  });

  test("accepts the id of a virtual network that is managed elsewhere", () => {
    const office = "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415";
    const edit = (r: Network) => {
      r[POLICY].dev = resolver(10, 'dns.fqdn matches "dev"', "10.10.0.10", { vnet_id: office });
      r[ROUTE].dev.virtual_network_id = office;
    };
    expect(after(edit, { virtualNetwork: office })).toBe("connects");
    expect(after(edit)).toBe("broken: route AnswerUnrouted");
  });

  test("connects in the virtual network of the name", () => {
    const edit = (r: Network) => (viaLab(r), delete r[ROUTE].dev);
    expect(after(edit, { virtualNetwork: "lab" })).toBe("connects");
    expect(after(edit, { virtualNetwork: LAB })).toBe("connects");
  });
});

describe("the question of a trace", () => {
  test("accepts upper case and a trailing dot", () => {
    expect(trace(() => {}, { fqdn: `${NAME.toUpperCase()}.` })).toMatchObject({ fqdn: NAME, outcome: "connects" });
  });

  test.each([
    [{ fqdn: "https://web.example" }, "has a scheme"],
    [{ fqdn: "*.example.internal" }, "matches many names"],
    [{ answers: ["10.10.0.1/16"] }, '"10.10.0.1/16" is not a valid address'],
    [{ virtualNetwork: "nowhere" }, 'virtualNetwork: "nowhere" does not exist. Use one of "lab".'],
    [{ profile: "missing" }, 'profile: "missing" does not exist. Use one of "engineers".'],
  ])("fails when the question is %j", (question, message) => {
    expect(() => trace(() => {}, question)).toThrow(message);
    expect(() => trace(() => {}, question)).toThrow("TraceQuestionInvalid");
  });
});
