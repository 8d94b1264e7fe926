import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Account, Fleet, Identity, Plan, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { ClusterDns, ClusterIpExposure } from "cdktf-zero-trust/lib/coredns";
import { KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

const DOMAIN = "k8s.example.internal";
const POD_CIDR = "10.10.0.0/16";
const SERVICE_CIDR = "10.100.0.0/16";

/**
 * Makes the names and addresses of one cluster reachable for engineers with the Cloudflare One Client (formerly WARP).
 * The connector and CoreDNS run in the cluster, so no load balancer is needed.
 */
export class ClusterDnsStack extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    new CloudflareProvider(this, "cloudflare");
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config" });

    const account: Account = {
      accountId: "0123456789abcdef0123456789abcdef",
      teamName: "example",
      plan: Plan.ENTERPRISE, // required by the resolver policy
    };

    // Answers web.shop.svc.dev.k8s.example.internal, to the connector's pods only.
    const dns = new ClusterDns(this, "dns", {
      zones: [`dev.${DOMAIN}`],
      allowFrom: [POD_CIDR],
      exposure: ClusterIpExposure.fixedAddress({ address: "10.100.0.53", serviceCidr: SERVICE_CIDR }),
    });

    const tunnel = new Tunnel(this, "dev", { account });
    tunnel.connect(
      new KubernetesConnector({
        namespace: "cloudflared",
        token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
      }),
    );

    // From inside the cluster, the connector reaches pods and Services, including the name server.
    const fleet = new Fleet(this, "fleet", { account, domain: DOMAIN });
    fleet.addCluster("dev", {
      tunnel,
      podCidrs: [POD_CIDR],
      serviceCidrs: [SERVICE_CIDR],
      resolvers: dns.addresses,
      allow: [Identity.groups("engineers")],
    });
  }
}
