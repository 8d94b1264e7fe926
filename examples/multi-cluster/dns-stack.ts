import { GoogleProvider } from "@cdktf/provider-google/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { Cluster, DOMAIN } from "./clusters";
import { ClusterDns } from "cdktf-zero-trust/lib/coredns";

/** CoreDNS of one cluster: a stack a cluster, since a Kubernetes provider belongs to one. Its addresses are plain text, so no other stack reads its state. */
export class DnsStack extends TerraformStack {
  public readonly addresses: string[];

  public constructor(scope: Construct, id: string, { environment, podCidrs, dns }: Cluster) {
    super(scope, id);
    new KubernetesProvider(this, "kubernetes", { configPath: "~/.kube/config", configContext: environment });
    new GoogleProvider(this, "google", { project: "example-ml" }); // for the address of GKE's load balancer
    this.addresses = new ClusterDns(this, "dns", {
      zones: [`${environment}.${DOMAIN}`],
      allowFrom: podCidrs, // the connectors ask, which run in the cluster
      exposure: dns,
    }).addresses;
  }
}
