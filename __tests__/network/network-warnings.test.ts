import { TerraformStack } from "cdktf";
import { ACCOUNT as account, messages, problems, stackWithProvider } from "../support/stack";
import { GatewayNetworkPolicy, Identity, NetworkAction, Traffic, Tunnel, VirtualNetwork } from "cdktf-zero-trust";

const CIDR = "10.50.0.0/16";
const HERE = Traffic.destination(CIDR);

let stack: TerraformStack;
let lab: VirtualNetwork;
let tunnel: Tunnel;
let block: GatewayNetworkPolicy;

beforeEach(() => {
  stack = stackWithProvider();
  lab = new VirtualNetwork(stack, "lab", { account });
  tunnel = new Tunnel(stack, "tunnel", { account });
  block = new GatewayNetworkPolicy(stack, "others", { account, action: NetworkAction.BLOCK, traffic: HERE });
});

function allow(traffic: Traffic): GatewayNetworkPolicy {
  const identity = Identity.groups("engineers");
  return new GatewayNetworkPolicy(stack, "engineers", { account, action: NetworkAction.ALLOW, traffic, identity });
}

describe("AllowInOtherNetwork", () => {
  test.each([
    ["the same range", CIDR],
    ["a part of it", "10.50.64.0/18"],
  ])("is reported for an allow whose users reach %s in another virtual network", (_, cidr) => {
    tunnel.route(CIDR, { guardedBy: [allow(HERE), block] });
    tunnel.route(cidr, { virtualNetwork: lab, guardedBy: [block] });
    expect(messages(stack)).toEqual([
      expect.stringContaining(
        `engineers warning AllowInOtherNetwork: the policy names no virtual network, so its users`,
      ),
    ]);
    expect(messages(stack)[0]).toContain(`reach ${cidr} in stack/lab`);
  });

  test("is reported for a route of the default virtual network as well", () => {
    tunnel.route(CIDR, { virtualNetwork: lab, guardedBy: [allow(HERE), block] });
    tunnel.route(CIDR, { guardedBy: [block] });
    expect(messages(stack)[0]).toContain("in the account's default virtual network");
  });

  test.each([
    ["names its virtual network", () => HERE.and(Traffic.virtualNetwork(lab))],
    ["excludes the other one", () => HERE.except(Traffic.virtualNetwork(lab))],
  ])("is not reported if the policy %s", (name, traffic) => {
    const virtualNetwork = name.startsWith("names") ? lab : undefined;
    tunnel.route(CIDR, { virtualNetwork, guardedBy: [allow(traffic()), block] });
    tunnel.route(CIDR, { virtualNetwork: virtualNetwork === undefined ? lab : undefined, guardedBy: [block] });
    expect(problems(stack)).toEqual([]);
  });

  test("is not reported if both routes list the policy", () => {
    const engineers = allow(HERE);
    tunnel.route(CIDR, { guardedBy: [engineers, block] });
    tunnel.route(CIDR, { virtualNetwork: lab, guardedBy: [engineers, block] });
    expect(problems(stack)).toEqual([]);
  });

  test.each([
    ["has other addresses", "10.60.0.0/16"],
    ["is unguarded", CIDR],
  ])("is not reported if the other route %s", (_, cidr) => {
    tunnel.route(CIDR, { guardedBy: [allow(HERE), block] });
    const isUnguarded = cidr === CIDR;
    const other = new GatewayNetworkPolicy(stack, "others there", {
      account,
      action: NetworkAction.BLOCK,
      traffic: Traffic.destination("10.60.0.0/16"),
    });
    tunnel.route(cidr, {
      virtualNetwork: lab,
      ...(isUnguarded ? { unguarded: "a lab without secrets" } : { guardedBy: [other] }),
    });
    expect(problems(stack).filter((each) => each.includes("AllowInOtherNetwork"))).toEqual([]);
  });
});
