import { TerraformStack } from "cdktf";
import { INITIAL_RESOLVED_RANGES } from "../../lib/core/addresses/reserved-ranges";
import { ACCOUNT, messages, problems, stackWithProvider } from "../support/stack";
import {
  DnsAction,
  Fleet,
  GatewayDnsPolicy,
  GatewayDnsPolicyProps,
  GatewayNetworkPolicy,
  HostnamePattern,
  Identity,
  NetworkAction,
  Traffic,
  Tunnel,
} from "cdktf-zero-trust";

const SHOP = Traffic.domains("shop.internal");

let stack: TerraformStack;
let tunnel: Tunnel;

beforeEach(() => {
  stack = stackWithProvider();
  tunnel = new Tunnel(stack, "tunnel", { account: ACCOUNT });
});

type Props = Partial<GatewayDnsPolicyProps>;
const names = (id: string, props: Props = {}) =>
  new GatewayDnsPolicy(stack, id, { account: ACCOUNT, action: DnsAction.BLOCK, traffic: SHOP, ...props });
const connections = (id: string, traffic: Traffic) =>
  new GatewayNetworkPolicy(stack, id, { account: ACCOUNT, action: NetworkAction.BLOCK, traffic });
const route = (hostname: string, ...guards: Props[]) =>
  tunnel.routeHostname(hostname, { guardedBy: guards.map((props, i) => names(`guard-${i}`, props)) });

const INITIAL = Traffic.destination(...INITIAL_RESOLVED_RANGES);

describe("a hostname route that network policies guard", () => {
  const allowed = (name: string, identity?: Identity) =>
    new GatewayNetworkPolicy(stack, "allow", {
      account: ACCOUNT,
      action: NetworkAction.ALLOW,
      traffic: Traffic.sniDomains(name).and(INITIAL),
      ...(identity !== undefined && { identity }),
    });
  const guarded = (...guards: GatewayNetworkPolicy[]) =>
    tunnel.routeHostname("web.shop.internal", { guardedBy: [...guards, connections("block", INITIAL)] });

  test.each(["web.shop.internal", "api.shop.internal"])(
    "is refused if any user can connect with the server name %s, which a client chooses",
    (name) => {
      guarded(allowed(name));
      expect(problems(stack)).toContain("HostnameRoutes/web.shop.internal RouteGuardInvalid");
    },
  );

  test("is refused if the policy for another server name is not listed", () => {
    allowed("api.shop.internal");
    guarded();
    expect(problems(stack)).toContain("HostnameRoutes/web.shop.internal RouteGuardInvalid");
  });

  test("is accepted if some users can connect with another server name", () => {
    guarded(allowed("api.shop.internal", Identity.groups("engineers")));
    expect(problems(stack).filter((each) => each.includes("RouteGuardInvalid"))).toEqual([]);
  });
});

describe("a guarded hostname route", () => {
  test.each<[string, string, Props[]]>([
    ["block another name", "web.shop.internal", [{ traffic: Traffic.domains("unrelated.example") }]],
    ["block some users", "web.shop.internal", [{ identity: Identity.groups("contractors") }]],
    ["block one of its names", "*.shop.internal", [{ traffic: host("web.shop.internal") }]],
    [
      "block the names below it only",
      "*.shop.internal",
      [{ traffic: Traffic.host(HostnamePattern.regex("^[a-z]+[.]shop[.]internal$")) }],
    ],
    [
      "allow all users first",
      "web.shop.internal",
      [{ action: DnsAction.ALLOW, traffic: Traffic.domains("internal") }, {}],
    ],
    [
      "allow one of its names to all users",
      "*.shop.internal",
      [{ action: DnsAction.ALLOW, traffic: host("web.shop.internal") }, {}],
    ],
    ["allow some users only", "web.shop.internal", [{ action: DnsAction.ALLOW, identity: Identity.groups("a") }]],
  ])("is refused if its policies %s", (_what, hostname, guards) => {
    route(hostname, ...guards);
    expect(problems(stack)).toEqual([`HostnameRoutes/${hostname.replace("*.", "")} RouteGuardInvalid`]);
  });

  test.each<[string, string, Props[]]>([
    ["block it", "web.shop.internal", [{ traffic: host("web.shop.internal").and(Traffic.domains("internal")) }, {}]],
    ["block all names below its domain", "*.shop.internal", [{}]],
    [
      "allow some users and block all others",
      "*.shop.internal",
      [{ action: DnsAction.ALLOW, identity: Identity.groups("a") }, {}],
    ],
    [
      "allow other names to all users",
      "a.shop.internal",
      [{ action: DnsAction.ALLOW, traffic: host("b.shop.internal") }, {}],
    ],
    [
      "contain a raw expression that is not evaluated",
      "a.shop.internal",
      [{ traffic: Traffic.raw('dns.src.geo.country == "x"') }],
    ],
  ])("is accepted if its policies %s", (_what, hostname, guards) => {
    route(hostname, ...guards);
    expect(problems(stack)).toEqual([]);
  });

  test("is refused with the name and the policy that allows it", () => {
    names("open", { action: DnsAction.ALLOW, traffic: host("web.shop.internal") });
    route("*.shop.internal", {});
    expect(messages(stack)).toEqual([
      expect.stringContaining(
        'guardedBy: any enrolled user reaches "web.shop.internal": stack/open allows it before stack/guard-0 blocks it.',
      ),
    ]);
  });

  test("is checked without the names of more specific routes", () => {
    tunnel.routeHostname("web.shop.internal", { unguarded: "a lab" });
    names("open", { action: DnsAction.ALLOW, traffic: host("web.shop.internal") });
    route("*.shop.internal", {});
    expect(problems(stack)).toEqual([]);
  });

  test("can be guarded by a network policy for the addresses that Gateway assigns to names", () => {
    const guard = connections("guard", Traffic.destination("172.64.128.0/20"));
    tunnel.routeHostname("web.shop.internal", { guardedBy: [guard] });
    expect(problems(stack)).toEqual([]);
  });

  test.each([
    ["one port", Traffic.port(22)],
    ["the addresses behind the name", Traffic.destination("10.10.0.0/16")],
  ])("is refused if a network policy blocks %s only", (_what, traffic) => {
    tunnel.routeHostname("web.shop.internal", { guardedBy: [connections("guard", traffic)] });
    expect(problems(stack)).toEqual(["HostnameRoutes/web.shop.internal RouteGuardInvalid"]);
  });

  test("of a fleet is refused if another policy allows its names to all users", () => {
    new Fleet(stack, "fleet", { account: ACCOUNT, domain: "k8s.internal" }).addCluster("dev", {
      tunnel,
      podCidrs: ["10.10.0.0/16"],
      hostnameRoutes: true,
      namespaces: ["shop"],
      allow: [Identity.groups("engineers")],
    });
    expect(problems(stack).filter((each) => !each.includes("warning"))).toEqual([]);
    names("open", { action: DnsAction.ALLOW, traffic: Traffic.domains("internal") });
    expect(problems(stack)).toEqual([
      expect.stringMatching("^HostnameRoutes/shop.svc.dev.k8s.internal RouteGuardInvalid$"),
    ]);
  });
});

function host(name: string) {
  return Traffic.host(HostnamePattern.exactly(name));
}
