import {
  DeploymentV1Metadata,
  DeploymentV1Spec,
  DeploymentV1SpecTemplateSpecContainer,
  DeploymentV1SpecTemplateSpecContainerEnv,
  deploymentV1SpecTemplateSpecContainerEnvToTerraform,
  DeploymentV1SpecTemplateSpecContainerVolumeMount,
  DeploymentV1SpecTemplateSpecVolume,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { CertificateAuthority } from "./certificate-authority";
import { Toleration } from "./connector-props";
import { containerSecurity, httpProbe, podSecurity, spreadOver } from "./pod";
import { tolerationOf } from "./scheduling";
import { lazyLiterals } from "../core/terraform/literals";
import { METRICS_PORT, MOST_CONNECTORS } from "../tunnel/cloudflared";
import { Transport } from "../tunnel/connector";

/** @internal The settings of a connector's Deployment. */
export interface ConnectorWorkload {
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
  readonly nodeSelector?: { [key: string]: string };
  readonly tolerations?: Toleration[];
  readonly priorityClassName?: string;
  readonly imagePullSecrets: string[];
  readonly minReadySeconds: number;
  readonly certificateAuthorities: CertificateAuthority[];
  /** Changes with the token. Unknown for a Secret that is managed elsewhere. */
  readonly tokenChecksum?: string;
}

/**
 * The labels by which the Deployment, the NetworkPolicy and the PodDisruptionBudget select the pods. They are immutable
 * in a Deployment.
 *
 * @internal
 */
export function selectorLabels(name: string): { [key: string]: string } {
  return { "app.kubernetes.io/name": "cloudflared", "app.kubernetes.io/instance": name };
}

/** @internal The labels of every object of a connector. */
export function objectLabels(name: string): { [key: string]: string } {
  return { ...selectorLabels(name), "app.kubernetes.io/managed-by": "terraform" };
}

/** @internal The metadata of a connector's Deployment. */
export function deploymentMetadata({ name, namespace, tunnelId }: ConnectorWorkload): DeploymentV1Metadata {
  return {
    name,
    namespace,
    labels: objectLabels(name),
    // The first annotation that Terraform adds to an existing object removes those of the cluster's controllers, so
    // there is one from the start.
    annotations: { "cdktf-zero-trust/tunnel-id": tunnelId },
  };
}

/**
 * The spec of a connector's Deployment. It sets every field for which the provider's default is weaker.
 *
 * @param resolvers the DNS servers for the hostnames that the tunnel routes; read at synth
 * @internal
 */
export function deploymentSpec(workload: ConnectorWorkload, resolvers: () => string[]): DeploymentV1Spec {
  const { name, replicas } = workload;
  // A rolling update starts one pod more, unless that would exceed the tunnel's maximum number of connectors.
  const surge = replicas !== MOST_CONNECTORS;
  return {
    replicas: String(replicas),
    minReadySeconds: workload.minReadySeconds,
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
        // Longer than cloudflared's own grace period.
        terminationGracePeriodSeconds: workload.gracePeriodSeconds + 15,
        securityContext: podSecurity(),
        topologySpreadConstraint: spreadOver(selectorLabels(name)),
        nodeSelector: workload.nodeSelector,
        toleration: workload.tolerations?.map(tolerationOf),
        priorityClassName: workload.priorityClassName,
        ...(workload.imagePullSecrets.length > 0 && {
          imagePullSecrets: workload.imagePullSecrets.map((secret) => ({ name: secret })),
        }),
        container: [container(workload, resolvers)],
        ...(workload.certificateAuthorities.length > 0 && {
          volume: workload.certificateAuthorities.map(volumeOf),
        }),
      },
    },
  };
}

function container(workload: ConnectorWorkload, resolvers: () => string[]): DeploymentV1SpecTemplateSpecContainer {
  return {
    name: "cloudflared",
    image: workload.image,
    imagePullPolicy: "IfNotPresent",
    command: ["cloudflared", "tunnel", "--no-autoupdate", "--metrics", `0.0.0.0:${METRICS_PORT}`].concat(
      ["--protocol", workload.protocol ?? "auto", "--grace-period", `${workload.gracePeriodSeconds}s`],
      ["run"],
    ),
    env: lazyLiterals(() =>
      environment(workload, resolvers()).map((each) => deploymentV1SpecTemplateSpecContainerEnvToTerraform(each)),
    ),
    port: [{ name: "metrics", containerPort: METRICS_PORT, protocol: "TCP" }],
    // The memory limit equals the request, so that a pod is not evicted because its node runs out of memory.
    resources: { requests: { cpu: workload.cpu, memory: workload.memory }, limits: { memory: workload.memory } },
    securityContext: containerSecurity(),
    ...(workload.certificateAuthorities.length > 0 && {
      volumeMount: workload.certificateAuthorities.map(mountOf),
    }),
    readinessProbe: { ...httpProbe("/ready", METRICS_PORT), periodSeconds: 10, failureThreshold: 3 },
    // /healthcheck succeeds while the process responds. With /ready, a short outage of the edge would restart every
    // connector at once.
    livenessProbe: {
      ...httpProbe("/healthcheck", METRICS_PORT),
      initialDelaySeconds: 10,
      periodSeconds: 30,
      failureThreshold: 5,
    },
  };
}

function volumeOf({ _kind, _name, _key }: CertificateAuthority, index: number): DeploymentV1SpecTemplateSpecVolume {
  const items = [{ key: _key, path: "ca" }];
  const source =
    _kind === "configMap" ? { configMap: { name: _name, items } } : { secret: { secretName: _name, items } };
  return { name: `ca-${index}`, ...source };
}

/** Mounts a single file. Kubernetes does not update it while the pod runs, and cloudflared reads it only once. */
function mountOf({ path }: CertificateAuthority, index: number): DeploymentV1SpecTemplateSpecContainerVolumeMount {
  return { name: `ca-${index}`, mountPath: path, subPath: "ca", readOnly: true };
}

function environment(workload: ConnectorWorkload, resolvers: string[]): DeploymentV1SpecTemplateSpecContainerEnv[] {
  const token = {
    name: "TUNNEL_TOKEN",
    valueFrom: { secretKeyRef: { name: workload.secretName, key: workload.secretKey } },
  };
  if (resolvers.length === 0) return [token];
  const servers = resolvers.map((address) => (address.includes(":") ? `[${address}]:53` : `${address}:53`));
  return [token, { name: "TUNNEL_DNS_RESOLVER_ADDRS", value: servers.join(",") }];
}
