import { App, TerraformStack } from "cdktf";
import { ENTERPRISE, resolverPolicy } from "./support";
import { GatewayResolverPolicyProps, HostnamePattern, Traffic } from "../../lib/gateway";
import { connectorOf } from "../support/connector";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider } from "../support/stack";
import { IVirtualNetwork, Plan, Transport, Tunnel, VirtualNetwork } from "cdktf-zero-trust";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const resolver = (props: Partial<GatewayResolverPolicyProps> = {}, id?: string) => resolverPolicy(stack, props, id);
/** Routes private resolvers. */
const route = (cidr: string, virtualNetwork?: IVirtualNetwork) =>
  new Tunnel(stack, `to-${cidr}`, { account: ACCOUNT }).route(cidr, { unguarded: "a lab", virtualNetwork });

describe("GatewayResolverPolicy", () => {
  test("renders every attribute that has a provider default", () => {
    const net = new VirtualNetwork(stack, "net", { account: ENTERPRISE });
    route("10.50.0.10/32", net);
    for (const cidr of ["10.50.0.0/24", "192.168.0.1/32", "fd00::/64"]) route(cidr);
    resolver({
      precedence: 11000,
      resolvers: [
        { address: "10.50.0.10", virtualNetwork: net },
        { address: "10.50.0.11", port: 5353 },
        { address: "192.168.0.1" },
        { address: "9.9.9.9" },
        { address: "fd00::10" },
        { address: "2620:fe::fe" },
      ],
    });
    const through = { route_through_private_network: true };
    expect(resourceAt(stack, "names")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "names",
      description: "names",
      enabled: true,
      action: "resolve",
      filters: ["dns_resolver"],
      precedence: 11000,
      traffic: 'dns.fqdn matches "^(?:[a-z0-9_-]+[.])*lab[.]internal$"',
      rule_settings: {
        dns_resolvers: {
          ipv4: [
            {
              ip: "10.50.0.10",
              port: 53,
              vnet_id: expect.stringMatching(/virtual_network\.net_.*\.id\}$/),
              ...through,
            },
            { ip: "10.50.0.11", port: 5353, ...through },
            { ip: "192.168.0.1", port: 53, ...through },
            { ip: "9.9.9.9", port: 53 },
          ],
          ipv6: [
            { ip: "fd00::10", port: 53, ...through },
            { ip: "2620:fe::fe", port: 53 },
          ],
        },
      },
      lifecycle: { replace_triggered_by: [expect.stringMatching(/^terraform_data\.names_VirtualNetworks_/)] },
    });
    expect(problems(stack)).toEqual([]);
  });

  test("is replaced when the virtual network of a resolver changes", () => {
    const net = new VirtualNetwork(stack, "net", { account: ENTERPRISE });
    route("10.50.0.0/24", net);
    resolver({ resolvers: [{ address: "10.50.0.10", virtualNetwork: net }, { address: "192.0.2.53" }] });
    const { triggers_replace: values } = resourceAt(stack, "names/VirtualNetworks");
    expect(values).toEqual({ virtualNetworks: [expect.stringMatching(/\.id\}$/), "default"] });
  });

  test("fails on a plan without resolver policies, and names the alternative", () => {
    resolver({ account: { ...ACCOUNT, plan: Plan.FREE } });
    expect(problems(stack)).toEqual(["names EnterpriseOnly"]);
    expect(messages(stack)[0]).toContain("tunnel.routeHostname");
  });

  test("warns when the plan is not set", () => {
    resolver({ account: ACCOUNT });
    expect(problems(stack)).toEqual(["names warning PlanUnknown"]);
  });

  const many = (count: number, of: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => ({ address: of(i) }));
  test("accepts 10 resolvers of each address family", () => {
    resolver({ resolvers: [...many(10, (i) => `192.0.2.${i}`), ...many(10, (i) => `2001:db8::${i}`)] });
    expect(problems(stack)).toEqual([]);
  });

  test.each([
    [[]],
    [many(11, (i) => `192.0.2.${i}`)],
    [many(11, (i) => `2001:db8::${i}`)],
    [[{ address: "dns.example" }]],
    [[{ address: "10.0.0.1:53" }]],
    [[{ address: "10.0.0.0/8" }]],
    [[{ address: "192.0.2.1", port: 0 }]],
    [[{ address: "192.0.2.1", port: 65536 }]],
    [[{ address: "192.0.2.1" }, { address: "192.0.2.1", port: 53 }]],
  ])("fails when the resolvers are not valid: %j", (resolvers) => {
    resolver({ resolvers });
    expect(problems(stack)).toEqual(["names ResolverInvalid"]);
  });

  test("fails when an address is a token or a virtual network belongs to another account", () => {
    expect(() => resolver({ resolvers: [{ address: "${TfToken[TOKEN.7]}" }] }, "token")).toThrow("TokenNotAllowed");
    stack = stackWithProvider();
    const foreign = new VirtualNetwork(stack, "foreign", { account: OTHER_ACCOUNT });
    resolver({ resolvers: [{ address: "10.0.0.1", virtualNetwork: foreign }] });
    expect(problems(stack)).toEqual(["names AccountMismatch", "names ResolverUnrouted"]);
  });

  describe("with a resolver outside the private ranges", () => {
    const servers = () => {
      const { ipv4 = [], ipv6 = [] } = resourceAt(stack, "names").rule_settings.dns_resolvers;
      return [...ipv4, ...ipv6];
    };
    const through = { route_through_private_network: true };
    const CASES = [
      ["34.118.224.53", "34.118.224.0/20"],
      ["203.0.113.53", "203.0.113.53/32"],
      ["240.10.0.53", "240.10.0.0/16"],
      ["100.127.0.53", "100.127.0.0/16"],
      ["2600:1f14:abc:100::53", "2600:1f14:abc:100::/64"],
    ];

    test.each(CASES)("queries %s through the tunnel that routes %s", (address, cidr) => {
      route(cidr);
      resolver({ resolvers: [{ address }] });
      expect(servers()).toEqual([{ ip: address, port: 53, ...through }]);
      expect(problems(stack)).toEqual([]);
    });

    test("considers routes that are added after the policy, also by another stack", () => {
      resolver({ resolvers: [{ address: "203.0.113.53" }] });
      const other = stackWithProvider("other", stack.node.root as App);
      new Tunnel(other, "lab", { account: ACCOUNT }).route("203.0.113.0/24", { unguarded: "a lab" });
      expect(servers()).toEqual([{ ip: "203.0.113.53", port: 53, ...through }]);
    });

    test("queries a public address over the internet that no route or only a default route covers", () => {
      route("203.0.114.0/24");
      route("203.0.113.0/24", new VirtualNetwork(stack, "net", { account: ENTERPRISE }));
      const foreign = new Tunnel(stack, "foreign", { account: OTHER_ACCOUNT });
      foreign.route("203.0.113.0/24", { unguarded: "a lab" });
      resolver({ resolvers: [{ address: "203.0.113.53" }] });
      expect(servers()).toEqual([{ ip: "203.0.113.53", port: 53 }]);
      expect(resourceAt(stack, "names/VirtualNetworks").triggers_replace).toEqual({ virtualNetworks: ["default"] });
    });

    test.each(["34.118.224.53", "240.10.0.53", "100.127.0.53", "198.18.0.53"])(
      "fails when no route covers %s, which the internet does not route",
      (address) => {
        resolver({ resolvers: [{ address }] });
        expect(problems(stack)).toEqual(["names ResolverUnrouted"]);
      },
    );

    test.each(CASES)("fails when the connector to %s supports only HTTP/2", (address, cidr) => {
      const tunnel = new Tunnel(stack, "lab", { account: ACCOUNT });
      tunnel.route(cidr, { unguarded: "a lab" });
      tunnel.connect(connectorOf([Transport.HTTP2], "run"));
      resolver({ resolvers: [{ address }] });
      expect(problems(stack)).toEqual(["names ConnectorWithoutQuic"]);
    });
  });

  describe("with a private resolver", () => {
    const policyWithResolver = (virtualNetwork?: IVirtualNetwork) =>
      resolver({ resolvers: [{ address: "10.50.0.10", virtualNetwork }] });

    test("accepts a route that is added after the policy", () => {
      policyWithResolver();
      route("10.50.0.0/16");
      expect(problems(stack)).toEqual([]);
    });

    test("fails when no route of the virtual network covers the resolver", () => {
      route("10.50.0.0/16", new VirtualNetwork(stack, "net", { account: ENTERPRISE }));
      route("10.60.0.0/16");
      policyWithResolver();
      expect(messages(stack)).toEqual([
        'names ResolverUnrouted: no route of this app covers the resolver 10.50.0.10 in the account\'s default virtual network, so no name would resolve. Route it with tunnel.route("10.50.0.10/32", …), or import the network with VirtualNetwork.fromVirtualNetworkId(…) if the route is managed elsewhere.',
      ]);
    });

    test("accepts an imported virtual network, whose routes are unknown", () => {
      policyWithResolver(
        VirtualNetwork.fromVirtualNetworkId(stack, "imported", "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415"),
      );
      expect(problems(stack)).toEqual([]);
    });

    test("fails when a connector of the tunnel supports only HTTP/2", () => {
      const tunnel = new Tunnel(stack, "lab", { account: ACCOUNT });
      tunnel.route("10.50.0.0/16", { unguarded: "a lab" });
      policyWithResolver();
      expect(problems(stack)).toEqual([]);
      tunnel.connect(connectorOf([Transport.QUIC, Transport.HTTP2], "one"));
      expect(problems(stack)).toEqual([]);
      tunnel.connect(connectorOf([Transport.HTTP2], "two"));
      expect(messages(stack)).toEqual([
        expect.stringContaining("names ConnectorWithoutQuic: the resolver 10.50.0.10 is reached through stack/lab"),
      ]);
    });
  });
});

