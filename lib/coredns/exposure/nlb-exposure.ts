import { IDnsExposure } from "./dns-exposure";
import { NlbServiceOptions, NlbTargetGroupOptions } from "./nlb-options";
import { NlbService } from "./nlb-service";
import { NlbTargetGroup } from "./nlb-target-group";

/**
 * Defines ways to CoreDNS over an internal network load balancer of AWS, for connectors outside the cluster. A load balancer costs by the hour, and
 * by what crosses availability zones; for connectors in the cluster there is `ClusterIpExposure`.
 *
 * What it is given is judged by `ClusterDns`. Errors: FixedAddressInvalid, LoadBalancerControllerTooOld, LoadBalancerInvalid, LabelSelectorInvalid,
 * CidrInvalid, PeerMissing, TokenNotAllowed.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
 */
export class NlbExposure {
  /**
   * Defines a Service from which the AWS Load Balancer Controller, 2.13.0 or newer, makes the load balancer. Another name, address or subnet makes
   * another one: names are not answered meanwhile. Give `ClusterDns` what runs the controller as `dependsOn`.
   *
   * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/
   */
  public static fixedAddresses(options: NlbServiceOptions): IDnsExposure {
    return new NlbService(options);
  }

  /**
   * Defines a load balancer of Terraform's own, which keeps its addresses while clusters and Services are rebuilt behind it. It needs the peer
   * `@cdktf/provider-aws`, and the controller's TargetGroupBinding in the cluster before the first plan.
   *
   * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/
   */
  public static targetGroup(options: NlbTargetGroupOptions): IDnsExposure {
    return new NlbTargetGroup(options);
  }

  private constructor() {}
}
