/** One cluster of the fleet. The Service CIDRs are all 172.20.0.0/16: nobody outside a cluster uses them. */
export interface Cluster {
  /** Its label in names, and its context in the kubeconfig. */
  readonly environment: string;
  readonly podCidrs: string[];
  /** Where its CoreDNS answers: fixed addresses of an internal load balancer. */
  readonly resolvers: string[];
  /** The groups of the identity provider that reach it. */
  readonly groups: string[];
}

export const DOMAIN = "k8s.example.internal";

export const clusters: Cluster[] = [
  // AWS, the account of development
  {
    environment: "dev",
    podCidrs: ["10.10.0.0/16"],
    resolvers: ["10.10.0.10", "10.10.32.10"],
    groups: ["engineers"],
  },
  {
    environment: "stg",
    podCidrs: ["10.20.0.0/16"],
    resolvers: ["10.20.0.10", "10.20.32.10"],
    groups: ["engineers", "support"],
  },
  // AWS, the account of production
  { environment: "prod", podCidrs: ["10.30.0.0/16"], resolvers: ["10.30.0.10", "10.30.32.10"], groups: ["sre"] },
  // Google, where pods have a range apart from the nodes, and the load balancer an address of the nodes' subnet
  { environment: "ml", podCidrs: ["10.44.0.0/14"], resolvers: ["10.40.0.10"], groups: ["engineers", "sre"] },
];
