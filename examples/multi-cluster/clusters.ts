import { GkeExposure, IDnsExposure, NlbExposure } from "cdktf-zero-trust/lib/coredns";

/** One cluster of the fleet. The Service CIDRs are all 172.20.0.0/16: nobody outside a cluster uses them. */
export interface Cluster {
  /** Its label in names, and its context in the kubeconfig. */
  readonly environment: string;
  readonly podCidrs: string[];
  /** How its CoreDNS is reached, on addresses that never change. */
  readonly dns: IDnsExposure;
  /** The groups of the identity provider that reach it. */
  readonly groups: string[];
}

export const DOMAIN = "k8s.example.internal";

/** The contexts of the kubeconfig. One stays until what its cluster holds is gone: remove the cluster, apply, and only then the context. */
export const CONTEXTS = ["dev", "stg", "prod", "ml"];

/** Two subnets of a VPC 10.<net>.0.0/16, whose load balancer has the tenth address of each. */
function nlb(name: string, net: number, subnetIds: [string, string]): IDnsExposure {
  return NlbExposure.fixedAddresses({
    name,
    subnets: [0, 32].map((third, i) => ({
      subnetId: subnetIds[i],
      cidr: `10.${net}.${third}.0/20`,
      address: `10.${net}.${third}.10`,
    })),
  });
}

export const clusters: Cluster[] = [
  // AWS, the account of development
  {
    environment: "dev",
    podCidrs: ["10.10.0.0/16"],
    dns: nlb("dev-dns", 10, ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"]),
    groups: ["engineers"],
  },
  {
    environment: "stg",
    podCidrs: ["10.20.0.0/16"],
    dns: nlb("stg-dns", 20, ["subnet-0a1b2c3d4e5f60003", "subnet-0a1b2c3d4e5f60004"]),
    groups: ["engineers", "support"],
  },
  // AWS, the account of production
  {
    environment: "prod",
    podCidrs: ["10.30.0.0/16"],
    dns: nlb("prod-dns", 30, ["subnet-0a1b2c3d4e5f60005", "subnet-0a1b2c3d4e5f60006"]),
    groups: ["sre"],
  },
  // Google, where pods have a range apart from the nodes, and the load balancer an address of the nodes' subnet
  {
    environment: "ml",
    podCidrs: ["10.44.0.0/14"],
    dns: GkeExposure.fixedAddress({
      name: "ml-dns",
      subnetwork: "ml-nodes",
      cidr: "10.40.0.0/20",
      address: "10.40.0.10",
      region: "asia-northeast1",
    }),
    groups: ["engineers", "sre"],
  },
];
