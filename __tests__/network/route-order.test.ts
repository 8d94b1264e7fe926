import { TerraformStack } from "cdktf";
import { ACCOUNT, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider, synth, UUID } from "../support/stack";
import {
  Account,
  DnsAction,
  GatewayDnsPolicy,
  GatewayNetworkPolicy,
  HostnamePattern,
  Identity,
  NetworkAction,
  RouteOptions,
  Traffic,
  Tunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const PODS = "10.50.0.0/16";
const OPEN = { unguarded: "a lab without users" };
const ROUTE = "Routes/10.50.0.0--16";
const NAME = "HostnameRoutes/shop.example.internal";

let stack: TerraformStack;
let tunnel: Tunnel;

beforeEach(() => {
  stack = stackWithProvider();
  tunnel = new Tunnel(stack, "tunnel", { account: ACCOUNT });
});

const network = (id: string, action: NetworkAction, traffic: Traffic, account: Account = ACCOUNT) =>
  new GatewayNetworkPolicy(stack, id, { account, action, traffic });
const block = (id: string, traffic: Traffic, account?: Account) => network(id, NetworkAction.BLOCK, traffic, account);
const names = (id: string, action: DnsAction, traffic: Traffic) =>
  new GatewayDnsPolicy(stack, id, { account: ACCOUNT, action, traffic });

/** The ids of the policies that replace a route, by construct id. */
const replacing = (path: string): string[] =>
  resourceAt(stack, `${path}/Way`).triggers_replace.guards.map((id: string) => /gateway_policy\.(\w+)_/.exec(id)![1]);

describe("the order of routes and policies", () => {
  test.each(["before", "after"])("contains the policies that no route lists, created %s the routes", (when) => {
    const policies = () => {
      network("allow", NetworkAction.ALLOW, Traffic.destination("10.0.0.0/8"));
      names("names", DnsAction.ALLOW, Traffic.domains("example.internal"));
    };
    if (when === "before") policies();
    tunnel.route(PODS, OPEN);
    tunnel.routeHostname("shop.example.internal", OPEN);
    if (when === "after") policies();
    expect(graph(stack).edges).toEqual(
      expect.arrayContaining([
        "allow => RouteOrder/Closed",
        "names => RouteOrder/Closed",
        "RouteOrder/Guarded -> allow",
        "RouteOrder/Guarded -> names",
        `${ROUTE} => RouteOrder/Guarded`,
        `${NAME} => RouteOrder/Guarded`,
      ]),
    );
    expect(resourceAt(stack, "RouteOrder/Closed").input).toEqual([
      expect.stringMatching(/^stack\/allow \d+$/),
      expect.stringMatching(/^stack\/names \d+$/),
    ]);
    expect(problems(stack)).toEqual([]);
  });

  test("is not added to a stack without routes, nor to one without policies", () => {
    const other = stackWithProvider("other", stack.node.root as any);
    tunnel.route(PODS, OPEN);
    new GatewayNetworkPolicy(other, "deny", {
      account: ACCOUNT,
      action: NetworkAction.BLOCK,
      traffic: Traffic.destination(PODS),
    });
    const ordered = (each: TerraformStack) => JSON.stringify(synth(each)).includes("RouteOrder");
    expect([ordered(stack), ordered(other)]).toEqual([false, false]);
  });
});

describe("a route", () => {
  const own = (id: string) => new VirtualNetwork(stack, id, { account: ACCOUNT });

  test.each<[string, () => Traffic, boolean]>([
    ["a part of its range", () => Traffic.destination("10.50.7.0/24"), true],
    ["more than its range", () => Traffic.destination("192.0.2.0/24", "10.0.0.0/8"), true],
    ["one of its ports", () => Traffic.destination(PODS).and(Traffic.port(22)), true],
    ["a port of every route", () => Traffic.port(22), true],
    ["a server name", () => Traffic.sniDomains("example.internal"), true],
    ["an expression that is not analyzed", () => Traffic.raw("net.dst.port == 22"), true],
    ["its range without exceptions", () => Traffic.destination(PODS).except(Traffic.destination(PODS)), true],
    ["the imported virtual network", () => Traffic.virtualNetwork(imported()), true],
    ["another range", () => Traffic.destination("10.51.0.0/16"), false],
    ["ranges that do not intersect", () => Traffic.destination(PODS).and(Traffic.destination("10.51.0.0/16")), false],
    ["another virtual network than the default one", () => Traffic.virtualNetwork(own("lab")), false],
  ])("in the default virtual network is replaced with a policy that blocks %s: %#", (_what, traffic, expected) => {
    tunnel.route(PODS, OPEN);
    block("deny", traffic());
    expect(replacing(ROUTE)).toEqual(expected ? ["deny"] : []);
  });

  test("is replaced with the policies that block its virtual network or all of them", () => {
    const [lab, office] = [own("lab"), own("office")];
    const here = (each: VirtualNetwork) => Traffic.destination(PODS).and(Traffic.virtualNetwork(each));
    block("everywhere", Traffic.destination(PODS));
    block("inLab", here(lab));
    block("inOffice", here(office));
    for (const virtualNetwork of [lab, office]) tunnel.route(PODS, { ...OPEN, virtualNetwork });
    expect(replacing("Routes/lab/10.50.0.0--16")).toEqual(["everywhere", "inLab"]);
    expect(replacing("Routes/office/10.50.0.0--16")).toEqual(["everywhere", "inOffice"]);
  });

  test("is not replaced with policies that allow, that block names, or of another account", () => {
    network("allow", NetworkAction.ALLOW, Traffic.destination(PODS));
    names("names", DnsAction.BLOCK, Traffic.domains("example.internal"));
    block("foreign", Traffic.destination(PODS), OTHER_ACCOUNT);
    tunnel.route(PODS, OPEN);
    expect(replacing(ROUTE)).toEqual([]);
    expect(resourceAt(stack, ROUTE).depends_on).toHaveLength(1);
  });

  test("is replaced with a guarding policy that it lists, whatever the policy blocks", () => {
    const listed = block("listed", Traffic.destination("10.51.0.0/16"));
    const rest = block("rest", Traffic.destination(PODS));
    tunnel.route(PODS, { guardedBy: [rest, listed] } satisfies RouteOptions);
    expect(replacing(ROUTE)).toEqual(["listed", "rest"]);
    expect(resourceAt(stack, "listed").lifecycle.replace_triggered_by).toHaveLength(1);
  });
});

describe("a hostname route", () => {
  const addresses = ["10.50.0.0/16"];

  test.each<[string, () => void, boolean]>([
    ["blocks the name", () => names("deny", DnsAction.BLOCK, host("shop.example.internal")), true],
    ["blocks a name below", () => names("deny", DnsAction.BLOCK, host("web.shop.example.internal")), true],
    ["blocks a domain above", () => names("deny", DnsAction.BLOCK, Traffic.domains("internal")), true],
    ["blocks another name", () => names("deny", DnsAction.BLOCK, host("web.example.internal")), false],
    ["allows the name", () => names("deny", DnsAction.ALLOW, host("shop.example.internal")), false],
    ["blocks the server name", () => block("deny", Traffic.sniDomains("example.internal")), true],
    ["blocks another server name", () => block("deny", Traffic.sniDomains("web.example.internal")), true],
    ["blocks the addresses behind it", () => block("deny", Traffic.destination("10.50.1.0/24")), true],
    ["blocks the addresses that Gateway assigns", () => block("deny", Traffic.destination("100.80.0.0/16")), true],
    ["blocks other addresses", () => block("deny", Traffic.destination("10.51.0.0/16")), false],
    ["blocks a virtual network", () => block("deny", Traffic.virtualNetwork(imported())), true],
  ])("is replaced with a policy that stops its traffic: one that %s: %#", (_what, policy, expected) => {
    policy();
    tunnel.routeHostname("shop.example.internal", { ...OPEN, destinations: addresses });
    expect(replacing(NAME)).toEqual(expected ? ["deny"] : []);
  });

  test("reports a pattern that cannot be compared once", () => {
    names("deny", DnsAction.BLOCK, Traffic.domains("*.x"));
    tunnel.routeHostname("shop.example.internal", OPEN);
    expect(problems(stack)).toEqual(["deny HostnamePatternInvalid"]);
  });

  test("is replaced with a policy that blocks any address when the addresses behind it are unknown", () => {
    block("deny", Traffic.destination("10.51.0.0/16"));
    tunnel.routeHostname("shop.example.internal", OPEN);
    expect(replacing(NAME)).toEqual(["deny"]);
  });

  test("is replaced when connections are allowed to other users, if DNS policies stop users as well", () => {
    const way = () => resourceAt(stack, `${NAME}/Way`).triggers_replace;
    new GatewayNetworkPolicy(stack, "connect", {
      account: ACCOUNT,
      action: NetworkAction.ALLOW,
      traffic: Traffic.destination("100.80.0.0/16"),
      identity: Identity.groups("staff"),
      precedence: 7,
    });
    tunnel.routeHostname("shop.example.internal", { ...OPEN, destinations: addresses });
    expect(way().allows).toBeUndefined();
    names("answer", DnsAction.BLOCK, Traffic.domains("example.internal"));
    expect(way().allows).toEqual([
      ["net.dst.ip in {100.80.0.0/16}", 'any(identity.groups.name[*] in {"staff"})', "", "7"],
    ]);
  });

  test("is replaced with the routes of names with one more label, in its account and stack", () => {
    tunnel.routeHostname("shop.example.internal", OPEN);
    for (const below of ["web.shop", "api.shop", "a.web.shop", "other"]) {
      tunnel.routeHostname(`${below}.example.internal`, OPEN);
    }
    new Tunnel(stack, "foreign", { account: OTHER_ACCOUNT }).routeHostname("x.shop.example.internal", OPEN);
    expect(resourceAt(stack, `${NAME}/Way`).triggers_replace.names).toEqual([
      expect.stringMatching(/api.*\.id/),
      expect.stringMatching(/web.*\.id/),
    ]);
    expect(graph(stack).edges).toContain(`${NAME}/Way -> HostnameRoutes/web.shop.example.internal`);
    expect(problems(stack)).toEqual([]);
  });
});

function host(name: string): Traffic {
  return Traffic.host(HostnamePattern.exactly(name));
}

function imported() {
  return VirtualNetwork.fromVirtualNetworkId(stack, "imported", UUID);
}
