import { TerraformStack, TerraformVariable } from "cdktf";
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
import { HostnameRouteOptions, ReservedRanges, RouteOptions, Tunnel, VirtualNetwork } from "cdktf-zero-trust";
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

describe("TunnelRoute", () => {
  test("is keyed by its CIDR in the default virtual network, for every tunnel", () => {
    const deny = new FakeGuard(stack, "deny");
    expect(tunnel.route(PODS, { guardedBy: [deny] }).node.path).toBe(`stack/${ROUTE}`);
    const { tunnel_id, depends_on, lifecycle, ...rest } = resourceAt(stack, ROUTE);
    expect(rest).toEqual({ account_id: ACCOUNT.accountId, network: PODS, comment: "" });
    expect(tunnel_id).toMatch(/^\$\{cloudflare_zero_trust_tunnel_cloudflared\.eks-dev_\w+\.id\}$/);
    expect([depends_on.length, Object.keys(lifecycle)]).toEqual([2, ["replace_triggered_by"]]);
  });

  test("is keyed by its virtual network and its CIDR", () => {
    const lab = new VirtualNetwork(stack, "lab-net", { account: ACCOUNT });
    const office = VirtualNetwork.fromVirtualNetworkId(stack, "office-net", "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415");
    tunnel.route(PODS, { ...OPEN, virtualNetwork: lab });
    expect(tunnel.route(PODS, { ...OPEN, virtualNetwork: office }).virtualNetwork).toBe(office);
    expect(graph(stack).edges).toContain("Routes/lab-net/10.50.0.0--16 -> lab-net");
    const route = resourceAt(stack, "Routes/office-net/10.50.0.0--16");
    expect(route.virtual_network_id).toBe(office.virtualNetworkId);
  });

  test("is created after all guarding policies and deleted before them", () => {
    const allow = new FakeGuard(stack, "allow");
    allow._keepsOut = false;
    const deny = new FakeGuard(stack, "deny");
    tunnel.route(PODS, { guardedBy: [allow, deny] });
    expect(graph(stack).edges.filter((edge) => /^(Routes|RouteOrder|allow|deny)\b/.test(edge))).toEqual([
      "RouteOrder/Guarded -> allow",
      "RouteOrder/Guarded -> deny",
      `${ROUTE} -> ${ROUTE}/Way`,
      `${ROUTE} -> eks-dev`,
      `${ROUTE} => RouteOrder/Guarded`,
      `${ROUTE} => allow`,
      `${ROUTE} => deny`,
      `${ROUTE}/Way -> deny`, // not the allow policy: adding or removing it must not replace the route
      `${ROUTE}/Way -> eks-dev`,
      "allow => RouteOrder/Closed",
      "deny => RouteOrder/Closed",
    ]);
  });

  test("is ordered with all routes of its stack: deletions, then policies, then creations", () => {
    const closed = () => resourceAt(stack, "RouteOrder/Closed").input;
    const guards = ["b", "a"].map((id) => new FakeGuard(stack, id));
    tunnel.route(PODS, { guardedBy: [guards[0]] });
    expect(closed()).toEqual(["stack/b"]);
    tunnel.routeHostname("web.example.internal", { guardedBy: guards });
    tunnel.route("10.60.0.0/16", OPEN);
    expect(closed()).toEqual(["stack/a", "stack/b"]); // changes only if a policy is added or removed
    expect(resourceAt(stack, "RouteOrder/Guarded").input).toEqual([
      expect.stringMatching(/gateway_policy\.a_\w+\.id/),
      expect.stringMatching(/gateway_policy\.b_\w+\.id/),
    ]);
    expect(graph(stack).edges).toContain("Routes/10.60.0.0--16 => RouteOrder/Guarded");
  });

  test("adds no order resources when the stack has no policies", () => {
    tunnel.route(PODS, OPEN);
    expect(Object.keys(synth(stack).resource.terraform_data).filter((name) => name.startsWith("RouteOrder"))).toEqual(
      [],
    );
  });

  test("is replaced, not updated in place, when its tunnel, network or blocking policies change", () => {
    const guards = ["b", "a"].map((id) => new FakeGuard(stack, id));
    const network = VirtualNetwork.fromVirtualNetworkId(stack, "net", "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415");
    tunnel.route(PODS, { guardedBy: guards, virtualNetwork: network });
    const trigger = resourceAt(stack, "Routes/net/10.50.0.0--16/Way");
    expect(trigger.triggers_replace).toEqual({
      tunnel_id: expect.stringContaining("eks-dev"),
      virtual_network_id: network.virtualNetworkId,
      guards: [expect.stringContaining(".a_"), expect.stringContaining(".b_")], // in a stable order
    });
  });

  test("stores the unguarded reason in its comment, with templates escaped", () => {
    tunnel.route(PODS, { unguarded: "guarded by ${another} stack" });
    expect(resourceAt(stack, ROUTE).comment).toBe("unguarded: guarded by $${another} stack");
  });

  test("has a canonical CIDR, also for a single address and for IPv6", () => {
    for (const cidr of ["10.10.0.10", "2001:DB8:0::/32"]) tunnel.route(cidr, OPEN);
    expect(tunnel.routes).toEqual(["10.10.0.10/32", "2001:db8::/32"]);
    expect(resourceAt(stack, "Routes/2001:db8::--32").network).toBe("2001:db8::/32");
    tunnel.routes.pop();
    expect(tunnel.routes).toHaveLength(2);
  });

  test("can use an imported tunnel", () => {
    const imported = Tunnel.fromTunnelAttributes(stack, "imported", { account: ACCOUNT, tunnelId: UUID });
    imported.route(PODS, OPEN);
    imported.routeHostname("web.example.internal", OPEN);
    expect(resourceAt(stack, ROUTE).tunnel_id).toBe(UUID);
    expect(resourceAt(stack, "HostnameRoutes/web.example.internal").tunnel_id).toBe(UUID);
  });

  test("includes dependencies of its node", () => {
    const route = tunnel.route(PODS, OPEN);
    route.node.addDependency(new VirtualNetwork(stack, "net", { account: ACCOUNT }));
    expect(graph(stack).edges).toContain(`${ROUTE} => net`);
  });
});

