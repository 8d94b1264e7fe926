import { unique } from "./phrases";
import { Cidr, overlaps, parseCidr, subtractCidrs } from "../core/addresses/cidr";
import { isPrivateAddress } from "../core/addresses/reserved-ranges";
import type { EgressPeer, EgressPort, EgressRule, PodEgress } from "../inventory/network/model";

/** @internal A connection that a pod opens. */
export interface PodConnection {
  /** One address, or every address of a range. */
  readonly destination: Cidr;
  readonly protocol: "TCP" | "UDP";
  /** Undefined for any port except those of DNS. */
  readonly port?: number;
}

/** @internal What the NetworkPolicies of a pod decide. */
export interface EgressVerdict {
  readonly outcome: "unrestricted" | "allowed" | "denied" | "unknown";
  /** Why it is unknown, each as a sentence. */
  readonly reasons: string[];
  /** Whether CIDRs cover the destination on some ports only. */
  readonly partial: boolean;
  /** The CIDRs that cover the destination. */
  readonly covering: Cidr[];
  /**
   * Whether the destination is also allowed as a pod, by a rule that matches all pods, or every destination. Network
   * plugins that translate the address of a Service, or that match pods by label only, require it for pods and
   * Services.
   */
  readonly coversPods: boolean;
}

/** What a rule without peers matches, besides addresses. */
const EVERY_POD: EgressPeer = { kind: "selector", text: "every pod", everyPod: true };

/** The ports of DNS servers. A Service for another purpose has no such port and no such target port. */
const DNS_PORTS = [53, 5353, 8053];
const EVERYTHING = ["0.0.0.0/0", "::/0"].map((cidr) => parseCidr(cidr)!);

/**
 * Evaluates the NetworkPolicies of a pod for a connection. "denied" holds for every network plugin. "allowed" holds for
 * an address outside of the cluster, and with `coversPods` also for pods and Services.
 *
 * @internal
 */
export function evaluateEgress({ policies, unread }: PodEgress, connection: PodConnection): EgressVerdict {
  if (policies.length === 0 && unread.length === 0) {
    return { outcome: "unrestricted", reasons: [], partial: false, covering: [], coversPods: true };
  }
  const { destination } = connection;
  const rules = policies.flatMap((policy) => policy.rules).map((rule) => ({ rule, port: portMatch(rule, connection) }));
  const matching = rules.filter(({ port }) => port === true).flatMap(({ rule }) => blocksOf(rule));
  const covering = matching.filter((each) => isCovering(each, [destination]));
  const rest = subtractCidrs([destination], covering.flatMap(allowedBy));
  const byPort = portReasons(rules, rest, connection);
  const partial = byPort !== undefined && rest.length > 0;
  const found = { partial, covering: covering.map(({ cidr }) => cidr), coversPods: coversPods(rules, connection) };
  if (rest.length === 0 && policies.length > 0) {
    const denied = deniedOnAws(destination, covering, policies.flatMap((policy) => policy.rules).flatMap(blocksOf));
    return denied === undefined
      ? { ...found, outcome: "allowed", reasons: [] }
      : { ...found, outcome: "unknown", reasons: [denied] };
  }
  const reasons = [
    ...unread.map((address) => `Only Terraform can evaluate whether ${address} selects the pods.`),
    ...rules.flatMap(({ rule, port }) => unreadPeers(rule, port)),
    ...(byPort ?? podReasons(rules, connection)),
    ...(found.covering.length > 0 ? [`${texts(found.covering)} covers only a part of it.`] : []),
  ];
  return { ...found, outcome: reasons.length > 0 ? "unknown" : "denied", reasons };
}

interface Block {
  readonly cidr: Cidr;
  readonly except: Cidr[];
}

interface MatchedRule {
  readonly rule: EgressRule;
  readonly port: PortMatch;
}

/** "maybe" if it depends on the port, which is not specified, or on values that are not known here. */
type PortMatch = boolean | "maybe";

function portMatch({ ports }: EgressRule, connection: PodConnection): PortMatch {
  if (ports === undefined) return true;
  const matches = ports.map((each) => entryMatch(each, connection));
  return matches.includes(true) || (matches.includes("maybe") && "maybe");
}

function entryMatch(entry: EgressPort, { protocol, port }: PodConnection): PortMatch {
  const { first, last = first, unread } = entry;
  if (entry.protocol !== undefined && entry.protocol !== protocol) return false;
  if (unread !== undefined) return "maybe";
  if (first === undefined || last === undefined || (first === 1 && last === 65535)) return true;
  if (port !== undefined) return port >= first && port <= last;
  return !isForDns(entry) && "maybe";
}

function isForDns({ first, last }: EgressPort): boolean {
  return first !== undefined && first === last && DNS_PORTS.includes(first);
}

function blocksOf({ peers }: EgressRule): Block[] {
  if (peers === undefined) return EVERYTHING.map((cidr) => ({ cidr, except: [] }));
  return peers.flatMap((peer) => (peer.kind === "block" ? peer : []));
}

function allowedBy({ cidr, except }: Block): Cidr[] {
  return subtractCidrs([cidr], except);
}

