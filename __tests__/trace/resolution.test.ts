import { after, Network, trace, verdict } from "./fixture";
import {
  connector,
  DEPLOYMENT,
  id,
  policy,
  POLICY,
  resolver,
  route,
  ROUTE,
  VIRTUAL_NETWORK,
} from "../inventory/network/fixture";

const LAB = id(VIRTUAL_NETWORK, "lab");

describe("traced DNS policies", () => {
  const dns = (action: string, precedence: number, more: object = {}) =>
    policy("dns", action, precedence, { traffic: 'any(dns.domains[*] == "example.internal")', ...more });

  test("are evaluated in order", () => {
    expect(after((r) => Object.assign(r[POLICY], { a: dns("allow", 1), b: dns("block", 2) }))).toBe("connects");
    expect(after((r) => (r[POLICY].b = dns("block", 2, { traffic: 'dns.fqdn == "other.internal"' })))).toBe("connects");
  });

  test("report unknown if a rule depends on unspecified facts", () => {
    const traffic = "any(dns.security_category[*] in {21})";
    expect(after((r) => (r[POLICY].b = dns("block", 2, { traffic })))).toBe("unknown: DNS policies");
    expect(after((r) => (r[POLICY].b = dns("allow", 2, { traffic })))).toBe("connects");
    expect(after((r) => Object.assign(r[POLICY], { a: dns("allow", 1, { traffic }), b: dns("block", 2) }))).toBe(
      "unknown: DNS policies",
    );
  });

  test("override the answer of the resolvers", () => {
    const override = (...ips: string[]) => dns("override", 1, { rule_settings: { override_ips: ips } });
    const edit =
      (...ips: string[]) =>
      (r: Network) => (delete r[POLICY].dev, (r[POLICY].o = override(...ips)));
    expect(after(edit("10.10.7.7"))).toBe("connects");
    expect(after(edit("10.30.7.7"))).toBe("broken: route AnswerUnrouted");
    const host = dns("override", 1, { rule_settings: { override_host: "other.example" } });
    expect(after((r) => (r[POLICY].o = host))).toBe("unknown: route");
  });
});

describe("traced resolver policies", () => {
  test("are evaluated in order", () => {
    const catchAll = (precedence: number) => (r: Network) =>
      (r[POLICY].all = resolver(precedence, 'dns.fqdn matches "internal$"', "10.99.0.10"));
    expect(after(catchAll(1))).toBe("broken: resolver ResolverUnrouted");
    expect(after(catchAll(99))).toBe("connects");
  });

  test("are ignored if they are disabled", () => {
    expect(after((r) => (r[POLICY].dev.enabled = false))).toBe("broken: resolver policy NameUnresolved");
  });

  test("report unknown if the expression cannot be evaluated", () => {
    const traffic = "any(dns.domains[*] in $0a1b-2c3d)";
    expect(after((r) => (r[POLICY].all = resolver(1, traffic, "10.99.0.10")))).toBe("unknown: resolver policy");
    const only = trace((r) => (r[POLICY].dev = resolver(1, traffic, "10.10.0.10")));
    expect(verdict(only)).toBe("unknown: resolver policy");
    expect(only.hops.at(-1)!.at).toBe("egress to address");
  });

  test("require a route to one of several resolvers", () => {
    const two = (r: Network) =>
      r[POLICY].dev.rule_settings.dns_resolvers.ipv4.push({ ip: "10.99.0.10", route_through_private_network: true });
    const { outcome, notes } = trace(two);
    expect(outcome).toBe("connects");
    expect(notes).toEqual(["Resolver 10.99.0.10 of policy resolve 10 has no route. The other resolvers answer."]);
  });

  test("name the virtual network that has a route to the resolver", () => {
    const broken = trace((r) => (r[ROUTE].dev.virtual_network_id = LAB)).hops.at(-1)!;
    expect(broken.decided).toBe(
      "There is no route to 10.10.0.10 in the account's default virtual network. There is one in virtual network lab.",
    );
  });

  test("require route_through_private_network for a private address", () => {
    const open = trace(
      (r) => (r[POLICY].dev.rule_settings.dns_resolvers.ipv4[0].route_through_private_network = false),
    );
    expect(verdict(open)).toBe("broken: resolver ResolverUnrouted");
    expect(open.hops.at(-1)).toMatchObject({ fix: expect.stringContaining("route_through_private_network") });
  });

  test("leave the address unknown for a public resolver", () => {
    const open = (r: Network) => {
      const [server] = r[POLICY].dev.rule_settings.dns_resolvers.ipv4;
      Object.assign(server, { ip: "203.0.113.53", route_through_private_network: false });
    };
    expect(after(open)).toBe("unknown: route");
    expect(after(open, { answers: ["10.10.3.3"] })).toBe("connects");
  });
});

