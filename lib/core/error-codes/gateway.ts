import type { ErrorEntry } from "./entry";

/** @internal The codes of Gateway policies. */
export const GATEWAY_CODES = {
  AllowInOtherNetwork: {
    means:
      "A warning: a network policy allows users of a route, but names no virtual network, and another route has the " +
      "same addresses in another virtual network. The users can connect to those as well.",
    remedy:
      "Narrow the policy with `.and(Traffic.virtualNetwork(…))`, or list it in `guardedBy` of the other route if its " +
      "users should reach both.",
  },
  AllowWithoutDestination: {
    means:
      "A warning: a network policy allows connections without naming their destination: to any address, by port, by " +
      "virtual network or by server name (SNI), which the client chooses. Its users can connect to every routed address.",
    remedy: "Narrow the policy to the intended addresses with `.and(Traffic.destination(…))`.",
  },
  BlockWithoutEffect: {
    means:
      "A warning: a policy blocks some users, ports or server names, but a policy with a lower precedence allows them " +
      "before. By default, blocking policies are evaluated after all others.",
    remedy: "Set `precedence` of the policy that blocks to a number below that of the policy that allows.",
  },
  EnterpriseOnly: {
    means: "Resolver policies require the Enterprise plan, and the account's `plan` is another one.",
    remedy:
      "Use hostname routes (`tunnel.routeHostname(…)`) instead, or set `plan: Plan.ENTERPRISE` if the " +
      "account has that plan.",
  },
  GatewayPolicyInvalid: {
    means: "The name or the description of a Gateway policy is empty, or the override of a DNS policy is not valid.",
    remedy:
      "Set a non-empty text, or omit it. An override requires `DnsAction.OVERRIDE` and exactly one of " +
      "`overrideAddresses` and `overrideHost`.",
  },
  HostnamePatternInvalid: {
    means:
      "The hostname pattern uses regular-expression syntax that Gateway does not support, or a name in it is " +
      "not valid.",
    remedy:
      "Anchor the pattern with `^` and `$`, use `[.]` for a dot, and no backslash. `under`, `exactly`, " +
      "`environments` and `labels` require no regular expression.",
  },
  HostnamePatternTooComplex: {
    means: "The comparison of hostname patterns takes too long.",
    remedy: "Use fewer counts in the patterns, or set `precedence` on both policies.",
  },
  IdentityInvalid: {
    means: "An identity has no value, or a value that is not valid or that an expression cannot contain.",
    remedy:
      "Pass at least one e-mail address, lower-case domain, group or posture check id (a UUID), without quotes " +
      "and backslashes. Add posture checks to the result of `Identity.anyOf(…)`, not to its arguments.",
  },
  PlanUnknown: {
    means: "A warning: a feature of the Enterprise plan is used, and the account's `plan` is not set.",
    remedy: "Set `plan: Plan.ENTERPRISE` on the account.",
  },
  ResolverInvalid: {
    means: "A resolver's address or port is not valid, a resolver is listed more than once, or there are too many.",
    remedy: "Pass at most 10 IPv4 and 10 IPv6 addresses, each once. The port is a separate property.",
  },
  ResolverPoliciesOverlap: {
    means:
      "Two resolver policies of an account match the same name, and no explicit order decides which resolver " +
      "answers.",
    remedy: "Make their patterns disjoint, or set `precedence` on both. The lower number applies.",
  },
  ResolverUnrouted: {
    means:
      "No route covers a private resolver in its virtual network, so no name would resolve. In a trace, also: Gateway " +
      "queries a routed resolver over the internet, because `route_through_private_network` is not set.",
    remedy:
      "Route its address with `tunnel.route(…)`, or import the network with " +
      "`VirtualNetwork.fromVirtualNetworkId` if the route is managed elsewhere.",
  },
  TrafficInvalid: {
    means: "A `Traffic` has a value that is missing or not valid, or that Gateway would interpret differently.",
    remedy:
      "Pass at least one valid value: CIDRs without host bits, ports from 1 to 65535, virtual network UUIDs. " +
      "Write a raw expression on one line, and do not combine it with other conditions.",
  },
  TrafficMisplaced: {
    means: "A policy uses a `Traffic` condition that policies of its kind do not support.",
    remedy:
      "Use names in resolver and DNS policies, and addresses, ports, virtual networks and server names in " +
      "network policies.",
  },
  TrafficTooLong: {
    means: "The expression of a `Traffic` exceeds 140,000 characters, the maximum that Gateway accepts.",
    remedy: "Split the values into several policies.",
  },
} as const satisfies Record<string, ErrorEntry>;
