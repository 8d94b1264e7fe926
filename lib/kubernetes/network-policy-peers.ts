// The parts of a NetworkPolicy's rules. A rule without peers means everybody, and one without ports every port: a rule has both, or is not made.

const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

/** @internal */
export function namespacePeer(namespace: string): {
  namespaceSelector: { matchLabels: { [key: string]: string } };
} {
  return { namespaceSelector: { matchLabels: { [NAMESPACE_LABEL]: namespace } } };
}

/** @internal */
export function addressPeer(cidr: string, except?: string[]): { ipBlock: { cidr: string; except?: string[] } } {
  return { ipBlock: { cidr, ...(except !== undefined && { except }) } };
}

/** @internal The port of the pod: policies see what a Service's port became. */
export function policyPort(protocol: "UDP" | "TCP", number: number): { protocol: string; port: string } {
  return { protocol, port: String(number) };
}
