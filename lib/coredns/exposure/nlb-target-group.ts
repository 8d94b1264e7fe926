import type * as lb from "@cdktf/provider-aws/lib/lb";
import type * as lbListener from "@cdktf/provider-aws/lib/lb-listener";
import type * as lbTargetGroup from "@cdktf/provider-aws/lib/lb-target-group";
import type * as securityGroup from "@cdktf/provider-aws/lib/security-group";
import type * as egressRule from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import type * as ingressRule from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Manifest } from "@cdktf/provider-kubernetes/lib/manifest";
import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { ExposedDns, IDnsExposure } from "./dns-exposure";
import { DnsProtocol, dnsService } from "./dns-service";
import { ipv4Sources } from "./ipv4-sources";
import { NlbTargetGroupOptions } from "./nlb-options";
import { addressesOf, connectorLabelsOf, validateNlb, subnetCidrsOf } from "./nlb-validation";
import { loadPeer } from "./optional-peer";
import { AWS_BINDINGS } from "../../core/cdk";
import { Problem } from "../../core/errors";
import { create } from "../../core/terraform/create";
import { address, dependOn } from "../../core/terraform/resources";

const AWS = `${AWS_BINDINGS}/lib`;
const PROTOCOLS: DnsProtocol[] = ["UDP", "TCP"];

/**
 * A load balancer that Terraform manages and that outlives the cluster and its Service. The controller only registers
 * pods in the target group.
 *
 * @internal
 */
export class NlbTargetGroup implements IDnsExposure {
  public readonly addresses: string[];
  public readonly _healthCheckFrom: string[];
  public readonly _antiAffinityLabels: { [key: string]: string };

  public constructor(private readonly options: NlbTargetGroupOptions) {
    this.addresses = addressesOf(options);
    this._healthCheckFrom = subnetCidrsOf(options);
    this._antiAffinityLabels = connectorLabelsOf(options);
  }

  public _validate(allowFrom: string[]): Problem[] {
    return validateNlb(this.options, allowFrom);
  }

  public _bind(scope: Construct, dns: ExposedDns): void {
    const group = this.securityGroup(scope, dns);
    const targets = this.targetGroup(scope, dns);
    const listener = this.listener(scope, this.loadBalancer(scope, group), targets);
    const service = dnsService(scope, "Service", dns, { spec: { type: "ClusterIP" } });
    const binding = create(Manifest, scope, "TargetGroupBinding", {
      ...(dns.provider !== undefined && { provider: dns.provider }),
      // The target group of a binding is immutable.
      lifecycle: { replaceTriggeredBy: [`${address(targets)}.arn`] },
      manifest: {
        apiVersion: "elbv2.k8s.aws/v1beta1",
        kind: "TargetGroupBinding",
        metadata: { name: dns.name, namespace: dns.name, labels: dns.labels },
        spec: {
          targetGroupARN: targets.arn,
          targetType: "ip",
          ipAddressType: "ipv4",
          vpcID: this.options.vpcId,
          serviceRef: { name: dns.name, port: "dns" }, // the target group handles both protocols on this port
        },
      },
    });
    dependOn(binding, address(service), listener);
  }

  private loadBalancer(scope: Construct, group: securityGroup.SecurityGroup): lb.Lb {
    const { Lb } = loadPeer<typeof lb>(scope, `${AWS}/lb`);
    return create(Lb, scope, "LoadBalancer", {
      ...this.provider,
      name: this.options.name,
      loadBalancerType: "network",
      internal: true,
      securityGroups: [group.id],
      // Clients query by address, so DNS cannot direct them away from a zone without pods.
      enableCrossZoneLoadBalancing: true,
      subnetMapping: this.options.subnets.map(({ subnetId, address: privateIpv4Address }) => ({
        subnetId,
        privateIpv4Address,
      })),
    });
  }

  private targetGroup(scope: Construct, dns: ExposedDns): lbTargetGroup.LbTargetGroup {
    const { LbTargetGroup } = loadPeer<typeof lbTargetGroup>(scope, `${AWS}/lb-target-group`);
    return create(LbTargetGroup, scope, "TargetGroup", {
      ...this.provider,
      name: this.options.name,
      vpcId: this.options.vpcId,
      targetType: "ip",
      protocol: "TCP_UDP",
      port: dns.dnsPort,
      deregistrationDelay: "30",
      healthCheck: {
        protocol: "HTTP",
        port: String(dns.readyPort),
        path: "/ready",
        matcher: "200",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    });
  }

  /** Returns the Terraform address of the listener. */
  private listener(scope: Construct, balancer: lb.Lb, targets: lbTargetGroup.LbTargetGroup): string {
    const { LbListener } = loadPeer<typeof lbListener>(scope, `${AWS}/lb-listener`);
    const listener = create(LbListener, scope, "Listener", {
      ...this.provider,
      loadBalancerArn: balancer.arn,
      protocol: "TCP_UDP",
      port: 53,
      defaultAction: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    return address(listener);
  }

  /** The security group: ingress from the sources, egress to the pods, and matching ingress on the pods' own group. */
  private securityGroup(scope: Construct, dns: ExposedDns): securityGroup.SecurityGroup {
    const { SecurityGroup } = loadPeer<typeof securityGroup>(scope, `${AWS}/security-group`);
    const { VpcSecurityGroupIngressRule: Ingress } = loadPeer<typeof ingressRule>(
      scope,
      `${AWS}/vpc-security-group-ingress-rule`,
    );
    const { VpcSecurityGroupEgressRule: Egress } = loadPeer<typeof egressRule>(
      scope,
      `${AWS}/vpc-security-group-egress-rule`,
    );
    const { name, vpcId, podSecurityGroupId } = this.options;
    const description = `DNS load balancer ${name}`;
    const group = create(SecurityGroup, scope, "SecurityGroup", {
      ...this.provider,
      name: `nlb-${name}`, // AWS reserves names that begin with "sg-"
      vpcId,
      description,
    });
    const port = (protocol: DnsProtocol, number: number) => ({
      ...this.provider,
      ipProtocol: protocol.toLowerCase(),
      fromPort: number,
      toPort: number,
    });
    const sources = ipv4Sources(scope, dns);
    for (const protocol of PROTOCOLS) {
      for (const cidr of sources) {
        create(Ingress, scope, `Ask-${protocol}-${cidr}`, {
          ...port(protocol, 53),
          securityGroupId: group.id,
          cidrIpv4: cidr,
        });
      }
    }
    const reached: [string, DnsProtocol, number][] = [
      ["DNS-UDP", "UDP", dns.dnsPort],
      ["DNS-TCP", "TCP", dns.dnsPort],
      ["Ready", "TCP", dns.readyPort],
    ];
    for (const [id, protocol, number] of reached) {
      create(Egress, scope, `Out-${id}`, {
        ...port(protocol, number),
        securityGroupId: group.id,
        referencedSecurityGroupId: podSecurityGroupId,
      });
      create(Ingress, scope, `Pods-${id}`, {
        ...port(protocol, number),
        securityGroupId: podSecurityGroupId,
        referencedSecurityGroupId: group.id,
      });
    }
    return group;
  }

  private get provider(): { provider?: TerraformProvider } {
    return this.options.provider === undefined ? {} : { provider: this.options.provider };
  }
}
