// The parts of a NetworkPolicy's rules. A rule without peers matches all peers, and a rule without ports matches all
// ports, so every rule here has both.

const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** @internal Matches the pods of a namespace. */
export function namespacePeer(namespace: string): {
  namespaceSelector: { matchLabels: { [key: string]: string } };
} {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } } };
}

/** @internal Matches the addresses of a CIDR. */
export function addressPeer(cidr: string, except?: string[]): { ipBlock: { cidr: string; except?: string[] } } {
  return { ipBlock: { cidr, ...(except !== undefined && { except }) } };
}

/** @internal Matches a port of the pod. A policy is evaluated after the Service's port is translated. */
export function policyPort(protocol: "UDP" | "TCP", number: number): { protocol: string; port: string } {
  return { protocol, port: String(number) };
}
