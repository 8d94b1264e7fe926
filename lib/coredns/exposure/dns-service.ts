import { ServiceV1, ServiceV1Spec } from "@cdktf/provider-kubernetes/lib/service-v1";
import { Construct } from "constructs";
import { ExposedDns } from "./dns-exposure";
import { dependOn } from "../../core/terraform/resources";

/** GKE writes these on Services by itself, and the provider would take them away. */
const FOREIGN_ANNOTATIONS = ["cloud.google.com/neg", "cloud.google.com/neg-status"];

/** @internal */
export type DnsProtocol = "UDP" | "TCP";

/** @internal Defines what Services of CoreDNS differ in. */
export interface DnsServiceProps {
  /** What its name ends with. @default - nothing */
  readonly suffix?: string;
  /** @default - both, as DNS needs: an answer that is too long for UDP is asked for again by TCP */
  readonly protocols?: DnsProtocol[];
  readonly annotations?: { [key: string]: string };
  readonly spec: Omit<ServiceV1Spec, "port" | "selector">;
}

/** @internal A Service on port 53, which comes after the pods and goes before them. */
export function dnsService(scope: Construct, id: string, dns: ExposedDns, props: DnsServiceProps): ServiceV1 {
  const { suffix = "", protocols = ["UDP", "TCP"], annotations, spec } = props;
  const service = new ServiceV1(scope, id, {
    ...(dns.provider !== undefined && { provider: dns.provider }),
    metadata: {
      name: `${dns.name}${suffix}`,
      namespace: dns.name,
      labels: dns.labels,
      // One of ours from the start: without any, the first one added later would wipe those of the cluster's controllers.
      annotations: { "cdktf-zero-trust/serves": "dns", ...annotations },
    },
    spec: {
      ...spec,
      selector: dns.selector,
      // One target port as a number for both: load balancers take the first one's for both, and health checks need a number.
      port: protocols.map((protocol) => ({
        name: protocol === "UDP" ? "dns" : "dns-tcp",
        protocol,
        port: 53,
        targetPort: String(dns.dnsPort),
      })),
    },
    // The addresses are known; a wait that times out taints the Service, and the next apply replaces it.
    waitForLoadBalancer: false,
    lifecycle: { ignoreChanges: FOREIGN_ANNOTATIONS.map((key) => `metadata[0].annotations["${key}"]`) },
  });
  dependOn(service, dns.deployment);
  return service;
}
