import { resolverPolicy } from "../gateway/support";
import { ACCOUNT, messages, problems, stackWithProvider } from "../support/stack";
import { Fleet, HostnamePattern, Identity, Plan, Traffic, Tunnel } from "cdktf-zero-trust";

const OPEN = { unguarded: "a lab without users" };
const enterprise = { ...ACCOUNT, plan: Plan.ENTERPRISE };
let stack = stackWithProvider();
beforeEach(() => (stack = stackWithProvider()));

describe("a private name under .local", () => {
  const routed = (hostname: string) => {
    new Tunnel(stack, "lab", { account: ACCOUNT }).routeHostname(hostname, OPEN);
    return problems(stack);
  };

  test.each([
    ["web.local", "web.local"],
    ["*.lab.local", "lab.local"],
  ])("results in a warning for the hostname route %s", (hostname, stored) => {
    expect(routed(hostname)).toEqual([`HostnameRoutes/${stored} warning MulticastName`]);
  });

  test.each(["local.example.internal", "web.mylocal", "web.local.example"])("is not %s", (hostname) => {
    expect(routed(hostname)).toEqual([]);
  });

  test.each([
    [Traffic.host(HostnamePattern.under("lab.local")), "lab.local"],
    [Traffic.host(HostnamePattern.under("local")), "local"],
    [Traffic.host(HostnamePattern.exactly("web.lab.local")), "web.lab.local"],
    [Traffic.host(HostnamePattern.environments(["dev", "stg"], "k8s.local")), "k8s.local"],
    [Traffic.domains("a.internal", "lab.local"), "lab.local"],
  ])("results in a warning for a resolver policy (%#)", (traffic, name) => {
    resolverPolicy(stack, { traffic });
    expect(messages(stack)).toEqual([expect.stringMatching(`^names warning MulticastName: "${name}" is under`)]);
  });

  test.each([
    [Traffic.host(HostnamePattern.under("local.internal", "a.mylocal"))],
    [Traffic.domains("internal").except(Traffic.domains("lab.local"))],
  ])("is not matched by a resolver policy for other names (%#)", (traffic) => {
    resolverPolicy(stack, { traffic });
    expect(problems(stack)).toEqual([]);
  });

  test.each([undefined, ["shop", "web"]])("results in one warning for a fleet with namespaces %j", (namespaces) => {
    const account = namespaces === undefined ? enterprise : { ...ACCOUNT, plan: Plan.STANDARD };
    const fleet = new Fleet(stack, "fleet", { account, domain: "k8s.local" });
    for (const [environment, second] of Object.entries({ dev: 10, prod: 20 })) {
      fleet.addCluster(environment, {
        tunnel: new Tunnel(stack, environment, { account }),
        podCidrs: [`10.${second}.0.0/16`],
        resolvers: [`10.${second}.0.10`],
        allow: [Identity.groups("engineers")],
        namespaces,
      });
    }
    expect(problems(stack)).toEqual(["fleet warning MulticastName"]);
  });

  test("results in a warning in each app", () => {
    routed("web.local");
    stack = stackWithProvider();
    expect(routed("web.local")).toHaveLength(1);
  });
});
