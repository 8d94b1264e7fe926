import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { ZeroTrustAccessApplication } from "@cdktf/provider-cloudflare/lib/zero-trust-access-application";
import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { ZeroTrustTunnelCloudflared } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared";
import { ZeroTrustTunnelCloudflaredConfigA } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-config";
import { DataResource, TerraformStack } from "cdktf";

const accountId = "0123456789abcdef0123456789abcdef";
const teamName = "example";
const zoneId = "fedcba9876543210fedcba9876543210";
const lifecycle = { createBeforeDestroy: true };

/** Creates the same hosts with the same protection from the provider's L1 bindings alone. */
export function build(stack: TerraformStack, hosts: number): void {
  new CloudflareProvider(stack, "cloudflare");
  const staff = new ZeroTrustAccessPolicy(stack, "staff", {
    accountId,
    name: "staff",
    decision: "allow",
    include: [{ emailDomain: { domain: "example.com" } }],
    sessionDuration: "24h",
    lifecycle,
  });
  new DataResource(stack, "groups", { input: [], dependsOn: [staff] });
  const hostnames = Array.from({ length: hosts }, (_, i) => `host-${i}.example.com`);
  const applications = hostnames.map((hostname) => application(stack, hostname, staff));
  const tunnel = new ZeroTrustTunnelCloudflared(stack, "tunnel", {
    accountId,
    name: "tunnel",
    configSrc: "cloudflare",
    dependsOn: applications,
  });
  const auds = applications.map(({ aud }) => aud);
  const config = new ZeroTrustTunnelCloudflaredConfigA(stack, "config", {
    accountId,
    tunnelId: tunnel.id,
    config: {
      ingress: [
        ...hostnames.map((hostname, i) => ({
          hostname,
          service: "http://10.0.0.1:8080",
          originRequest: { access: { required: true, teamName, audTag: [auds[i]] } },
        })),
        { service: "http_status:404" },
      ],
    },
  });
  const interlock = new DataResource(stack, "interlock", {
    input: Object.fromEntries(hostnames.map((hostname, i) => [hostname, auds[i]])),
  });
  interlock.dependsOn = [config.fqn];
  const content = `${tunnel.id}.cfargotunnel.com`;
  for (const hostname of hostnames) record(stack, hostname, content, config);
}

function application(stack: TerraformStack, hostname: string, policy: ZeroTrustAccessPolicy) {
  return new ZeroTrustAccessApplication(stack, `${hostname}-application`, {
    accountId,
    type: "self_hosted",
    name: hostname,
    destinations: [{ type: "public", uri: hostname }],
    policies: [{ id: policy.id, precedence: 1 }],
    sessionDuration: "24h",
    appLauncherVisible: true,
    lifecycle,
  });
}

function record(stack: TerraformStack, hostname: string, content: string, config: ZeroTrustTunnelCloudflaredConfigA) {
  new DnsRecord(stack, `${hostname}-record`, {
    zoneId,
    name: hostname,
    type: "CNAME",
    content,
    proxied: true,
    ttl: 1,
    dependsOn: [config],
  });
}
