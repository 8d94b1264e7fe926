import { TerraformProvider } from "cdktf";

/** A subnet of a load balancer, and the address of the load balancer in it. */
export interface NlbSubnet {
  /** The id of the subnet: "subnet-0a1b2c3d4e5f60001". List one subnet per availability zone. */
  readonly subnetId: string;
  /** The subnet's CIDR: "10.10.0.0/20". */
  readonly cidr: string;
  /** A free IPv4 address of the subnet, except its first four and its last one, which AWS reserves. */
  readonly address: string;
}

/** Common options of an internal network load balancer with fixed addresses. */
export interface NlbOptions {
  /**
   * The name of the load balancer: 1 to 32 letters, digits and "-". It must not begin or end with "-" or begin with
   * "internal-".
   */
  readonly name: string;
  /** The subnets, with one address in each. The order is not significant. */
  readonly subnets: NlbSubnet[];
  /**
   * The labels of the cloudflared pods in the same cluster, if any. CoreDNS is not scheduled on their nodes, because a
   * load balancer that preserves the client's address cannot route back to the node that sent the query.
   *
   * @default - the labels of `KubernetesConnector`: "app.kubernetes.io/name" is "cloudflared"
   */
  readonly connectorLabels?: { [key: string]: string };
}

/** Options of `NlbExposure.fixedAddresses`. */
export interface NlbServiceOptions extends NlbOptions {
  /** The version of the AWS Load Balancer Controller in the cluster, 2.13.0 or newer. @default - not checked */
  readonly controllerVersion?: string;
}

/** Options of `NlbExposure.targetGroup`. */
export interface NlbTargetGroupOptions extends NlbOptions {
  /** The id of the VPC that contains the subnets. */
  readonly vpcId: string;
  /**
   * The id of the security group of the pods' network interfaces, usually the cluster's or the nodes'. It gets ingress
   * rules for the load balancer.
   */
  readonly podSecurityGroupId: string;
  /** The AWS provider. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}