describe("Tunnel.route", () => {
  test.each([
    ["10.50.1.7/16", 'cidr: "10.50.1.7/16" has host bits set; use "10.50.0.0/16"'],
    ["2001:db8::1/32", 'use "2001:db8::/32"'],
    ["pods", 'such as "10.0.0.0/16"'],
    ["10.50.0.0/33", "is not a valid CIDR"],
    ["", '"" is not a valid CIDR'],
  ])("throws for the CIDR %p", (cidr, words) => {
    expect(() => tunnel.route(cidr, OPEN)).toThrow(/CidrInvalid/);
    expect(() => tunnel.route(cidr, OPEN)).toThrow(words);
  });

  test("throws for a misspelled option, also on an imported tunnel", () => {
    const imported = Tunnel.fromTunnelAttributes(stack, "imported", { account: ACCOUNT, tunnelId: UUID });
    for (const each of [tunnel, imported]) {
      expect(() => each.route(PODS, { guardedby: [] } as RouteOptions)).toThrow(
        'PropUnknown: Tunnel.route: "guardedby" is not a property. Did you mean "guardedBy"?',
      );
      expect(() => each.routeHostname("web.example.internal", { virtualNetwork: "x" } as HostnameRouteOptions)).toThrow(
        'PropUnknown: Tunnel.routeHostname: "virtualNetwork" is not a property.',
      );
    }
  });

  test("throws for a token", () => {
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
    ["2606:4700:cf1:1000::/64", "2606:4700:cf1:1000::/64"],
    ["2606:4700:cf1:5000::1/128", "2606:4700:cf1:5000::/64"],
    ["100.64.0.0/12", "100.64.0.0/12"],
    ["100.96.0.0/12", "100.96.0.0/12"],
    ["100.112.0.0/16", "100.112.0.0/16"],
    ["172.64.128.0/20", "172.64.128.0/20"],
  ])("fails for %s, which is within the reserved range %s", (cidr, reserved) => {
    tunnel.route(cidr, OPEN);
    const [message] = messages(stack);
    expect(message).toContain("RouteReserved");
    expect(message).toContain(reserved);
  });

  test("fails for the initial resolved IPs of the account instead of Cloudflare's if the account declares them", () => {
    const account = { ...ACCOUNT, initialResolvedRanges: ["10.200.0.0/16"] };
    const own = new Tunnel(stack, "own", { account });
    for (const cidr of ["100.80.0.0/16", "172.64.128.0/20"]) own.route(cidr, OPEN);
    expect(problems(stack)).toEqual([]);
    own.route("10.200.1.0/24", OPEN);
    expect(problems(stack)).toEqual(["Routes/10.200.1.0--24 RouteReserved"]);
  });

  test.each([
    ["100.64.0.0/10", ["100.64.0.0/12", "100.96.0.0/12", "100.112.0.0/16", "100.80.0.0/16"]],
    ["100.96.0.0/11", ["100.96.0.0/12", "100.112.0.0/16"]],
    ["172.64.0.0/13", ["172.64.128.0/20"]],
    ["2606:4700:cf1::/48", ["2606:4700:cf1:1000::/64", "2606:4700:cf1:5000::/64", "2606:4700:cf1:4000::/64"]],
  ])("warns for %s, which contains reserved ranges", (cidr, reserved) => {
    tunnel.route(cidr, OPEN);
    const [message, ...others] = messages(stack);
    expect(message).toMatch(/^Routes\/\S+ warning RouteContainsReserved: /);
    for (const range of reserved) expect(message).toContain(`${range} (`);
    expect(others).toEqual([]);
  });

  test.each(["0.0.0.0/0", "::/0"])("accepts the default route %s with a reason", (cidr) => {
    tunnel.route(cidr, { unguarded: "egress with a fixed address" });
    expect(problems(stack)).toEqual([]);
    tunnel.route("10.50.0.0/16", { virtualNetwork: new VirtualNetwork(stack, "lab", { account: ACCOUNT }) });
    expect(problems(stack)).toEqual([expect.stringMatching(/RouteWithoutPolicy/)]);
  });

  test("fails for a default route without guarding policies and without a reason", () => {
    tunnel.route("0.0.0.0/0", {});
    expect(problems(stack)).toEqual(["Routes/0.0.0.0--0 RouteWithoutPolicy"]);
  });

  describe("with reserved ranges of the account", () => {
    const routed = (reservedRanges: ReservedRanges, ...cidrs: string[]) => {
      const own = new Tunnel(stack, "own", { account: { ...ACCOUNT, reservedRanges } });
      for (const cidr of cidrs) own.route(cidr, OPEN);
      return problems(stack);
    };

    test.each<[keyof ReservedRanges, string, string]>([
      ["sources", "10.112.0.0/12", "100.64.0.0/16"],
      ["devices", "10.200.0.0/16", "100.100.0.0/16"],
      ["loadBalancers", "10.201.0.0/24", "100.112.0.0/24"],
    ])("reserves the range in %s instead of the default one", (name, own, cidr) => {
      expect(routed({ [name]: [own] }, cidr)).toEqual([]);
      tunnel = new Tunnel(stack, "other", { account: { ...ACCOUNT, reservedRanges: { [name]: [own] } } });
      const inside = own.replace(/\/.*/, "/32");
      tunnel.route(inside, OPEN);
      expect(problems(stack)).toEqual([`Routes/${inside.replace("/", "--")} RouteReserved`]);
      expect(messages(stack)[0]).toContain(`set account.reservedRanges.${name}.`);
    });

    test("reserves no range for a purpose that the account does not use", () => {
      expect(routed({ sources: [], loadBalancers: [] }, "100.64.0.0/12", "100.112.0.0/16")).toEqual([]);
    });

    test("keeps the default ranges of the other purposes", () => {
      expect(routed({ sources: ["10.112.0.0/12"] }, "100.96.1.0/24")).toEqual(["Routes/100.96.1.0--24 RouteReserved"]);
    });
  });

  test("fails for a malformed initial resolved range of the account", () => {
    new Tunnel(stack, "own", { account: { ...ACCOUNT, initialResolvedRanges: ["100.80.0.1/16"] } });
    expect(problems(stack)).toEqual(["own CidrInvalid"]);
  });

  test("fails when the account has more routes than its limit, including hostname routes", () => {
    const small = new Tunnel(stack, "small", { account: { ...ACCOUNT, limits: { routes: 1 } } });
    small.routeHostname("web.example.internal", OPEN);
    small.route(PODS, OPEN);
    expect(problems(stack)).toEqual([`${ROUTE} AccountLimitExceeded`]);
  });
});

