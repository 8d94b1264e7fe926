import fc from "fast-check";
import { connected, DOMAIN, ENTERPRISE, STANDARD } from "./support";
import { problems } from "../support/stack";
import {
  DeviceProfile,
  HostnamePattern,
  Identity,
  NameTraceOutcome,
  SplitTunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";

/** A value in one of six cases. */
function sometimes<T>(...values: T[]): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );
}

/** Clusters use few networks, so that their CIDRs often overlap. */
const cluster = fc
  .record({
    environment: fc.constantFrom("dev", "stg", "xdev", "d", "0", "dev-eu", "eu-dev"),
    network: fc.integer({ min: 0, max: 9 }),
    ipv6: fc.boolean(),
    services: sometimes(["172.20.0.0/16"]),
    resolvers: fc.subarray(["pods", "services", "beside"], { minLength: 1 }),
    namespaces: fc.constantFrom<(string[] | undefined)[]>(undefined, ["shop"], ["pay", "shop"]),
    virtualNetwork: sometimes("one", "other"),
    hostnameRoutes: sometimes(true),
  })
  .map(({ network, ipv6, services = [], resolvers, ...rest }) => {
    const addresses: Record<string, string> = {
      pods: ipv6 ? `fd00:${network}::53` : `10.${network}.0.10`,
      services: `172.20.${network}.53`,
      beside: `10.99.${network}.10`,
    };
    return {
      ...rest,
      podCidrs: [`10.${network}.0.0/16`, ...(ipv6 ? [`fd00:${network}::/48`] : [])],
      serviceCidrs: services,
      resolvers: resolvers.map((where) => addresses[where]),
    };
  });

const fleet = fc.record({
  account: fc.constantFrom(ENTERPRISE, ENTERPRISE, STANDARD),
  mode: fc.constantFrom(SplitTunnel.exclude(), SplitTunnel.include()),
  clusters: fc.uniqueArray(cluster, { minLength: 1, maxLength: 3, selector: ({ environment }) => environment }),
});
type RandomFleet = typeof fleet extends fc.Arbitrary<infer T> ? T : never;

/** The fleet, whose clusters each allow their own group. Undefined if the fleet is refused. */
function accepted({ account, mode, clusters }: RandomFleet) {
  const made = connected({ ...account, initialResolvedRanges: ["172.64.128.0/20"] });
  const networks = new Map(["one", "other"].map((id) => [id, new VirtualNetwork(made.stack, id, { account })]));
  try {
    clusters.forEach(({ environment, virtualNetwork, ...options }, i) =>
      made.add(`${environment}`, {
        ...options,
        virtualNetwork: virtualNetwork === undefined ? undefined : networks.get(virtualNetwork),
        allow: [Identity.groups(`group-${i}`)],
      }),
    );
  } catch (error) {
    // "already a Construct": two tunnels with the same id
    if ("code" in (error as object) || /already a Construct/.test(String(error))) return undefined;
    throw error;
  }
  const groups = clusters.map((_, i) => `group-${i}`);
  new DeviceProfile(made.stack, "all", {
    account,
    match: Identity.groups(...groups),
    reach: made.fleet,
    splitTunnel: mode,
  });
  return problems(made.stack).every((problem) => problem.includes(" warning ")) ? made.fleet : undefined;
}

test("every fleet that synthesizes connects only for the users whom a cluster allows", () => {
  let checked = 0;
  fc.assert(
    fc.property(fleet, (random) => {
      const made = accepted(random);
      if (made === undefined) return;
      random.clusters.forEach(({ environment, virtualNetwork }, i) => {
        checked++;
        const name = `web.shop.svc.${environment}.${DOMAIN}`;
        const asked = { email: "a@example.com", virtualNetwork };
        const trace = made.trace(name, { ...asked, groups: [`group-${i}`] });
        expect(`${trace.outcome}\n${trace}`).toMatch(new RegExp(`^${NameTraceOutcome.CONNECTS}\n`));
        const others = made.trace(name, { ...asked, groups: ["sales"], profile: "all" });
        expect(`${others.outcome}\n${others}`).toMatch(new RegExp(`^${NameTraceOutcome.BROKEN}\n`));
      });
      const patterns = made.zones.map((zone) => HostnamePattern.under(zone));
      for (const [i, one] of patterns.entries()) {
        for (const other of patterns.slice(i + 1)) expect(one.findCommonName(other)).toBeUndefined();
      }
    }),
    { numRuns: 60 },
  );
  expect(checked).toBeGreaterThan(20); // refused fleets are covered by other tests
}, 120_000);