describe("GatewayResolverPolicy overlaps", () => {
  const { environments, under } = HostnamePattern;
  const all = Traffic.domains("internal");
  const dev = Traffic.host(environments(["dev"], "internal"));

  test("fails when two policies match the same name, and reports the name", () => {
    resolver({ traffic: all }, "all");
    resolver({ traffic: dev }, "dev");
    expect(messages(stack)).toEqual([
      'dev ResolverPoliciesOverlap: this policy and stack/all both match "dev.internal". Set `precedence` on both, or make their traffic disjoint.',
    ]);
  });

  test.each([
    [11000, 12000, []],
    [11000, undefined, ["dev ResolverPoliciesOverlap"]],
    [undefined, 12000, ["dev ResolverPoliciesOverlap"]],
  ])("requires a precedence on both overlapping policies: %s and %s", (one, other, expected) => {
    resolver({ traffic: all, precedence: one }, "all");
    resolver({ traffic: dev, precedence: other }, "dev");
    expect(problems(stack)).toEqual(expected);
  });

  test("accepts policies that an exception makes disjoint", () => {
    resolver({ traffic: all.except(Traffic.domains("dev.internal")) }, "all");
    resolver({ traffic: dev }, "dev");
    expect(problems(stack)).toEqual([]);
  });

  test("accepts policies of two accounts, and disjoint policies of one account", () => {
    resolver({ traffic: dev }, "dev");
    resolver({ traffic: dev, account: { ...OTHER_ACCOUNT, plan: Plan.ENTERPRISE } }, "other");
    resolver({ traffic: Traffic.host(environments(["stg"], "internal")) }, "stg");
    resolver({ traffic: Traffic.host(under("xdev.internal")) }, "xdev");
    expect(problems(stack)).toEqual([]);
  });

  test("detects an overlap across the stacks of an app", () => {
    resolver({ traffic: dev }, "dev");
    stack = stackWithProvider("second", App.of(stack) as App);
    resolver({ traffic: dev }, "again");
    expect(problems(stack)).toEqual(["again ResolverPoliciesOverlap"]);
  });

  test("requires a precedence for a raw expression", () => {
    resolver({ traffic: Traffic.raw('dns.fqdn == "a"') }, "raw");
    resolver({ traffic: dev }, "dev");
    expect(problems(stack)).toEqual(["dev ResolverPoliciesOverlap"]);
  });

  test("fails when the comparison takes too long", () => {
    resolver({ traffic: Traffic.host(HostnamePattern.regex("^.{20}a.*$")) }, "one");
    resolver({ traffic: Traffic.host(HostnamePattern.regex("^.*b.*$")) }, "other");
    expect(problems(stack)).toEqual(["other HostnamePatternTooComplex"]);
  });

  test("does not compare patterns that are not valid", () => {
    resolver({ traffic: Traffic.host(HostnamePattern.regex("a")) }, "one");
    resolver({ traffic: dev }, "other");
    expect(problems(stack)).toEqual(["one HostnamePatternInvalid"]);
  });
});
