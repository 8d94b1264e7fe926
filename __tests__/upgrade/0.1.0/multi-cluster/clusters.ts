import { GkeExposure, IDnsExposure, NlbExposure } from "cdktf-zero-trust/lib/coredns";

/** One cluster of the fleet. All Service CIDRs are 172.20.0.0/16, because they are only used inside the clusters. */
export interface Cluster {
  /** The label in names, and the context in the kubeconfig. */
  readonly environment: string;
  /** The CIDRs of the pods. */
  readonly podCidrs: string[];
  /** The exposure of the CoreDNS of the cluster, on fixed addresses. */
  readonly dns: IDnsExposure;
  /** The groups of the identity provider that can reach the cluster. */
  readonly groups: string[];
}

export const DOMAIN = "k8s.example.internal";

/**
 * The contexts of the kubeconfig. To remove a cluster, remove it from `clusters` first, apply, and remove its context
 * afterwards: Terraform needs the context to delete the objects in the cluster.
 */
export const CONTEXTS = ["dev", "stg", "prod", "ml"];

/** An exposure on two subnets of the VPC 10.<net>.0.0/16, with the address .10 in each. */
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
  // AWS, the development account
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
  // AWS, the production account
  {
    environment: "prod",
    podCidrs: ["10.30.0.0/16"],
    dns: nlb("prod-dns", 30, ["subnet-0a1b2c3d4e5f60005", "subnet-0a1b2c3d4e5f60006"]),
    groups: ["sre"],
  },
  // Google Cloud: pods have their own range, and the load balancer has an address in the subnet of the nodes
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
