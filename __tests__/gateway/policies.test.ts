import { App, TerraformStack } from "cdktf";
import {
  DnsAction,
  GatewayDnsPolicy,
  GatewayDnsPolicyProps,
  GatewayNetworkPolicy,
  GatewayNetworkPolicyProps,
  GatewayResolverPolicy,
  GatewayResolverPolicyProps,
  HostnamePattern,
  Identity,
  NetworkAction,
  Traffic,
} from "../../lib/gateway";
import { defaultPrecedence } from "../../lib/gateway/precedence";
import { connectorOf } from "../support/connector";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider, synth } from "../support/stack";
import { Account, IVirtualNetwork, Plan, Transport, Tunnel, VirtualNetwork } from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const ENTERPRISE: Account = { ...ACCOUNT, plan: Plan.ENTERPRISE };
const lab = Traffic.destination("10.50.0.0/16");
let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const network = (props: Partial<GatewayNetworkPolicyProps> = {}, id = "deny") =>
  new GatewayNetworkPolicy(stack, id, { account: ACCOUNT, action: NetworkAction.BLOCK, traffic: lab, ...props });
const dns = (props: Partial<GatewayDnsPolicyProps> = {}, id = "dns") =>
  new GatewayDnsPolicy(stack, id, {
    account: ACCOUNT,
    action: DnsAction.BLOCK,
    traffic: Traffic.domains("a.example"),
    ...props,
  });
const resolver = (props: Partial<GatewayResolverPolicyProps> = {}, id = "names") =>
  new GatewayResolverPolicy(stack, id, {
    account: ENTERPRISE,
    traffic: Traffic.host(HostnamePattern.under("lab.internal")),
    resolvers: [{ address: "192.0.2.53" }],
    ...props,
  });
/** Where private resolvers are reached. */
const route = (cidr: string, virtualNetwork?: IVirtualNetwork) =>
  new Tunnel(stack, `to-${cidr}`, { account: ACCOUNT }).route(cidr, { unguarded: "a lab", virtualNetwork });
const addressOf = (policy: { resource: { friendlyUniqueId: string } }) =>
  `cloudflare_zero_trust_gateway_policy.${policy.resource.friendlyUniqueId}`;

