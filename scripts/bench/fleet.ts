import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { TerraformStack } from "cdktf";
import { Account, DeviceProfile, Fleet, Identity, Plan, Tunnel } from "cdktf-zero-trust";

/** Creates a fleet with one tunnel per cluster, and a device profile that reaches all clusters. */
export function build(stack: TerraformStack, clusters: number): void {
  new CloudflareProvider(stack, "cloudflare");
  const account: Account = {
    accountId: "0123456789abcdef0123456789abcdef",
    teamName: "example",
    plan: Plan.ENTERPRISE,
  };
  const engineers = Identity.groups("engineers");
  const fleet = new Fleet(stack, "fleet", { account, domain: "k8s.example.internal" });
  for (let i = 0; i < clusters; i++) {
    const tunnel = new Tunnel(stack, `tunnel-${i}`, { account });
    fleet.addCluster(`c${i}`, {
      tunnel,
      podCidrs: [`10.${i}.0.0/16`],
      resolvers: [`10.${i}.0.10`, `172.20.${i}.10`],
      allow: [engineers],
    });
  }
  new DeviceProfile(stack, "engineers", { account, match: engineers, reach: fleet });
}
