import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, TerraformStack, Testing } from "cdktf";
import { ClusterDns, ClusterDnsProps, ClusterIpExposure, NlbExposure, NlbServiceOptions } from "../../lib/coredns";
import { CorefileOptions } from "../../lib/coredns/corefile/corefile";

export const ZONE = "dev.k8s.example.internal";

/** The options of a plain Corefile. Tests that start CoreDNS replace the ports. */
export const COREFILE: CorefileOptions = {
  zones: [ZONE],
  clusterLocal: false,
  allowFrom: ["127.0.0.1/32"],
  namespaces: [],
  serviceLabels: [],
  forward: [],
  ttlSeconds: 5,
  lameDuckSeconds: 25,
  ports: { dns: 5353, health: 8080, ready: 8181, metrics: 9153 },
};

export const NLB: NlbServiceOptions = {
  name: "dev-dns",
  subnets: [
    { subnetId: "subnet-0a1b2c3d4e5f60001", cidr: "10.10.0.0/20", address: "10.10.0.10" },
    { subnetId: "subnet-0a1b2c3d4e5f60002", cidr: "10.10.32.0/20", address: "10.10.32.10" },
  ],
};

export const CLUSTER_IP = ClusterIpExposure.fixedAddress({ address: "10.100.0.53", serviceCidr: "10.100.0.0/16" });

export function newStack(id = "stack", app: App = Testing.app()): TerraformStack {
  const stack = new TerraformStack(app, id);
  new KubernetesProvider(stack, "kubernetes");
  return stack;
}

/** A typical `ClusterDns`, except for the properties under test. */
export function clusterDns(stack: TerraformStack, props: Partial<ClusterDnsProps> = {}, id = "dns"): ClusterDns {
  const exposure = NlbExposure.fixedAddresses(NLB);
  return new ClusterDns(stack, id, { zones: [ZONE], allowFrom: ["10.10.0.0/16"], exposure, ...props });
}
