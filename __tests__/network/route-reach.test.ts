import { TerraformStack, TerraformVariable } from "cdktf";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, stackWithProvider, UUID } from "../support/stack";
import {
  GatewayNetworkPolicy,
  GatewayNetworkPolicyProps,
  Identity,
  NetworkAction,
  Traffic,
  Tunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";

const PODS = "10.50.0.0/16";
const ROUTE = "Routes/10.50.0.0--16";
const REFUSED = [`${ROUTE} RouteGuardInvalid`];
const LAB = Traffic.destination(PODS);
const { ALLOW, BLOCK } = NetworkAction;
const ENGINEERS = Identity.groups("engineers");

let stack: TerraformStack;
let tunnel: Tunnel;

beforeEach(() => {
  stack = stackWithProvider();
  tunnel = new Tunnel(stack, "tunnel", { account: ACCOUNT });
});

type Props = Partial<GatewayNetworkPolicyProps>;
const policy = (id: string, props: Props = {}, scope = stack) =>
  new GatewayNetworkPolicy(scope, id, { account: ACCOUNT, action: BLOCK, traffic: LAB, ...props });
const route = (...guards: Props[]) =>
  tunnel.route(PODS, { guardedBy: guards.map((props, i) => policy(`guard-${i}`, props)) });
/** The problems of the route, without warnings. */
const refused = () => problems(stack).filter((each) => !each.includes(" warning "));

describe("a guarded CIDR route", () => {
  test.each<[string, Props[]]>([
    ["block a part of it", [{ traffic: Traffic.destination("10.50.0.0/17") }]],
    ["block another range", [{ traffic: Traffic.destination("10.51.0.0/16") }]],
    ["block one port", [{ traffic: LAB.and(Traffic.port(22)) }]],
    ["block one server name", [{ traffic: LAB.and(Traffic.sniDomains("a.b")) }]],
    ["block all but one address", [{ traffic: LAB.except(Traffic.destination("10.50.1.1")) }]],
    ["block some users", [{ identity: Identity.groups("contractors") }]],
    ["block some devices", [{ identity: Identity.postureChecks(UUID) }]],
    ["block it in another virtual network", [{ traffic: LAB.and(Traffic.virtualNetwork(network(UUID))) }]],
    ["allow some users only", [{ action: ALLOW, identity: ENGINEERS }]],
    ["allow all users before they block it", [{ action: ALLOW }, {}]],
    ["allow a port to all users", [{ action: ALLOW, traffic: Traffic.port(443) }, {}]],
    ["allow every address to all users", [{ action: ALLOW, traffic: Traffic.destination("0.0.0.0/0") }, {}]],
    ["allow all ports but one", [{ action: ALLOW, traffic: LAB.except(Traffic.port(22)) }, {}]],
    ["allow a server name to all users", [{ action: ALLOW, traffic: Traffic.sniDomains("a.b").and(LAB) }, {}]],
    ["block it by a raw expression for a port", [{ traffic: Traffic.raw("net.dst.port == 22") }]],
  ])("is refused if its policies %s", (_what, guards) => {
    route(...guards);
    expect(refused()).toEqual(REFUSED);
  });

  test.each<[string, Props[]]>([
    ["block more than it", [{ traffic: Traffic.destination("10.0.0.0/8") }]],
    ["block it in parts", ["10.50.0.0/17", "10.50.128.0/17"].map((each) => ({ traffic: Traffic.destination(each) }))],
    ["block it by two ranges at once", [{ traffic: LAB.and(Traffic.destination("10.0.0.0/8")) }]],
    [
      "block it in ports that are all",
      [22, 23].map((port) => ({ traffic: port === 22 ? ssh() : LAB.except(port22()) })),
    ],
    ["allow some users and block all others", [{ action: ALLOW, identity: ENGINEERS }, {}]],
    ["allow some devices and block all others", [{ action: ALLOW, identity: Identity.postureChecks(UUID) }, {}]],
    ["allow all users after they block it", [{ action: ALLOW, precedence: 20 }, { precedence: 10 }]],
    ["allow other addresses to all users", [{ action: ALLOW, traffic: Traffic.destination("10.51.0.0/16") }, {}]],
    ["block it by a raw expression", [{ traffic: Traffic.raw("net.dst.ip in {10.50.0.0/16}") }]],
    ["contain a raw expression that is not evaluated", [{ traffic: Traffic.raw('net.detected_protocol == "ssh"') }]],
  ])("is accepted if its policies %s", (_what, guards) => {
    route(...guards);
    expect(refused()).toEqual([]);
  });

  test("counts policies that it does not list, in other stacks of the app", () => {
    const other = stackWithProvider("other", stack.node.root as any);
    policy("open", { action: ALLOW, traffic: Traffic.destination("10.0.0.0/8") }, other);
    policy("foreign", { account: OTHER_ACCOUNT, traffic: Traffic.destination("10.0.0.0/8") }, other);
    route({});
    expect(messages(stack)).toEqual([
      `${ROUTE} RouteGuardInvalid: guardedBy: any enrolled user reaches 10.50.0.0/16: other/open allows it before stack/guard-0 blocks it. Add an identity to other/open, narrow its traffic, or set \`precedence\` so that the policy that blocks is evaluated first.`,
    ]);
  });

  test("is not guarded by the policies of another account", () => {
    policy("open", { account: OTHER_ACCOUNT, action: ALLOW, traffic: Traffic.destination("10.0.0.0/8") });
    route({});
    expect(refused()).toEqual([]);
  });

  test.each<[string, Props[], string]>([
    [
      "the part that no policy blocks",
      [{ traffic: Traffic.destination("10.50.0.0/18") }],
      "any enrolled user reaches 10.50.64.0/18: no policy blocks it. Add a policy",
    ],
    [
      "the port that a policy allows",
      [{ action: ALLOW, traffic: LAB.and(Traffic.port(443)) }, {}],
      "any enrolled user reaches 10.50.0.0/16 on port 443: stack/guard-0 allows it before stack/guard-1 blocks it.",
    ],
    [
      "the server name that a policy allows",
      [{ action: ALLOW, traffic: Traffic.sniDomains("a.b").and(LAB) }, {}],
      "any enrolled user reaches 10.50.0.0/16 on port 443 with the server name a.b: stack/guard-0 allows it before",
    ],
    [
      "the policy that allows it, if none blocks it",
      [{ action: ALLOW }],
      "any enrolled user reaches 10.50.0.0/16: stack/guard-0 allows it. Add an identity to it, and a policy after it",
    ],
    [
      "the users who are not blocked",
      [{ identity: Identity.groups("contractors") }],
      "an enrolled user not in group contractors reaches 10.50.0.0/16: no policy blocks it.",
    ],
  ])("is refused with %s", (_what, guards, message) => {
    route(...guards);
    expect(messages(stack).filter((each) => each.startsWith(ROUTE))).toEqual([expect.stringContaining(message)]);
  });

  test("is accepted with identities that are known to Terraform only", () => {
    const group = new TerraformVariable(stack, "group", {}).stringValue;
    route({ action: ALLOW, identity: Identity.groups(group) }, {});
    expect(refused()).toEqual([]);
    tunnel.route("10.60.0.0/16", {
      guardedBy: [policy("some", { traffic: Traffic.destination("10.60.0.0/16"), identity: Identity.groups(group) })],
    });
    expect(refused()).toEqual(["Routes/10.60.0.0--16 RouteGuardInvalid"]);
  });

  test("is checked with the policies of its virtual network, created or imported", () => {
    const [one, two] = ["one", "two"].map((id) => new VirtualNetwork(stack, id, { account: ACCOUNT }));
    const imported = VirtualNetwork.fromVirtualNetworkId(stack, "imported", UUID);
    for (const virtualNetwork of [one, two, imported]) {
      const { id } = virtualNetwork.node;
      const traffic = LAB.and(Traffic.virtualNetwork(virtualNetwork));
      const allow = policy(`${id}-allow`, { action: ALLOW, traffic, identity: ENGINEERS });
      tunnel.route(PODS, { virtualNetwork, guardedBy: [allow, policy(`${id}-deny`, { traffic })] });
    }
    expect(refused()).toEqual([]);
    policy("open", { action: ALLOW, traffic: Traffic.virtualNetwork(two) });
    expect(refused()).toEqual(["Routes/two/10.50.0.0--16 RouteGuardInvalid"]);
    expect(messages(stack).join()).toContain("any enrolled user reaches 10.50.0.0/16 in stack/two: stack/open allows");
  });

  test("belongs to the default virtual network of the app", () => {
    const office = new VirtualNetwork(stack, "office", { account: ACCOUNT, isDefaultNetwork: true });
    route({ traffic: LAB.and(Traffic.virtualNetwork(office)) });
    expect(refused()).toEqual([]);
  });

  test("is not checked with a reason in place of policies", () => {
    policy("open", { action: ALLOW });
    tunnel.route(PODS, { unguarded: "a lab without users" });
    expect(problems(stack)).toEqual([]);
  });
});

function network(virtualNetworkId: string) {
  return { virtualNetworkId } as VirtualNetwork;
}

function port22() {
  return Traffic.port(22);
}

function ssh() {
  return LAB.and(port22());
}
