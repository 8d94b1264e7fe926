import { NetworkPolicyV1Spec } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { CorefilePorts } from "./corefile/corefile";
import { parseCidr } from "../core/addresses/cidr";
import { addressPeer, everyNamespacePeer, namespacePeer, policyPort } from "../kubernetes/network-policy-peers";

/** The API server's port and its Service's port: the network plugin determines which of them a policy matches. */
const API_SERVER_PORTS = [443, 6443];

/**
 * The ingress and egress that the CoreDNS pods need. All CIDRs are canonical. Lists must not be empty unless noted.
 *
 * @internal
 */
export interface AllowedTraffic {
  /** The sources of DNS queries. */
  readonly allowFrom: string[];
  /** The sources of a load balancer's health checks. It may be empty. */
  readonly healthCheckFrom: string[];
  /** The namespace that reads the metrics. */
  readonly metricsFrom?: string;
  /** The API server. */
  readonly apiServer: string[];
  /** The addresses of the name servers that zones are forwarded to. It may be empty. */
  readonly nameServers: string[];
  readonly ports: CorefilePorts;
}

/**
 * The connectors of this library in the same cluster. Cilium does not match pods by address. CoreDNS itself refuses
 * queries from addresses outside of `allowFrom`.
 */
const CONNECTORS = {
  ...everyNamespacePeer(),
  podSelector: { matchLabels: { "app.kubernetes.io/name": "cloudflared" } },
};

/** @internal The spec of the NetworkPolicy for the pods with these labels. */
export function networkPolicySpec(
  matchLabels: { [key: string]: string },
  allowed: AllowedTraffic,
): NetworkPolicyV1Spec {
  const { ports, metricsFrom, nameServers, healthCheckFrom } = allowed;
  const dns = (port: number) => [policyPort("UDP", port), policyPort("TCP", port)];
  const peers = (cidrs: string[]) => cidrs.map((cidr) => addressPeer(cidr));
  return {
    podSelector: { matchLabels },
    policyTypes: ["Ingress", "Egress"], // a direction that is not listed would be unrestricted
    ingress: [
      { from: [...peers(allowed.allowFrom), CONNECTORS], ports: dns(ports.dns) },
      ...(healthCheckFrom.length > 0
        ? [{ from: peers(healthCheckFrom), ports: [policyPort("TCP", ports.ready)] }]
        : []),
      ...(metricsFrom !== undefined
        ? [{ from: [namespacePeer(metricsFrom)], ports: [policyPort("TCP", ports.metrics)] }]
        : []),
    ],
    egress: [
      { to: peers(allowed.apiServer), ports: API_SERVER_PORTS.map((port) => policyPort("TCP", port)) },
      ...(nameServers.length > 0
        ? [{ to: peers(nameServers.flatMap((address) => parseCidr(address)?.text ?? [])), ports: dns(53) }]
        : []),
    ],
  };
}
