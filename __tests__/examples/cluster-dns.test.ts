import { Testing } from "cdktf";
import { ClusterDnsStack } from "../../examples/cluster-dns/cluster-dns-stack";
import { describeWithCoredns } from "../support/coredns/binary";
import { corefileJudged } from "../support/coredns/examples";
import { graph, synthesize } from "cdktf-zero-trust/lib/testing";

const stack = new ClusterDnsStack(Testing.app(), "cluster-dns");
const terraform = synthesize(stack);
const only = (type: string): any => {
  const [body, ...others] = Object.values<any>(terraform.resource[type]);
  expect(others).toEqual([]);
  return body;
};

describe("examples/cluster-dns", () => {
  test("creates no load balancer", () => {
    expect(Object.keys(terraform.provider).sort()).toEqual(["cloudflare", "kubernetes"]);
    expect(only("kubernetes_service_v1").spec).toMatchObject({ type: "ClusterIP", cluster_ip: "10.100.0.53" });
  });

  test("sends the queries for the zone to the CoreDNS of the cluster, through the tunnel", () => {
    const policies = Object.values<any>(terraform.resource.cloudflare_zero_trust_gateway_policy);
    const { traffic, rule_settings } = policies.find(({ action }) => action === "resolve");
    expect(traffic).toContain("dev[.]k8s[.]example[.]internal");
    expect(rule_settings.dns_resolvers.ipv4).toEqual([
      { ip: "10.100.0.53", port: 53, route_through_private_network: true },
    ]);
    const routed = Object.values<any>(terraform.resource.cloudflare_zero_trust_tunnel_cloudflared_route);
    expect(routed.map(({ network }) => network).sort()).toEqual(["10.10.0.0/16", "10.100.0.0/16"]);
  });

  test("allows queries from the connector in the NetworkPolicies of both sides", () => {
    const [connector, dns] = ["cloudflared-dev", "cluster-dns"].map((name) =>
      Object.values<any>(terraform.resource.kubernetes_network_policy_v1).find(
        ({ metadata }) => metadata.name === name,
      ),
    );
    expect(connector.spec.egress[4].to).toEqual([
      { ip_block: { cidr: "10.10.0.0/16" } },
      { ip_block: { cidr: "10.100.0.0/16" } },
      { namespace_selector: {} },
    ]);
    expect(dns.spec.ingress[0].from).toMatchObject([
      { ip_block: { cidr: "10.10.0.0/16" } },
      { pod_selector: { match_labels: { "app.kubernetes.io/name": "cloudflared" } } },
    ]);
    expect(connector.spec.pod_selector.match_labels["app.kubernetes.io/name"]).toBe("cloudflared");
  });

  test("matches the snapshot of its resources", () => {
    expect(terraform).toMatchSnapshot();
  });

  test("matches the snapshot of its edges", () => {
    expect(graph(stack).edges).toMatchSnapshot();
  });
});

describeWithCoredns("the Corefile of examples/cluster-dns", () => {
  test("serves exactly the zone of the cluster in CoreDNS", async () => {
    expect(await corefileJudged(terraform)).toEqual(["dev.k8s.example.internal.:5353"]);
  });
});
