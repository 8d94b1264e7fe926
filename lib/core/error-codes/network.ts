import type { ErrorEntry } from "./entry";

/** @internal Codes of private networks and of fleets of clusters. */
export const NETWORK_CODES = {
  ClusterCidrsMissing: {
    means: "A cluster has neither pod nor Service CIDRs, so its names would resolve to addresses that are not routed.",
    remedy: "Specify the CIDRs of its pods in `podCidrs`.",
  },
  ClusterCidrsOverlap: {
    means:
      "Addresses of two clusters overlap, such as pods, Services or DNS servers, and the clusters do not have a virtual network each. Each address is routed to one of them, and policies could not distinguish their users.",
    remedy:
      "Set `virtualNetwork` on both clusters, a different one for each (import the account's default one with `VirtualNetwork.fromVirtualNetworkId`), or use `hostnameRoutes`. If only the DNS servers have the same address, give one of them another address.",
    neverSkipped: true,
  },
  ClusterNamesCollide: {
    means: "Two clusters share names: their zones are equal, or one zone is below the other.",
    remedy: "Give each cluster its own label. The domain of a fleet must not be below the zone of a cluster.",
  },
  DefaultVirtualNetworkTwice: {
    means: "More than one virtual network of an account is the default one.",
    remedy: "Set `isDefaultNetwork` on at most one of them.",
  },
  EnvironmentInvalid: {
    means: "The environment of a cluster is not a valid DNS label.",
    remedy: "Use at most 63 lower-case letters, digits and `-`, such as `dev`.",
  },
  HostnameRoutesInsufficient: {
    means:
      "A cluster uses hostname routes, because of the account's plan or by choice, and hostname routes cannot express the requested options.",
    remedy:
      "List the `namespaces` and omit `virtualNetwork`. Otherwise, use resolver policies, which require the Enterprise plan.",
  },
  MulticastName: {
    means:
      "Warning: a private name is under `.local`, which is reserved for multicast DNS. Devices with macOS or systemd query such names on their local network first, so they resolve after a delay or not at all.",
    remedy: "Use a name under `internal`, such as `k8s.example.internal`, or under a domain of yours.",
  },
  ReservedRangeInvalid: {
    means: "A range in `account.reservedRanges` has a form or a size that Cloudflare does not accept for its purpose.",
    remedy:
      "Copy the ranges from the dashboard: one IPv4 /12 for `sources`, private IPv4 ranges of at least a /24 for `devices`, IPv4 ranges for `loadBalancers`. They do not overlap.",
  },
  ResolversMixed: {
    means:
      "Hostnames that are routed through one tunnel have different resolvers. Its connectors use one list for all.",
    remedy: "Use the same resolvers for all of them, or route them through separate tunnels.",
  },
  RouteContainsReserved: {
    means:
      "Warning: a route contains a range that Cloudflare reserves. The longest prefix wins, so devices do not reach addresses in that range through the route.",
    remedy:
      "If pods or hosts have such addresses, give them others, use hostname routes, or move Cloudflare's range and declare it in `account.reservedRanges`. Otherwise, no action is required.",
  },
  RouteGuardInvalid: {
    means:
      "Any enrolled user gets through all Gateway policies of the app to a route with guarding policies, because no policy blocks a part of it, or a policy allows it before. Or the route has both guarding policies and an `unguarded` reason.",
    remedy:
      "Block the whole route for all other users, in its virtual network, and give every policy that allows before an identity or narrower traffic. Or state in `unguarded` why there is none.",
    neverSkipped: true,
  },
  RouteOverlap: {
    means:
      "Two routes of one virtual network cover the same addresses, or two hostname routes cover the same hostname.",
    remedy: "Remove one of them, move it to its own virtual network, or use hostname routes.",
  },
  RouteReserved: {
    means: "A route is within a range that Cloudflare reserves, so it would take addresses from that range.",
    remedy:
      "Route other addresses, or use hostname routes. If the account uses other ranges, declare them in `account.reservedRanges`, or in `account.initialResolvedRanges` for initial resolved IPs.",
  },
  RouteWithoutPolicy: {
    means: "A private route has no guarding policy, so every enrolled device could reach it.",
    remedy: "List the guarding policies in `guardedBy`, or state the reason in `unguarded`.",
    neverSkipped: true,
  },
  VirtualNetworksApart: {
    means:
      "Warning: a cluster is in a different virtual network than other clusters of its fleet. A device uses one virtual network at a time.",
    remedy:
      "If this is intended, no action is required. Otherwise, use CIDRs that do not overlap and a single virtual network.",
  },
} as const satisfies Record<string, ErrorEntry>;
