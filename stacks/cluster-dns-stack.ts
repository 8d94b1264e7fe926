import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ClusterDns, ClusterDnsProps } from "cdktf-zero-trust/lib/coredns";

/** Defines which cluster a stack is for, and how its names are served. */
export interface ClusterDnsStackProps extends ClusterDnsProps {
  /** The cluster's context in ~/.kube/config. */
  readonly context: string;
}

/**
 * CoreDNS of one cluster, on addresses that never change. A stack a cluster, since a Kubernetes provider belongs to one; others take `dns.addresses`
 * and `dns.zones`, which are plain text, so that no stack reads another's state.
 */
export class ClusterDnsStack extends TerraformStack {
  public readonly dns: ClusterDns;

  public constructor(scope: Construct, id: string, { context, ...props }: ClusterDnsStackProps) {
    super(scope, id);
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config", configContext: context });
    this.dns = new ClusterDns(this, "dns", props);
  }
}
