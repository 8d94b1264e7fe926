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

test("no load balancer is made", () => {
  expect(Object.keys(terraform.provider).sort()).toEqual(["cloudflare", "kubernetes"]);
  expect(only("kubernetes_service_v1").spec).toMatchObject({ type: "ClusterIP", cluster_ip: "10.100.0.53" });
});

test("Gateway asks the cluster's CoreDNS for its zone, through the tunnel", () => {
  const policies = Object.values<any>(terraform.resource.cloudflare_zero_trust_gateway_policy);
  const { traffic, rule_settings } = policies.find(({ action }) => action === "resolve");
  expect(traffic).toContain("dev[.]k8s[.]example[.]internal");
  expect(rule_settings.dns_resolvers.ipv4).toEqual([
    { ip: "10.100.0.53", port: 53, route_through_private_network: true },
  ]);
  const routed = Object.values<any>(terraform.resource.cloudflare_zero_trust_tunnel_cloudflared_route);
  expect(routed.map(({ network }) => network).sort()).toEqual(["10.10.0.0/16", "10.100.0.0/16"]);
});

test("the connector's policy lets it ask, and CoreDNS lets it in", () => {
  const [connector, dns] = ["cloudflared-dev", "cluster-dns"].map((name) =>
    Object.values<any>(terraform.resource.kubernetes_network_policy_v1).find(({ metadata }) => metadata.name === name),
  );
  const routed = connector.spec.egress[3].to.map((peer: any) => peer.ip_block.cidr);
  expect(routed).toEqual(["10.10.0.0/16", "10.100.0.0/16"]);
  expect(dns.spec.ingress[0].from).toEqual([{ ip_block: { cidr: "10.10.0.0/16" } }]);
});

test("the whole stack", () => {
  expect(terraform).toMatchSnapshot();
});

test("the order between its objects", () => {
  expect(graph(stack).edges).toMatchSnapshot();
});

describeWithCoredns("the example's Corefile, told to the real CoreDNS", () => {
  test("loads, and serves exactly the zone that is meant", async () => {
    expect(await corefileJudged(terraform)).toEqual(["dev.k8s.example.internal.:5353"]);
  });
});
