import { TerraformStack } from "cdktf";
import { LAB, networkPolicy } from "./support";
import { GatewayNetworkPolicy, GatewayNetworkPolicyProps, Identity, NetworkAction, Traffic } from "../../lib/gateway";
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
import { Tunnel, VirtualNetwork } from "cdktf-zero-trust";
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

  const warning = ["deny warning AllowWithoutDestination"];
  test.each<[string, Traffic, NetworkAction, string[]]>([
    ["a server name", Traffic.sniDomains("a.b"), NetworkAction.ALLOW, warning],
    ["a port and a server name", Traffic.port(443).and(Traffic.sniDomains("a.b")), NetworkAction.ALLOW, warning],
    ["a server name with an exception", Traffic.sniDomains("a.b").except(LAB), NetworkAction.ALLOW, warning],
    ["a port", Traffic.port(443), NetworkAction.ALLOW, warning],
    ["a virtual network", Traffic.virtualNetwork({ virtualNetworkId: UUID } as any), NetworkAction.ALLOW, warning],
    ["every address", Traffic.destination("0.0.0.0/0"), NetworkAction.ALLOW, warning],
    ["a raw expression", Traffic.raw("net.dst.port == 443"), NetworkAction.ALLOW, warning],
    ["a raw expression with addresses", Traffic.raw("net.dst.ip in {10.50.0.0/16}"), NetworkAction.ALLOW, []],
    ["a server name and addresses", Traffic.sniDomains("a.b").and(LAB), NetworkAction.ALLOW, []],
    ["a server name that is blocked", Traffic.sniDomains("a.b"), NetworkAction.BLOCK, []],
  ])("warns about an allow policy without a destination: %s", (_what, traffic, action, expected) => {
    network({ traffic, action });
    expect(problems(stack)).toEqual(expected);
  });

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

  test("closes a guarded route while a blocking policy is replaced", () => {
    const tunnel = new Tunnel(stack, "tunnel", { account: ACCOUNT });
    const guard = (name: string, action: NetworkAction, more?: Traffic) =>
      new GatewayNetworkPolicy(stack, name, {
        account: ACCOUNT,
        action,
        traffic: more === undefined ? LAB : LAB.and(more),
        ...(action === NetworkAction.ALLOW && { identity: Identity.groups("engineers") }),
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
    const identity = Identity.groups("a").withPostureChecks(UUID);
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
      `any(device_posture.checks.passed[*] in {"${UUID}"})`,
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
