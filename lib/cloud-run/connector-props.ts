import { TerraformProvider } from "cdktf";
import { NatEgress } from "./nat-egress";
import { IRunAppDns } from "./run-app-dns";
import { ICloudRunToken } from "../tunnel/token";

/** Settings of a `CloudRunConnector`. `region`, `name` and the numbers must be literals. */
export interface CloudRunConnectorProps {
  /** The region, such as "asia-northeast1". */
  readonly region: string;
  /** The VPC network: its name or id. For a Shared VPC, `projects/<host project>/global/networks/<name>`. */
  readonly network: string;
  /**
   * The subnetwork of the network in the region: its name or id, in the form of `network`. It must be /26 or larger
   * and have Private Google Access.
   */
  readonly subnetwork: string;
  /** The source of the tunnel's token. */
  readonly token: ICloudRunToken;
  /**
   * The private DNS of `run.app` in the network. Required to publish Cloud Run services, unless `natEgress` is set.
   *
   * @default - none
   */
  readonly privateDns?: IRunAppDns;
  /**
   * The NAT through which all traffic leaves the VPC.
   *
   * @default - none; only traffic to private ranges goes through the VPC
   */
  readonly natEgress?: NatEgress;
  /**
   * The name of the worker pool and of its service account, from 6 to 30 characters.
   *
   * @default - "cloudflared-" and the id of the tunnel's construct
   */
  readonly name?: string;
  /** The number of instances, from 2 to 25. @default 2 */
  readonly instances?: number;
  /**
   * The image on Docker Hub or in Artifact Registry, with a tag or a digest.
   *
   * @default "docker.io/cloudflare/cloudflared:2026.8.2"
   */
  readonly image?: string;
  /** The number of CPUs of an instance, from 1 to 8. @default 1 */
  readonly cpu?: number;
  /** The memory of an instance, at least "512Mi". @default "512Mi" */
  readonly memory?: string;
  /** The network tags. Only egress firewall rules can match them. @default - none */
  readonly tags?: string[];
  /**
   * Whether Cloud Run probes the instances at `/ready` and replaces those without a connection to Cloudflare.
   *
   * Probes require version 7.28 or newer of the Google provider. If the bindings are older, the stack's version
   * constraint is raised, below 8.
   *
   * @default false
   */
  readonly probes?: boolean;
  /** The delay of the first liveness probe, in seconds, from 0 to 3600. Requires `probes`. @default 60 */
  readonly livenessInitialDelaySeconds?: number;
  /** The interval between liveness probes, in seconds, from 10 to 3600. Requires `probes`. @default 30 */
  readonly livenessPeriodSeconds?: number;
  /**
   * The number of consecutive failed liveness probes, from 1 to 100, after which Cloud Run stops the instance without a
   * grace period. Requires `probes`.
   *
   * @default 6
   */
  readonly livenessFailureThreshold?: number;
  /**
   * The CIDR of the subnetwork, in which a firewall rule denies all access to the metrics port. The port also serves
   * the tunnel's configuration.
   *
   * @default - none; the network's own firewall rules apply
   */
  readonly denyMetricsIn?: string;
  /** The Google project. @default - the provider's project */
  readonly project?: string;
  /** The Google provider. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}
