import type { ErrorEntry } from "./entry";

/** @internal Of CoreDNS and the ways to it. */
export const COREDNS_CODES = {
  ClusterDnsForwardInvalid: {
    means: "A zone that CoreDNS shall forward has no name servers, too many, or one that is no address.",
    remedy: "Write the addresses of its name servers, without ports; never one that leads back to this CoreDNS.",
  },
  ClusterDnsImageRefused: {
    means:
      "CoreDNS's image moves, is malformed, or is older than 1.14.7: earlier releases let `acl` be walked around (CVE-2026-26017), can be stopped by a guessed query (CVE-2026-26018), answer the blocked from the cache, and have no numeric user.",
    remedy: "Pin 1.14.7 or newer, or a digest.",
  },
  ClusterDnsNameInvalid: {
    means: "The name of CoreDNS's objects is none that Kubernetes takes.",
    remedy: "Pass `name`: a letter, then lower-case letters, digits and `-`, at most 52.",
  },
  ClusterDnsNameTaken: {
    means: "Two CoreDNS of a cluster would make objects of one name.",
    remedy: "Pass another `name`.",
  },
  ClusterDnsOptionInvalid: {
    means:
      "A number of replicas or seconds, or a quantity, is one that CoreDNS or Kubernetes does not take, or that gives something else than it says.",
    remedy: "Follow the message.",
  },
  ClusterDnsPortInvalid: {
    means: "Two of CoreDNS's ports are one, or a port is none.",
    remedy: "Choose a free port.",
  },
  ClusterDnsSourcesInvalid: {
    means: "Nobody, or everybody, may ask CoreDNS. An empty list means everybody to a load balancer.",
    remedy: "Write the CIDRs of the connectors; where everybody shall ask, say `openToAll` and why.",
  },
  ClusterDnsZoneInvalid: {
    means:
      "A zone is no DNS name, is there twice, is everything (`.`), or is what every cluster has. CoreDNS would start, and serve something else.",
    remedy: "Write a name of your own below which the cluster's names shall be, such as `dev.k8s.example.internal`.",
  },
  ClusterLocalTwice: {
    means: "Two clusters of an app serve `cluster.local`: each would deny what only the other has.",
    remedy: "Let one of them serve it; the zones named after environments tell clusters apart.",
  },
  FixedAddressInvalid: {
    means:
      "A fixed address cannot be had: it is outside its subnet, reserved there, of the wrong family, or there twice.",
    remedy: "Take a free address of the subnet, not among the first four, and not the last.",
  },
  LabelSelectorInvalid: {
    means: "A label selector is none that Kubernetes takes.",
    remedy: "Follow the message.",
  },
  LoadBalancerControllerTooOld: {
    means:
      "The AWS Load Balancer Controller is older than 2.13.0: it ignores the annotation for TCP and UDP on one port, and drops TCP in silence.",
    remedy: "Upgrade it, or use `NlbExposure.targetGroup`, which works with any release.",
  },
  LoadBalancerInvalid: {
    means: "A load balancer's name, subnets or sources are none that the cloud takes.",
    remedy: "Follow the message.",
  },
} as const satisfies Record<string, ErrorEntry>;
