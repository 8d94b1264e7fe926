import {
  NetworkPolicyV1SpecEgress,
  NetworkPolicyV1SpecEgressPorts,
  NetworkPolicyV1SpecEgressTo,
  NetworkPolicyV1SpecIngress,
} from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { Token } from "cdktf";
import { EDGE_CIDRS, EDGE_PORT } from "./cloudflare-edge";
import { DnsServer } from "./dns-server";
import {
  addressPeer,
  EVERY_PORT,
  everyNamespacePeer,
  namespacePeer,
  NON_PUBLIC,
  onUdpAndTcp,
  podPeer,
  policyPort,
} from "./network-policy-peers";
import { DNS_PORT, USUAL_DNS_SERVERS } from "./usual-dns-servers";
import { parseCidr } from "../core/addresses/cidr";
import { isPort } from "../core/addresses/port";
import { Problem } from "../core/errors";
import { Origin, OriginPeer } from "../tunnel/origin";

/** The port on which the pods of CoreDNS listen without privileges, as those of `ClusterDns` do. */
const DNS_POD_PORT = 5353;

/** The port on which a connector may reach every public address. */
const PUBLIC_PORT = 443;

const EDGE: NetworkPolicyV1SpecEgress = {
  to: EDGE_CIDRS.map((cidr) => addressPeer(cidr)),
  ports: onUdpAndTcp(EDGE_PORT),
};

/**
 * The team's domain serves the keys that verify Access tokens, and its addresses change. So all public addresses are
 * allowed, but no private address and no metadata server.
 */
const INTERNET_HTTPS: NetworkPolicyV1SpecEgress = {
  to: [addressPeer("0.0.0.0/0", NON_PUBLIC.ipv4), addressPeer("::/0", NON_PUBLIC.ipv6)],
  ports: [policyPort("TCP", PUBLIC_PORT)],
};

/** @internal What a connector may reach, besides Cloudflare and the usual DNS servers. CIDRs can be listed twice. */
export interface AllowedEgress {
  readonly origins: Origin[];
  /** The DNS servers of the pods. */
  readonly dnsServers: DnsServer[];
  /** CIDRs outside of the cluster. */
  readonly ranges: string[];
  /** CIDRs that can contain pods and Services of the cluster. */
  readonly routed: string[];
  /** The namespaces with these pods. Undefined for all. */
  readonly namespaces?: string[];
  /** The DNS servers for the hostnames that the tunnel routes. */
  readonly resolvers: string[];
}

/**
 * The egress of a connector: DNS, the edge, the team's domain, the ranges that are allowed or routed, and the published
 * origins.
 *
 * What is in the cluster is listed by address and by selector. AWS matches the address of a Service, most other network
 * plugins that of the pod behind it, and Cilium matches pods by their labels only.
 *
 * @internal
 */
export function egressRules(allowed: AllowedEgress): NetworkPolicyV1SpecEgress[] {
  return [
    ...USUAL_DNS_SERVERS,
    ...allowed.dnsServers.flatMap(({ _rules }) => _rules),
    EDGE,
    INTERNET_HTTPS,
    ...resolverRules(allowed),
    ...rangeRules(allowed.ranges, []),
    ...rangeRules(allowed.routed, (allowed.namespaces ?? [undefined]).map(podsOf)),
    ...originRules(allowed.origins),
  ];
}

function podsOf(namespace: string | undefined): NetworkPolicyV1SpecEgressTo {
  return namespace === undefined ? everyNamespacePeer() : namespacePeer(namespace);
}

/** @internal Allows a namespace to read a connector's metrics. The port also serves the tunnel's configuration. */
export function metricsRule(namespace: string, metricsPort: number): NetworkPolicyV1SpecIngress {
  return { from: [namespacePeer(namespace)], ports: [policyPort("TCP", metricsPort)] };
}

/**
 * Refuses origins by DNS name whose addresses are unknown: a NetworkPolicy matches addresses only. CIDRs of
 * `allowEgress` do not count, because they can be those of another name.
 *
 * @internal
 */
