/** Handwritten Terraform JSON of a private network with one cluster "dev", reached through the tunnel "dev". */
export const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
export const ROUTE = `${TUNNEL}_route`;
export const VIRTUAL_NETWORK = `${TUNNEL}_virtual_network`;
export const HOSTNAME_ROUTE = "cloudflare_zero_trust_network_hostname_route";
export const POLICY = "cloudflare_zero_trust_gateway_policy";
export const PROFILE = "cloudflare_zero_trust_device_custom_profile";
export const DEFAULT_PROFILE = "cloudflare_zero_trust_device_default_profile";
export const DEPLOYMENT = "kubernetes_deployment_v1";

export const id = (type: string, name: string) => `\${${type}.${name}.id}`;

export function route(network: string, more: object = {}, tunnel = "dev") {
  return { network, tunnel_id: id(TUNNEL, tunnel), ...more };
}

export function hostnameRoute(hostname: string, tunnel = "dev") {
  return { hostname, tunnel_id: id(TUNNEL, tunnel) };
}

export function policy(builder: string, action: string, precedence: number, more: object = {}) {
  return { name: `${action} ${precedence}`, enabled: true, filters: [builder], action, precedence, ...more };
}

export function allow(precedence: number, traffic: string, more: object = {}) {
  return policy("l4", "allow", precedence, { traffic, ...more });
}

export function block(precedence: number, traffic: string, more: object = {}) {
  return policy("l4", "block", precedence, { traffic, ...more });
}

export function resolver(precedence: number, traffic: string, ip: string, more: object = {}) {
  const server = { ip, port: 53, route_through_private_network: true, ...more };
  return policy("dns_resolver", "resolve", precedence, {
    traffic,
    rule_settings: { dns_resolvers: { ipv4: [server] } },
  });
}

export function connector(tunnel = "dev", protocol = "auto", more: object = {}) {
  const command = ["cloudflared", "tunnel", "--no-autoupdate", "--protocol", protocol, "run"];
  return {
    metadata: { name: tunnel, annotations: { "cdktf-zero-trust/tunnel-id": id(TUNNEL, tunnel) } },
    spec: { template: { spec: { container: [{ image: "cloudflare/cloudflared:2025.11.1", command, ...more }] } } },
  };
}

export function profile(precedence: number, more: object = {}) {
  return { name: "engineers", precedence, match: 'any(identity.groups.name[*] in {"engineers"})', ...more };
}
