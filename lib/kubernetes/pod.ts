import {
  DeploymentV1SpecTemplateSpecContainerSecurityContext,
  DeploymentV1SpecTemplateSpecSecurityContext,
  DeploymentV1SpecTemplateSpecTopologySpreadConstraint,
} from "@cdktf/provider-kubernetes/lib/deployment-v1";

// What every pod of ours has in common: Pod Security "restricted", said in full, since the provider sends something weaker where it is silent.

/** The user that the images of cloudflared and CoreDNS run as. */
const NONROOT = "65532";

/** @internal */
export function podSecurity(): DeploymentV1SpecTemplateSpecSecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: NONROOT,
    runAsGroup: NONROOT,
    seccompProfile: { type: "RuntimeDefault" },
  };
}

/** @internal @param added the capabilities that it keeps */
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

/** @internal Spread where there is room: a cluster of one node, or a full one, still runs every replica. */
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

/** @internal */
export function httpProbe(
  path: string,
  port: number,
): { httpGet: { path: string; port: string; scheme: string }; timeoutSeconds: number } {
  return { httpGet: { path, port: String(port), scheme: "HTTP" }, timeoutSeconds: 5 };
}
