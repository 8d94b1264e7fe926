import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { createOutputs } from "./outputs";
import { setting } from "./settings";
import { Account, DeviceProfile, Fleet, Identity, Plan, SplitTunnel, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

/** Properties of a `PrivateNetworkStack`. */
export interface PrivateNetworkStackProps {
  /** The addresses of the name servers for dev.k8s.example.internal. */
  readonly resolvers: string[];
}

/** Makes the pods of one cluster reachable by name for engineers. Replace the CIDRs and the group with yours. */
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
    createOutputs(
      this,
      tunnel,
      "kubectl -n cloudflared create secret generic cloudflared-dev-token --from-file=token=/dev/stdin",
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
