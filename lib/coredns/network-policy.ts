import { NetworkPolicyV1Spec } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { CorefilePorts } from "./corefile/corefile";
import { parseCidr } from "../core/addresses/cidr";
import { addressPeer, namespacePeer, policyPort } from "../kubernetes/network-policy-peers";

/** The API server's own port, and its Service's: whether a policy sees the one or the other depends on the network plugin. */
const API_SERVER_PORTS = [443, 6443];

/** @internal Defines who reaches CoreDNS, and what it reaches: canonical CIDRs, not one list empty but those that may be. */
export interface Reach {
  readonly allowFrom: string[];
  /** May be empty. */
  readonly healthCheckFrom: string[];
  readonly metricsFrom?: string;
  readonly apiServer: string[];
  /** Addresses; may be empty. */
  readonly nameServers: string[];
  readonly ports: CorefilePorts;
}

/** @internal */
export function networkPolicySpec(matchLabels: { [key: string]: string }, reach: Reach): NetworkPolicyV1Spec {
  const { ports, metricsFrom, nameServers, healthCheckFrom } = reach;
  const dns = (port: number) => [policyPort("UDP", port), policyPort("TCP", port)];
  const peers = (cidrs: string[]) => cidrs.map((cidr) => addressPeer(cidr));
  return {
    podSelector: { matchLabels },
    policyTypes: ["Ingress", "Egress"], // both, or what is not named is open
    ingress: [
      { from: peers(reach.allowFrom), ports: dns(ports.dns) },
      ...(healthCheckFrom.length > 0
        ? [{ from: peers(healthCheckFrom), ports: [policyPort("TCP", ports.ready)] }]
        : []),
      ...(metricsFrom !== undefined
        ? [{ from: [namespacePeer(metricsFrom)], ports: [policyPort("TCP", ports.metrics)] }]
        : []),
    ],
    egress: [
      { to: peers(reach.apiServer), ports: API_SERVER_PORTS.map((port) => policyPort("TCP", port)) },
      ...(nameServers.length > 0
        ? [{ to: peers(nameServers.flatMap((address) => parseCidr(address)?.text ?? [])), ports: dns(53) }]
        : []),
    ],
  };
}