/** The VPC CNI of AWS also applies an exception to the wider ranges of other rules. */
function deniedOnAws(destination: Cidr, covering: Block[], all: Block[]): string | undefined {
  const except = all.flatMap((each) => each.except).filter((each) => overlaps(each, destination));
  const holds = covering.flatMap((each) =>
    subtractCidrs(
      allowedBy(each),
      except.filter(({ prefix }) => prefix > each.cidr.prefix),
    ),
  );
  if (subtractCidrs([destination], holds).length === 0) return undefined;
  return (
    `The VPC CNI of AWS denies it, because a rule excepts ${texts(except)}. ` +
    "Other network plugins apply an exception to its own rule only."
  );
}

/** A rule that matches every pod on the port of the pod, which differs from the port of a Service. */
function coversPods(rules: MatchedRule[], { protocol, port }: PodConnection): boolean {
  const isDns = port === 53;
  return rules.some(({ rule: { peers, ports }, port: match }) => {
    if (match !== true) return false;
    if (peers === undefined) return ports === undefined || hasEveryPort(ports, protocol);
    if (!peers.some((peer) => peer.kind === "selector" && peer.everyPod)) return false;
    if (ports === undefined || hasEveryPort(ports, protocol)) return true;
    // The pods of CoreDNS listen on 53 or, without privileges, on 5353.
    return isDns && ports.some((each) => each.protocol === protocol && each.first === 5353);
  });
}

function hasEveryPort(ports: EgressPort[], protocol: string): boolean {
  return ports.some((each) => each.protocol === protocol && each.unread === undefined && each.first === undefined);
}

function isCovering(each: Block, parts: Cidr[]): boolean {
  return allowedBy(each).some((cidr) => parts.some((part) => overlaps(cidr, part)));
}

function unreadPeers({ peers = [] }: EgressRule, match: PortMatch): string[] {
  if (match === false) return [];
  return peers.flatMap((peer) => (peer.kind === "unread" ? `Only Terraform can evaluate ${peer.text}.` : []));
}

/** The CIDRs that cover the rest on some ports, if the port of the connection is not specified or not known. */
function portReasons(rules: MatchedRule[], rest: Cidr[], { protocol }: PodConnection): string[] | undefined {
  const some = rules.flatMap(({ rule, port }) =>
    port === "maybe" ? blocksOf(rule).map((each) => ({ each, rule })) : [],
  );
  const uncovered = subtractCidrs(
    rest,
    some.flatMap(({ each }) => allowedBy(each)),
  );
  if (some.length === 0 || uncovered.length > 0) return undefined;
  const covering = some.filter(({ each }) => isCovering(each, rest));
  return unique(
    covering.map(({ each, rule }) => `${each.cidr.text} is allowed on ${portsText(rule.ports, protocol)} only.`),
  );
}

/**
 * The pods that may have the address. A Service can have another port than its pods, and most network plugins translate
 * its address to that of a pod before they evaluate the policy. So a private CIDR that may contain pods counts as well.
 */
function podReasons(rules: MatchedRule[], connection: PodConnection): string[] {
  const relevant = rules.filter(({ rule }) => isForPods(rule, connection));
  const selecting = relevant.flatMap(({ rule: { peers = [EVERY_POD], ports } }) => {
    const pods = unique(peers.flatMap((peer) => (peer.kind === "selector" ? peer.text : [])));
    return pods.length === 0 ? [] : `${portsText(ports, connection.protocol)} of ${pods.join(", ")}`;
  });
  const ranges = isPrivateAddress(connection.destination.text)
    ? relevant.flatMap(({ rule }) => (rule.peers ?? []).flatMap(podRange))
    : [];
  return [
    ...(selecting.length > 0
      ? [`Rules allow ${unique(selecting).join(", and ")}, so it depends on which pod or Service has the address.`]
      : []),
    ...(ranges.length > 0
      ? [
          `If it is the address of a Service with pods in ${texts(ranges)}, network plugins other than the VPC CNI of ` +
            "AWS and Cilium allow it.",
        ]
      : []),
  ];
}

function podRange(peer: EgressPeer): Cidr[] {
  if (peer.kind !== "block") return [];
  const { cidr } = peer;
  const isSingle = cidr.prefix === (cidr.version === 4 ? 32 : 128);
  return !isSingle && isPrivateAddress(cidr.text) ? [cidr] : [];
}

/** Whether the rule may match the port of a pod. The pods of a DNS server are used for DNS only. */
function isForPods({ ports }: EgressRule, { protocol, port }: PodConnection): boolean {
  const isDns = port !== undefined && DNS_PORTS.includes(port);
  return (
    ports === undefined || ports.some((each) => (each.protocol ?? protocol) === protocol && (isDns || !isForDns(each)))
  );
}

function portsText(ports: EgressPort[] | undefined, protocol: string): string {
  const own = ports?.filter((each) => (each.protocol ?? protocol) === protocol) ?? [];
  if (ports === undefined || own.some(({ first, unread }) => first === undefined && unread === undefined)) {
    return `every ${protocol} port`;
  }
  const numbers = own.map(({ first, last, unread }) => unread ?? (first === last ? String(first) : `${first}-${last}`));
  return `${protocol} port${numbers.length > 1 ? "s" : ""} ${unique(numbers).join(", ")}`;
}

function texts(cidrs: Cidr[]): string {
  return unique(cidrs.map(({ text }) => text)).join(", ");
}
