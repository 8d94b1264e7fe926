import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Cluster, CONTEXTS, DOMAIN } from "./clusters";
import { Account, DeviceProfile, Fleet, Identity, Plan, SplitTunnel, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { HeadlessService, KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

/** A cluster, and the addresses at which its DNS answers. */
export interface ReachedCluster extends Cluster {
  readonly resolvers: string[];
}

/** Clusters of two AWS accounts and of Google, reached by name at the same time. */
export class PrivateNetworkStack extends TerraformStack {
  public readonly fleet: Fleet;

  public constructor(scope: Construct, id: string, plan: Plan, clusters: ReachedCluster[]) {
    super(scope, id);
    new CloudflareProvider(this, "cloudflare");
    const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example", plan };

    this.fleet = new Fleet(this, "fleet", { account, domain: DOMAIN });
    // One context a cluster: each gets in by the credentials of its own cloud account.
    const providers = new Map(CONTEXTS.map((context) => [context, this.kubernetes(context)]));
    for (const { environment, podCidrs, resolvers, groups } of clusters) {
      const provider = providers.get(environment);
      const tunnel = new Tunnel(this, environment, { account });
      tunnel.connect(
        new KubernetesConnector({
          provider,
          namespace: "cloudflared",
          token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
        }),
      );
      this.fleet.addCluster(environment, {
        tunnel,
        podCidrs,
        resolvers,
        namespaces: ["pay", "shop"],
        allow: [Identity.groups(...groups)],
      });
      // `web` has an address of the cluster alone; `web-pods` is answered with those of its pods.
      new HeadlessService(this, `web-pods-${environment}`, {
        provider,
        service: "web",
        namespace: "shop",
        podLabels: { app: "web" },
        ports: [{ name: "http", port: 8080 }],
      });
    }

    for (const group of ["engineers", "sre", "support"]) {
      new DeviceProfile(this, group, {
        account,
        match: Identity.groups(group),
        reach: this.fleet,
        splitTunnel: SplitTunnel.exclude(),
      });
    }
  }

  private kubernetes(context: string): KubernetesProvider {
    return new KubernetesProvider(this, `kubernetes-${context}`, {
      alias: context,
      configPath: "~/.kube/config",
      configContext: context,
    });
  }
}
