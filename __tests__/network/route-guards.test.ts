import { IAspect, TerraformResource, TerraformStack, Aspects } from "cdktf";
import { IConstruct } from "constructs";
import { FakeGuard } from "../support/route-guard";
import { ACCOUNT, messages, OTHER_ACCOUNT, problems, stackWithProvider } from "../support/stack";
import { Tunnel, VirtualNetwork } from "cdktf-zero-trust";

const PODS = "10.50.0.0/16";
const OPEN = { unguarded: "a lab without users" };
const ROUTE = "Routes/10.50.0.0--16";

let stack: TerraformStack;
let tunnel: Tunnel;

beforeEach(() => {
  stack = stackWithProvider();
  tunnel = new Tunnel(stack, "eks-dev", { account: ACCOUNT });
});

describe("the guarding policies of a route", () => {
  const guard = (id: string, account = ACCOUNT) => new FakeGuard(stack, id, account);

  test.each([[{}], [{ guardedBy: [] }]])("are required: %j fails", (options) => {
    tunnel.route(PODS, options);
    tunnel.routeHostname("web.example.internal", options);
    expect(problems(stack)).toEqual([
      "HostnameRoutes/web.example.internal RouteWithoutPolicy",
      `${ROUTE} RouteWithoutPolicy`,
    ]);
  });

  test("fail in combination with a reason", () => {
    tunnel.route(PODS, { ...OPEN, guardedBy: [guard("deny")] });
    expect(problems(stack)).toEqual([`${ROUTE} RouteGuardInvalid`]);
  });

  test.each([
    ["", 1],
    [" ", 1],
    ["two\nlines", 1],
    ["x".repeat(90), 1],
    ["x".repeat(89), 0],
  ])("can be replaced by a reason of one line and at most 89 characters: %j", (unguarded, count) => {
    tunnel.route(PODS, { unguarded });
    expect(problems(stack)).toEqual(Array(count).fill(`${ROUTE} ReasonInvalid`));
  });

  test("fail in another account or stack, and so does the virtual network", () => {
    const other = stackWithProvider("other", stack.node.root as any);
    const foreign = guard("foreign", OTHER_ACCOUNT);
    tunnel.route(PODS, {
      guardedBy: [foreign],
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

describe("the order of a route", () => {
  const cases: [string, (route: TerraformResource) => void][] = [
    ["its edges to the policies", (route) => (route.dependsOn = [])],
    ["its replacement trigger", (route) => (route.lifecycle = {})],
    ["its deletion before creation", (route) => (route.lifecycle = { ...route.lifecycle, createBeforeDestroy: true })],
    ["the detection of drift", (route) => (route.lifecycle = { ...route.lifecycle, ignoreChanges: ["tunnel_id"] })],
  ];

  test.each(cases)("fails when an Aspect removes %s", (_, change) => {
    const route = tunnel.route(PODS, { guardedBy: [new FakeGuard(stack, "deny")] });
    const name = tunnel.routeHostname("web.example.internal", { guardedBy: [new FakeGuard(stack, "deny-names")] });
    Aspects.of(stack).add(new Removing([route.resource, name.resource], change));
    expect([...new Set(problems(stack))]).toEqual([
      "HostnameRoutes/web.example.internal SafetyContractBroken",
      `${ROUTE} SafetyContractBroken`,
    ]);
  });

  test("fails when an Aspect removes the edge of a guarding policy", () => {
    const guard = new FakeGuard(stack, "deny");
    tunnel.route(PODS, { guardedBy: [guard] });
    Aspects.of(stack).add(new Removing([guard._guard], (policy) => (policy.dependsOn = [])));
    expect(problems(stack)).toEqual(["deny SafetyContractBroken"]);
    expect(messages(stack)[0]).toContain("dependsOn of stack/deny/Resource no longer contains stack/RouteOrder/Closed");
  });
});

class Removing implements IAspect {
  public constructor(
    private readonly from: TerraformResource[],
    private readonly change: (resource: TerraformResource) => void,
  ) {}
  public visit(construct: IConstruct): void {
    const found = this.from.find((each) => each === construct);
    if (found !== undefined) this.change(found);
  }
}