export function validateOriginEgress(origins: Origin[]): Problem[] {
  const unknown = origins.filter(({ _peer: peer }) => peer.kind === "name" && !isReachable(peer));
  const services = new Set(unknown.map(({ service }) => service));
  return [...services].map((service) => ({
    code: "EgressUnknown",
    message: `origin: "${service}" is a DNS name, which a NetworkPolicy cannot match. For a Service of this cluster, use KubernetesService.http, https or tcp; otherwise, list the addresses behind the name with withAddresses(…) of the origin.`,
  }));
}

/** An empty list means public addresses, which every connector may reach on one port. */
function isReachable({ addresses, port }: { readonly addresses?: string[]; readonly port: number }): boolean {
  return addresses !== undefined && (addresses.length > 0 || port === PUBLIC_PORT);
}

/**
 * Refuses hostname routes without known addresses: only the cluster's DNS knows where they point to. They may be in the
 * CIDRs that the tunnel routes. Those of `allowEgress` do not count, because they can be those of another name.
 *
 * @internal
 */
export function validateHostnameRouteEgress(hostnames: string[], routed: string[]): Problem[] {
  if (routed.length > 0) return [];
  return hostnames.map((hostname) => ({
    code: "EgressUnknown",
    message: `destinations: the route for "${hostname}" has none, so the connector's NetworkPolicy allows no private address. List the addresses behind the name, such as the cluster's pod and Service CIDRs.`,
  }));
}

/**
 * A resolver can be the Service of a CoreDNS in the cluster, such as `ClusterDns`. Its pods are not known here, so all
 * pods are allowed on the ports of DNS. If namespaces are listed, this also opens a resolver in another namespace.
 */
function resolverRules({ resolvers, routed, namespaces }: AllowedEgress): NetworkPolicyV1SpecEgress[] {
  const cidrs = canonical(resolvers);
  const isRoutedOnly = cidrs.length === 0 && routed.length > 0 && namespaces !== undefined && namespaces.length > 0;
  if (cidrs.length === 0 && !isRoutedOnly) return [];
  return [
    ...(cidrs.length > 0 ? [{ to: cidrs.map((cidr) => addressPeer(cidr)), ports: onUdpAndTcp(DNS_PORT) }] : []),
    { to: [everyNamespacePeer()], ports: [...onUdpAndTcp(DNS_PORT), ...onUdpAndTcp(DNS_POD_PORT)] },
  ];
}

function rangeRules(ranges: string[], pods: NetworkPolicyV1SpecEgressTo[]): NetworkPolicyV1SpecEgress[] {
  const cidrs = canonical(ranges);
  if (cidrs.length === 0) return [];
  return [{ to: [...cidrs.map((cidr) => addressPeer(cidr)), ...pods], ports: EVERY_PORT }];
}

function canonical(ranges: string[]): string[] {
  return [...new Set(ranges.flatMap((cidr) => parseCidr(cidr)?.text ?? []))].sort();
}

function originRules(origins: Origin[]): NetworkPolicyV1SpecEgress[] {
  // Hosts with the same backend share a rule.
  const found = new Map<string, { to: NetworkPolicyV1SpecEgressTo[]; ports: Set<number> }>();
  for (const { _peer: peer, service } of origins) {
    const to = peersOf(peer);
    if (to.length === 0 || !("port" in peer)) continue;
    if (!isPort(peer.port) && !Token.isUnresolved(service)) continue; // reported where it is published
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
        to,
        ports: portsOf([...ports]),
      }))
  );
}

/** The port of a token is unknown, so all ports are allowed. */
function portsOf(numbers: number[]): NetworkPolicyV1SpecEgressPorts[] {
  if (!numbers.every(isPort)) return [{ protocol: "TCP" }];
  return numbers.sort((a, b) => a - b).map((number) => policyPort("TCP", number));
}

function peersOf(peer: OriginPeer): NetworkPolicyV1SpecEgressTo[] {
  if (peer.kind === "address") return canonical([peer.cidr]).map((cidr) => addressPeer(cidr));
  if (peer.kind === "local") return [];
  const addresses = canonical(peer.addresses ?? []).map((cidr) => addressPeer(cidr));
  if (peer.kind === "name") return addresses;
  return [podPeer(peer.namespace, peer.podLabels ?? {}), ...addresses];
}
