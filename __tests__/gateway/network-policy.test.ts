import { TerraformStack } from "cdktf";
import { LAB, networkPolicy } from "./support";
import {
  GatewayNetworkPolicy,
  GatewayNetworkPolicyProps,
  HostnamePattern,
  Identity,
  NetworkAction,
  Traffic,
} from "../../lib/gateway";
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
import { IVirtualNetwork, Tunnel, VirtualNetwork } from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

let stack: TerraformStack;
beforeEach(() => (stack = stackWithProvider()));

const network = (props: Partial<GatewayNetworkPolicyProps> = {}, id?: string) => networkPolicy(stack, props, id);

describe("GatewayNetworkPolicy", () => {
  test("renders every attribute that has a provider default", () => {
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
    });
  });

  test.each<[Traffic, NetworkAction, string[]]>([
    [Traffic.sniDomains("a.b"), NetworkAction.ALLOW, ["deny warning AllowByServerName"]],
    [
      Traffic.port(443).and(Traffic.sniHost(HostnamePattern.under("a.b"))),
      NetworkAction.ALLOW,
      ["deny warning AllowByServerName"],
    ],
    [Traffic.sniDomains("a.b").except(LAB), NetworkAction.ALLOW, ["deny warning AllowByServerName"]],
    [Traffic.sniDomains("a.b").and(LAB), NetworkAction.ALLOW, []],
    [Traffic.sniDomains("a.b"), NetworkAction.BLOCK, []],
  ])(
    "warns about an allow policy that matches only the server name, which the client chooses: %#",
    (traffic, action, expected) => {
      network({ traffic, action });
      expect(problems(stack)).toEqual(expected);
    },
  );

  test("renders the identity, the name and the description", () => {
    const identity = Identity.groups("engineers").withPostureChecks(UUID);
    network({ action: NetworkAction.ALLOW, identity, name: "Lab", description: "engineers only" });
    expect(resourceAt(stack, "deny")).toMatchObject({
      name: "Lab",
      description: "engineers only",
      action: "allow",
      identity: 'any(identity.groups.name[*] in {"engineers"})',
      device_posture: `any(device_posture.checks.passed[*] in {"${UUID}"})`,
    });
    expect(problems(stack)).toEqual([]);
  });

  const id = "957fc748-591a-4e96-a15d-1c90204a7923";
  test.each<[string, Partial<GatewayNetworkPolicyProps>, unknown]>([
    ["reports the destinations that it blocks", {}, { cidrs: ["10.50.0.0/16"] }],
    ["reports nothing as blocked if it allows", { action: NetworkAction.ALLOW }, { cidrs: [] }],
    ["reports nothing as blocked if it applies to some users", { identity: Identity.groups("a") }, { cidrs: [] }],
    ["reports nothing as blocked if it matches a port", { traffic: LAB.and(Traffic.port(80)) }, { cidrs: [] }],
    [
      "reports nothing as blocked if it has an exception",
      { traffic: LAB.except(Traffic.destination("10.50.1.0/24")) },
      { cidrs: [] },
    ],
    [
      "reports nothing as blocked if it matches a server name",
      { traffic: LAB.and(Traffic.sniDomains("a.b")) },
      { cidrs: [] },
    ],
    ["reports nothing as blocked without a destination", { traffic: Traffic.port(80) }, { cidrs: [] }],
    [
      "reports nothing as blocked if two destinations are combined",
      { traffic: LAB.and(Traffic.destination("10.0.0.0/8")) },
      { cidrs: [] },
    ],
    [
      "reports the destinations that it blocks in a virtual network",
      { traffic: LAB.and(Traffic.virtualNetwork({ virtualNetworkId: id } as IVirtualNetwork)) },
      { cidrs: ["10.50.0.0/16"], virtualNetworkId: id },
    ],
    [
      "reports that a raw expression is not analyzed",
      { traffic: Traffic.raw("net.dst.ip in {10.50.0.0/16}") },
      undefined,
    ],
  ])("%s", (_what, props, blocked) => expect(network(props)._blocked).toEqual(blocked));

  test("closes a guarded route while a blocking policy is replaced", () => {
    const tunnel = new Tunnel(stack, "tunnel", { account: ACCOUNT });
    const guard = (name: string, action: NetworkAction, more?: Traffic) =>
      new GatewayNetworkPolicy(stack, name, {
        account: ACCOUNT,
        action,
        traffic: more === undefined ? LAB : LAB.and(more),
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

  test("is replaced, not updated, when it stops traffic of a route and its decision changes", () => {
    const blockedOf = (props: Partial<GatewayNetworkPolicyProps>) => {
      stack = stackWithProvider();
      network(props);
      new Tunnel(stack, "tunnel", { account: ACCOUNT }).route("10.50.0.0/15", { unguarded: "a lab" });
      return resourceAt(stack, "deny/Blocked").triggers_replace.blocked;
    };
    const precedence = 7;
    const identity = Identity.groups("a").withPostureChecks("b");
    const traffic = Traffic.destination("10.51.0.0/16");
    expect(blockedOf({ precedence, name: "other", description: "other" })).toEqual([
      "net.dst.ip in {10.50.0.0/16}",
      "",
      "",
      "7",
    ]);
    expect(blockedOf({ precedence: 8, traffic, identity })).toEqual([
      "net.dst.ip in {10.51.0.0/16}",
      'any(identity.groups.name[*] in {"a"})',
      'any(device_posture.checks.passed[*] in {"b"})',
      "8",
    ]);
    expect(resourceAt(stack, "deny").lifecycle).toEqual({
      replace_triggered_by: [expect.stringMatching(/^terraform_data\.deny_Blocked_/)],
    });
  });

  test.each<[string, Partial<GatewayNetworkPolicyProps>]>([
    ["it allows", { action: NetworkAction.ALLOW }],
    ["it blocks traffic of no route of its stack", { traffic: Traffic.destination("10.51.0.0/16") }],
  ])("is updated in place when %s", (_what, props) => {
    network(props);
    new Tunnel(stack, "tunnel", { account: ACCOUNT }).route("10.50.0.0/16", { unguarded: "a lab" });
    const { lifecycle, depends_on } = resourceAt(stack, "deny");
    expect(lifecycle).toBeUndefined();
    expect(depends_on).toEqual([expect.stringMatching(/^terraform_data\.RouteOrder_Closed_/)]);
    expect(Object.keys(synth(stack).resource.terraform_data).filter((name) => name.startsWith("deny"))).toEqual([]);
  });

  test.each([
    ["replace_triggered_by", { ignoreChanges: undefined }, "no longer contains"],
    ["create_before_destroy", { createBeforeDestroy: true }, "createBeforeDestroy"],
    ["ignore_changes", { ignoreChanges: ["traffic"] }, "ignoreChanges"],
  ])("fails when an Aspect breaks its lifecycle: %s", (_what, lifecycle, message) => {
    const policy = network();
    new Tunnel(stack, "tunnel", { account: ACCOUNT }).route("10.50.0.0/16", { guardedBy: [policy] });
    const { replaceTriggeredBy } = policy.resource.lifecycle!;
    policy.resource.lifecycle = { ...lifecycle, ...(message === "no longer contains" ? {} : { replaceTriggeredBy }) };
    expect(problems(stack)).toEqual(["deny SafetyContractBroken"]);
    expect(messages(stack)[0]).toContain(message);
  });

  test("is created before the route that it guards", () => {
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

  test("fails when the virtual network belongs to another account", () => {
    const foreign = new VirtualNetwork(stack, "foreign", { account: OTHER_ACCOUNT });
    network({ traffic: LAB.and(Traffic.virtualNetwork(foreign)) });
    expect(problems(stack)).toEqual(["deny AccountMismatch"]);
  });

  test("references its virtual network", () => {
    const net = new VirtualNetwork(stack, "net", { account: ACCOUNT });
    network({ traffic: LAB.and(Traffic.virtualNetwork(net)) });
    expect(resourceAt(stack, "deny").traffic).toMatch(/ and net\.vnet_id == "\$\{cloudflare_zero_trust_.*\.id\}"$/);
    expect(graph(stack).edges).toContain("deny -> net");
  });
});
