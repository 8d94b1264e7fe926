import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  AccessPolicy,
  AccessRule,
  Account,
  HostAccess,
  Origin,
  ServiceToken,
  Tunnel,
  TunnelToken,
  Zone,
} from "cdktf-zero-trust";
import { KubernetesConnector, KubernetesService } from "cdktf-zero-trust/lib/kubernetes";

/** Publishes ArgoCD for staff and partners, its Git webhook, a database over TCP, and one page that is public. */
export class ArgocdStack extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    new CloudflareProvider(this, "cloudflare");
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config" });

    const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
    const zone = Zone.fromZoneAttributes(this, "example.com", {
      zoneId: "fedcba9876543210fedcba9876543210",
      zoneName: "example.com",
    });

    // Partners have no SSO. They log in with a one-time PIN that is sent to these addresses.
    const staff = new AccessPolicy(this, "staff", {
      account,
      include: [AccessRule.emailDomain("example.com")],
      require: [AccessRule.country("JP")],
    });
    const partners = new AccessPolicy(this, "partners", {
      account,
      include: [AccessRule.emails("a@partner.example", "b@partner.example")],
      sessionDuration: "8h",
    });
    const operators = new AccessPolicy(this, "operators", {
      account,
      include: [AccessRule.emails("ops@example.com")],
      require: [AccessRule.authMethod("mfa")],
      sessionDuration: "1h",
    });
    const ci = new ServiceToken(this, "ci", { account });

    const tunnel = new Tunnel(this, "eks-dev", { account });
    tunnel.connect(
      new KubernetesConnector({
        namespace: "cloudflared",
        token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
      }),
    );

    const argocd = tunnel.publish("argocd.example.com", {
      zone,
      origin: KubernetesService.http("argocd-server", { namespace: "argocd", port: 80, targetPort: 8080 }),
      access: HostAccess.policies(staff, partners),
    });
    argocd.allowServiceToken(ci);
    argocd.addPath("/reports", KubernetesService.http("reports", { namespace: "argocd", port: 80 }));

    // A public path gets its own host with exact paths. On the host above, it would weaken the protection of other
    // paths.
    tunnel.publish("argocd-hooks.example.com", {
      zone,
      onlyPaths: ["/api/webhook"],
      origin: KubernetesService.http("argocd-server", { namespace: "argocd", port: 80, targetPort: 8080 }),
      access: HostAccess.publicly("Git webhooks, signed"),
    });
    tunnel.publish("db.example.com", {
      zone,
      origin: Origin.tcp("10.0.3.9", 5432),
      access: HostAccess.policies(operators),
    });
    tunnel.publish("status.example.com", {
      zone,
      origin: Origin.http("10.0.3.7", 8080),
      access: HostAccess.publicly("status page, read only"),
    });
  }
}
