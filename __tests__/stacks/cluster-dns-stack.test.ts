import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { ClusterDnsStack } from "../../stacks/cluster-dns-stack";
import { describeWithCoredns } from "../support/coredns/binary";
import { corefileJudged } from "../support/coredns/examples";
import { problems } from "../support/stack";
import { Account, Fleet, Identity, Plan, Tunnel } from "cdktf-zero-trust";
import { NlbExposure } from "cdktf-zero-trust/lib/coredns";
import { graph, synthesize } from "cdktf-zero-trust/lib/testing";

const account: Account = {
  accountId: "0123456789abcdef0123456789abcdef",
  teamName: "example",
  plan: Plan.ENTERPRISE,
};

function stackOf(environment: string, net: number, app = Testing.app(), serveClusterLocal = false): ClusterDnsStack {
  return new ClusterDnsStack(app, environment, {
    context: `${environment}-cluster`,
    zones: [`${environment}.k8s.example.internal`],
    serveClusterLocal,
    allowFrom: [`10.${net}.0.0/16`],
    exposure: NlbExposure.fixedAddresses({
      name: `${environment}-dns`,
      subnets: [
        { subnetId: "subnet-0a1b2c3d4e5f60001", cidr: `10.${net}.0.0/20`, address: `10.${net}.0.10` },
        { subnetId: "subnet-0a1b2c3d4e5f60002", cidr: `10.${net}.32.0/20`, address: `10.${net}.32.10` },
      ],
    }),
  });
}

const stack = stackOf("dev", 10);

describe("ClusterDnsStack", () => {
  test("uses the context of its cluster", () => {
    expect(synthesize(stack).provider.kubernetes).toEqual([
      { config_context: "dev-cluster", config_path: "~/.kube/config" },
    ]);
  });

  // examples/cluster-dns has a snapshot of the other resources. The Service differs by exposure.
  test("matches the snapshot of its Service", () => {
    expect(synthesize(stack).resource.kubernetes_service_v1).toMatchSnapshot();
  });

  test("matches the snapshot of its edges", () => {
    expect(graph(stack).edges).toMatchSnapshot();
  });

  test("joins a fleet with literal addresses, so that no stack reads the state of another", () => {
    const app = Testing.app();
    const clusters = [stackOf("dev", 10, app), stackOf("prod", 20, app)];
    const stackOfFleet = new TerraformStack(app, "fleet");
    new CloudflareProvider(stackOfFleet, "cloudflare");
    const fleet = new Fleet(stackOfFleet, "fleet", { account, domain: "k8s.example.internal" });
    for (const { dns, node } of clusters) {
      fleet.addCluster(node.id, {
        tunnel: new Tunnel(stackOfFleet, node.id, { account }),
        podCidrs: [dns.addresses[0].replace(/\.0\.10$/, ".0.0/16")],
        resolvers: dns.addresses,
        allow: [Identity.groups("engineers")],
      });
    }
    const { data, resource } = synthesize(stackOfFleet);
    expect(data).toBeUndefined();
    expect(stackOfFleet.dependencies).toEqual([]);
    expect(fleet.zones).toEqual(clusters.flatMap(({ dns }) => dns.zones));
    const resolvers = Object.values<any>(resource.cloudflare_zero_trust_gateway_policy).flatMap(({ rule_settings }) =>
      rule_settings === undefined ? [] : [rule_settings.dns_resolvers.ipv4.map(({ ip }: any) => ip)],
    );
    expect(resolvers).toEqual([
      ["10.10.0.10", "10.10.32.10"],
      ["10.20.0.10", "10.20.32.10"],
    ]);
  });

  test("fails when a second cluster serves cluster.local", () => {
    const app = Testing.app();
    const [dev, prod] = [stackOf("dev", 10, app, true), stackOf("prod", 20, app, true)];
    expect([...problems(dev), ...problems(prod)]).toEqual(["dns ClusterLocalTwice"]);
  });
});

describeWithCoredns("the Corefile of ClusterDnsStack", () => {
  test("serves exactly the zones of the cluster in CoreDNS", async () => {
    const served = await corefileJudged(synthesize(stackOf("dev", 10, Testing.app(), true)));
    expect(served).toEqual(["cluster.local.:5353", "dev.k8s.example.internal.:5353"]);
  });
});
