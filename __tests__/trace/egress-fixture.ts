import { id, TUNNEL } from "../inventory/network/fixture";

export const NETWORK_POLICY = "kubernetes_network_policy_v1";
export const LABELS = { app: "cloudflared" };

export const ipBlock = (cidr: string, except?: string[]) => ({ ip_block: { cidr, ...(except && { except }) } });
export const inNamespace = (name: string, labels?: object) => ({
  namespace_selector: { match_labels: { "kubernetes.io/metadata.name": name } },
  ...(labels && { pod_selector: { match_labels: labels } }),
});
export const EVERY_POD = { namespace_selector: {} };
export const EVERY_PORT = [{ protocol: "UDP" }, { protocol: "TCP" }];
export const tcp = (port: number | string, end?: number) => ({
  protocol: "TCP",
  port: String(port),
  ...(end && { end_port: end }),
});
export const udp = (port: number) => ({ protocol: "UDP", port: String(port) });

/** A NetworkPolicy of the connector's namespace. */
export function networkPolicy(egress: object[], spec: object = {}, metadata: object = {}) {
  return {
    metadata: { name: "dev", namespace: "cloudflared", ...metadata },
    spec: { pod_selector: { match_labels: LABELS }, policy_types: ["Egress"], egress, ...spec },
  };
}

/** A connector in the namespace "cloudflared" with labels. */
export function labelled(tunnel = "dev", metadata: object = {}, labels: object = LABELS) {
  const command = ["cloudflared", "tunnel", "run"];
  return {
    metadata: {
      name: tunnel,
      namespace: "cloudflared",
      annotations: { "cdktf-zero-trust/tunnel-id": id(TUNNEL, tunnel) },
      ...metadata,
    },
    spec: {
      template: {
        metadata: { labels },
        spec: { container: [{ image: "cloudflare/cloudflared:2025.11.1", command }] },
      },
    },
  };
}
