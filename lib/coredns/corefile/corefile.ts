import { ForwardedZone } from "./forwarded-zone";
import { corefileOf, Line } from "./grammar";
import { LabelSelector } from "../label-selector";
import { CLUSTER_LOCAL } from "./zone";

/** @internal Defines where CoreDNS listens, in its pod. */
export interface CorefilePorts {
  readonly dns: number;
  readonly health: number;
  readonly ready: number;
  readonly metrics: number;
}

/** @internal Defines what is served, to whom. `validateCorefile` judges it. */
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

/** @internal Caches no shorter than this; a cached answer's TTL is never below 5 nor above it. */
const SHORTEST_CACHE_SECONDS = 10;

/**
 * The Corefile of a server that knows these zones and nothing else: no recursion, and no names for others than those who may ask.
 *
 * The zones of the environment come first: reverse names and the name server's own are in the first one. The `kubernetes` block names none, so
 * that it serves its server block's keys and no others. There is no `reload`: it keeps the old file in silence where the new one is broken, while a
 * rollout stops at the first pod that is not ready.
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
      ...shared(options),
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
        ...shared(options),
        line("forward", ".", ...nameServers),
      ),
    ),
  ]);
}

/** Without the last `block`, whoever matches nothing is allowed. */
function shared({ allowFrom, ttlSeconds, ports }: CorefileOptions): Line[] {
  return [
    line("prometheus", `:${ports.metrics}`),
    block(["acl"], ...allowFrom.map((cidr) => line("allow", "net", cidr)), line("block")),
    // Without a unit: "10s" is taken for the name of a zone, and nothing is cached.
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
