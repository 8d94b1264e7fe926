import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { setting } from "./settings";
import { Account, DeviceProfile, Fleet, Identity, Plan, SplitTunnel, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

/** Defines what a private network is told by other stacks. */
export interface PrivateNetworkStackProps {
  /** Where the cluster's DNS answers for dev.k8s.example.internal. */
  readonly resolvers: string[];
}

/** Lets engineers reach the pods of one cluster by name. Change the CIDRs and the group to yours. */
export class PrivateNetworkStack extends TerraformStack {
  public constructor(scope: Construct, id: string, { resolvers }: PrivateNetworkStackProps) {
    super(scope, id);
    new CloudflareProvider(this, "cloudflare"); // reads CLOUDFLARE_API_TOKEN
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config" });

    const account: Account = {
      accountId: setting(this, "cloudflareAccountId"),
      teamName: setting(this, "cloudflareTeamName"),
      plan: Plan.ENTERPRISE,
    };

    const tunnel = new Tunnel(this, "dev", { account });
    tunnel.connect(
      new KubernetesConnector({
        namespace: "cloudflared",
        token: TunnelToken.fromKubernetesSecret("cloudflared-dev-token", "token"),
      }),
    );

    const engineers = Identity.groups("engineers");
    const fleet = new Fleet(this, "fleet", { account, domain: "k8s.example.internal" });
    fleet.addCluster("dev", {
      tunnel,
      podCidrs: ["10.10.0.0/16"],
      resolvers,
      allow: [engineers],
    });
    new DeviceProfile(this, "engineers", {
      account,
      match: engineers,
      reach: fleet,
      splitTunnel: SplitTunnel.exclude(),
    });
  }
}
