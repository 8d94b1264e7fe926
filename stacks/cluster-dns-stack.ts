import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { ClusterDns, ClusterDnsProps } from "cdktf-zero-trust/lib/coredns";

/** Properties of a `ClusterDnsStack`. */
export interface ClusterDnsStackProps extends ClusterDnsProps {
  /** The context of the cluster in ~/.kube/config. */
  readonly context: string;
}

/**
 * Runs a CoreDNS for the names of one cluster, on fixed addresses. Create one stack per cluster, because a Kubernetes
 * provider belongs to one cluster. Pass `dns.addresses` and `dns.zones` to other stacks: they are literals, so no stack
 * reads the state of another.
 */
export class ClusterDnsStack extends TerraformStack {
  /** The CoreDNS of the cluster. */
  public readonly dns: ClusterDns;

  public constructor(scope: Construct, id: string, { context, ...props }: ClusterDnsStackProps) {
    super(scope, id);
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config", configContext: context });
    this.dns = new ClusterDns(this, "dns", props);
  }
}
