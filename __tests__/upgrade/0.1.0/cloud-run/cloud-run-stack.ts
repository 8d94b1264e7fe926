import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { ComputeNetwork } from "@cdktf/provider-google/lib/compute-network";
import { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AccessPolicy, AccessRule, Account, HostAccess, Tunnel, TunnelToken, Zone } from "cdktf-zero-trust";
import { CloudRunConnector, CloudRunService, InternalCloudRunService, RunAppDns } from "cdktf-zero-trust/lib/cloud-run";

const REGION = "asia-northeast1";
const RANGE = "10.8.0.0/26";
const HELLO = "us-docker.pkg.dev/cloudrun/container/hello";

/** Publishes two internal services behind a login, through a connector in a worker pool of the same network. */
export class CloudRunStack extends TerraformStack {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    new CloudflareProvider(this, "cloudflare");
    new GoogleProvider(this, "google", { project: "example-project" });

    const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
    const zone = Zone.fromZoneAttributes(this, "example.com", {
      zoneId: "fedcba9876543210fedcba9876543210",
      zoneName: "example.com",
    });
    const staff = new AccessPolicy(this, "staff", { account, include: [AccessRule.emailDomain("example.com")] });
    const operators = new AccessPolicy(this, "operators", {
      account,
      include: [AccessRule.emails("ops@example.com")],
      require: [AccessRule.authMethod("mfa")],
      sessionDuration: "1h",
    });

    // A network for the connector only: everything in the network can reach the internal services.
    const vpc = new ComputeNetwork(this, "vpc", { name: "zero-trust", autoCreateSubnetworks: false });
    const subnetwork = new ComputeSubnetwork(this, "subnetwork", {
      name: "cloudflared",
      network: vpc.id,
      region: REGION,
      ipCidrRange: RANGE,
      privateIpGoogleAccess: true,
    });
    const runApp = new RunAppDns(this, "run-app", { network: vpc.id });

    const tunnel = new Tunnel(this, "run", { account });
    tunnel.connect(
      new CloudRunConnector({
        region: REGION,
        network: vpc.id,
        subnetwork: subnetwork.id,
        token: TunnelToken.fromSecretManager("cloudflared-token", "1"),
        privateDns: runApp,
        denyMetricsIn: RANGE,
      }),
    );

    const wiki = new InternalCloudRunService(this, "wiki", { region: REGION, image: HELLO });
    tunnel.publish("wiki.example.com", {
      zone,
      origin: CloudRunService.of(wiki),
      access: HostAccess.policies(staff),
    });
    const admin = new InternalCloudRunService(this, "admin", { region: REGION, image: HELLO });
    tunnel.publish("admin.example.com", {
      zone,
      origin: CloudRunService.of(admin),
      access: HostAccess.policies(operators),
    });
  }
}
