/** A pod of a cluster. */
export interface Pod {
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  readonly address: string;
  /** Whether it is in the network of its node, so that its address is that of the node. */
  readonly isOnHostNetwork?: boolean;
}

/** A Service with one port. */
export interface Service {
  readonly namespace: string;
  readonly address: string;
  readonly port: number;
  readonly targetPort: number;
  /** Absent for a Service without pods, such as that of the API server. */
  readonly selector?: { readonly [key: string]: string };
  /** The addresses of endpoints that are not pods. */
  readonly endpoints?: string[];
}

/** What an engine knows of a cluster. */
export interface Cluster {
  readonly pods: Pod[];
  readonly services: Service[];
  readonly nodes: string[];
  /** Addresses that each node serves itself, such as a NodeLocal DNSCache. */
  readonly nodeLocal: string[];
}

/** One connection of a pod, as the pod makes it. */
export interface Connection {
  readonly from: Pod;
  /** The node of the pod that connects. */
  readonly node: string;
  readonly to: string;
  readonly port: number;
  /** @default "TCP" */
  readonly protocol?: "TCP" | "UDP";
}

/** Whether an object has all of these labels. */
export function hasLabels(object: { readonly [key: string]: string }, labels: { [key: string]: string } = {}): boolean {
  return Object.entries(labels).every(([key, value]) => object[key] === value);
}

/** The address and port of a connection after the Service was replaced by one of its endpoints. */
export function translated(
  cluster: Cluster,
  { to, port }: Pick<Connection, "to" | "port">,
): { to: string; port: number } {
  const service = cluster.services.find((each) => each.address === to && each.port === port);
  if (service === undefined) return { to, port };
  const { selector, namespace, endpoints = [], targetPort } = service;
  const pod =
    selector && cluster.pods.find((each) => each.namespace === namespace && hasLabels(each.labels, { ...selector }));
  const [address] = [...(pod === undefined ? [] : [pod.address]), ...endpoints];
  return address === undefined ? { to, port } : { to: address, port: targetPort };
}
