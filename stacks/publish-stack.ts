import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { createOutputs } from "./outputs";
import { setting } from "./settings";
import { AccessPolicy, AccessRule, Account, HostAccess, Tunnel, TunnelToken, Zone } from "cdktf-zero-trust";
import { KubernetesConnector, KubernetesService } from "cdktf-zero-trust/lib/kubernetes";

/** Publishes ArgoCD of one cluster behind a login. Replace the hosts, the rules and the Services with yours. */
export class PublishStack extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    new CloudflareProvider(this, "cloudflare"); // reads CLOUDFLARE_API_TOKEN
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config" });

    const account: Account = {
      accountId: setting(this, "cloudflareAccountId"),
      teamName: setting(this, "cloudflareTeamName"),
    };
    const zoneName = setting(this, "cloudflareZoneName");
    const zone = Zone.fromZoneAttributes(this, "zone", { zoneId: setting(this, "cloudflareZoneId"), zoneName });

    const staff = new AccessPolicy(this, "staff", { account, include: [AccessRule.emailDomain(zoneName)] });

    const tunnel = new Tunnel(this, "cluster", { account });
    tunnel.connect(
      new KubernetesConnector({
        namespace: "cloudflared",
        token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
      }),
    );
    tunnel.publish(`argocd.${zoneName}`, {
      zone,
      origin: KubernetesService.http("argocd-server", { namespace: "argocd", port: 80, targetPort: 8080 }),
      access: HostAccess.policies(staff),
    });
    createOutputs(
      this,
      tunnel,
      "kubectl -n cloudflared create secret generic cloudflared-token --from-file=token=/dev/stdin",
    );
  }
}
