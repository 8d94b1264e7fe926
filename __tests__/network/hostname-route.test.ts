import { TerraformStack, TerraformVariable } from "cdktf";
import { FakeGuard } from "../support/route-guard";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider, synth } from "../support/stack";
import { DnsAction, GatewayDnsPolicy, Traffic, Tunnel } from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const PODS = "10.50.0.0/16";
const OPEN = { unguarded: "a lab without users" };
const ROUTE = "Routes/10.50.0.0--16";

let stack: TerraformStack;
let tunnel: Tunnel;

beforeEach(() => {
  stack = stackWithProvider();
  tunnel = new Tunnel(stack, "eks-dev", { account: ACCOUNT });
});

describe("HostnameRoute", () => {
  test("stores the hostname without a leading wildcard and is keyed by it", () => {
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
    "fails for the hostname %s",
    (hostname) => {
      tunnel.routeHostname(hostname, OPEN);
      expect(problems(stack)).toEqual([expect.stringMatching(/ HostnameInvalid$/)]);
    },
  );

  test("fails for a hostname that is too long, and throws if it is empty or a token", () => {
    tunnel.routeHostname(`${"a".repeat(60)}.`.repeat(4) + "a".repeat(11), OPEN);
    expect(problems(stack)).toEqual([expect.stringMatching(/ HostnameInvalid$/)]);
    for (const hostname of ["", "*."]) expect(() => tunnel.routeHostname(hostname, OPEN)).toThrow(/HostnameInvalid/);
    const token = new TerraformVariable(stack, "name", {}).stringValue;
    expect(() => tunnel.routeHostname(token, OPEN)).toThrow(/TokenNotAllowed/);
  });

  test("passes destinations and resolvers to the tunnel, without duplicates", () => {
    const behind = { ...OPEN, destinations: ["10.10.0.0/16", "10.20.0.1"], resolvers: ["10.96.0.53"] };
    const routes = ["a.example.internal", "b.example.internal"].map((name) => tunnel.routeHostname(name, behind));
    expect(routes[0].destinations).toEqual(["10.10.0.0/16", "10.20.0.1/32"]);
    expect([tunnel.destinations, tunnel.resolvers]).toEqual([["10.10.0.0/16", "10.20.0.1/32"], ["10.96.0.53"]]);
    expect(problems(stack)).toEqual([]);
  });

  test.each([
    [{ destinations: ["10.10.0.1/16"] }, "CidrInvalid"],
    [{ resolvers: ["10.96.0.53:53"] }, "ResolverInvalid"],
  ])("fails with %j", (wrong, code) => {
    tunnel.routeHostname("web.example.internal", { ...OPEN, ...wrong });
    expect(problems(stack)).toEqual([`HostnameRoutes/web.example.internal ${code}`]);
  });

  test("throws for tokens in destinations and resolvers", () => {
    const token = new TerraformVariable(stack, "value", {}).stringValue;
    expect(() => tunnel.routeHostname("a.example.internal", { ...OPEN, destinations: [token] })).toThrow(
      /TokenNotAllowed: destinations/,
    );
    expect(() => tunnel.routeHostname("b.example.internal", { ...OPEN, resolvers: [token] })).toThrow(
      /TokenNotAllowed: resolvers/,
    );
  });

  test("fails when its resolvers differ from those of the tunnel's other hostnames", () => {
    tunnel.routeHostname("a.example.internal", { ...OPEN, resolvers: ["10.96.0.53"] });
    tunnel.routeHostname("b.example.internal", { ...OPEN, resolvers: ["10.96.0.53"] });
    tunnel.routeHostname("c.example.internal", OPEN);
    expect(messages(stack)).toEqual([
      "HostnameRoutes/c.example.internal ResolversMixed: resolvers: none here, but 10.96.0.53 at stack/HostnameRoutes/a.example.internal. A connector uses one list for all hostnames of its tunnel; use the same list, or route this hostname through another tunnel.",
    ]);
  });

  test("accepts DNS policies as guarding policies, which a CIDR route does not", () => {
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

  test("fails when a hostname is routed twice in an account, with or without a wildcard", () => {
    const other = stackWithProvider("other", stack.node.root as any);
    tunnel.routeHostname("shop.example.internal", OPEN);
    tunnel.routeHostname("*.shop.example.internal", OPEN);
    new Tunnel(other, "second", { account: ACCOUNT }).routeHostname("shop.example.internal", OPEN);
    new Tunnel(other, "foreign", { account: OTHER_ACCOUNT }).routeHostname("web.example.internal", OPEN);
    expect(problems(stack)).toEqual(["eks-dev RouteOverlap"]);
    expect(problems(other)).toEqual(["second RouteOverlap"]);
  });
});
