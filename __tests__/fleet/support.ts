import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack } from "cdktf";
import { ACCOUNT, stackWithProvider } from "../support/stack";
import { Account, ClusterOptions, Fleet, Identity, Plan, Tunnel, TunnelToken } from "cdktf-zero-trust";
import { KubernetesConnector } from "cdktf-zero-trust/lib/kubernetes";

export const ENTERPRISE: Account = { ...ACCOUNT, plan: Plan.ENTERPRISE };
export const STANDARD: Account = { ...ACCOUNT, plan: Plan.STANDARD };
export const DOMAIN = "k8s.example.internal";
export const ENGINEERS = Identity.groups("engineers");

/** A fleet in its own stack. */
export function fleetOf(account: Account = ENTERPRISE, stack: TerraformStack = stackWithProvider()) {
  const fleet = new Fleet(stack, "fleet", { account, domain: DOMAIN });
  /** Adds a valid cluster with its own tunnel, except for what the test overrides. */
  const add = (environment: string, options: Partial<ClusterOptions> = {}) => {
    const tunnel = options.tunnel ?? new Tunnel(stack, environment, { account });
    return fleet.addCluster(environment, {
      tunnel,
      podCidrs: ["10.10.0.0/16"],
      resolvers: ["10.10.0.10"],
      allow: [ENGINEERS],
      ...options,
    });
  };
  return { stack, fleet, add };
}

/** A fleet whose tunnels have connectors. */
export function connected(account: Account = ENTERPRISE) {
  const { stack, fleet, add } = fleetOf(account);
  new KubernetesProvider(stack, "kubernetes");
  const addConnected = (environment: string, options: Partial<ClusterOptions> = {}) => {
    const tunnel = new Tunnel(stack, environment, { account });
    tunnel.connect(
      new KubernetesConnector({
        namespace: environment,
        token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
      }),
    );
    return add(environment, { tunnel, ...options });
  };
  return { stack, fleet, add: addConnected };
}
