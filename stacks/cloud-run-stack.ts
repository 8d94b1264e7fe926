import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { createOutputs } from "./outputs";
import { setting } from "./settings";
import { AccessPolicy, AccessRule, Account, HostAccess, Tunnel, TunnelToken, Zone } from "cdktf-zero-trust";
import { CloudRunConnector, CloudRunService, InternalCloudRunService, RunAppDns } from "cdktf-zero-trust/lib/cloud-run";

/**
 * Publishes an internal Cloud Run service behind a login, through a connector in a worker pool. Replace the service,
 * the rules and the network with yours.
 */
export class CloudRunStack extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    new CloudflareProvider(this, "cloudflare"); // reads CLOUDFLARE_API_TOKEN
    // Uses the application default credentials.
    new GoogleProvider(this, "google", { project: setting(this, "googleProject") });

    const account: Account = {
      accountId: setting(this, "cloudflareAccountId"),
      teamName: setting(this, "cloudflareTeamName"),
    };
    const zoneName = setting(this, "cloudflareZoneName");
    const zone = Zone.fromZoneAttributes(this, "zone", { zoneId: setting(this, "cloudflareZoneId"), zoneName });
    const staff = new AccessPolicy(this, "staff", { account, include: [AccessRule.emailDomain(zoneName)] });

    const region = setting(this, "googleRegion");
    const vpc = new ComputeNetwork(this, "vpc", { name: "zero-trust", autoCreateSubnetworks: false });
    const subnetwork = new ComputeSubnetwork(this, "subnetwork", {
      name: "cloudflared",
      network: vpc.id,
      region,
      ipCidrRange: "10.8.0.0/26",
      privateIpGoogleAccess: true,
    });

    const tunnel = new Tunnel(this, "run", { account });
    tunnel.connect(
      new CloudRunConnector({
        region,
        network: vpc.id,
        subnetwork: subnetwork.id,
        token: TunnelToken.fromSecretManager("cloudflared-token", "1"),
        privateDns: new RunAppDns(this, "run-app", { network: vpc.id }),
      }),
    );
    const hello = new InternalCloudRunService(this, "hello", {
      region,
      image: "us-docker.pkg.dev/cloudrun/container/hello",
    });
    tunnel.publish(`hello.${zoneName}`, {
      zone,
      origin: CloudRunService.of(hello),
      access: HostAccess.policies(staff),
    });
    createOutputs(
      this,
      tunnel,
      `tr -d '\\n' | gcloud secrets versions add cloudflared-token --project=${setting(this, "googleProject")} --data-file=-`,
    );
  }
}
