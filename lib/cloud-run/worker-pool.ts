import {
  CloudRunV2WorkerPoolTemplate,
  CloudRunV2WorkerPoolTemplateContainersEnv,
} from "@cdktf/provider-google/lib/cloud-run-v2-worker-pool";
import { SecretReference } from "./secret";
import { METRICS_PORT } from "../tunnel/cloudflared";

/** @internal The settings of a worker pool's revision. */
export interface WorkerPoolSettings {
  readonly network: string;
  readonly subnetwork: string;
  readonly tags?: string[];
  readonly allTraffic: boolean;
  readonly serviceAccount: string;
  readonly image: string;
  readonly cpu: number;
  readonly memory: string;
  readonly token: SecretReference;
}

/** The settings of cloudflared. Its ingress configuration comes from the tunnel. */
const ENVIRONMENT: { readonly [name: string]: string } = {
  NO_AUTOUPDATE: "true",
  // QUIC is not available from Cloud Run.
  TUNNEL_TRANSPORT_PROTOCOL: "http2",
  // Egress has no IPv6, which cloudflared would choose by itself.
  TUNNEL_EDGE_IP_VERSION: "4",
  // Not localhost, because Cloud Run sends the probes.
  TUNNEL_METRICS: `0.0.0.0:${METRICS_PORT}`,
  // Cloud Run kills the process ten seconds after SIGTERM.
  TUNNEL_GRACE_PERIOD: "8s",
};

/** @internal The template of a worker pool. */
export function workerPoolTemplate(settings: WorkerPoolSettings): CloudRunV2WorkerPoolTemplate {
  const { network, subnetwork, tags } = settings;
  return {
    serviceAccount: settings.serviceAccount,
    vpcAccess: {
      // Without a NAT, all traffic through the VPC could not reach Cloudflare: the interface has no public address.
      egress: settings.allTraffic ? "ALL_TRAFFIC" : "PRIVATE_RANGES_ONLY",
      networkInterfaces: [{ network, subnetwork, ...(tags !== undefined && tags.length > 0 && { tags }) }],
    },
    containers: [
      {
        name: "cloudflared",
        image: settings.image,
        command: ["cloudflared"],
        args: ["tunnel", "run"],
        env: environment(settings.token),
        resources: { limits: { cpu: String(settings.cpu), memory: settings.memory } },
      },
    ],
  };
}

function environment({ secret, version }: SecretReference): CloudRunV2WorkerPoolTemplateContainersEnv[] {
  return [
    ...Object.entries(ENVIRONMENT).map(([name, value]) => ({ name, value })),
    { name: "TUNNEL_TOKEN", valueSource: { secretKeyRef: { secret, version } } },
  ];
}
