import { PropNames } from "../core/props";
import { Hop, renderTrace, Trace, traceDiagram } from "../trace/index";

/** Options of `Fleet.trace`. */
export interface NameTraceOptions {
  /** The e-mail address of the user. @default - any user; the trace reports for whom the name is reachable */
  readonly email?: string;
  /**
   * The complete list of the user's groups, by the names that policies use.
   *
   * @default - unknown, or none if `email` is set
   */
  readonly groups?: string[];
  /** The IP address to which the name resolves. @default - any address of the cluster's CIDRs */
  readonly address?: string;
  /** The name of the device's virtual network. @default - the account's default virtual network */
  readonly virtualNetwork?: string;
  /** The name of the device profile. @default - the first profile that matches the user */
  readonly profile?: string;
  /** The TCP port of the pod or Service. @default - any port except those of DNS */
  readonly port?: number;
}

/** @internal The names of the options of a trace. */
export const NAME_TRACE_OPTIONS: PropNames<NameTraceOptions> = {
  required: {},
  optional: { email: true, groups: true, address: true, virtualNetwork: true, profile: true, port: true },
};

/** The result of a trace. */
export enum NameTraceOutcome {
  /** The device connects. */
  CONNECTS = "connects",
  /** No hop is broken, but at least one depends on a value that only Terraform, Cloudflare or the user knows. */
  UNKNOWN = "unknown",
  /** A hop is broken, and the device does not connect. */
  BROKEN = "broken",
}

/** The component that decides a hop. */
export enum NameTraceStation {
  /** The device profile that applies to the device. */
  DEVICE_PROFILE = "device profile",
  /** The local domain fallback list of the profile. */
  LOCAL_DOMAINS = "local domains",
  /** The Gateway DNS policies. */
  DNS_POLICIES = "DNS policies",
  /** The hostname route that covers the name. */
  HOSTNAME_ROUTE = "hostname route",
  /** The Gateway resolver policy that selects the DNS server. */
  RESOLVER_POLICY = "resolver policy",
  /** The DNS server that answers. */
  RESOLVER = "resolver",
  /** The connector that carries the query. */
  CONNECTOR = "connector",
  /** The NetworkPolicies of the connector's pods, for the query to the DNS server. */
  EGRESS_TO_RESOLVER = "egress to resolver",
  /** The CIDR route of the address. */
  ROUTE = "route",
  /** The split tunnel list of the profile. */
  SPLIT_TUNNEL = "split tunnel",
  /** The Gateway network policies. */
  NETWORK_POLICIES = "network policies",
  /** The NetworkPolicies of the connector's pods, for the connection to the address. */
  EGRESS_TO_ADDRESS = "egress to address",
}

/** The status of a hop. */
export enum NameTraceStatus {
  /** The hop works. */
  OK = "ok",
  /** The hop depends on a value that only Terraform, Cloudflare or the user knows. */
  UNKNOWN = "unknown",
  /** The hop is broken, and the trace ends. */
  BROKEN = "broken",
}

/** One decision between a name and a pod. */
export interface NameTraceHop {
  /** The component that decides. */
  readonly at: NameTraceStation;
  /** The status of the hop. */
  readonly status: NameTraceStatus;
  /** The question that the component answers. */
  readonly asked: string;
  /** The answer of the component. */
  readonly decided: string;
  /** The Terraform addresses of the objects that decide. */
  readonly by: string[];
  /** The stable code of a broken hop: "AnswerUnrouted". @default - none; the hop is not broken */
  readonly code?: string;
  /** The remediation of a broken hop. @default - none; the hop is not broken */
  readonly fix?: string;
}

/** A record, so that the compiler reports a station or a status without a member. */
const STATIONS: { readonly [station in Hop["at"]]: NameTraceStation } = {
  "device profile": NameTraceStation.DEVICE_PROFILE,
  "local domains": NameTraceStation.LOCAL_DOMAINS,
  "DNS policies": NameTraceStation.DNS_POLICIES,
  "hostname route": NameTraceStation.HOSTNAME_ROUTE,
  "resolver policy": NameTraceStation.RESOLVER_POLICY,
  resolver: NameTraceStation.RESOLVER,
  connector: NameTraceStation.CONNECTOR,
  "egress to resolver": NameTraceStation.EGRESS_TO_RESOLVER,
  route: NameTraceStation.ROUTE,
  "split tunnel": NameTraceStation.SPLIT_TUNNEL,
  "network policies": NameTraceStation.NETWORK_POLICIES,
  "egress to address": NameTraceStation.EGRESS_TO_ADDRESS,
};
const STATUSES: { readonly [status in Hop["status"]]: NameTraceStatus } = {
  ok: NameTraceStatus.OK,
  unknown: NameTraceStatus.UNKNOWN,
  broken: NameTraceStatus.BROKEN,
};
const OUTCOMES: { readonly [outcome in Trace["outcome"]]: NameTraceOutcome } = {
  connects: NameTraceOutcome.CONNECTS,
  unknown: NameTraceOutcome.UNKNOWN,
  broken: NameTraceOutcome.BROKEN,
};

/**
 * The trace of a name from a device to a pod, up to the first broken hop. Created by `Fleet.trace`.
 *
 * @example
 * const fleet = new Fleet(this, "fleet", { account, domain: "k8s.example.internal" });
 * const trace = fleet.trace("web.shop.svc.dev.k8s.example.internal", { groups: ["engineers"] });
 * if (trace.outcome === NameTraceOutcome.BROKEN) console.log(trace.broken?.fix);
 */
export class NameTrace {
  /** @internal */
  public static _of(trace: Trace): NameTrace {
    return new NameTrace(trace);
  }

  /** The traced name. */
  public readonly fqdn: string;
  /** The result of the trace. */
  public readonly outcome: NameTraceOutcome;
  /** The assumptions of the trace. */
  public readonly notes: string[];

  private constructor(private readonly trace: Trace) {
    this.fqdn = trace.fqdn;
    this.outcome = OUTCOMES[trace.outcome];
    this.notes = [...trace.notes];
  }

  /** All hops in order. A broken hop is the last one. */
  public get hops(): NameTraceHop[] {
    return this.trace.hops.map((hop) => ({
      ...hop,
      at: STATIONS[hop.at],
      status: STATUSES[hop.status],
      by: [...hop.by],
    }));
  }

  /** The broken hop. Undefined if no hop is broken. */
  public get broken(): NameTraceHop | undefined {
    return this.hops.find(({ status }) => status === NameTraceStatus.BROKEN);
  }

  /** The hops as text, including the remediation of a broken hop. */
  public toString(): string {
    return renderTrace(this.trace);
  }

  /** The hops as a Mermaid sequence diagram in a fenced code block of Markdown. */
  public toMermaid(): string {
    return traceDiagram(this.trace);
  }
}
