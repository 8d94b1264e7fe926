import { Testing } from "cdktf";
import { ClusterDnsStack } from "../../examples/cluster-dns/cluster-dns-stack";
import { traceName } from "../../lib/trace/index";
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

test("The connector of examples/cluster-dns reaches the resolver, the pods and the Services in a trace", () => {
  // The example has no device profile, and the account's default one resolves "internal" locally.
  const profile = { name: "engineers", precedence: 1, match: 'identity.email == "a@example.com"', exclude: [] };
  const id = "${cloudflare_zero_trust_device_custom_profile.p.id}";
  const resource = {
    ...terraform.resource,
    cloudflare_zero_trust_device_custom_profile: { p: profile },
    cloudflare_zero_trust_device_custom_profile_local_domain_fallback: { p: { policy_id: id, domains: [] } },
  };
  const { outcome, hops } = traceName([{ name: "cluster-dns", terraform: { ...terraform, resource } }], {
    fqdn: "web.shop.svc.dev.k8s.example.internal",
    profile: "engineers",
    person: { groups: ["engineers"] },
  });
  expect(outcome).toBe("connects");
  const egress = hops.filter(({ at }) => at.startsWith("egress"));
  expect(egress.map(({ at, decided }) => [at, decided])).toEqual([
    ["egress to resolver", "Yes. NetworkPolicy cloudflared/cloudflared-dev allows 10.100.0.0/16."],
    [
      "egress to address",
      ["10.10.0.0/16", "10.100.0.0/16"]
        .map((cidr) => `Yes. NetworkPolicy cloudflared/cloudflared-dev allows ${cidr}.`)
        .join(" "),
    ],
  ]);
});
