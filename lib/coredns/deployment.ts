import { createHash } from "crypto";
import {
  DeploymentV1Spec,
  DeploymentV1SpecTemplateSpecAffinity,
  DeploymentV1SpecTemplateSpecContainer,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { CorefilePorts } from "./corefile/corefile";
import { containerSecurity, httpProbe, podSecurity, spreadOver } from "../kubernetes/pod";

/** @internal A pod that is told to stop answers for that long, and is not ready meanwhile: long enough for two failed checks of a load balancer. */
export const LAME_DUCK_SECONDS = 25;

/** @internal The key of the ConfigMap, and the file's name. */
export const COREFILE = "Corefile";

const DIRECTORY = "/etc/coredns";

/** @internal Defines all that CoreDNS's Deployment is made from. */
export interface Workload {
  readonly name: string;
  readonly replicas: number;
  readonly image: string;
  readonly cpu: string;
  readonly memory: string;
  readonly ports: CorefilePorts;
  readonly corefile: string;
  /** References to the objects that the pods need, so that these are there first. */
  readonly configMap: string;
  readonly serviceAccount: string;
  /** The labels of pods that must not share a node with it. */
  readonly apartFrom?: { [key: string]: string };
}

/** @internal Defines the labels of the pods. None is kube-dns's or the usual CoreDNS's: their Services would take these pods, too. */
export function selectorLabels(name: string): { [key: string]: string } {
  return { "app.kubernetes.io/name": "cluster-dns", "app.kubernetes.io/instance": name };
}

/** @internal */
export function objectLabels(name: string): { [key: string]: string } {
  return { ...selectorLabels(name), "app.kubernetes.io/managed-by": "terraform" };
}

/** @internal */
export function deploymentSpec(workload: Workload): DeploymentV1Spec {
  const { name, apartFrom } = workload;
  return {
    replicas: String(workload.replicas),
    selector: { matchLabels: selectorLabels(name) },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "1", maxUnavailable: "0" } },
    template: {
      metadata: {
        labels: objectLabels(name),
        // Another Corefile is another pod: a broken one stops the rollout at its first pod, and the others go on.
        annotations: { "cdktf-zero-trust/corefile-checksum": checksum(workload.corefile) },
      },
      spec: {
        serviceAccountName: workload.serviceAccount,
        automountServiceAccountToken: true, // it reads the API
        enableServiceLinks: false,
        dnsPolicy: "Default", // it asks no cluster DNS, and does not wait for one
        nodeSelector: { "kubernetes.io/os": "linux" },
        terminationGracePeriodSeconds: LAME_DUCK_SECONDS + 15,
        securityContext: podSecurity(),
        topologySpreadConstraint: spreadOver(selectorLabels(name)),
        ...(apartFrom !== undefined && { affinity: apart(apartFrom) }),
        container: [container(workload)],
        volume: [
          { name: "config", configMap: { name: workload.configMap, items: [{ key: COREFILE, path: COREFILE }] } },
        ],
      },
    },
  };
}

function container({ image, cpu, memory, ports }: Workload): DeploymentV1SpecTemplateSpecContainer {
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
    // Memory's limit is its request: a pod is not killed for what its node has no room for.
    resources: { requests: { cpu, memory }, limits: { memory } },
    // The image's binary has this capability in its file: without it, it is not even started, whatever the port.
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

/** Required, and so of those pods as well: none of them is put on a node of CoreDNS. */
function apart(matchLabels: { [key: string]: string }): DeploymentV1SpecTemplateSpecAffinity {
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