describe("a network policy", () => {
  test("renders all that the provider must not choose", () => {
    network({ precedence: 12000 });
    expect(resourceAt(stack, "deny")).toEqual({
      account_id: ACCOUNT.accountId,
      name: "deny",
      description: "deny",
      enabled: true,
      action: "block",
      filters: ["l4"],
      precedence: 12000,
      traffic: "net.dst.ip in {10.50.0.0/16}",
      lifecycle: { replace_triggered_by: [expect.stringMatching(/^terraform_data\.deny_Blocked_/)] },
    });
  });

  test.each<[Traffic, NetworkAction, string[]]>([
    [Traffic.sniDomains("a.b"), NetworkAction.ALLOW, ["deny warning AllowByServerName"]],
    [
      Traffic.port(443).and(Traffic.sniHost(HostnamePattern.under("a.b"))),
      NetworkAction.ALLOW,
      ["deny warning AllowByServerName"],
    ],
    [Traffic.sniDomains("a.b").except(lab), NetworkAction.ALLOW, ["deny warning AllowByServerName"]],
    [Traffic.sniDomains("a.b").and(lab), NetworkAction.ALLOW, []],
    [Traffic.sniDomains("a.b"), NetworkAction.BLOCK, []],
  ])("warns of an allow by server name alone, which any client can say: %#", (traffic, action, expected) => {
    network({ traffic, action });
    expect(problems(stack)).toEqual(expected);
  });

  test("takes an identity, a name and a description", () => {
    const identity = Identity.groups("engineers").withPostureChecks("disk");
    network({ action: NetworkAction.ALLOW, identity, name: "Lab", description: "engineers only" });
    expect(resourceAt(stack, "deny")).toMatchObject({
      name: "Lab",
      description: "engineers only",
      action: "allow",
      identity: 'any(identity.groups.name[*] in {"engineers"})',
      device_posture: 'any(device_posture.checks.passed[*] in {"disk"})',
    });
    expect(problems(stack)).toEqual([]);
  });

  const id = "957fc748-591a-4e96-a15d-1c90204a7923";
  test.each<[string, Partial<GatewayNetworkPolicyProps>, unknown]>([
    ["what it blocks", {}, { cidrs: ["10.50.0.0/16"] }],
    ["nothing, when it allows", { action: NetworkAction.ALLOW }, { cidrs: [] }],
    ["nothing, when it is for some", { identity: Identity.groups("a") }, { cidrs: [] }],
    ["nothing, when it is for some ports", { traffic: lab.and(Traffic.port(80)) }, { cidrs: [] }],
    ["nothing, with an exception", { traffic: lab.except(Traffic.destination("10.50.1.0/24")) }, { cidrs: [] }],
    ["nothing, with a server name", { traffic: lab.and(Traffic.sniDomains("a.b")) }, { cidrs: [] }],
    ["nothing, without a destination", { traffic: Traffic.port(80) }, { cidrs: [] }],
    ["nothing, of two destinations at once", { traffic: lab.and(Traffic.destination("10.0.0.0/8")) }, { cidrs: [] }],
    [
      "what it blocks in a virtual network",
      { traffic: lab.and(Traffic.virtualNetwork({ virtualNetworkId: id } as IVirtualNetwork)) },
      { cidrs: ["10.50.0.0/16"], virtualNetworkId: id },
    ],
    ["that only the engine knows", { traffic: Traffic.raw("net.dst.ip in {10.50.0.0/16}") }, undefined],
  ])("tells routes %s", (_what, props, blocked) => expect(network(props)._blocked).toEqual(blocked));

  test("closes a route while it is replaced, whatever it blocks", () => {
    const tunnel = new Tunnel(stack, "tunnel", { account: ACCOUNT });
    const guard = (name: string, action: NetworkAction, more?: Traffic) =>
      new GatewayNetworkPolicy(stack, name, {
        account: ACCOUNT,
        action,
        traffic: more === undefined ? lab : lab.and(more),
      });
    tunnel.route("10.50.0.0/16", {
      guardedBy: [
        guard("engineers", NetworkAction.ALLOW),
        guard("ssh", NetworkAction.BLOCK, Traffic.port(22)),
        guard("others", NetworkAction.BLOCK),
      ],
    });
    expect(resourceAt(stack, "Routes/10.50.0.0--16/Way").triggers_replace.guards).toEqual([
      expect.stringContaining(".others_"),
      expect.stringContaining(".ssh_"),
    ]);
  });

  test("is replaced when it blocks something else, never updated in place", () => {
    const blockedOf = (props: Partial<GatewayNetworkPolicyProps>) => {
      stack = stackWithProvider();
      network(props);
      return JSON.stringify(synth(stack).resource.terraform_data);
    };
    const same = blockedOf({});
    expect(blockedOf({ name: "other", description: "other", precedence: 7 })).toBe(same);
    expect(blockedOf({ traffic: Traffic.destination("10.51.0.0/16") })).not.toBe(same);
    expect(blockedOf({ identity: Identity.groups("a") })).not.toBe(same);
    expect(blockedOf({ identity: Identity.postureChecks("a") })).not.toBe(same);
    expect(blockedOf({ action: NetworkAction.ALLOW })).not.toBe(same);
    const allow = (traffic: Traffic) => blockedOf({ action: NetworkAction.ALLOW, traffic });
    expect(allow(lab)).toBe(allow(Traffic.destination("10.51.0.0/16")));
  });

  test.each([
    ["replace_triggered_by", { ignoreChanges: undefined }, "lost"],
    ["create_before_destroy", { createBeforeDestroy: true }, "createBeforeDestroy"],
    ["ignore_changes", { ignoreChanges: ["traffic"] }, "ignoreChanges"],
  ])("refuses to be robbed of its lifecycle: %s", (_what, lifecycle, message) => {
    const policy = network();
    const { replaceTriggeredBy } = policy.resource.lifecycle!;
    policy.resource.lifecycle = { ...lifecycle, ...(message === "lost" ? {} : { replaceTriggeredBy }) };
    expect(problems(stack)).toEqual(["deny SafetyContractBroken"]);
    expect(messages(stack)[0]).toContain(message);
  });

  test("guards a route, which opens after it and closes before it", () => {
    const tunnel = new Tunnel(stack, "tunnel", { account: ACCOUNT });
    tunnel.route("10.50.0.0/16", { guardedBy: [network()] });
    expect(problems(stack)).toEqual([]);
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining([
        "Routes/10.50.0.0--16 => deny",
        "Routes/10.50.0.0--16/Way -> deny",
        "deny -> deny/Blocked",
      ]),
    );
  });

  test("refuses a virtual network of another account", () => {
    const theirs = new VirtualNetwork(stack, "theirs", { account: OTHER_ACCOUNT });
    network({ traffic: lab.and(Traffic.virtualNetwork(theirs)) });
    expect(problems(stack)).toEqual(["deny AccountMismatch"]);
  });

  test("refers to its virtual network", () => {
    const net = new VirtualNetwork(stack, "net", { account: ACCOUNT });
    network({ traffic: lab.and(Traffic.virtualNetwork(net)) });
    expect(resourceAt(stack, "deny").traffic).toMatch(/ and net\.vnet_id == "\$\{cloudflare_zero_trust_.*\.id\}"$/);
    expect(graph(stack).edges).toContain("deny -> net");
  });
});

