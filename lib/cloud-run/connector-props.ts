import { TerraformProvider } from "cdktf";
import { NatEgress } from "./nat-egress";
import { IRunAppDns } from "./run-app-dns";
import { ICloudRunToken } from "../tunnel/token";

/** Defines how cloudflared runs in a Cloud Run worker pool. `region`, `name` and the numbers are literals. */
export interface CloudRunConnectorProps {
  /** The region, such as "asia-northeast1". */
  readonly region: string;
  /** The VPC network: its name or id; `projects/<host project>/global/networks/<name>` where it is shared. */
  readonly network: string;
  /** Its subnetwork in the region, /26 or larger and with private Google access: its name or id, written as the network is. */
  readonly subnetwork: string;
  /** Where the token comes from. */
  readonly token: ICloudRunToken;
  /** What makes `run.app` private in the network. It is needed to publish Cloud Run services, unless all traffic goes through the VPC. @default - none */
  readonly privateDns?: IRunAppDns;
  /** Sends all traffic through the VPC, and out by this NAT. @default - private ranges alone go through the VPC */
  readonly natEgress?: NatEgress;
  /** The name of the worker pool and its service account, 6 to 30 characters. @default - "cloudflared-" and the id of the tunnel's construct */
  readonly name?: string;
  /** How many instances, 2 to 25. @default 2 */
  readonly instances?: number;
  /** The image, with a tag or a digest, on Docker Hub or in Artifact Registry. @default "docker.io/cloudflare/cloudflared:2026.8.2" */
  readonly image?: string;
  /** The processors of an instance, 1 to 8. @default 1 */
  readonly cpu?: number;
  /** The memory of an instance, at least "512Mi". @default "512Mi" */
  readonly memory?: string;
  /** Network tags, at which rules for *outgoing* traffic can be aimed. @default - none */
  readonly tags?: string[];
  /**
   * Whether Cloud Run asks the instances for `/ready`, and replaces those without a connection. It needs a Google provider from 7.28 on, below 8, in this
   * stack: the version that the stack asks for is raised to that.
   *
   * @default false
   */
  readonly probes?: boolean;
  /** How long a new instance is left alone before the first liveness probe, in seconds, 0 to 3600. With `probes`. @default 60 */
  readonly livenessInitialDelaySeconds?: number;
  /** The time between two liveness probes, in seconds, 10 to 3600. With `probes`. @default 30 */
  readonly livenessPeriodSeconds?: number;
  /** How many liveness probes fail in a row before the instance is killed, without a grace period. With `probes`. @default 6 */
  readonly livenessFailureThreshold?: number;
  /** The subnetwork's CIDR, in which a firewall rule lets nobody reach the metrics, which also tell the tunnel's configuration. @default - no rule: the network's own decide */
  readonly denyMetricsIn?: string;
  /** The Google project. @default - the provider's */
  readonly project?: string;
  /** The Google provider. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}
