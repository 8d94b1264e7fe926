import { Construct } from "constructs";
import { ExposedDns, IDnsExposure } from "./dns-exposure";
import { ipv4Sources } from "./ipv4-sources";
import { NlbServiceOptions, NlbSubnet } from "./nlb-options";
import { isOlder, parseVersion } from "../version";
import { dnsService } from "./dns-service";
import { addressesOf, connectorLabelsOf, validateNlb, orderedSubnets, subnetCidrsOf } from "./nlb-validation";
import { Problem } from "../../core/errors";
import { ReplacementTrigger } from "../../core/terraform/replacement";

/**
 * The first version that supports the annotation for TCP and UDP on one port. Older versions ignore the annotation and
 * silently drop the protocol of the second port.
 */
const OLDEST_CONTROLLER = [2, 13, 0];
const ANNOTATION = "service.beta.kubernetes.io/aws-load-balancer-";
const SCHEME = "internal";

/** @internal A Service from which the AWS Load Balancer Controller creates the load balancer. */
export class NlbService implements IDnsExposure {
  public readonly addresses: string[];
  public readonly _healthCheckFrom: string[];
  public readonly _antiAffinityLabels: { [key: string]: string };

  public constructor(private readonly options: NlbServiceOptions) {
    this.addresses = addressesOf(options);
    this._healthCheckFrom = subnetCidrsOf(options);
    this._antiAffinityLabels = connectorLabelsOf(options);
  }

  public _validate(allowFrom: string[]): Problem[] {
    return [...validateNlb(this.options, allowFrom), ...validateControllerVersion(this.options.controllerVersion)];
  }

  public _bind(scope: Construct, dns: ExposedDns): void {
    const subnets = orderedSubnets(this.options);
    const service = dnsService(scope, "Service", dns, {
      annotations: annotations(this.options.name, subnets, dns),
      spec: {
        type: "LoadBalancer",
        // If it is not set, the controller's webhook sets it, and Terraform replaces the Service at every apply.
        loadBalancerClass: "service.k8s.aws/nlb",
        allocateLoadBalancerNodePorts: false,
        // Without source ranges, the security group of the load balancer, even of an internal one, accepts every
        // source.
        loadBalancerSourceRanges: ipv4Sources(scope, dns),
      },
    });
    // The controller ignores changes of these on an existing load balancer, and AWS supports none of them.
    new ReplacementTrigger(scope, "Identity", {
      name: this.options.name,
      scheme: SCHEME,
      addresses: subnets.map((subnet) => subnet.address),
      subnets: subnets.map(({ subnetId }) => subnetId),
    }).replaces(service);
  }
}

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/ */
function annotations(name: string, subnets: NlbSubnet[], dns: ExposedDns): { [key: string]: string } {
  const values = {
    "nlb-target-type": "ip",
    scheme: SCHEME,
    name,
    subnets: subnets.map(({ subnetId }) => subnetId).join(","),
    "private-ipv4-addresses": subnets.map(({ address }) => address).join(","),
    "enable-tcp-udp-listener": "true",
    // Clients query by address, so DNS cannot direct them away from a zone without pods.
    attributes: "load_balancing.cross_zone.enabled=true",
    "target-group-attributes": "deregistration_delay.timeout_seconds=30",
    "healthcheck-protocol": "http",
    "healthcheck-port": String(dns.readyPort),
    "healthcheck-path": "/ready",
    "healthcheck-success-codes": "200",
    "healthcheck-interval": "10",
    "healthcheck-timeout": "5",
    "healthcheck-healthy-threshold": "2",
    "healthcheck-unhealthy-threshold": "2",
  };
  return {
    "cdktf-zero-trust/needs": `AWS Load Balancer Controller >= ${OLDEST_CONTROLLER.join(".")}`,
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [`${ANNOTATION}${key}`, value])),
  };
}

function validateControllerVersion(version: string | undefined): Problem[] {
  if (version === undefined) return [];
  const parsed = parseVersion(version);
  if (parsed !== undefined && !isOlder(parsed, OLDEST_CONTROLLER)) return [];
  const message = `controllerVersion: "${version}" is not ${OLDEST_CONTROLLER.join(".")} or newer; older versions silently drop TCP. Upgrade the controller, or use NlbExposure.targetGroup.`;
  return [{ code: "LoadBalancerControllerTooOld", message }];
}
