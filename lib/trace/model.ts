import type { Person } from "../inventory/network/policy-decision";

/**
 * Defines which name is traced, and for whom.
 *
 * @internal
 */
export interface Question {
  /** "web.shop.svc.dev.example.internal". */
  readonly fqdn: string;
  /** Who asks. Without, it is shown for whom the name is reachable. */
  readonly person?: Person;
  /** The addresses or CIDRs that the name has. @default - what the resolver's tunnel routes */
  readonly answers?: string[];
  /** The virtual network that the device is in, by name or id. @default - the account's default one */
  readonly virtualNetwork?: string;
  /** The device profile, by name. @default - the first that matches the person */
  readonly profile?: string;
  /** Where the account places the names of hostname routes. @default - Cloudflare's ranges, old and new */
  readonly initialResolvedRanges?: string[];
}

/** @internal Defines the way of a name from a device to what it stands for, up to the first broken hop. */
export interface Trace {
  readonly fqdn: string;
  readonly outcome: "connects" | "unknown" | "broken";
  readonly hops: Hop[];
  /** What was taken for granted. */
  readonly notes: string[];
}

/** @internal Defines one decision on the way. */
export type Hop = DecidedHop | BrokenHop;

/** @internal */
export interface DecidedHop {
  readonly at: Station;
  /** "ok", or "unknown" where only Terraform, Cloudflare or whoever asks can tell. */
  readonly status: "ok" | "unknown";
  readonly asked: string;
  readonly decided: string;
  /** Addresses of what decided. */
  readonly by: string[];
}

/** @internal */
export interface BrokenHop extends Omit<DecidedHop, "status"> {
  readonly status: "broken";
  readonly code: BreakCode;
  readonly fix: string;
}

/** @internal */
export type Station =
  | "device profile"
  | "local domains"
  | "DNS policies"
  | "hostname route"
  | "resolver policy"
  | "resolver"
  | "connector"
  | "route"
  | "split tunnel"
  | "network policies";

/** @internal */
export type BreakCode =
  /** The device asks its own network for the name, and never Gateway. */
  | "NameKeptLocal"
  /** A DNS policy blocks the name. */
  | "NameBlocked"
  /** Neither a hostname route nor a resolver policy takes the name: the internet is asked for it. */
  | "NameUnresolved"
  /** No route of the policy's virtual network leads to the resolver. */
  | "ResolverUnrouted"
  /** The connector that leads to the resolver speaks HTTP/2, which carries no UDP. */
  | "ConnectorWithoutQuic"
  /** No route of the device's virtual network leads to the answer. */
  | "AnswerUnrouted"
  /** The device's virtual network routes the answer to another tunnel than the name's own. */
  | "AnswerMisrouted"
  /** The split tunnel keeps the answer on the device's own network. */
  | "AnswerKeptLocal"
  /** A Gateway network policy blocks the connection. */
  | "ConnectionBlocked";
