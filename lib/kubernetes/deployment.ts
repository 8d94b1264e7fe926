import {
  DeploymentV1Metadata,
  DeploymentV1Spec,
  DeploymentV1SpecTemplateSpecContainer,
  DeploymentV1SpecTemplateSpecContainerEnv,
  deploymentV1SpecTemplateSpecContainerEnvToTerraform,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { Lazy } from "cdktf";
import { containerSecurity, httpProbe, podSecurity, spreadOver } from "./pod";
import { METRICS_PORT, MOST_CONNECTORS } from "../tunnel/cloudflared";
import { Transport } from "../tunnel/connector";

/** @internal Defines all that a connector's Deployment is made from. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  readonly tunnelId: string;
  readonly replicas: number;
  readonly image: string;
  readonly protocol?: Transport;
  readonly gracePeriodSeconds: number;
  readonly cpu: string;
  readonly memory: string;
  readonly secretName: string;
  readonly secretKey: string;
  /** What changes when the token does; unknown for a Secret that somebody else keeps. */
  readonly tokenChecksum?: string;
}

/** @internal Defines the labels that a Deployment, its pods, its policy and its budget share; a Deployment cannot change them. */
export function selectorLabels(name: string): { [key: string]: string } {
  return { "app.kubernetes.io/name": "cloudflared", "app.kubernetes.io/instance": name };
}

/** @internal */
export function objectLabels(name: string): { [key: string]: string } {
  return { ...selectorLabels(name), "app.kubernetes.io/managed-by": "terraform" };
}

/** @internal */
export function deploymentMetadata({ name, namespace, tunnelId }: Workload): DeploymentV1Metadata {
  return {
    name,
    namespace,
    labels: objectLabels(name),
    // Without an annotation from the start, the first one added later wipes those of the cluster's controllers.
    annotations: { "cdktf-zero-trust/tunnel-id": tunnelId },
  };
}

/**
 * Says everything that the provider would otherwise send weaker.
 *
 * @param resolvers the DNS servers for names that the tunnel routes, known when all of them are
 * @internal
 */
export function deploymentSpec(workload: Workload, resolvers: () => string[]): DeploymentV1Spec {
  const { name, replicas } = workload;
  // One more pod while rolling, except where that would be one connector too many for the tunnel.
  const surge = replicas !== MOST_CONNECTORS;
  return {
    replicas: String(replicas),
    selector: { matchLabels: selectorLabels(name) },
    strategy: {
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: surge ? "1" : "0", maxUnavailable: surge ? "0" : "1" },
    },
    template: {
      metadata: {
        labels: objectLabels(name),
        ...(workload.tokenChecksum !== undefined && {
          annotations: { "cdktf-zero-trust/token-checksum": workload.tokenChecksum },
        }),
      },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        // Longer than cloudflared takes to finish what it is serving.
        terminationGracePeriodSeconds: workload.gracePeriodSeconds + 15,
        securityContext: podSecurity(),
        topologySpreadConstraint: spreadOver(selectorLabels(name)),
        container: [container(workload, resolvers)],
      },
    },
  };
}

function container(workload: Workload, resolvers: () => string[]): DeploymentV1SpecTemplateSpecContainer {
  return {
    name: "cloudflared",
    image: workload.image,
    imagePullPolicy: "IfNotPresent",
    command: ["cloudflared", "tunnel", "--no-autoupdate", "--metrics", `0.0.0.0:${METRICS_PORT}`].concat(
      ["--protocol", workload.protocol ?? "auto", "--grace-period", `${workload.gracePeriodSeconds}s`],
      ["run"],
    ),
    env: Lazy.anyValue({
      produce: () =>
        environment(workload, resolvers()).map((each) => deploymentV1SpecTemplateSpecContainerEnvToTerraform(each)),
    }),
    port: [{ name: "metrics", containerPort: METRICS_PORT, protocol: "TCP" }],
    // Memory's limit is its request: a pod is not killed for what its node has no room for.
    resources: { requests: { cpu: workload.cpu, memory: workload.memory }, limits: { memory: workload.memory } },
    securityContext: containerSecurity(),
    readinessProbe: { ...httpProbe("/ready", METRICS_PORT), periodSeconds: 10, failureThreshold: 3 },
    // /healthcheck answers while the process does. With /ready here, a blip at the edge would restart every connector at once.
    livenessProbe: {
      ...httpProbe("/healthcheck", METRICS_PORT),
      initialDelaySeconds: 10,
      periodSeconds: 30,
      failureThreshold: 5,
    },
  };
}

function environment(workload: Workload, resolvers: string[]): DeploymentV1SpecTemplateSpecContainerEnv[] {
  const token = {
    name: "TUNNEL_TOKEN",
    valueFrom: { secretKeyRef: { name: workload.secretName, key: workload.secretKey } },
  };
  if (resolvers.length === 0) return [token];
  const servers = resolvers.map((address) => (address.includes(":") ? `[${address}]:53` : `${address}:53`));
  return [token, { name: "TUNNEL_DNS_RESOLVER_ADDRS", value: servers.join(",") }];
}
