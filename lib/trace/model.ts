import type { Person } from "../inventory/network/policy-decision";

/**
 * The name that is traced, and the user and device for which it is traced.
 *
 * @internal
 */
export interface Question {
  /** The name: "web.shop.svc.dev.example.internal". */
  readonly fqdn: string;
  /** The account of the device, as Terraform contains it. @default - the one in which the name gets furthest */
  readonly account?: string;
  /** The user. @default - unspecified; the trace reports which users reach the name */
  readonly person?: Person;
  /** The addresses or CIDRs that the name resolves to. @default - the CIDRs that the resolver's tunnel routes */
  readonly answers?: string[];
  /** The virtual network of the device, by name or id. @default - the account's default virtual network */
  readonly virtualNetwork?: string;
  /** The device profile, by name. @default - the first profile that matches the user */
  readonly profile?: string;
  /** The port of the origin. @default - any port except those of DNS */
  readonly port?: number;
  /** The protocol of the port. @default - TCP for NetworkPolicies; unspecified for Gateway's policies */
  readonly protocol?: "TCP" | "UDP";
  /** The CIDRs of the account's initial resolved IPs. @default - Cloudflare's ranges, old and new */
  readonly initialResolvedRanges?: string[];
}

/** @internal The hops of a name from a device to its address, up to the first broken one. */
export interface Trace {
  readonly fqdn: string;
  readonly outcome: "connects" | "unknown" | "broken";
  readonly hops: Hop[];
  /** The assumptions. */
  readonly notes: string[];
}

/** @internal One decision. */
export type Hop = DecidedHop | BrokenHop;

/** @internal A hop that is not broken. */
export interface DecidedHop {
  readonly at: Station;
  /** "unknown" if it depends on Terraform, on the account, or on unspecified facts about the user. */
  readonly status: "ok" | "unknown";
  /** The question. */
  readonly asked: string;
  /** The answer. */
  readonly decided: string;
  /** The addresses of the objects that decide. */
  readonly by: string[];
}

/** @internal A hop that is broken, and its remediation. */
export interface BrokenHop extends Omit<DecidedHop, "status"> {
  readonly status: "broken";
  readonly code: BreakCode;
  readonly fix: string;
}

/** @internal Where a decision is made. */
export type Station =
  | "device profile"
  | "local domains"
  | "DNS policies"
  | "hostname route"
  | "resolver policy"
  | "resolver"
  | "connector"
  | "egress to resolver"
  | "route"
  | "split tunnel"
  | "network policies"
  | "egress to address";

/** @internal Why a hop is broken. */
export type BreakCode =
  /** The device resolves the name on its local network, and never queries Gateway. */
  | "NameKeptLocal"
  /** A DNS policy blocks the name. */
  | "NameBlocked"
  /** Neither a hostname route nor a resolver policy matches the name, so it is resolved by public DNS. */
  | "NameUnresolved"
  /** The virtual network of the resolver policy has no route to the resolver. */
  | "ResolverUnrouted"
  /** The connector uses HTTP/2, which does not carry UDP. */
  | "ConnectorWithoutQuic"
  /** The device's virtual network has no route to the address. */
  | "AnswerUnrouted"
  /** The device's virtual network routes the address to a tunnel that the name does not belong to. */
  | "AnswerMisrouted"
  /** The split tunnel list does not send the address through the tunnel. */
  | "AnswerKeptLocal"
  /** A Gateway network policy blocks the connection. */
  | "ConnectionBlocked"
  /** No egress rule of the connector's NetworkPolicies allows the address. */
  | "EgressDenied";
