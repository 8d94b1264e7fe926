import { IAspect, TerraformResource, TerraformStack, TerraformVariable, Aspects } from "cdktf";
import { IConstruct } from "constructs";
import { connectorOf } from "../support/connector";
import { FakeGuard } from "../support/route-guard";
import {
  ACCOUNT,
  messages,
  OTHER_ACCOUNT,
  problems,
  resourceAt,
  stackWithProvider,
  synth,
  UUID,
} from "../support/stack";
import {
  DnsAction,
  GatewayDnsPolicy,
  IVirtualNetwork,
  Traffic,
  Transport,
  Tunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const PODS = "10.50.0.0/16";
const OPEN = { unguarded: "a lab without people" };
const ROUTE = "Routes/10.50.0.0--16";

let stack: TerraformStack;
let tunnel: Tunnel;

beforeEach(() => {
  stack = stackWithProvider();
  tunnel = new Tunnel(stack, "eks-dev", { account: ACCOUNT });
});

describe("a route", () => {
  test("of the account's default virtual network is keyed by its CIDR, whatever the tunnel", () => {
    const deny = new FakeGuard(stack, "deny", { cidrs: [PODS] });
    expect(tunnel.route(PODS, { guardedBy: [deny] }).node.path).toBe(`stack/${ROUTE}`);
    const { tunnel_id, depends_on, lifecycle, ...rest } = resourceAt(stack, ROUTE);
    expect(rest).toEqual({ account_id: ACCOUNT.accountId, network: PODS, comment: "" });
    expect(tunnel_id).toMatch(/^\$\{cloudflare_zero_trust_tunnel_cloudflared\.eks-dev_\w+\.id\}$/);
    expect([depends_on.length, Object.keys(lifecycle)]).toEqual([2, ["replace_triggered_by"]]);
  });

  test("of a virtual network says which, and is keyed by it as well", () => {
    const lab = new VirtualNetwork(stack, "lab-net", { account: ACCOUNT });
    const office = VirtualNetwork.fromVirtualNetworkId(stack, "office-net", "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415");
    tunnel.route(PODS, { ...OPEN, virtualNetwork: lab });
    expect(tunnel.route(PODS, { ...OPEN, virtualNetwork: office }).virtualNetwork).toBe(office);
    expect(graph(stack).edges).toContain("Routes/lab-net/10.50.0.0--16 -> lab-net");
    const route = resourceAt(stack, "Routes/office-net/10.50.0.0--16");
    expect(route.virtual_network_id).toBe(office.virtualNetworkId);
  });

  test("opens after all that guards it and closes before that goes, which its edges say", () => {
    const allow = new FakeGuard(stack, "allow", { cidrs: [] });
    const deny = new FakeGuard(stack, "deny", { cidrs: [PODS] });
    tunnel.route(PODS, { guardedBy: [allow, deny] });
    expect(graph(stack).edges.filter((edge) => /^(Routes|RouteOrder|allow|deny)\b/.test(edge))).toEqual([
      "RouteOrder/Guarded -> allow",
      "RouteOrder/Guarded -> deny",
      `${ROUTE} -> ${ROUTE}/Way`,
      `${ROUTE} -> eks-dev`,
      `${ROUTE} => RouteOrder/Guarded`,
      `${ROUTE} => allow`,
      `${ROUTE} => deny`,
      `${ROUTE}/Way -> deny`, // and not the allow: one that comes or goes closes nothing
      `${ROUTE}/Way -> eks-dev`,
      "allow => RouteOrder/Closed",
      "deny => RouteOrder/Closed",
    ]);
  });

  test("has its turn with all others of its stack: what goes, then policies, then what comes", () => {
    const closed = () => resourceAt(stack, "RouteOrder/Closed").input;
    const guards = ["b", "a"].map((id) => new FakeGuard(stack, id));
    tunnel.route(PODS, { guardedBy: [guards[0]] });
    expect(closed()).toEqual(["stack/b"]);
    tunnel.routeHostname("web.example.internal", { guardedBy: guards });
    tunnel.route("10.60.0.0/16", OPEN);
    expect(closed()).toEqual(["stack/a", "stack/b"]); // changes where a policy comes or goes, and only then
    expect(resourceAt(stack, "RouteOrder/Guarded").input).toEqual([
      expect.stringMatching(/gateway_policy\.a_\w+\.id/),
      expect.stringMatching(/gateway_policy\.b_\w+\.id/),
    ]);
    expect(resourceAt(stack, "Routes/10.60.0.0--16").depends_on).toBeUndefined();
  });

  test("needs no turn where no policy guards any", () => {
    tunnel.route(PODS, OPEN);
    expect(Object.keys(synth(stack).resource.terraform_data).filter((name) => name.startsWith("RouteOrder"))).toEqual(
      [],
    );
  });

  test("is replaced and never updated in place when its way or what blocks is another", () => {
    const guards = ["b", "a"].map((id) => new FakeGuard(stack, id));
    const network = VirtualNetwork.fromVirtualNetworkId(stack, "net", "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415");
    tunnel.route(PODS, { guardedBy: guards, virtualNetwork: network });
    const way = resourceAt(stack, "Routes/net/10.50.0.0--16/Way");
    expect(way.triggers_replace).toEqual({
      tunnel_id: expect.stringContaining("eks-dev"),
      virtual_network_id: network.virtualNetworkId,
      guards: [expect.stringContaining(".a_"), expect.stringContaining(".b_")], // whatever their order
    });
  });

  test("without a guard says why in its comment, as text", () => {
    tunnel.route(PODS, { unguarded: "guarded by ${another} stack" });
    expect(resourceAt(stack, ROUTE).comment).toBe("unguarded: guarded by $${another} stack");
  });

  test("is canonical, also for an address and for IPv6", () => {
    for (const cidr of ["10.10.0.10", "2001:DB8:0::/32"]) tunnel.route(cidr, OPEN);
    expect(tunnel.routes).toEqual(["10.10.0.10/32", "2001:db8::/32"]);
    expect(resourceAt(stack, "Routes/2001:db8::--32").network).toBe("2001:db8::/32");
    tunnel.routes.pop();
    expect(tunnel.routes).toHaveLength(2);
  });

  test("goes through a tunnel of somebody else as well", () => {
    const theirs = Tunnel.fromTunnelAttributes(stack, "theirs", { account: ACCOUNT, tunnelId: UUID });
    theirs.route(PODS, OPEN);
    theirs.routeHostname("web.example.internal", OPEN);
    expect(resourceAt(stack, ROUTE).tunnel_id).toBe(UUID);
    expect(resourceAt(stack, "HostnameRoutes/web.example.internal").tunnel_id).toBe(UUID);
  });

  test("takes dependencies of its node", () => {
    const route = tunnel.route(PODS, OPEN);
    route.node.addDependency(new VirtualNetwork(stack, "net", { account: ACCOUNT }));
    expect(graph(stack).edges).toContain(`${ROUTE} => net`);
  });
});

describe("refuses as a route", () => {
  test.each([
    ["10.50.1.7/16", 'cidr: "10.50.1.7/16" has host bits set; use "10.50.0.0/16"'],
    ["2001:db8::1/32", 'use "2001:db8::/32"'],
    ["pods", 'such as "10.0.0.0/16"'],
    ["10.50.0.0/33", "is not a valid CIDR"],
    ["", '"" is not a valid CIDR'],
  ])("%p", (cidr, words) => {
    expect(() => tunnel.route(cidr, OPEN)).toThrow(/CidrInvalid/);
    expect(() => tunnel.route(cidr, OPEN)).toThrow(words);
  });

  test("a token", () => {
    const cidr = new TerraformVariable(stack, "cidr", {}).stringValue;
    expect(() => tunnel.route(cidr, OPEN)).toThrow(/TokenNotAllowed/);
  });

  test.each([
    ["100.64.0.0/24", "100.64.0.0/12"],
    ["100.100.0.0/16", "100.96.0.0/12"],
    ["100.112.5.0/24", "100.112.0.0/16"],
    ["100.80.1.0/24", "100.80.0.0/16"],
    ["172.64.130.0/24", "172.64.128.0/20"],
    ["2606:4700:cf1:4000::/96", "2606:4700:cf1:4000::/64"],
    ["0.0.0.0/0", "100.96.0.0/12"],
  ])("%s, which overlaps Cloudflare's %s", (cidr, reserved) => {
    tunnel.route(cidr, OPEN);
    const [message] = messages(stack);
    expect(message).toContain("RouteReserved");
    expect(message).toContain(reserved);
  });

  test("initial resolved addresses of the account itself, instead of Cloudflare's", () => {
    const account = { ...ACCOUNT, initialResolvedRanges: ["10.200.0.0/16"] };
    const own = new Tunnel(stack, "own", { account });
    for (const cidr of ["100.80.0.0/16", "172.64.128.0/20"]) own.route(cidr, OPEN);
    expect(problems(stack)).toEqual([]);
    own.route("10.200.1.0/24", OPEN);
    expect(problems(stack)).toEqual(["Routes/10.200.1.0--24 RouteReserved"]);
  });

  test("a malformed range of the account's own", () => {
    new Tunnel(stack, "own", { account: { ...ACCOUNT, initialResolvedRanges: ["100.80.0.1/16"] } });
    expect(problems(stack)).toEqual(["own CidrInvalid"]);
  });

  test("more than the account allows, hostname routes included", () => {
    const small = new Tunnel(stack, "small", { account: { ...ACCOUNT, limits: { routes: 1 } } });
    small.routeHostname("web.example.internal", OPEN);
    small.route(PODS, OPEN);
    expect(problems(stack)).toEqual([`${ROUTE} AccountLimitExceeded`]);
  });
});

describe("refuses overlapping routes", () => {
  const overlap = (path: string) => `${path} RouteOverlap`;

  test("of one virtual network, whatever the tunnel and the stack", () => {
    const other = stackWithProvider("other", stack.node.root as any);
    tunnel.route(PODS, OPEN);
    new Tunnel(other, "gke", { account: ACCOUNT }).route("10.50.128.0/17", OPEN);
    expect(problems(stack)).toEqual([]);
    expect(problems(other)).toEqual([overlap("Routes/10.50.128.0--17")]);
    expect(messages(other)[0]).toContain("overlaps 10.50.0.0/16 of stack/Routes/10.50.0.0--16");
  });

  test("and the same one twice", () => {
    const route = tunnel.route(PODS, OPEN);
    expect(new Tunnel(stack, "gke", { account: ACCOUNT }).route(PODS, OPEN)).toBe(route);
    expect(problems(stack)).toEqual([overlap("gke")]);
  });

  test("of one that is named twice", () => {
    const networks = ["a", "b"].map((id) => VirtualNetwork.fromVirtualNetworkId(stack, id, UUID));
    for (const virtualNetwork of networks) tunnel.route(PODS, { ...OPEN, virtualNetwork });
    expect(problems(stack)).toEqual([overlap("Routes/b/10.50.0.0--16")]);
  });

  test("of the default one, named or not", () => {
    const virtualNetwork = new VirtualNetwork(stack, "net", { account: ACCOUNT, isDefaultNetwork: true });
    tunnel.route(PODS, { ...OPEN, virtualNetwork });
    tunnel.route("10.50.0.0/24", OPEN);
    expect(problems(stack)).toEqual([overlap("Routes/10.50.0.0--24")]);
  });

  test("but none of two virtual networks, of two accounts, or side by side", () => {
    tunnel.route(PODS, OPEN);
    tunnel.route(PODS, { ...OPEN, virtualNetwork: new VirtualNetwork(stack, "net", { account: ACCOUNT }) });
    tunnel.route("10.51.0.0/16", OPEN);
    const other = stackWithProvider("other", stack.node.root as any);
    new Tunnel(other, "theirs", { account: OTHER_ACCOUNT }).route(PODS, OPEN);
    expect([...problems(stack), ...problems(other)]).toEqual([]);
  });
});

describe("the guards of a route", () => {
  const guard = (id: string, ...args: any[]) => new FakeGuard(stack, id, ...args);

  test.each([[{}], [{ guardedBy: [] }]])("refuses %j", (options) => {
    tunnel.route(PODS, options);
    tunnel.routeHostname("web.example.internal", options);
    expect(problems(stack)).toEqual([
      "HostnameRoutes/web.example.internal RouteWithoutPolicy",
      `${ROUTE} RouteWithoutPolicy`,
    ]);
  });

  test("refuses a reason beside them", () => {
    tunnel.route(PODS, { ...OPEN, guardedBy: [guard("deny")] });
    expect(problems(stack)).toEqual([`${ROUTE} RouteGuardInvalid`]);
  });

  test.each([
    ["", 1],
    [" ", 1],
    ["two\nlines", 1],
    ["x".repeat(90), 1],
    ["x".repeat(89), 0],
  ])("refuse a reason that is empty, of several lines or too long: %j", (unguarded, count) => {
    tunnel.route(PODS, { unguarded });
    expect(problems(stack)).toEqual(Array(count).fill(`${ROUTE} ReasonInvalid`));
  });

  test.each([
    ["an allow alone", [{ cidrs: [] }]],
    ["a part", [{ cidrs: ["10.50.0.0/17"] }]],
    ["another range", [{ cidrs: ["10.51.0.0/16"] }]],
    ["another virtual network", [{ cidrs: [PODS], virtualNetworkId: "another" }]],
  ])("refuse what blocks %s", (_, blocked) => {
    tunnel.route(PODS, { guardedBy: blocked.map((each, i) => guard(`guard-${i}`, each)) });
    expect(problems(stack)).toEqual([`${ROUTE} RouteGuardInvalid`]);
  });

  test("say what they leave open", () => {
    tunnel.route(PODS, { guardedBy: [guard("deny", { cidrs: ["10.50.0.0/18"] })] });
    expect(messages(stack)[0]).toContain("guarded by stack/deny, which block nothing in 10.50.64.0/18 and 1 more");
  });

  test.each([
    ["more than it", [{ cidrs: ["10.0.0.0/8"] }]],
    ["it in parts", [{ cidrs: ["10.50.0.0/17"] }, { cidrs: ["10.50.128.0/17"] }]],
    ["it in its virtual network", [{ cidrs: [PODS], virtualNetworkId: UUID }]],
    ["it in all of them, behind an allow", [{ cidrs: [] }, { cidrs: [PODS] }]],
    ["what only the engine can tell", [undefined]],
  ])("may block %s", (_, blocked) => {
    const virtualNetwork: IVirtualNetwork = VirtualNetwork.fromVirtualNetworkId(stack, "net", UUID);
    tunnel.route(PODS, { virtualNetwork, guardedBy: blocked.map((each, i) => guard(`guard-${i}`, each)) });
    expect(problems(stack)).toEqual([]);
  });

  test("are of the route's account and stack, like its virtual network", () => {
    const other = stackWithProvider("other", stack.node.root as any);
    const theirs = guard("theirs", undefined, OTHER_ACCOUNT);
    tunnel.route(PODS, {
      guardedBy: [theirs],
      virtualNetwork: new VirtualNetwork(other, "net", { account: OTHER_ACCOUNT }),
    });
    tunnel.route("10.51.0.0/16", { guardedBy: [new FakeGuard(other, "deny")] });
    const route = "Routes/net/10.50.0.0--16";
    expect(problems(stack)).toEqual([
      "Routes/10.51.0.0--16 StackMismatch",
      `${route} AccountMismatch`,
      `${route} AccountMismatch`,
      `${route} StackMismatch`,
    ]);
  });
});

describe("what an Aspect takes from a route is missed", () => {
  const cases: [string, (route: TerraformResource) => void][] = [
    ["its guards", (route) => (route.dependsOn = [])],
    ["what replaces it", (route) => (route.lifecycle = {})],
    ["the closing first", (route) => (route.lifecycle = { ...route.lifecycle, createBeforeDestroy: true })],
    ["the sight of drift", (route) => (route.lifecycle = { ...route.lifecycle, ignoreChanges: ["tunnel_id"] })],
  ];

  test.each(cases)("%s", (_, take) => {
    const route = tunnel.route(PODS, { guardedBy: [new FakeGuard(stack, "deny")] });
    const name = tunnel.routeHostname("web.example.internal", { guardedBy: [new FakeGuard(stack, "deny-names")] });
    Aspects.of(stack).add(new Taking([route.resource, name.resource], take));
    expect([...new Set(problems(stack))]).toEqual([
      "HostnameRoutes/web.example.internal SafetyContractBroken",
      `${ROUTE} SafetyContractBroken`,
    ]);
  });

  test("and from what guards it", () => {
    const guard = new FakeGuard(stack, "deny");
    tunnel.route(PODS, { guardedBy: [guard] });
    Aspects.of(stack).add(new Taking([guard._guard], (policy) => (policy.dependsOn = [])));
    expect(problems(stack)).toEqual([`${ROUTE} SafetyContractBroken`]);
    expect(messages(stack)[0]).toContain("dependsOn of stack/deny/Resource lost stack/RouteOrder/Closed");
  });
});

describe("a hostname route", () => {
  test("is kept without a wildcard in front, keyed by hostname", () => {
    const deny = new FakeGuard(stack, "deny");
    const route = tunnel.routeHostname("*.shop.svc.dev.example.internal", { guardedBy: [deny] });
    expect(route.hostname).toBe("shop.svc.dev.example.internal");
    expect(tunnel.hostnameRoutes).toEqual([route.hostname]);
    expect(resourceAt(stack, `HostnameRoutes/${route.hostname}`)).toMatchObject({
      hostname: route.hostname,
      comment: "",
    });
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining([
        `HostnameRoutes/${route.hostname} => deny`,
        `HostnameRoutes/${route.hostname} -> HostnameRoutes/${route.hostname}/Way`,
        `HostnameRoutes/${route.hostname}/Way -> deny`,
        `HostnameRoutes/${route.hostname}/Way -> eks-dev`,
      ]),
    );
    expect(synth(stack).resource.cloudflare_zero_trust_tunnel_cloudflared_route).toBeUndefined();
  });

  test.each(["*.*.example.internal", "web.*.example.internal", "w*.example.internal", "Web.example.internal"])(
    "refuses %s",
    (hostname) => {
      tunnel.routeHostname(hostname, OPEN);
      expect(problems(stack)).toEqual([expect.stringMatching(/ HostnameInvalid$/)]);
    },
  );

  test("refuses what is too long, empty or a token", () => {
    tunnel.routeHostname(`${"a".repeat(60)}.`.repeat(4) + "a".repeat(11), OPEN);
    expect(problems(stack)).toEqual([expect.stringMatching(/ HostnameInvalid$/)]);
    for (const hostname of ["", "*."]) expect(() => tunnel.routeHostname(hostname, OPEN)).toThrow(/HostnameInvalid/);
    const token = new TerraformVariable(stack, "name", {}).stringValue;
    expect(() => tunnel.routeHostname(token, OPEN)).toThrow(/TokenNotAllowed/);
  });

  test("says what is behind it and who resolves it, once a tunnel", () => {
    const behind = { ...OPEN, destinations: ["10.10.0.0/16", "10.20.0.1"], resolvers: ["10.96.0.53"] };
    const routes = ["a.example.internal", "b.example.internal"].map((name) => tunnel.routeHostname(name, behind));
    expect(routes[0].destinations).toEqual(["10.10.0.0/16", "10.20.0.1/32"]);
    expect([tunnel.destinations, tunnel.resolvers]).toEqual([["10.10.0.0/16", "10.20.0.1/32"], ["10.96.0.53"]]);
    expect(problems(stack)).toEqual([]);
  });

  test.each([
    [{ destinations: ["10.10.0.1/16"] }, "CidrInvalid"],
    [{ resolvers: ["10.96.0.53:53"] }, "ResolverInvalid"],
  ])("refuses %j", (wrong, code) => {
    tunnel.routeHostname("web.example.internal", { ...OPEN, ...wrong });
    expect(problems(stack)).toEqual([`HostnameRoutes/web.example.internal ${code}`]);
  });

  test("refuses tokens for what is behind it and who resolves it", () => {
    const token = new TerraformVariable(stack, "value", {}).stringValue;
    expect(() => tunnel.routeHostname("a.example.internal", { ...OPEN, destinations: [token] })).toThrow(
      /TokenNotAllowed: a CIDR/,
    );
    expect(() => tunnel.routeHostname("b.example.internal", { ...OPEN, resolvers: [token] })).toThrow(
      /TokenNotAllowed: a resolver/,
    );
  });

  test("refuses other resolvers than those of the tunnel's names before, since a connector has one list", () => {
    tunnel.routeHostname("a.example.internal", { ...OPEN, resolvers: ["10.96.0.53"] });
    tunnel.routeHostname("b.example.internal", { ...OPEN, resolvers: ["10.96.0.53"] });
    tunnel.routeHostname("c.example.internal", OPEN);
    expect(messages(stack)).toEqual([
      "HostnameRoutes/c.example.internal ResolversMixed: resolvers is none, and 10.96.0.53 at stack/HostnameRoutes/a.example.internal; a connector asks one list for all names of its tunnel: say the same for each, or route this one through another tunnel",
    ]);
  });

  test("refuses guards that let everybody in", () => {
    tunnel.routeHostname("web.example.internal", { guardedBy: [new FakeGuard(stack, "allow", { cidrs: [] })] });
    expect(messages(stack)).toEqual([
      'HostnameRoutes/web.example.internal RouteGuardInvalid: "web.example.internal" is guarded by stack/allow, which block nothing; expected a policy that blocks the name for everybody else, behind those that allow',
    ]);
  });

  test("is guarded by DNS policies as well, which guard no addresses", () => {
    const deny = new GatewayDnsPolicy(stack, "deny", {
      account: ACCOUNT,
      action: DnsAction.BLOCK,
      traffic: Traffic.domains("lab.example.internal"),
    });
    tunnel.routeHostname("*.lab.example.internal", { guardedBy: [deny] });
    expect(problems(stack)).toEqual([]);
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining([
        "HostnameRoutes/lab.example.internal => deny",
        "HostnameRoutes/lab.example.internal/Way -> deny",
        "deny => RouteOrder/Closed",
      ]),
    );
    tunnel.route(PODS, { guardedBy: [deny] });
    expect(problems(stack)).toEqual([`${ROUTE} RouteGuardInvalid`]);
  });

  test("refuses one name twice, with and without a wildcard, in one account", () => {
    const other = stackWithProvider("other", stack.node.root as any);
    tunnel.routeHostname("shop.example.internal", OPEN);
    tunnel.routeHostname("*.shop.example.internal", OPEN);
    new Tunnel(other, "second", { account: ACCOUNT }).routeHostname("shop.example.internal", OPEN);
    new Tunnel(other, "theirs", { account: OTHER_ACCOUNT }).routeHostname("web.example.internal", OPEN);
    expect(problems(stack)).toEqual(["eks-dev RouteOverlap"]);
    expect(problems(other)).toEqual(["second RouteOverlap"]);
  });
});

describe("whether a tunnel speaks QUIC", () => {
  const both = [Transport.QUIC, Transport.HTTP2];

  test.each([
    [undefined, []],
    [true, [both]],
    [true, [both, [Transport.QUIC]]],
    [false, [both, [Transport.HTTP2]]],
  ])("is %p of %j, since any connector may get any packet", (expected, transports) => {
    transports.forEach((each, i) => tunnel.connect(connectorOf(each, `c${i}`)));
    expect(tunnel._speaksQuic).toBe(expected);
  });
});

class Taking implements IAspect {
  public constructor(
    private readonly from: TerraformResource[],
    private readonly take: (resource: TerraformResource) => void,
  ) {}
  public visit(construct: IConstruct): void {
    const found = this.from.find((each) => each === construct);
    if (found !== undefined) this.take(found);
  }
}
