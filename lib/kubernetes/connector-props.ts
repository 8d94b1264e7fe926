import { TerraformProvider } from "cdktf";
import { CertificateAuthority } from "./certificate-authority";
import { DnsServer } from "./dns-server";
import { Transport } from "../tunnel/connector";
import { IKubernetesToken } from "../tunnel/token";

/**
 * A taint of nodes that the pods tolerate.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export interface Toleration {
  /** The key of the taint. @default - every taint */
  readonly key?: string;
  /** The value of the taint. @default - any value */
  readonly value?: string;
  /** The effect of the taint: "NoSchedule", "PreferNoSchedule" or "NoExecute". @default - all effects */
  readonly effect?: string;
}

/**
 * Settings of a `KubernetesConnector`.
 *
 * `namespace`, `metricsFrom`, `name`, `replicas`, `gracePeriodSeconds` and CIDRs must be literals.
 */
export interface KubernetesConnectorProps {
  /**
   * The namespace, which must exist unless `createNamespace` is true. It must not contain other objects with the
   * connector's name.
   */
  readonly namespace: string;
  /** The source of the tunnel's token. An existing Secret must be in `namespace`. */
  readonly token: IKubernetesToken;
  /**
   * The name of the connector's objects, at most 52 characters.
   *
   * @default - "cloudflared-" and the id of the tunnel's construct
   */
  readonly name?: string;
  /** The number of pods, from 2 to 25. @default 2 */
  readonly replicas?: number;
  /** The image, with a tag or a digest. @default "cloudflare/cloudflared:2026.8.2" */
  readonly image?: string;
  /** The transport to Cloudflare's edge. @default - cloudflared tries QUIC first, then HTTP/2 */
  readonly protocol?: Transport;
  /** The time in which a stopping pod completes its open requests, in seconds, from 1 to 180. @default 30 */
  readonly gracePeriodSeconds?: number;
  /** The CPU request of a pod, as a Kubernetes quantity. @default "100m" */
  readonly cpu?: string;
  /** The memory request and limit of a pod, as a Kubernetes quantity. @default "256Mi" */
  readonly memory?: string;
  /**
   * Additional CIDRs that the connector may reach on every TCP and UDP port.
   *
   * Published pods and addresses and the CIDRs that the tunnel routes are allowed without it. For an origin by DNS
   * name, use `withAddresses` of the origin, and for a DNS server `dnsServers`, which open one port only.
   *
   * @default - none
   */
  readonly allowEgress?: string[];
  /**
   * DNS servers of the cluster that the NetworkPolicy does not allow in any case. See docs/network-policy.md for the
   * platforms that require one.
   *
   * @default - the usual DNS servers of GKE, EKS, AKS, OpenShift, Gardener, k3s, and NodeLocal DNSCache
   */
  readonly dnsServers?: DnsServer[];
  /**
   * The namespaces with the pods and Services behind the CIDRs that the tunnel routes. An empty list if these CIDRs
   * contain no pods of the connector's cluster.
   *
   * Some network plugins match pods by namespace and label only, so a routed CIDR opens no pod there.
   *
   * @default - all namespaces
   */
  readonly namespaces?: string[];
  /**
   * The namespace whose pods may read the metrics on port 2000. The port also serves the tunnel's configuration.
   *
   * @default - none; the port is closed to all pods
   */
  readonly metricsFrom?: string;
  /**
   * Whether an apply waits, up to ten minutes, until the pods are connected. If false, Terraform does not detect pods
   * that the cluster rejects.
   *
   * @default - true if the connector creates the Secret; false for an existing Secret, because the token is unknown
   * before the first apply of the tunnel
   */
  readonly waitForRollout?: boolean;
  /** Labels that a node must have to run the pods. @default - any node */
  readonly nodeSelector?: { [key: string]: string };
  /** Taints of nodes that the pods tolerate. @default - none */
  readonly tolerations?: Toleration[];
  /** The priority class of the pods. @default - the cluster's default */
  readonly priorityClassName?: string;
  /** Secrets of the namespace with the credentials of the image's registry. @default - none */
  readonly imagePullSecrets?: string[];
  /**
   * The time that a new pod must be ready before an old one stops, in seconds, from 0 to 600. Cloudflare's edge needs
   * some seconds to use a new connector.
   *
   * @default 15
   */
  readonly minReadySeconds?: number;
  /**
   * Certificate authorities as files, for origins with a `caPool` of the same path.
   *
   * @default - none
   */
  readonly certificateAuthorities?: CertificateAuthority[];
  /** Whether to create the namespace, with Pod Security "restricted". @default false */
  readonly createNamespace?: boolean;
  /** The Kubernetes provider of the cluster. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}
