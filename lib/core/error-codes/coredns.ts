import type { ErrorEntry } from "./entry";

/** @internal The codes of CoreDNS and its exposures. */
export const COREDNS_CODES = {
  ClusterDnsForwardInvalid: {
    means: "A forwarded zone has no name servers, more than 15, an invalid address, or an address of this CoreDNS.",
    remedy:
      "List 1 to 15 addresses of the zone's own name servers, without ports. Do not list an address of this CoreDNS.",
  },
  ClusterDnsImageRefused: {
    means:
      "The image reference of CoreDNS is malformed, does not specify a version, or is older than 1.14.7. In older versions, clients can bypass `acl` (CVE-2026-26017), a guessed query can stop the server (CVE-2026-26018), the cache answers blocked clients, and the user is not numeric.",
    remedy: "Pin version 1.14.7 or newer, or a digest.",
  },
  ClusterDnsNameInvalid: {
    means: "The name of the CoreDNS objects is not a valid Kubernetes name.",
    remedy: "Set `name` to a letter, then lower-case letters, digits and `-`, at most 52 characters.",
  },
  ClusterDnsNameTaken: {
    means: "Two `ClusterDns` of one cluster have the same name, so their objects would collide.",
    remedy: "Set a different `name` on one of them.",
  },
  ClusterDnsOptionInvalid: {
    means:
      "A number of replicas or seconds, or a resource quantity, is outside the range that CoreDNS or Kubernetes supports.",
    remedy:
      'Set `replicas` to 2 to 25, `ttlSeconds` to 5 to 3600, `cpu` to a quantity such as "100m" and `memory` to a quantity such as "170Mi".',
  },
  ClusterDnsPortInvalid: {
    means: "A port of CoreDNS is not a valid port number, or CoreDNS already uses it for another purpose.",
    remedy: "Set `readyPort` to a number from 1 to 65535 other than 5353, 8080 and 9153.",
  },
  ClusterDnsSourcesInvalid: {
    means:
      "`allowFrom` is empty or covers every source without a reason, or `openToAll` is not a valid reason or not needed. To a load balancer, an empty list means every source.",
    remedy:
      "List the CIDRs of the connectors in `allowFrom`. If every source must be able to query CoreDNS, set `openToAll` to the reason.",
  },
  ClusterDnsZoneInvalid: {
    means:
      "A zone is not a valid DNS name, is duplicated, is the root (`.`), or is `cluster.local`, which every cluster has. CoreDNS would start and serve something else.",
    remedy: "Use a name of your own for the names of the cluster, such as `dev.k8s.example.internal`.",
  },
  ClusterLocalTwice: {
    means:
      "Two clusters of an app serve `cluster.local`. Each of them would answer NXDOMAIN for names that only the other has.",
    remedy:
      "Set `serveClusterLocal` on one cluster only. The zones that are named after environments distinguish the clusters.",
  },
  FixedAddressInvalid: {
    means:
      "The fixed address is unavailable: it is outside its subnet, reserved, of the wrong IP family, or listed more than once.",
    remedy:
      "Use a free address of the subnet. AWS reserves the first four addresses and the last one, Google Cloud the first two and the last two, Kubernetes the first two and the last one.",
  },
  LabelSelectorInvalid: {
    means: "A label selector is empty, or has a key or a value that is not valid in Kubernetes.",
    remedy:
      'Use at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends. `oneOf` and `noneOf` require at least one value, `connectorLabels` at least one label.',
  },
  LoadBalancerControllerTooOld: {
    means:
      "The AWS Load Balancer Controller is older than 2.13.0. It ignores the annotation for TCP and UDP on one port and silently drops TCP.",
    remedy: "Upgrade the controller, or use `NlbExposure.targetGroup`, which works with every version.",
  },
  LoadBalancerInvalid: {
    means: "The cloud does not accept the name, the subnets or the sources of a load balancer.",
    remedy:
      "Correct the value that the message names: the name of the load balancer or of its address, the subnet ids (one per availability zone), or `allowFrom`, which must contain an IPv4 CIDR.",
  },
  LoadBalancerSourceDropped: {
    means:
      "Warning: `allowFrom` contains IPv6 CIDRs, which the load balancer does not accept as sources, because it has IPv4 addresses only.",
    remedy:
      "Remove the IPv6 CIDRs. If the pods of the cluster have IPv6 addresses only, use `ClusterIpExposure` with a connector in the cluster.",
  },
} as const satisfies Record<string, ErrorEntry>;
