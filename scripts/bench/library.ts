import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { TerraformStack } from "cdktf";
import { AccessPolicy, AccessRule, Account, HostAccess, Origin, Tunnel, Zone } from "cdktf-zero-trust";

/** Publishes hosts of one tunnel with the constructs of this library. */
export function build(stack: TerraformStack, hosts: number): void {
  new CloudflareProvider(stack, "cloudflare");
  const account: Account = {
    accountId: "0123456789abcdef0123456789abcdef",
    teamName: "example",
    limits: { accessApplications: hosts },
  };
  const zone = Zone.fromZoneAttributes(stack, "example.com", {
    zoneId: "fedcba9876543210fedcba9876543210",
    zoneName: "example.com",
  });
  const staff = new AccessPolicy(stack, "staff", { account, include: [AccessRule.emailDomain("example.com")] });
  const tunnel = new Tunnel(stack, "tunnel", { account });
  for (let i = 0; i < hosts; i++) {
    tunnel.publish(`host-${i}.example.com`, {
      zone,
      origin: Origin.http("10.0.0.1", 8080),
      access: HostAccess.policies(staff),
    });
  }
}
