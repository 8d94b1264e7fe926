import { ForwardedZone } from "./forwarded-zone";
import { corefileOf, Line } from "./grammar";
import { LabelSelector } from "../label-selector";
import { CLUSTER_LOCAL } from "./zone";

/** @internal The ports on which CoreDNS listens in its pod. */
export interface CorefilePorts {
  readonly dns: number;
  readonly health: number;
  readonly ready: number;
  readonly metrics: number;
}

/** @internal The zones that are served and the clients that can query them. `validateCorefile` checks them. */
export interface CorefileOptions {
  readonly zones: string[];
  readonly clusterLocal: boolean;
  /** Canonical CIDRs. */
  readonly allowFrom: string[];
  readonly namespaces: string[];
  readonly serviceLabels: LabelSelector[];
  readonly forward: ForwardedZone[];
  readonly ttlSeconds: number;
  readonly lameDuckSeconds: number;
  readonly ports: CorefilePorts;
}

/** @internal The minimum duration of the cache. The TTL of a cached answer is between 5 and this duration. */
const SHORTEST_CACHE_SECONDS = 10;

/**
 * The Corefile of a server that answers only for these zones, without recursion, and only for the allowed clients.
 *
 * The zones of the environment come first, because reverse names and the name server's own name belong to the first
 * zone. The `kubernetes` block lists no zones, so that it serves exactly the keys of its server block. There is no
 * `reload`: it would silently keep the old file if the new one is broken, while a rollout stops at the first pod that
 * is not ready.
 *
 * @internal
 * @see https://coredns.io/plugins/kubernetes/
 */
export function corefile(options: CorefileOptions): string {
  const { zones, clusterLocal, forward, ports } = options;
  const served = clusterLocal ? [...zones, CLUSTER_LOCAL] : zones;
  return corefileOf([
    block(
      served.map((zone) => `${zone}:${ports.dns}`),
      line("errors"),
      line("bufsize", "1232"),
      block(["health", `:${ports.health}`], line("lameduck", `${options.lameDuckSeconds}s`)),
      line("ready", `:${ports.ready}`),
      ...commonDirectives(options),
      block(
        ["kubernetes"],
        line("pods", "disabled"),
        line("endpoint_pod_names"),
        ...filters(options),
        line("ttl", String(options.ttlSeconds)),
      ),
      line("loadbalance"),
    ),
    ...forward.map(({ zone, nameServers }) =>
      block(
        [`${zone}:${ports.dns}`],
        line("errors"),
        line("bufsize", "1232"),
        ...commonDirectives(options),
        line("forward", ".", ...nameServers),
      ),
    ),
  ]);
}

/** The directives of every server block. Without the last `block`, clients that match no rule are allowed. */
function commonDirectives({ allowFrom, ttlSeconds, ports }: CorefileOptions): Line[] {
  return [
    line("prometheus", `:${ports.metrics}`),
    block(["acl"], ...allowFrom.map((cidr) => line("allow", "net", cidr)), line("block")),
    // Without a unit: CoreDNS would read "10s" as the name of a zone and cache nothing.
    line("cache", String(Math.max(SHORTEST_CACHE_SECONDS, ttlSeconds))),
  ];
}

function filters({ namespaces, serviceLabels }: CorefileOptions): Line[] {
  const selector = serviceLabels.map(({ _text }) => _text).join(", ");
  return [
    ...(namespaces.length > 0 ? [line("namespaces", ...namespaces)] : []),
    ...(serviceLabels.length > 0 ? [line("labels", ...selector.split(" "))] : []),
  ];
}

function line(...words: string[]): Line {
  return { words };
}

function block(words: string[], ...lines: Line[]): Line {
  return { words, block: lines };
}