describe("traced resolvers outside the private ranges", () => {
  const open = { route_through_private_network: false };
  const at = (r: Network, ip: string, more: object = {}) =>
    Object.assign(r[POLICY].dev.rule_settings.dns_resolvers.ipv4[0], { ip, ...open, ...more });
  const routed = (r: Network, cidr: string, more: object = {}) => (r[ROUTE].services = route(cidr, more));

  test.each([
    ["34.118.224.53", "34.118.224.0/20"],
    ["203.0.113.53", "203.0.113.53/32"],
    ["240.10.0.53", "240.10.0.0/16"],
    ["100.70.0.53", "100.70.0.0/16"],
    ["2600:1f14:abc:100::53", "2600:1f14:abc:100::/64"],
  ])("are broken over the internet where a route covers %s", (ip, cidr) => {
    const edit = (more: object) => (r: Network) => (at(r, ip, more), routed(r, cidr));
    expect(after(edit({}))).toBe("broken: resolver ResolverUnrouted");
    const through = edit({ route_through_private_network: true });
    expect(after(through, { answers: ["10.10.3.3"] })).toBe("connects");
  });

  test("name the route that covers a public address", () => {
    const last = trace((r) => (at(r, "203.0.113.53"), routed(r, "203.0.113.0/24"))).hops.at(-1)!;
    expect(last).toMatchObject({
      decided: "Over the internet, although route 203.0.113.0/24 of tunnel dev covers 203.0.113.53.",
      fix: "Set route_through_private_network for this resolver.",
    });
  });

  test.each(["34.118.224.53", "240.10.0.53", "198.18.0.53"])(
    "do not exist on the internet without a route: %s",
    (ip) => {
      expect(after((r) => at(r, ip))).toBe("broken: resolver ResolverUnrouted");
    },
  );

  test("are public if only a default route covers them", () => {
    const edit = (r: Network) => (at(r, "203.0.113.53"), routed(r, "0.0.0.0/0"));
    expect(after(edit, { answers: ["10.10.3.3"] })).toBe("connects");
  });

  test("are noted if they are routed in another virtual network", () => {
    const edit = (r: Network) => (at(r, "203.0.113.53"), routed(r, "203.0.113.0/24", { virtual_network_id: LAB }));
    expect(trace(edit, { answers: ["10.10.3.3"] })).toMatchObject({
      outcome: "connects",
      notes: [
        "Resolver 203.0.113.53 is routed in virtual network lab. If it belongs to that network, set vnet_id for this resolver.",
      ],
    });
  });

  test("are noted if other resolvers of the policy are routed", () => {
    const edit = (r: Network) => {
      routed(r, "203.0.113.0/24");
      r[POLICY].dev.rule_settings.dns_resolvers.ipv4.push({ ip: "203.0.113.53" });
    };
    expect(trace(edit)).toMatchObject({
      outcome: "connects",
      notes: [
        "Resolver 203.0.113.53 of policy resolve 10 is queried over the internet, where it does not exist. The other resolvers answer.",
      ],
    });
  });
});

describe("traced connectors", () => {
  test("are unknown if they are not defined here", () => {
    expect(after((r) => delete r[DEPLOYMENT].dev)).toBe("unknown: connector");
    expect(after((r) => (r[DEPLOYMENT].dev = connector("dev", "${var.protocol}")))).toBe("unknown: connector");
  });

  test("must all use QUIC, because each can receive a query", () => {
    expect(after((r) => (r[DEPLOYMENT].slow = connector("dev", "http2")))).toBe(
      "broken: connector ConnectorWithoutQuic",
    );
  });
});
