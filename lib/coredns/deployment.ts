import { createHash } from "crypto";
import {
  DeploymentV1Spec,
  DeploymentV1SpecTemplateSpecAffinity,
  DeploymentV1SpecTemplateSpecContainer,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { CorefilePorts } from "./corefile/corefile";
import { containerSecurity, httpProbe, podSecurity, spreadOver } from "../kubernetes/pod";

/**
 * How long a terminating pod still answers while it reports that it is not ready: long enough for two failed health
 * checks of a load balancer.
 *
 * @internal
 */
export const LAME_DUCK_SECONDS = 25;

/** @internal The key in the ConfigMap and the name of the file. */
export const COREFILE = "Corefile";

const DIRECTORY = "/etc/coredns";

/** @internal The values that determine the Deployment of CoreDNS. */
export interface CorednsWorkload {
  readonly name: string;
  readonly replicas: number;
  readonly image: string;
  readonly cpu: string;
  readonly memory: string;
  readonly ports: CorefilePorts;
  readonly corefile: string;
  /** A reference to the ConfigMap, so that it is created before the pods. */
  readonly configMap: string;
  /** A reference to the service account, so that it is created before the pods. */
  readonly serviceAccount: string;
  /** The labels of pods that must not share a node with CoreDNS. */
  readonly antiAffinityLabels?: { [key: string]: string };
}

/**
 * The labels that select the pods. They differ from the labels of kube-dns and of the cluster's own CoreDNS, whose
 * Services would otherwise select these pods too.
 *
 * @internal
 */
export function selectorLabels(name: string): { [key: string]: string } {
  return { "app.kubernetes.io/name": "cluster-dns", "app.kubernetes.io/instance": name };
}

/** @internal The labels of every object. */
export function objectLabels(name: string): { [key: string]: string } {
  return { ...selectorLabels(name), "app.kubernetes.io/managed-by": "terraform" };
}

/** @internal The spec of the Deployment. */
export function deploymentSpec(workload: CorednsWorkload): DeploymentV1Spec {
  const { name, antiAffinityLabels } = workload;
  return {
    replicas: String(workload.replicas),
    selector: { matchLabels: selectorLabels(name) },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "1", maxUnavailable: "0" } },
    template: {
      metadata: {
        labels: objectLabels(name),
        // A changed Corefile starts a rollout. A broken Corefile stops it at the first new pod; the old pods keep
        // running.
        annotations: { "cdktf-zero-trust/corefile-checksum": checksum(workload.corefile) },
      },
      spec: {
        serviceAccountName: workload.serviceAccount,
        automountServiceAccountToken: true, // CoreDNS watches the API
        enableServiceLinks: false,
        dnsPolicy: "Default", // independent of the cluster's DNS
        nodeSelector: { "kubernetes.io/os": "linux" },
        terminationGracePeriodSeconds: LAME_DUCK_SECONDS + 15,
        securityContext: podSecurity(),
        topologySpreadConstraint: spreadOver(selectorLabels(name)),
        ...(antiAffinityLabels !== undefined && { affinity: antiAffinity(antiAffinityLabels) }),
        container: [container(workload)],
        volume: [
          { name: "config", configMap: { name: workload.configMap, items: [{ key: COREFILE, path: COREFILE }] } },
        ],
      },
    },
  };
}

function container({ image, cpu, memory, ports }: CorednsWorkload): DeploymentV1SpecTemplateSpecContainer {
  return {
    name: "coredns",
    image,
    imagePullPolicy: "IfNotPresent",
    args: ["-conf", `${DIRECTORY}/${COREFILE}`],
    port: [
      { name: "dns", containerPort: ports.dns, protocol: "UDP" },
      { name: "dns-tcp", containerPort: ports.dns, protocol: "TCP" },
      { name: "ready", containerPort: ports.ready, protocol: "TCP" },
      { name: "metrics", containerPort: ports.metrics, protocol: "TCP" },
    ],
    volumeMount: [{ name: "config", mountPath: DIRECTORY, readOnly: true }],
    // The memory limit equals the request, so that a pod is never killed because its node is out of memory.
    resources: { requests: { cpu, memory }, limits: { memory } },
    // The image's binary has this file capability. Without it, the container does not start, whatever the port.
    securityContext: containerSecurity("NET_BIND_SERVICE"),
    readinessProbe: { ...httpProbe("/ready", ports.ready), periodSeconds: 10, failureThreshold: 3 },
    livenessProbe: {
      ...httpProbe("/health", ports.health),
      initialDelaySeconds: 60,
      periodSeconds: 10,
      failureThreshold: 5,
    },
  };
}

/** A required rule works in both directions: the scheduler does not place those pods on a node of CoreDNS either. */
function antiAffinity(matchLabels: { [key: string]: string }): DeploymentV1SpecTemplateSpecAffinity {
  return {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: "kubernetes.io/hostname", labelSelector: [{ matchLabels }], namespaceSelector: [{}] },
      ],
    },
  };
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
