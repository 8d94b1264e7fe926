import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Cluster, CONTEXTS, DOMAIN } from "./clusters";
import { Account, DeviceProfile, Fleet, Identity, Plan, SplitTunnel, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { HeadlessService, KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

/** A cluster with the addresses of its name servers. */
export interface ReachedCluster extends Cluster {
  /** The addresses of the cluster's name servers. */
  readonly resolvers: string[];
}

/** Makes clusters of two AWS accounts and of Google Cloud reachable by name at the same time. */
export class PrivateNetworkStack extends TerraformStack {
  /** The clusters. */
  public readonly fleet: Fleet;

  public constructor(scope: Construct, id: string, plan: Plan, clusters: ReachedCluster[]) {
    super(scope, id);
    new CloudflareProvider(this, "cloudflare");
    const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example", plan };

    this.fleet = new Fleet(this, "fleet", { account, domain: DOMAIN });
    // One context per cluster, each with the credentials of its own cloud account.
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
      // `web` resolves to a cluster IP, which is not reachable from outside. `web-pods` resolves to its pods.
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
