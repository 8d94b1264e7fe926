import { ServiceV1, ServiceV1Spec } from "@cdktf/provider-kubernetes/lib/service-v1";
import { Construct } from "constructs";
import { ExposedDns } from "./dns-exposure";
import { create } from "../../core/terraform/create";
import { dependOn } from "../../core/terraform/resources";

/** GKE sets these annotations on Services itself, and the provider would remove them. */
const FOREIGN_ANNOTATIONS = ["cloud.google.com/neg", "cloud.google.com/neg-status"];

/** @internal The transport protocols of DNS. */
export type DnsProtocol = "UDP" | "TCP";

/** @internal The differences between the Services of CoreDNS. */
export interface DnsServiceProps {
  /** The suffix of the name. @default - no suffix */
  readonly suffix?: string;
  /** @default - both: a client repeats a query over TCP if the answer is too long for UDP */
  readonly protocols?: DnsProtocol[];
  readonly annotations?: { [key: string]: string };
  readonly spec: Omit<ServiceV1Spec, "port" | "selector">;
}

/** @internal Creates a Service on port 53. It is created after the pods and deleted before them. */
export function dnsService(scope: Construct, id: string, dns: ExposedDns, props: DnsServiceProps): ServiceV1 {
  const { suffix = "", protocols = ["UDP", "TCP"], annotations, spec } = props;
  const service = create(ServiceV1, scope, id, {
    ...(dns.provider !== undefined && { provider: dns.provider }),
    metadata: {
      name: `${dns.name}${suffix}`,
      namespace: dns.name,
      labels: dns.labels,
      // Set from the first apply: if Terraform manages no annotation, the first one that is added later removes those
      // of the cluster's controllers.
      annotations: { "cdktf-zero-trust/serves": "dns", ...annotations },
    },
    spec: {
      ...spec,
      selector: dns.selector,
      // The same numeric target port for both: load balancers use the first port's for both, and health checks need a
      // number.
      port: protocols.map((protocol) => ({
        name: protocol === "UDP" ? "dns" : "dns-tcp",
        protocol,
        port: 53,
        targetPort: String(dns.dnsPort),
      })),
    },
    // The addresses are already known. A wait that times out would taint the Service, and the next apply would replace
    // it.
    waitForLoadBalancer: false,
    lifecycle: { ignoreChanges: FOREIGN_ANNOTATIONS.map((key) => `metadata[0].annotations["${key}"]`) },
  });
  dependOn(service, dns.deployment);
  return service;
}
