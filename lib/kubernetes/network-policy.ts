import {
  NetworkPolicyV1SpecEgress,
  NetworkPolicyV1SpecEgressTo,
  NetworkPolicyV1SpecIngress,
} from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { EDGE_CIDRS, EDGE_PORT } from "./cloudflare-edge";
import { addressPeer, namespacePeer, policyPort } from "./network-policy-peers";
import { parseCidr } from "../core/addresses/cidr";
import { isPort } from "../core/addresses/port";
import { Problem } from "../core/errors";
import { Origin, OriginPeer } from "../tunnel/origin";

/**
 * The cluster's DNS. kube-dns and CoreDNS have the same label. Whether NodeLocal DNSCache is matched as a pod or by its
 * link-local address depends on the CNI.
 */
const DNS: NetworkPolicyV1SpecEgress = {
  to: [
    { ...namespacePeer("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } },
    { ...namespacePeer("kube-system"), podSelector: { matchLabels: { "k8s-app": "node-local-dns" } } },
    addressPeer("169.254.20.10/32"),
  ],
  ports: [policyPort("UDP", 53), policyPort("TCP", 53)],
};

const EDGE: NetworkPolicyV1SpecEgress = {
  to: EDGE_CIDRS.map((cidr) => addressPeer(cidr)),
  ports: [policyPort("UDP", EDGE_PORT), policyPort("TCP", EDGE_PORT)],
};

/**
 * The team's domain serves the keys that verify Access tokens, and its addresses change. So all public addresses are
 * allowed, but no private address and no metadata server.
 */
const INTERNET_HTTPS: NetworkPolicyV1SpecEgress = {
  to: [
    addressPeer("0.0.0.0/0", [
      "10.0.0.0/8",
      "100.64.0.0/10",
      "127.0.0.0/8",
      "169.254.0.0/16",
      "172.16.0.0/12",
      "192.168.0.0/16",
    ]),
    addressPeer("::/0", ["::1/128", "fc00::/7", "fe80::/10"]),
  ],
  ports: [policyPort("TCP", 443)],
};

/**
 * The egress of a connector: DNS, the edge, the team's domain, the ranges that are allowed or routed, and the published
 * origins.
 *
 * @internal
 */
export function egressRules(origins: Origin[], ranges: string[], resolvers: string[]): NetworkPolicyV1SpecEgress[] {
  return [DNS, EDGE, INTERNET_HTTPS, ...resolverRules(resolvers), ...rangeRules(ranges), ...originRules(origins)];
}

/** @internal Allows a namespace to read a connector's metrics. The port also serves the tunnel's configuration. */
export function metricsRule(namespace: string, metricsPort: number): NetworkPolicyV1SpecIngress {
  return { from: [namespacePeer(namespace)], ports: [policyPort("TCP", metricsPort)] };
}

/** @internal Refuses origins by DNS name without `allowEgress`: a NetworkPolicy matches addresses only. */
export function validateOriginEgress(origins: Origin[], allowEgress: string[]): Problem[] {
  if (allowEgress.length > 0) return []; // whether they cover the addresses behind the names is unknown at synth
  const named = origins.filter((origin) => origin._peer.kind === "name").map((origin) => origin.service);
  return [...new Set(named)].map((service) => ({
    code: "EgressUnknown",
    message: `origin: "${service}" is a DNS name, which a NetworkPolicy cannot match. For a Service of this cluster, use KubernetesService.http, https or tcp; otherwise, list the addresses behind the name in allowEgress.`,
  }));
}

/** @internal Refuses hostname routes without known addresses: only the cluster's DNS knows where they point to. */
export function validateHostnameRouteEgress(hostnames: string[], ranges: string[]): Problem[] {
  if (ranges.length > 0) return []; // as above
  return hostnames.map((hostname) => ({
    code: "EgressUnknown",
    message: `destinations: the route for "${hostname}" has none, so the connector's NetworkPolicy allows no private address. List the addresses behind the name, such as the cluster's pod and Service CIDRs.`,
  }));
}

function resolverRules(resolvers: string[]): NetworkPolicyV1SpecEgress[] {
  const cidrs = canonical(resolvers);
  return cidrs.length === 0 ? [] : [{ to: cidrs.map((cidr) => addressPeer(cidr)), ports: DNS.ports }];
}

function rangeRules(ranges: string[]): NetworkPolicyV1SpecEgress[] {
  const cidrs = canonical(ranges);
  if (cidrs.length === 0) return [];
  const everyPort = (["UDP", "TCP"] as const).map((protocol) => ({ ...policyPort(protocol, 1), endPort: 65535 }));
  return [{ to: cidrs.map((cidr) => addressPeer(cidr)), ports: everyPort }];
}

function canonical(ranges: string[]): string[] {
  return [...new Set(ranges.flatMap((cidr) => parseCidr(cidr)?.text ?? []))].sort();
}

function originRules(origins: Origin[]): NetworkPolicyV1SpecEgress[] {
  // Hosts with the same backend share a rule.
  const found = new Map<string, { to: NetworkPolicyV1SpecEgressTo; ports: Set<number> }>();
  for (const { _peer: peer } of origins) {
    const to = peerOf(peer);
    if (to === undefined || !("port" in peer) || !isPort(peer.port)) continue; // reported where it is published
    const key = JSON.stringify(to);
    const rule = found.get(key) ?? { to, ports: new Set() };
    found.set(key, rule);
    rule.ports.add(peer.port);
  }
  return (
    [...found]
      // Terraform compares lists in order, so the order of publishing must not change the plan.
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { to, ports }]) => ({
        to: [to],
        ports: [...ports].sort((a, b) => a - b).map((number) => policyPort("TCP", number)),
      }))
  );
}

function peerOf(peer: OriginPeer): NetworkPolicyV1SpecEgressTo | undefined {
  if (peer.kind === "address") {
    const cidr = parseCidr(peer.cidr);
    return cidr === undefined ? undefined : addressPeer(cidr.text);
  }
  if (peer.kind !== "pods") return undefined;
  const labels = Object.entries(peer.podLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const ofNamespace = namespacePeer(peer.namespace);
  return labels.length === 0
    ? ofNamespace
    : { ...ofNamespace, podSelector: { matchLabels: Object.fromEntries(labels) } };
}
