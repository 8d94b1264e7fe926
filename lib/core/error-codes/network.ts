import type { ErrorEntry } from "./entry";

/** @internal Of private networks, and fleets of clusters. */
export const NETWORK_CODES = {
  ClusterCidrsMissing: {
    means: "A cluster has neither pod nor Service CIDRs, so that its names would lead nowhere.",
    remedy: "Say the CIDRs of its pods in `podCidrs`.",
  },
  ClusterCidrsOverlap: {
    means:
      "CIDRs of two clusters overlap, and one of the clusters names no virtual network: no policy could tell whose people connect to which.",
    remedy:
      "Pass `virtualNetwork` to both, the account's default one by `VirtualNetwork.fromVirtualNetworkId`, or take `hostnameRoutes`.",
  },
  ClusterNamesCollide: {
    means: "Two clusters have names in common: their zones are the same, or one is below the other.",
    remedy: "Give each cluster a label of its own, and fleets domains that are not below the zone of a cluster.",
  },
  DefaultVirtualNetworkTwice: {
    means: "Two virtual networks of an account are its default one.",
    remedy: "Set `isDefaultNetwork` on one of them at most.",
  },
  EnvironmentInvalid: {
    means: "The label of a cluster is not one DNS label.",
    remedy: "Write lower-case letters, digits and `-`, 63 at most, such as `dev`.",
  },
  HostnameRoutesInsufficient: {
    means:
      "A cluster's names are routed by hostname, because of its plan or by choice, and such routes cannot express what is asked.",
    remedy:
      "Follow the message: name the `namespaces`, and leave out `virtualNetwork`. Resolver policies, which can, need the Enterprise plan.",
  },
  ResolversMixed: {
    means: "Names that one tunnel routes say different resolvers; its connectors ask one list for all of them.",
    remedy: "Say the same resolvers for each, or route the names through tunnels of their own.",
  },
  RouteGuardInvalid: {
    means: "The policies that shall guard a route leave some of it open, or a reason stands beside them.",
    remedy:
      "Guard it by policies that block all of its CIDR in its virtual network, or say in `unguarded` why there is none.",
  },
  RouteOverlap: {
    means: "Two routes of one virtual network take the same addresses, or two hostname routes the same name.",
    remedy: "Give one of them a virtual network of its own, or reach it by hostname routes.",
  },
  RouteReserved: {
    means: "A route takes addresses that Cloudflare keeps for itself.",
    remedy:
      "Route the ranges beside them; where the account has initial resolved addresses of its own, say so in `account.initialResolvedRanges`.",
  },
  RouteWithoutPolicy: {
    means: "A private route has no Gateway policy in front of it: every enrolled device could reach it.",
    remedy: "Name the policies in `guardedBy`, or the reason in `unguarded`.",
  },
  VirtualNetworksApart: {
    means:
      "A warning: a cluster is in another virtual network than others of its fleet, and a device is in one at a time.",
    remedy: "Nothing, where people know it; else give the clusters CIDRs that do not overlap, and one virtual network.",
  },
} as const satisfies Record<string, ErrorEntry>;