describe("a DNS policy", () => {
  test.each<[Partial<GatewayDnsPolicyProps>, object]>([
    [{}, { action: "block", filters: ["dns"], traffic: 'any(dns.domains[*] in {"a.example"})' }],
    [
      { action: DnsAction.ALLOW, identity: Identity.groups("a") },
      { action: "allow", identity: expect.stringContaining("a") },
    ],
    [
      { action: DnsAction.OVERRIDE, overrideAddresses: ["10.0.0.1", "fd00::1"] },
      { action: "override", rule_settings: { override_ips: ["10.0.0.1", "fd00::1"] } },
    ],
    [{ action: DnsAction.OVERRIDE, overrideHost: "b.example" }, { rule_settings: { override_host: "b.example" } }],
  ])("%#: %o", (props, rendered) => {
    dns(props);
    expect(resourceAt(stack, "dns")).toMatchObject({ enabled: true, description: "dns", ...rendered });
    expect(problems(stack)).toEqual([]);
  });

  test.each<[Partial<GatewayDnsPolicyProps>, string]>([
    [{ action: DnsAction.OVERRIDE }, "GatewayPolicyInvalid"],
    [{ action: DnsAction.OVERRIDE, overrideAddresses: [] }, "GatewayPolicyInvalid"],
    [{ action: DnsAction.OVERRIDE, overrideAddresses: ["10.0.0.1"], overrideHost: "b" }, "GatewayPolicyInvalid"],
    [{ action: DnsAction.OVERRIDE, overrideAddresses: ["10.0.0.0/8"] }, "GatewayPolicyInvalid"],
    [{ action: DnsAction.OVERRIDE, overrideHost: "*.b" }, "HostnamePatternInvalid"],
    [{ action: DnsAction.BLOCK, overrideHost: "b" }, "GatewayPolicyInvalid"],
  ])("refuses %#: %o", (props, code) => {
    dns(props);
    expect(problems(stack)).toEqual([`dns ${code}`]);
  });
});

