import { TerraformProvider } from "cdktf";

/** Defines one subnet of a load balancer, and the address that it has there. */
export interface NlbSubnet {
  /** The subnet's id: "subnet-0a1b2c3d4e5f60001". One subnet for each availability zone. */
  readonly subnetId: string;
  /** The subnet's CIDR: "10.10.0.0/20". */
  readonly cidr: string;
  /** A free IPv4 address of the subnet: not among its first four, and not its last. */
  readonly address: string;
}

/** Defines an internal network load balancer on addresses of one's own choice. */
export interface NlbOptions {
  /** The load balancer's name: 1 to 32 letters, digits and "-", none at the ends, and not "internal-" in front. */
  readonly name: string;
  /** Its subnets, with an address in each. */
  readonly subnets: NlbSubnet[];
  /**
   * The labels of cloudflared's pods, where some are in the same cluster. CoreDNS shares no node with them: a load balancer that keeps the client's
   * address does not lead back into the node that asks.
   *
   * @default - those of `KubernetesConnector`: "app.kubernetes.io/name" is "cloudflared"
   */
  readonly connectorLabels?: { [key: string]: string };
}

/** Defines a load balancer that the AWS Load Balancer Controller makes from a Service. */
export interface NlbServiceOptions extends NlbOptions {
  /** The release of the controller in the cluster, 2.13.0 at least: "2.13.0". @default - not checked */
  readonly controllerVersion?: string;
}

/** Defines a load balancer that Terraform makes, and to which the controller adds pods. */
export interface NlbTargetGroupOptions extends NlbOptions {
  /** The VPC of the subnets. */
  readonly vpcId: string;
  /** The security group of the pods' network interfaces: mostly the cluster's or the nodes'. It is opened to the load balancer. */
  readonly podSecurityGroupId: string;
  /** The AWS provider. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}
