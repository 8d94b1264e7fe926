import { NetworkPolicyV1SpecEgress } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { validateLabels, validateNamespace } from "./name-validation";
import { addressPeer, NON_PUBLIC, onUdpAndTcp, podPeer } from "./network-policy-peers";
import { DNS_PORT } from "./usual-dns-servers";
import { parseCidr } from "../core/addresses/cidr";
import { validateCidr } from "../core/addresses/cidr-validation";
import { validatePort } from "../core/addresses/port";
import { Problem } from "../core/errors";
import { checkProps, PropNames } from "../core/props";

/** The pods of a DNS server. */
export interface DnsServerPods {
  /** The namespace of the pods. */
  readonly namespace: string;
  /** The labels of the pods. @default - all pods of the namespace */
  readonly labels?: { [key: string]: string };
  /** The port on which the pods listen, which can differ from that of their Service. @default 53 */
  readonly port?: number;
}

const PODS: PropNames<DnsServerPods> = {
  required: { namespace: "the namespace of the DNS server's pods" },
  optional: { labels: true, port: true },
};

/**
 * A DNS server of the connector's cluster. A connector may query the usual ones without it.
 *
 * @throws ValidationError CidrInvalid, DnsServerInvalid, NamespaceInvalid, PropMissing, PropUnknown, TokenNotAllowed
 * @see docs/network-policy.md for the DNS server of each platform
 * @example
 * new KubernetesConnector({
 *   namespace: "cloudflared",
 *   token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
 *   dnsServers: [DnsServer.address("172.20.0.10")], // EKS Auto Mode
 * });
 */
export class DnsServer {
  /**
   * A DNS server at an address, such as the ClusterIP of the cluster's DNS.
   *
   * @param address an address or a CIDR
   * @param port the port, from 1 to 65535
   */
  public static address(address: string, port = DNS_PORT): DnsServer {
    const cidr = parseCidr(address)?.text ?? address;
    return new DnsServer(
      [{ to: [addressPeer(cidr)], ports: onUdpAndTcp(port) }],
      [
        ...validateCidr("address in DnsServer.address", address),
        ...validatePort("port in DnsServer.address", port, CODE),
      ],
    );
  }

  /** A DNS server that runs in pods, such as those of OpenShift or Gardener. */
  public static pods(pods: DnsServerPods): DnsServer {
    checkProps(undefined, "DnsServer.pods", pods, PODS);
    const { namespace, labels = {}, port = DNS_PORT } = pods;
    return new DnsServer(
      [{ to: [podPeer(namespace, labels)], ports: onUdpAndTcp(port) }],
      [
        ...validateNamespace("namespace in DnsServer.pods", namespace),
        ...validateLabels("labels in DnsServer.pods", labels, CODE),
        ...validatePort("port in DnsServer.pods", port, CODE),
      ],
    );
  }

  /**
   * Any address on port 53. No policy can match a DNS server that runs on the node itself if Cilium enforces the
   * policy: AKS Automatic and AKS with LocalDNS, and a NodeLocal DNSCache in the network of the node.
   */
  public static anyAddress(): DnsServer {
    const ports = onUdpAndTcp(DNS_PORT);
    // The VPC CNI of AWS denies what another rule excludes, unless a rule names the same range.
    const ranges = [...NON_PUBLIC.ipv4, ...NON_PUBLIC.ipv6];
    return new DnsServer([{ ports }, { to: ranges.map((cidr) => addressPeer(cidr)), ports }], []);
  }

  private constructor(
    /** @internal */
    public readonly _rules: NetworkPolicyV1SpecEgress[],
    /** @internal */
    public readonly _problems: Problem[],
  ) {}
}

const CODE = "DnsServerInvalid";
