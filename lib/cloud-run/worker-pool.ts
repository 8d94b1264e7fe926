import {
  CloudRunV2WorkerPoolTemplate,
  CloudRunV2WorkerPoolTemplateContainersEnv,
} from "@cdktf/provider-google/lib/cloud-run-v2-worker-pool";
import { SecretReference } from "./secret";
import { METRICS_PORT } from "../tunnel/cloudflared";

/** @internal Defines all that a connector's revision is made from. */
export interface Workload {
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

/** How cloudflared is set up; its configuration comes from the tunnel. */
const ENVIRONMENT: { readonly [name: string]: string } = {
  NO_AUTOUPDATE: "true",
  // QUIC does not get through from Cloud Run.
  TUNNEL_TRANSPORT_PROTOCOL: "http2",
  // The way out has no IPv6, which cloudflared would choose by itself.
  TUNNEL_EDGE_IP_VERSION: "4",
  // Not localhost: it is Cloud Run that asks.
  TUNNEL_METRICS: `0.0.0.0:${METRICS_PORT}`,
  // Cloud Run kills ten seconds after it asked to stop.
  TUNNEL_GRACE_PERIOD: "8s",
};

/** @internal */
export function workerPoolTemplate(workload: Workload): CloudRunV2WorkerPoolTemplate {
  const { network, subnetwork, tags } = workload;
  return {
    serviceAccount: workload.serviceAccount,
    vpcAccess: {
      // All of it would cut the connector off from Cloudflare: the interface in the VPC has no public address.
      egress: workload.allTraffic ? "ALL_TRAFFIC" : "PRIVATE_RANGES_ONLY",
      networkInterfaces: [{ network, subnetwork, ...(tags !== undefined && tags.length > 0 && { tags }) }],
    },
    containers: [
      {
        name: "cloudflared",
        image: workload.image,
        command: ["cloudflared"],
        args: ["tunnel", "run"],
        env: environment(workload.token),
        resources: { limits: { cpu: String(workload.cpu), memory: workload.memory } },
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
