import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Cluster, DOMAIN } from "./clusters";
import { ClusterDns } from "cdktf-zero-trust/lib/coredns";

/**
 * A CoreDNS for the names of one cluster. There is one stack per cluster, because a Kubernetes provider belongs to one
 * cluster. The addresses are literals, so no stack reads the state of another.
 */
export class DnsStack extends TerraformStack {
  /** The addresses that answer DNS queries. */
  public readonly addresses: string[];

  public constructor(scope: Construct, id: string, { environment, podCidrs, dns }: Cluster) {
    super(scope, id);
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config", configContext: environment });
    new GoogleProvider(this, "google", { project: "example-ml" }); // for the address of the load balancer in GKE
    this.addresses = new ClusterDns(this, "dns", {
      zones: [`${environment}.${DOMAIN}`],
      allowFrom: podCidrs, // the connectors, which run in the cluster
      exposure: dns,
    }).addresses;
  }
}
