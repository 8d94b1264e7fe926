import { NetworkPolicyV1SpecEgress } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { addressPeer, onUdpAndTcp, podPeer } from "./network-policy-peers";

/** @internal The port of DNS. */
export const DNS_PORT = 53;

/** The pods of a cluster's DNS, on the ports of kube-dns, OpenShift and Gardener. */
const CLUSTER_DNS_PORTS = [DNS_PORT, 5353, 8053];

/**
 * The DNS servers of the usual platforms: CoreDNS or kube-dns, NodeLocal DNSCache, and OpenShift's DNS as pods; and by
 * address Cloud DNS of GKE, NodeLocal DNSCache, kubespray's, and LocalDNS of AKS. They are opened on the ports of DNS
 * only: the address of Cloud DNS also serves the credentials of the node.
 *
 * @internal
 */
export const USUAL_DNS_SERVERS: NetworkPolicyV1SpecEgress[] = [
  {
    to: [
      podPeer("kube-system", { "k8s-app": "kube-dns" }),
      podPeer("kube-system", { "k8s-app": "node-local-dns" }),
      podPeer("openshift-dns", { "dns.operator.openshift.io/daemonset-dns": "default" }),
    ],
    ports: CLUSTER_DNS_PORTS.flatMap((port) => onUdpAndTcp(port)),
  },
  {
    to: ["169.254.10.10/31", "169.254.20.10/32", "169.254.25.10/32", "169.254.169.254/32"].map((each) =>
      addressPeer(each),
    ),
    ports: onUdpAndTcp(DNS_PORT),
  },
];
