import { TerraformProvider } from "cdktf";
import { Transport } from "../tunnel/connector";
import { IKubernetesToken } from "../tunnel/token";

/**
 * Settings of a `KubernetesConnector`.
 *
 * `namespace`, `metricsFrom`, `name`, `replicas`, `gracePeriodSeconds` and CIDRs must be literals.
 */
export interface KubernetesConnectorProps {
  /** The namespace, which must exist. It must not contain other objects with the connector's name. */
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
   * Published pods and addresses and the CIDRs that the tunnel routes are allowed without it. Add the addresses behind
   * origins by DNS name, and a DNS server outside kube-system.
   *
   * @default - none
   */
  readonly allowEgress?: string[];
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
  /** The Kubernetes provider of the cluster. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}
