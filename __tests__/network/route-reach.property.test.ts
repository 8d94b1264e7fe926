import * as fc from "fast-check";
import { ACCOUNT, problems, stackWithProvider } from "../support/stack";
import { GatewayNetworkPolicy, Identity, NetworkAction, Traffic, Tunnel, VirtualNetwork } from "cdktf-zero-trust";

const ROUTED = "10.50.0.0/16";
/** The ranges of policies, and the addresses of the route in each of them. */
const RANGES: Record<string, string[]> = {
  "10.0.0.0/8": ["10.50.0.1", "10.50.128.1"],
  "10.50.0.0/16": ["10.50.0.1", "10.50.128.1"],
  "10.50.0.0/17": ["10.50.0.1"],
  "10.50.128.0/17": ["10.50.128.1"],
  "10.51.0.0/16": [],
};
const SERVER = "wiki.internal";

interface Policy {
  readonly allows: boolean;
  readonly range?: string;
  readonly port?: number;
  readonly exceptPort?: number;
  readonly server?: boolean;
  readonly network?: "own" | "other";
  readonly group?: string;
  readonly elsewhere: boolean;
}

const policies = fc.array(
  fc.record<Policy>(
    {
      allows: fc.boolean(),
      range: fc.constantFrom(...Object.keys(RANGES)),
      port: fc.constantFrom(22, 443),
      exceptPort: fc.constantFrom(22, 443),
      server: fc.constant(true),
      network: fc.constantFrom("own", "other"),
      group: fc.constantFrom("a", "b"),
      elsewhere: fc.boolean(),
    },
    { requiredKeys: ["allows", "elsewhere"] },
  ),
  { minLength: 1, maxLength: 5 },
);

/** Whether a connection of an enrolled user without a group gets through, by the first policy that matches. */
function isOpen(written: Policy[]): boolean {
  const connections = RANGES[ROUTED].flatMap((address) =>
    [1, 22, 443].flatMap((port) => [
      { address, port, server: false },
      ...(port === 443 ? [{ address, port, server: true }] : []),
    ]),
  );
  return connections.some(({ address, port, server }) => {
    const first = written.find(
      (each) =>
        each.group === undefined &&
        each.network !== "other" &&
        (each.range === undefined || RANGES[each.range].includes(address)) &&
        (each.port === undefined || each.port === port) &&
        each.exceptPort !== port &&
        (each.server === undefined || server),
    );
    return first === undefined || first.allows;
  });
}

test("a guarded route is refused if and only if an enrolled user without a group gets through", () => {
  const outcomes = new Set<boolean>();
  fc.assert(
    fc.property(policies, fc.constantFrom(ROUTED, "10.50.128.0/17"), (written, range) => {
      const stack = stackWithProvider();
      const elsewhere = stackWithProvider("elsewhere", stack.node.root as any);
      const own = new VirtualNetwork(stack, "own", { account: ACCOUNT });
      const other = new VirtualNetwork(stack, "other", { account: ACCOUNT });
      const guard = new GatewayNetworkPolicy(stack, "last", {
        account: ACCOUNT,
        action: NetworkAction.BLOCK,
        traffic: Traffic.destination(range),
        precedence: 100,
      });
      written.forEach((each, i) => {
        const conditions = [
          ...(each.range === undefined ? [] : [Traffic.destination(each.range)]),
          ...(each.port === undefined ? [] : [Traffic.port(each.port)]),
          ...(each.server === undefined ? [] : [Traffic.sniDomains(SERVER)]),
          ...(each.network === undefined ? [] : [Traffic.virtualNetwork(each.network === "own" ? own : other)]),
        ];
        const [first = Traffic.destination("0.0.0.0/0"), ...more] = conditions;
        const traffic = more.reduce((all, next) => all.and(next), first);
        new GatewayNetworkPolicy(each.elsewhere ? elsewhere : stack, `policy-${i}`, {
          account: ACCOUNT,
          action: each.allows ? NetworkAction.ALLOW : NetworkAction.BLOCK,
          traffic: each.exceptPort === undefined ? traffic : traffic.except(Traffic.port(each.exceptPort)),
          ...(each.group !== undefined && { identity: Identity.groups(each.group) }),
          precedence: i + 1,
        });
      });
      new Tunnel(stack, "tunnel", { account: ACCOUNT }).route(ROUTED, { virtualNetwork: own, guardedBy: [guard] });
      const refused = problems(stack).some((each) => each.endsWith(" RouteGuardInvalid"));
      const expected = isOpen([...written, { allows: false, range, elsewhere: false }]);
      outcomes.add(expected);
      expect(refused).toBe(expected);
    }),
    { numRuns: 60, seed: 11 },
  );
  expect([...outcomes].sort()).toEqual([false, true]);
});
