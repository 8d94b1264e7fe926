import type { ErrorEntry } from "./entry";

/** @internal Of Gateway policies. */
export const GATEWAY_CODES = {
  AllowByServerName: {
    means:
      "A warning: a network policy allows connections by their server name (SNI) alone. The client says that name, so its people reach every routed address.",
    remedy: "Narrow it to the addresses that are meant, by `.and(Traffic.destination(…))`.",
  },
  EnterpriseOnly: {
    means: "Resolver policies are used in an account whose plan has none.",
    remedy: "Reach the names by hostname routes, or say the account's plan: `plan: Plan.ENTERPRISE`.",
  },
  GatewayPolicyInvalid: {
    means: "A Gateway policy's name or description is empty, or its override is malformed.",
    remedy: "Follow the message.",
  },
  HostnamePatternInvalid: {
    means: "A hostname pattern is none that Gateway's engine reads as people and other engines do.",
    remedy:
      "Anchor it by `^` and `$`, write `[.]` for a dot, and no backslash; `under`, `exactly`, `environments` and `labels` need no regular expression.",
  },
  HostnamePatternTooComplex: {
    means: "Whether hostname patterns match one name takes too long to find out.",
    remedy: "Write them with fewer counts, or give both policies a `precedence`.",
  },
  IdentityInvalid: {
    means: "An Identity speaks of nobody, or has a value that is malformed or that no expression can hold.",
    remedy: "Follow the message.",
  },
  PlanUnknown: {
    means: "A warning: what needs the Enterprise plan is used, and the account does not say its plan.",
    remedy: "Say it: `plan: Plan.ENTERPRISE`.",
  },
  ResolverInvalid: {
    means: "A resolver's address or port is malformed, is there twice, or there are too many.",
    remedy: "Write up to 10 IPv4 and 10 IPv6 addresses.",
  },
  ResolverPoliciesOverlap: {
    means: "Two resolver policies of an account match one name, so which resolver answers is left to chance.",
    remedy: "Make their patterns disjoint, or give both a `precedence`: the lower one answers.",
  },
  ResolverUnrouted: {
    means:
      "No route leads to a private resolver in the virtual network that Gateway shall ask it through: no name would resolve.",
    remedy:
      "Route its address by `tunnel.route(…)`, or take the network by `VirtualNetwork.fromVirtualNetworkId` where others route it.",
  },
  TrafficInvalid: {
    means: "A Traffic has a value that is malformed or missing: Gateway would read it otherwise than people do.",
    remedy: "Follow the message.",
  },
  TrafficMisplaced: {
    means: "A Traffic speaks of what this kind of policy does not see.",
    remedy:
      "Resolver and DNS policies see names; network policies see addresses, ports, virtual networks and server names.",
  },
  TrafficTooLong: {
    means: "A Traffic's expression has more characters than Gateway takes.",
    remedy: "Divide it over several policies.",
  },
} as const satisfies Record<string, ErrorEntry>;
