import { TerraformProvider } from "cdktf";
import { Transport } from "../tunnel/connector";
import { IKubernetesToken } from "../tunnel/token";

/** Defines how cloudflared runs in a cluster. `namespace`, `name`, `replicas`, `gracePeriodSeconds` and CIDRs are literals. */
export interface KubernetesConnectorProps {
  /** The namespace, which exists already; other objects of the connector's name must not be in it. */
  readonly namespace: string;
  /** Where the token comes from; a Secret that exists already is in `namespace`. */
  readonly token: IKubernetesToken;
  /** The name of the connector's objects, at most 52 characters. @default - "cloudflared-" and the id of the tunnel's construct */
  readonly name?: string;
  /** How many pods, 2 to 25. @default 2 */
  readonly replicas?: number;
  /** The image, with a tag or a digest. @default "cloudflare/cloudflared:2026.8.2" */
  readonly image?: string;
  /** The transport to Cloudflare's edge. @default - cloudflared chooses: QUIC, then HTTP/2 */
  readonly protocol?: Transport;
  /** How long a stopping pod finishes what it serves, in seconds, 1 to 180. @default 30 */
  readonly gracePeriodSeconds?: number;
  /** The processor time a pod asks for, as Kubernetes writes it. @default "100m" */
  readonly cpu?: string;
  /** The memory a pod asks for, and may have, as Kubernetes writes it. @default "256Mi" */
  readonly memory?: string;
  /**
   * CIDRs that the connector may reach on every TCP and UDP port, beside the published pods and addresses: networks routed to the tunnel, what is
   * behind origins by DNS name, a DNS server outside kube-system.
   *
   * @default - none
   */
  readonly allowEgress?: string[];
  /** The namespace that may read the metrics on port 2000. @default - nobody; the port also tells the tunnel's configuration */
  readonly metricsFrom?: string;
  /**
   * Whether an apply waits, up to ten minutes, until the pods are connected. Without, Terraform does not see pods that the cluster refuses.
   *
   * @default - true where the connector makes the Secret; false for one that exists already, as nobody can fill it before the tunnel's first apply
   */
  readonly waitForRollout?: boolean;
  /** The Kubernetes provider of the cluster. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}
