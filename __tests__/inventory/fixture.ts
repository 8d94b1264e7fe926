import { inventory, Inventory } from "../../lib/inventory";

/** Handwritten Terraform JSON, by default for one tunnel "edge". */
export const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
export const CONFIG = "cloudflare_zero_trust_tunnel_cloudflared_config";
export const APPLICATION = "cloudflare_zero_trust_access_application";
export const POLICY = "cloudflare_zero_trust_access_policy";
export const GROUP = "cloudflare_zero_trust_access_group";
export const SERVICE_TOKEN = "cloudflare_zero_trust_access_service_token";
export const RECORD = "cloudflare_dns_record";

export const CATCH_ALL = { service: "http_status:404" };

export function rule(hostname: string, service = "http://10.0.0.1:80", path?: string) {
  return { hostname, service, ...(path !== undefined && { path }) };
}

export function tokenChecked(ingress: object, name: string) {
  return tokenCheckedBy(ingress, `\${${APPLICATION}.${name}.aud}`);
}

export function tokenCheckedBy(ingress: object, ...audTag: string[]) {
  return { ...ingress, origin_request: { access: { required: true, team_name: "example", aud_tag: audTag } } };
}

export function config(rules: object[], tunnel = "edge") {
  return { tunnel_id: `\${${TUNNEL}.${tunnel}.id}`, config: { ingress: [...rules, CATCH_ALL] } };
}

export function application(uri: string, ...policies: string[]) {
  return {
    type: "self_hosted",
    name: uri,
    destinations: [{ type: "public", uri }],
    policies: policies.map((name, index) => ({ id: `\${${POLICY}.${name}.id}`, precedence: index + 1 })),
  };
}

export function policy(name: string, include: object[], more: object = {}) {
  return { name, decision: "allow", include, ...more };
}

export function record(name: string, more: object = {}, tunnel = "edge") {
  return { name, type: "CNAME", proxied: true, content: `\${${TUNNEL}.${tunnel}.id}.cfargotunnel.com`, ...more };
}

export const staff = policy("staff", [{ email_domain: { domain: "example.com" } }]);

/** The inventory of a stack with these resources, a tunnel "edge" and a policy "staff". */
export function inventoryOf(resource: Record<string, Record<string, object>>, more: object = {}): Inventory {
  const terraform = {
    resource: { [TUNNEL]: { edge: { name: "edge" } }, ...resource, [POLICY]: { staff, ...resource[POLICY] } },
    ...more,
  };
  return inventory({ name: "dev", terraform });
}

/** The same for ingress rules, applications by name, and DNS records. */
export function hostsOf(
  rules: object[],
  applications: Record<string, object> = {},
  records: object[] = [],
  policies: Record<string, object> = {},
) {
  const {
    hosts,
    findings,
    applications: others,
  } = inventoryOf({
    [CONFIG]: { edge: config(rules) },
    [APPLICATION]: applications,
    [RECORD]: Object.fromEntries(records.map((each, index) => [`r${index}`, each])),
    [POLICY]: policies,
  });
  return { host: hosts[0], hosts, applications: others, codes: findings.map(({ code }) => code), findings };
}
