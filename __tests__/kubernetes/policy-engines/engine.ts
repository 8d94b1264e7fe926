import { Cluster, Connection, hasLabels, Pod, Service, translated } from "./cluster";
import { contains, parseCidr } from "../../../lib/core/addresses/cidr";

/** A rule of a NetworkPolicy, in Terraform's or in the provider's spelling. */
export interface Rule {
  readonly to?: any[];
  readonly from?: any[];
  readonly ports?: any[];
}

/**
 * How network plugins evaluate a NetworkPolicy:
 *
 * - `aws`: the VPC CNI of AWS, by the address that the pod connects to
 * - `address`: Calico, kube-router, Azure NPM, Antrea, kindnet, Weave: by the address of the pod behind a Service
 * - `ovn`: OVN-Kubernetes, as `address`, but a pod selector matches pods on the network of their node
 * - `identity`: Cilium, GKE Dataplane V2, Azure CNI powered by Cilium: pods and nodes by their labels only
 * - `old identity`: Cilium before 1.16, which ignores the end of a range of ports
 * - `none`: a plugin that enforces no policy
 */
export type Engine = "aws" | "address" | "ovn" | "identity" | "old identity" | "none";

/** Whether a policy with these egress rules allows a connection. */
export function allowsEgress(engine: Engine, rules: Rule[], cluster: Cluster, connection: Connection): boolean {
  if (engine === "none") return true;
  const { node, protocol = "TCP" } = connection;
  const matchers = rules.map(({ to, ports }) => ({
    peers: to,
    ports: engine === "old identity" ? ports?.map(({ endPort, end_port, ...port }) => port) : ports,
  }));
  if (engine === "aws") return connection.to === node || allowsByAddress(matchers, cluster, connection, protocol);
  const { to, port } = translated(cluster, connection);
  const isOfCluster =
    cluster.pods.some(({ address }) => address === to) || cluster.nodes.includes(to) || cluster.nodeLocal.includes(to);
  return matchers.some(
    ({ peers, ports }) =>
      portMatches(ports, port, protocol) &&
      (peers ?? [ANYTHING]).some((peer) => peerMatches(engine, peer, to, cluster, isOfCluster)),
  );
}

/** Whether a policy with these ingress rules admits a connection from an address to the port of a pod. */
export function admitsIngress(
  engine: Engine,
  rules: Rule[],
  cluster: Cluster,
  { from, port, protocol = "TCP" }: { from: string; port: number; protocol?: "TCP" | "UDP" },
): boolean {
  if (engine === "none") return true;
  const isOfCluster = cluster.pods.some(({ address }) => address === from) || cluster.nodes.includes(from);
  return rules.some(
    (rule) =>
      portMatches(rule.ports, port, protocol) &&
      (rule.from ?? [ANYTHING]).some((peer) => peerMatches(engine, peer, from, cluster, isOfCluster)),
  );
}

interface Matcher {
  readonly peers?: any[];
  readonly ports?: any[];
}

const ANYTHING = { anything: true };

function peerMatches(engine: Engine, peer: any, address: string, cluster: Cluster, isOfCluster: boolean): boolean {
  if (peer === ANYTHING) return true;
  const block = ipBlockOf(peer);
  const byIdentity = engine === "identity" || engine === "old identity";
  if (block !== undefined) return !(byIdentity && isOfCluster) && isIn(block, address);
  return selectedBy(peer, cluster).some(
    (pod) => pod.address === address && (pod.isOnHostNetwork !== true || (engine === "ovn" && hasPodSelector(peer))),
  );
}

/** The VPC CNI of AWS knows addresses only, and looks up the longest prefix. An exception is a prefix that denies. */
function allowsByAddress(rules: Matcher[], cluster: Cluster, { to, port }: Connection, protocol: string): boolean {
  const allowed: { cidr: string; matches: boolean }[] = [];
  const denied: string[] = [];
  for (const { peers = [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports } of rules) {
    for (const peer of peers) {
      const block = ipBlockOf(peer);
      if (block !== undefined) {
        allowed.push({ cidr: block.cidr, matches: portMatches(ports, port, protocol) });
        denied.push(...(block.except ?? []));
      } else {
        const pods = selectedBy(peer, cluster).map(({ address }) => ({ address, port }));
        const services = cluster.services.filter((each) => isOpened(each, peer, ports, protocol));
        for (const each of pods) {
          allowed.push({ cidr: `${each.address}/32`, matches: portMatches(ports, port, protocol) });
        }
        for (const each of services) allowed.push({ cidr: `${each.address}/32`, matches: each.port === port });
      }
    }
  }
  const containing = (cidrs: string[]) =>
    cidrs.filter((cidr) => isIn({ cidr }, to)).map((cidr) => parseCidr(cidr)!.prefix);
  const longest = Math.max(-1, ...containing(allowed.map(({ cidr }) => cidr)));
  if (Math.max(-1, ...containing(denied)) > longest) return false;
  const exceptions = containing(denied);
  // A prefix inherits the ports of the wider ones, down to an exception.
  const floor = Math.max(-1, ...exceptions.filter((prefix) => prefix <= longest));
  return allowed.some(({ cidr, matches }) => matches && isIn({ cidr }, to) && parseCidr(cidr)!.prefix >= floor);
}

/** A selector opens a Service if all labels are in the selector of the Service, and its target port is listed. */
function isOpened(service: Service, peer: any, ports: any[] | undefined, protocol: string): boolean {
  if (!matchesNamespace(peer, service.namespace)) return false;
  const labels = labelsOf(peer.podSelector ?? peer.pod_selector);
  if (hasPodSelector(peer) && !hasLabels(service.selector ?? {}, labels)) return false;
  return (ports ?? []).some(
    (each) => each.protocol === protocol && (each.port === undefined || Number(each.port) === service.targetPort),
  );
}

function portMatches(ports: any[] | undefined, port: number, protocol: string): boolean {
  return (ports ?? []).some((each) => {
    if (each.protocol !== protocol) return false;
    const [first, last] = [each.port, each.endPort ?? each.end_port ?? each.port].map(Number);
    return each.port === undefined || (port >= first && port <= last);
  });
}

function selectedBy(peer: any, { pods }: Cluster): Pod[] {
  const labels = labelsOf(peer.podSelector ?? peer.pod_selector);
  return pods.filter((pod) => matchesNamespace(peer, pod.namespace) && hasLabels(pod.labels, labels));
}

function matchesNamespace(peer: any, namespace: string): boolean {
  const labels = labelsOf(peer.namespaceSelector ?? peer.namespace_selector);
  return hasLabels({ "kubernetes.io/metadata.name": namespace }, labels);
}

function hasPodSelector(peer: any): boolean {
  return (peer.podSelector ?? peer.pod_selector) !== undefined;
}

function labelsOf(selector: any): { [key: string]: string } {
  return selector?.matchLabels ?? selector?.match_labels ?? {};
}

function ipBlockOf(peer: any): { cidr: string; except?: string[] } | undefined {
  return peer.ipBlock ?? peer.ip_block;
}

function isIn({ cidr, except = [] }: { cidr: string; except?: string[] }, address: string): boolean {
  const [range, single] = [parseCidr(cidr)!, parseCidr(address)!];
  return contains(range, single) && !except.some((each) => contains(parseCidr(each)!, single));
}
