import {
  DeploymentV1SpecTemplateSpecContainerSecurityContext,
  DeploymentV1SpecTemplateSpecSecurityContext,
  DeploymentV1SpecTemplateSpecTopologySpreadConstraint,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";

// Settings of every pod that this library creates: Pod Security "restricted". All fields are set explicitly, because
// the provider's defaults are weaker.

/** The user id of the cloudflared and CoreDNS images. */
const NONROOT = "65532";

/** @internal The security context of a pod. */
export function podSecurity(): DeploymentV1SpecTemplateSpecSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: NONROOT,
    runAsGroup: NONROOT,
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** @internal The security context of a container. @param added the capabilities that the container keeps */
export function containerSecurity(...added: string[]): DeploymentV1SpecTemplateSpecContainerSecurityContext {
  return {
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: NONROOT,
    runAsGroup: NONROOT,
    capabilities: { ...(added.length > 0 && { add: added }), drop: ["ALL"] },
  };
}

/** @internal Spreads pods over nodes and zones, best effort: a cluster with one node still runs every replica. */
export function spreadOver(matchLabels: {
  [key: string]: string;
}): DeploymentV1SpecTemplateSpecTopologySpreadConstraint[] {
  return ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: [{ matchLabels }],
  }));
}

/** @internal An HTTP probe of a container. */
export function httpProbe(
  path: string,
  port: number,
): { httpGet: { path: string; port: string; scheme: string }; timeoutSeconds: number } {
  return { httpGet: { path, port: String(port), scheme: "HTTP" }, timeoutSeconds: 5 };
}