describe("a resolver policy", () => {
  test("renders all that the provider must not choose", () => {
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

  test("is replaced when a virtual network of its resolvers changes", () => {
    const net = new VirtualNetwork(stack, "net", { account: ENTERPRISE });
    route("10.50.0.0/24", net);
    resolver({ resolvers: [{ address: "10.50.0.10", virtualNetwork: net }, { address: "192.0.2.53" }] });
    const { triggers_replace: values } = resourceAt(stack, "names/VirtualNetworks");
    expect(values).toEqual({ virtualNetworks: [expect.stringMatching(/\.id\}$/), "default"] });
  });

  test("is refused on another plan, with what to do instead", () => {
    resolver({ account: { ...ACCOUNT, plan: Plan.FREE } });
    expect(problems(stack)).toEqual(["names EnterpriseOnly"]);
    expect(messages(stack)[0]).toContain("tunnel.routeHostname");
  });

  test("warns where the plan is not known", () => {
    resolver({ account: ACCOUNT });
    expect(problems(stack)).toEqual(["names warning PlanUnknown"]);
  });

  const many = (count: number, of: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => ({ address: of(i) }));
  test("takes 10 resolvers of each family", () => {
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
  ])("refuses %j", (resolvers) => {
    resolver({ resolvers });
    expect(problems(stack)).toEqual(["names ResolverInvalid"]);
  });

  test("refuses an address that is a token, and a virtual network of another account", () => {
    expect(() => resolver({ resolvers: [{ address: "${TfToken[TOKEN.7]}" }] }, "token")).toThrow("TokenNotAllowed");
    stack = stackWithProvider();
    const theirs = new VirtualNetwork(stack, "theirs", { account: OTHER_ACCOUNT });
    resolver({ resolvers: [{ address: "10.0.0.1", virtualNetwork: theirs }] });
    expect(problems(stack)).toEqual(["names AccountMismatch", "names ResolverUnrouted"]);
  });

  describe("reaches a private resolver", () => {
    const asking = (virtualNetwork?: IVirtualNetwork) =>
      resolver({ resolvers: [{ address: "10.50.0.10", virtualNetwork }] });

    test("by a route of its virtual network, made before or after it", () => {
      asking();
      route("10.50.0.0/16");
      expect(problems(stack)).toEqual([]);
    });

    test("and is refused where that network routes it nowhere", () => {
      route("10.50.0.0/16", new VirtualNetwork(stack, "net", { account: ENTERPRISE }));
      route("10.60.0.0/16");
      asking();
      expect(messages(stack)).toEqual([
        'names ResolverUnrouted: no route of this app leads to the resolver 10.50.0.10 in the account\'s default virtual network, so no name would resolve; route it by tunnel.route("10.50.0.10/32", …), or name the network by VirtualNetwork.fromVirtualNetworkId(…) where others route it',
      ]);
    });

    test("in a network of somebody else, whose routes are not known", () => {
      asking(VirtualNetwork.fromVirtualNetworkId(stack, "theirs", "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415"));
      expect(problems(stack)).toEqual([]);
    });

    test("and is refused where a connector on the way speaks HTTP/2 alone", () => {
      const tunnel = new Tunnel(stack, "lab", { account: ACCOUNT });
      tunnel.route("10.50.0.0/16", { unguarded: "a lab" });
      asking();
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

describe("two resolver policies that match one name", () => {
  const { environments, under } = HostnamePattern;
  const all = Traffic.domains("internal");
  const dev = Traffic.host(environments(["dev"], "internal"));

  test("are refused, by the name", () => {
    resolver({ traffic: all }, "all");
    resolver({ traffic: dev }, "dev");
    expect(messages(stack)).toEqual([
      'dev ResolverPoliciesOverlap: this and stack/all both match the name "dev.internal"; give both a `precedence`, or make them disjoint',
    ]);
  });

  test.each([
    [11000, 12000, []],
    [11000, undefined, ["dev ResolverPoliciesOverlap"]],
    [undefined, 12000, ["dev ResolverPoliciesOverlap"]],
  ])("need a precedence each: %s and %s", (one, other, expected) => {
    resolver({ traffic: all, precedence: one }, "all");
    resolver({ traffic: dev, precedence: other }, "dev");
    expect(problems(stack)).toEqual(expected);
  });

  test("are told apart by exceptions", () => {
    resolver({ traffic: all.except(Traffic.domains("dev.internal")) }, "all");
    resolver({ traffic: dev }, "dev");
    expect(problems(stack)).toEqual([]);
  });

  test("may be of two accounts, or not match one name at all", () => {
    resolver({ traffic: dev }, "dev");
    resolver({ traffic: dev, account: { ...OTHER_ACCOUNT, plan: Plan.ENTERPRISE } }, "theirs");
    resolver({ traffic: Traffic.host(environments(["stg"], "internal")) }, "stg");
    resolver({ traffic: Traffic.host(under("xdev.internal")) }, "xdev");
    expect(problems(stack)).toEqual([]);
  });

  test("are found across the stacks of an app", () => {
    resolver({ traffic: dev }, "dev");
    stack = stackWithProvider("second", App.of(stack) as App);
    resolver({ traffic: dev }, "again");
    expect(problems(stack)).toEqual(["again ResolverPoliciesOverlap"]);
  });

  test("may be hidden in a raw expression, so it needs a precedence", () => {
    resolver({ traffic: Traffic.raw('dns.fqdn == "a"') }, "raw");
    resolver({ traffic: dev }, "dev");
    expect(problems(stack)).toEqual(["dev ResolverPoliciesOverlap"]);
  });

  test("are refused where the proof takes too long", () => {
    resolver({ traffic: Traffic.host(HostnamePattern.regex("^.{20}a.*$")) }, "one");
    resolver({ traffic: Traffic.host(HostnamePattern.regex("^.*b.*$")) }, "other");
    expect(problems(stack)).toEqual(["other HostnamePatternTooComplex"]);
  });

  test("are not looked for where a pattern is malformed", () => {
    resolver({ traffic: Traffic.host(HostnamePattern.regex("a")) }, "one");
    resolver({ traffic: dev }, "other");
    expect(problems(stack)).toEqual(["one HostnamePatternInvalid"]);
  });
});

describe("precedence", () => {
  test("stays when another policy comes or goes", () => {
    const precedenceOf = (others: string[]) => {
      stack = stackWithProvider();
      for (const id of others) network({}, id);
      network();
      return resourceAt(stack, "deny").precedence;
    };
    const alone = precedenceOf([]);
    expect(precedenceOf(["a", "b"])).toBe(alone);
    expect(alone).toBe(defaultPrecedence("stack/deny", true));
  });

  test("of an allow is before that of a block", () => {
    network({ action: NetworkAction.ALLOW }, "allow");
    network({}, "block");
    expect(resourceAt(stack, "allow").precedence).toBeLessThan(resourceAt(stack, "block").precedence);
  });

  test("is refused twice in one builder of one account, and nowhere else", () => {
    network({ precedence: 7 }, "first");
    network({ precedence: 7, account: OTHER_ACCOUNT }, "theirs");
    dns({ precedence: 7 });
    expect(problems(stack)).toEqual([]);
    network({ precedence: 7 }, "second");
    expect(messages(stack)).toEqual([
      "second PrecedenceTaken: precedence 7 is that of stack/first; give one of them another `precedence`",
    ]);
  });

  test("that a path makes may be taken too; saying it is the way out", () => {
    network({ precedence: defaultPrecedence("stack/deny", true) }, "first");
    network();
    expect(messages(stack)[0]).toMatch(
      /^deny PrecedenceTaken: precedence \d+, which its path makes, is that of stack\/first/,
    );
    stack = stackWithProvider();
    network({ precedence: defaultPrecedence("stack/deny", true) }, "first");
    network({ precedence: 8 });
    expect(problems(stack)).toEqual([]);
  });

  test.each([0, 1.5])("refuses %d", (precedence) => {
    network({ precedence });
    expect(problems(stack)).toEqual(["deny PrecedenceInvalid"]);
  });
});

describe("every policy refuses", () => {
  test.each<[() => unknown, string]>([
    [() => network({ name: " " }), "deny GatewayPolicyInvalid"],
    [() => network({ description: "" }), "deny GatewayPolicyInvalid"],
    [() => network({ traffic: Traffic.domains("a.b") }), "deny TrafficMisplaced"],
    [() => network({ traffic: lab.and(Traffic.domains("a.b")) }), "deny TrafficMisplaced"],
    [() => dns({ traffic: lab }), "dns TrafficMisplaced"],
    [() => resolver({ traffic: Traffic.sniDomains("a.b") }), "names TrafficMisplaced"],
    [() => network({ traffic: Traffic.port(0) }), "deny TrafficInvalid"],
    [() => network({ identity: Identity.groups() }), "deny IdentityInvalid"],
    [() => network({}, "1st"), "1st ConstructIdInvalid"],
  ])("%#: %s", (make, problem) => {
    make();
    expect(problems(stack)).toEqual([problem]);
  });
});

test("more policies of a builder than the account takes are warned of", () => {
  const account = { ...ACCOUNT, limits: { gatewayNetworkPolicies: 1 } };
  network({ account });
  dns({ account });
  expect(problems(stack)).toEqual([]);
  network({ account }, "second");
  expect(problems(stack)).toEqual(["second AccountLimitExceeded"]);
});

test("waits for what it is told to depend on", () => {
  const first = network();
  dns().node.addDependency(first);
  expect(resourceAt(stack, "dns").depends_on).toContain(addressOf(first));
});