describe("overlapping routes", () => {
  const overlap = (path: string) => `${path} RouteOverlap`;

  test("fail in one virtual network, also across tunnels and stacks", () => {
    const other = stackWithProvider("other", stack.node.root as any);
    tunnel.route(PODS, OPEN);
    new Tunnel(other, "gke", { account: ACCOUNT }).route("10.50.128.0/17", OPEN);
    expect(problems(stack)).toEqual([]);
    expect(problems(other)).toEqual([overlap("Routes/10.50.128.0--17")]);
    expect(messages(other)[0]).toContain("overlaps 10.50.0.0/16 of stack/Routes/10.50.0.0--16");
  });

  test("fail when a CIDR is routed twice", () => {
    const route = tunnel.route(PODS, OPEN);
    expect(new Tunnel(stack, "gke", { account: ACCOUNT }).route(PODS, OPEN)).toBe(route);
    expect(problems(stack)).toEqual([overlap("gke")]);
  });

  test("fail in a virtual network that is imported twice", () => {
    const networks = ["a", "b"].map((id) => VirtualNetwork.fromVirtualNetworkId(stack, id, UUID));
    for (const virtualNetwork of networks) tunnel.route(PODS, { ...OPEN, virtualNetwork });
    expect(problems(stack)).toEqual([overlap("Routes/b/10.50.0.0--16")]);
  });

  test("fail in the default virtual network, whether it is specified or not", () => {
    const virtualNetwork = new VirtualNetwork(stack, "net", { account: ACCOUNT, isDefaultNetwork: true });
    tunnel.route(PODS, { ...OPEN, virtualNetwork });
    tunnel.route("10.50.0.0/24", OPEN);
    expect(problems(stack)).toEqual([overlap("Routes/10.50.0.0--24")]);
  });

  test("are accepted in separate virtual networks and accounts, and so are adjacent routes", () => {
    tunnel.route(PODS, OPEN);
    tunnel.route(PODS, { ...OPEN, virtualNetwork: new VirtualNetwork(stack, "net", { account: ACCOUNT }) });
    tunnel.route("10.51.0.0/16", OPEN);
    const other = stackWithProvider("other", stack.node.root as any);
    new Tunnel(other, "foreign", { account: OTHER_ACCOUNT }).route(PODS, OPEN);
    expect([...problems(stack), ...problems(other)]).toEqual([]);
  });
});
