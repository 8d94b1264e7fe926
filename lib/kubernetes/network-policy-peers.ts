// The parts of a NetworkPolicy's rules. A rule without peers matches all peers, and a rule without ports matches all
// ports, so every rule has both. The only exception is `DnsServer.anyAddress`, which has no peers.

const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

interface Labels {
  [key: string]: string;
}

/** @internal Matches the pods of a namespace. */
export function namespacePeer(namespace: string): { namespaceSelector: { matchLabels: Labels } } {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } } };
}

/** @internal Matches the pods of every namespace. */
export function everyNamespacePeer(): { namespaceSelector: object } {
  return { namespaceSelector: {} };
}

/** @internal Matches the pods of a namespace with these labels. */
export function podPeer(
  namespace: string,
  labels: Labels,
): { namespaceSelector: { matchLabels: Labels }; podSelector?: { matchLabels: Labels } } {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  // An empty pod selector would also match pods in the network of their node, in OVN-Kubernetes.
  return {
    ...namespacePeer(namespace),
    ...(sorted.length > 0 && { podSelector: { matchLabels: Object.fromEntries(sorted) } }),
  };
}

/** @internal Matches the addresses of a CIDR. Cilium matches no pod and no node by address. */
export function addressPeer(cidr: string, except?: string[]): { ipBlock: { cidr: string; except?: string[] } } {
  return { ipBlock: { cidr, ...(except !== undefined && { except }) } };
}

/** @internal Matches a port of the pod. Most network plugins translate the Service's port before. */
export function policyPort(protocol: "UDP" | "TCP", number: number): { protocol: string; port: string } {
  return { protocol, port: String(number) };
}

/** @internal Matches a port over UDP and TCP. */
export function onUdpAndTcp(port: number): { protocol: string; port: string }[] {
  return [policyPort("UDP", port), policyPort("TCP", port)];
}

/** @internal Matches every port. A range from 1 is port 1 for Cilium before 1.16, and no Service for AWS. */
export const EVERY_PORT = [{ protocol: "UDP" }, { protocol: "TCP" }];

/** @internal The addresses that are not public. A policy that allows the internet excludes them. */
export const NON_PUBLIC = {
  ipv4: ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
  ipv6: ["::1/128", "fc00::/7", "fe80::/10"],
};
