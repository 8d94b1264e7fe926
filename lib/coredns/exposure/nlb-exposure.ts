import { IDnsExposure } from "./dns-exposure";
import { NlbOptions, NlbServiceOptions, NlbSubnet, NlbTargetGroupOptions } from "./nlb-options";
import { NlbService } from "./nlb-service";
import { NlbTargetGroup } from "./nlb-target-group";
import { checkProps, PropNames } from "../../core/props";

const COMMON: PropNames<NlbOptions> = {
  required: {
    name: "the name of the load balancer",
    subnets: "one subnet per availability zone, such as { subnetId, cidr, address }",
  },
  optional: { connectorLabels: true },
};

const SERVICE: PropNames<NlbServiceOptions> = {
  required: COMMON.required,
  optional: { ...COMMON.optional, controllerVersion: true },
};

const TARGET_GROUP: PropNames<NlbTargetGroupOptions> = {
  required: {
    ...COMMON.required,
    vpcId: "the id of the VPC that contains the subnets",
    podSecurityGroupId: "the id of the security group of the pods",
  },
  optional: { ...COMMON.optional, provider: true },
};

const SUBNET: PropNames<NlbSubnet> = {
  required: {
    subnetId: "the id of the subnet",
    cidr: "the CIDR of the subnet",
    address: "a free IPv4 address of the subnet",
  },
  optional: {},
};

/**
 * Exposes CoreDNS on an internal network load balancer of AWS, for connectors outside the cluster.
 *
 * A load balancer is billed by the hour, plus traffic between availability zones. For connectors in the cluster, use
 * `ClusterIpExposure`. The options are validated when a `ClusterDns` uses them.
 *
 * The load balancer accepts IPv4 only and sends queries to pods with IPv4 addresses. IPv6 CIDRs in `allowFrom` result
 * in a warning. In an IPv6 cluster, use `ClusterIpExposure`.
 *
 * @throws ValidationError CidrInvalid, FixedAddressInvalid, LabelSelectorInvalid, LoadBalancerControllerTooOld,
 * LoadBalancerInvalid, PeerMissing, PropMissing, PropUnknown, TokenNotAllowed
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
 * @example
 * new ClusterDns(this, "dns", {
 *   zones: ["dev.k8s.example.internal"],
 *   allowFrom: ["10.10.0.0/16"],
 *   exposure: NlbExposure.fixedAddresses({
 *     name: "dev-dns",
 *     subnets: [
 *       { subnetId: "subnet-0a1b2c3d4e5f60001", cidr: "10.10.0.0/20", address: "10.10.0.10" },
 *       { subnetId: "subnet-0a1b2c3d4e5f60002", cidr: "10.10.32.0/20", address: "10.10.32.10" },
 *     ],
 *   }),
 * });
 */
export class NlbExposure {
  /**
   * Creates a Service from which the AWS Load Balancer Controller, version 2.13.0 or newer, creates the load balancer.
   *
   * A changed name, address or subnet replaces the load balancer; no name resolves until the new one is ready. Pass
   * what runs the controller to `ClusterDns` as `dependsOn`.
   *
   * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
   */
  public static fixedAddresses(options: NlbServiceOptions): IDnsExposure {
    checkOptions("NlbExposure.fixedAddresses", options, SERVICE);
    return new NlbService(options);
  }

  /**
   * Creates a load balancer that Terraform manages. It keeps its addresses while clusters and Services are rebuilt.
   *
   * It requires the peer dependency `@cdktf/provider-aws`, and the controller's custom resource TargetGroupBinding in
   * the cluster before the first plan.
   *
   * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/
   */
  public static targetGroup(options: NlbTargetGroupOptions): IDnsExposure {
    checkOptions("NlbExposure.targetGroup", options, TARGET_GROUP);
    return new NlbTargetGroup(options);
  }

  private constructor() {}
}

function checkOptions<T extends NlbOptions>(what: string, options: T, names: PropNames<T>): void {
  checkProps(undefined, what, options, names);
  for (const subnet of options.subnets) checkProps(undefined, `${what}.subnets`, subnet, SUBNET);
}
