import { App, TerraformStack, Testing } from "cdktf";
import { build } from "../../examples/multi-cluster/app";
import { clusters } from "../../examples/multi-cluster/clusters";
import { DnsStack } from "../../examples/multi-cluster/dns-stack";
import { PrivateNetworkStack } from "../../examples/multi-cluster/private-network-stack";
import { describeWithCoredns } from "../support/coredns/binary";
import { corefileJudged } from "../support/coredns/examples";
import { problems } from "../support/stack";
import { Plan } from "cdktf-zero-trust";
import { graph, synthesize } from "cdktf-zero-trust/lib/testing";

const stackOf = (plan: Plan) => build(Testing.stubVersion(new App({ stackTraces: false })), plan);
const enterprise = stackOf(Plan.ENTERPRISE);
const standard = stackOf(Plan.STANDARD);

const POLICY = "cloudflare_zero_trust_gateway_policy";
const bodies = (stack: PrivateNetworkStack, type: string): any[] =>
  Object.values<any>(synthesize(stack).resource[type] ?? {});

describe("examples/multi-cluster", () => {
  test.each([enterprise, standard])("synthesizes without problems (plan %#)", (stack) => {
    expect(problems(stack)).toEqual([]);
  });

  test("sends the queries for each cluster to its own name servers", () => {
    const names = bodies(enterprise, POLICY).filter(({ action }) => action === "resolve");
    expect(
      names.map(({ name, rule_settings }) => [name, rule_settings.dns_resolvers.ipv4.map(({ ip }: any) => ip)]).sort(),
    ).toEqual([
      ["dev.k8s.example.internal", ["10.10.0.10", "10.10.32.10"]],
      ["ml.k8s.example.internal", ["10.40.0.10"]],
      ["prod.k8s.example.internal", ["10.30.0.10", "10.30.32.10"]],
      ["stg.k8s.example.internal", ["10.20.0.10", "10.20.32.10"]],
    ]);
  });
});

describeWithCoredns("the Corefiles of examples/multi-cluster", () => {
  test.each(clusters.map(({ environment }) => environment))(
    "serve exactly the zone of %s in CoreDNS",
    async (environment) => {
      const dns = enterprise.node.root.node.findChild(`dns-${environment}`) as DnsStack;
      expect(await corefileJudged(synthesize(dns))).toEqual([`${environment}.k8s.example.internal.:5353`]);
    },
  );
});

describe("examples/multi-cluster", () => {
  test("reads the state of no other stack", () => {
    for (const stack of App.of(enterprise).node.findAll().filter(TerraformStack.isStack)) {
      expect([synthesize(stack).data, stack.dependencies]).toEqual([undefined, []]);
    }
  });

  test("routes the pods, and the name server in Google Cloud, which is outside the pod range", () => {
    const routes = bodies(enterprise, "cloudflare_zero_trust_tunnel_cloudflared_route").map(({ network }) => network);
    expect(routes.sort()).toEqual(["10.10.0.0/16", "10.20.0.0/16", "10.30.0.0/16", "10.40.0.10/32", "10.44.0.0/14"]);
  });

  test("allows only the groups of a cluster on each of its routes", () => {
    const l4 = bodies(enterprise, POLICY).filter(({ filters }) => filters[0] === "l4");
    const prod = l4.filter(({ traffic }) => traffic.includes("10.30.0.0/16"));
    expect(prod.map(({ action, identity }) => [action, identity]).sort()).toEqual([
      ["allow", 'any(identity.groups.name[*] in {"sre"})'],
      ["block", undefined],
    ]);
    expect(l4).toHaveLength(2 * 5);
  });

  test("routes two namespaces of each cluster by hostname on a plan without resolver policies", () => {
    expect(bodies(standard, "cloudflare_zero_trust_tunnel_cloudflared_route")).toEqual([]);
    const names = bodies(standard, "cloudflare_zero_trust_network_hostname_route").map(({ hostname }) => hostname);
    expect(names).toHaveLength(8);
    expect(names).toContain("shop.svc.dev.k8s.example.internal");
  });

  test("matches the snapshot of the resources of one cluster", () => {
    const { resource } = synthesize(enterprise);
    const ofDev = Object.entries<any>(resource).map(([type, all]) => [
      type,
      Object.fromEntries(Object.entries(all).filter(([name]) => /(^|_)(dev|1010)/.test(name))),
    ]);
    expect(Object.fromEntries(ofDev.filter(([, all]) => Object.keys(all).length > 0))).toMatchSnapshot();
  });

  test("matches the snapshot of the edges of one cluster", () => {
    const ofDev = graph(enterprise).edges.filter((edge) => /(^|\/| )(dev|10\.10\.)/.test(edge));
    expect(ofDev).toMatchSnapshot();
  });

  test("matches the snapshot of the edges of one cluster without resolver policies", () => {
    const ofDev = graph(standard).edges.filter((edge) => /(^|\/| )(dev|10\.10\.)|svc\.dev\./.test(edge));
    expect(ofDev).toMatchSnapshot();
  });
});

describe("the traces of examples/multi-cluster", () => {
  const answered = clusters.map(({ environment, groups }) => {
    const fqdn = `web.shop.svc.${environment}.k8s.example.internal`;
    return enterprise.fleet.trace(fqdn, { groups, profile: groups[0], port: 8080 });
  });

  test("connect, also through the NetworkPolicies of the connectors", () => {
    expect(answered.map(({ outcome, notes }) => [outcome, notes])).toEqual(clusters.map(() => ["connects", []]));
    const egress = answered.map(({ hops }) => hops.filter(({ at }) => at.startsWith("egress")).map(({ at }) => at));
    expect(egress).toEqual(clusters.map(() => ["egress to resolver", "egress to address"]));
  });
});
