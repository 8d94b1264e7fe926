import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import {
  NetworkPolicyV1,
  networkPolicyV1SpecEgressToTerraform,
} from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { Fn, Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { KubernetesConnectorProps } from "./connector-props";
import { validateConnector, validateUniqueName } from "./connector-validation";
import { deploymentMetadata, deploymentSpec, objectLabels, selectorLabels } from "./deployment";
import { egressRules, validateHostnameRouteEgress, metricsRule, validateOriginEgress } from "./network-policy";
import { report, reportAtEnd } from "../core/errors";
import { address, dependOn } from "../core/terraform/resources";
import { DEFAULT_IMAGE, METRICS_PORT } from "../tunnel/cloudflared";
import { IConnectedTunnel, IConnector, Transport } from "../tunnel/connector";
import { IKubernetesToken } from "../tunnel/token";

/**
 * Defines connectors in Kubernetes: a Deployment of cloudflared, a NetworkPolicy that lets it reach what the tunnel publishes and nothing
 * else in the cluster, and a PodDisruptionBudget. Its pods pass Pod Security "restricted".
 *
 * Errors: CidrInvalid, ConnectorGracePeriodInvalid, ConnectorImageRefused, ConnectorNameInvalid, ConnectorNameTaken, ConnectorReplicasInvalid,
 * EgressUnknown, NamespaceInvalid, SecretReferenceInvalid, TokenNotAllowed.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/deployment-guides/kubernetes/
 */
export class KubernetesConnector implements IConnector {
  public readonly transports: Transport[];
  public readonly token: IKubernetesToken;
  public readonly network: string;
  public readonly name: string;
  private readonly props: KubernetesConnectorProps;

  public constructor(props: KubernetesConnectorProps) {
    this.props = { ...props, ...(props.allowEgress !== undefined && { allowEgress: [...props.allowEgress] }) };
    this.transports = props.protocol === undefined ? [Transport.QUIC, Transport.HTTP2] : [props.protocol];
    this.token = props.token;
    this.network = props.provider?.fqn ?? "kubernetes";
    const names = props.name === undefined ? [props.namespace] : [props.namespace, props.name];
    // A token cannot be in a construct id; `bind` says what is wrong with it.
    this.name = names.map((name) => (Token.isUnresolved(name) ? "token" : name)).join("-");
  }

  public bind(scope: Construct, tunnel: IConnectedTunnel): void {
    const { namespace, provider } = this.props;
    const name = this.props.name ?? `cloudflared-${scope.node.scope?.node.id}`;
    report(scope, ...validateConnector(this.props, name), ...validateUniqueName(scope, this.network, namespace, name));
    const policy = this.networkPolicy(scope, tunnel, name);
    this.deployment(scope, tunnel, name, policy);
    new PodDisruptionBudgetV1(scope, "PodDisruptionBudget", {
      provider,
      metadata: { name, namespace, labels: objectLabels(name) },
      spec: { maxUnavailable: "1", selector: { matchLabels: selectorLabels(name) } },
    });
  }

  private networkPolicy(scope: Construct, tunnel: IConnectedTunnel, name: string): NetworkPolicyV1 {
    const { namespace, provider, metricsFrom, allowEgress = [] } = this.props;
    reportAtEnd(scope, () => [
      ...validateOriginEgress(tunnel.origins, allowEgress),
      ...validateHostnameRouteEgress(tunnel.hostnameRoutes, rangesOf(tunnel, allowEgress)),
    ]);
    return new NetworkPolicyV1(scope, "NetworkPolicy", {
      provider,
      metadata: { name, namespace, labels: objectLabels(name) },
      spec: {
        podSelector: { matchLabels: selectorLabels(name) },
        policyTypes: ["Ingress", "Egress"], // both, or what is not named is open; Ingress without a rule lets nobody in
        ...(metricsFrom !== undefined && { ingress: [metricsRule(metricsFrom, METRICS_PORT)] }),
        egress: Lazy.anyValue({
          produce: () =>
            egressRules(tunnel.origins, rangesOf(tunnel, allowEgress), tunnel.resolvers).map((rule) =>
              networkPolicyV1SpecEgressToTerraform(rule),
            ),
        }),
      },
    });
  }

  private deployment(scope: Construct, tunnel: IConnectedTunnel, name: string, policy: NetworkPolicyV1): void {
    const { props } = this;
    const workload = {
      ...this.secret(scope, tunnel, name),
      name,
      namespace: props.namespace,
      tunnelId: tunnel.tunnelId,
      replicas: props.replicas ?? 2,
      image: props.image ?? DEFAULT_IMAGE,
      protocol: props.protocol,
      gracePeriodSeconds: props.gracePeriodSeconds ?? 30,
      cpu: props.cpu ?? "100m",
      memory: props.memory ?? "256Mi",
    };
    const deployment = new DeploymentV1(scope, "Deployment", {
      provider: props.provider,
      // Where another tunnel takes its place, the pods stop first as well. By id: the tunnel's new name must not stop them.
      lifecycle: { replaceTriggeredBy: [`${tunnel.tunnelAddress}.id`] },
      metadata: deploymentMetadata(workload),
      spec: deploymentSpec(workload, () => tunnel.resolvers),
      waitForRollout: props.waitForRollout ?? this.token.isInState,
      timeouts: { create: "10m", update: "10m", delete: "10m" },
    });
    // The pods start behind the policy, and stop before it or the tunnel goes: a tunnel with connections cannot be deleted.
    dependOn(deployment, address(policy), tunnel.tunnelAddress);
  }

  private secret(
    scope: Construct,
    tunnel: IConnectedTunnel,
    name: string,
  ): { secretName: string; secretKey: string; tokenChecksum?: string } {
    const { namespace, provider } = this.props;
    const source = this.token._source;
    if (source.kind === "kubernetes-secret") return { secretName: source.name, secretKey: source.key };
    if (source.kind === "ephemeral") return { secretName: `${name}-token`, secretKey: "token" }; // refused: nothing is made
    const token = Fn.sensitive(tunnel.token()); // the provider does not call it sensitive before 5.17
    const secret = new SecretV1(scope, "Secret", {
      provider,
      metadata: { name: `${name}-token`, namespace, labels: objectLabels(name) },
      data: { token }, // never data_wo: moving between the two empties the Secret
    });
    return {
      secretName: secret.metadata.name,
      secretKey: "token",
      tokenChecksum: Fn.nonsensitive(Fn.sha256(token)), // of a long random value, so it tells nothing
    };
  }
}

/** What it may reach on every port: what is allowed by hand, and what its tunnel routes. */
function rangesOf(tunnel: IConnectedTunnel, allowEgress: string[]): string[] {
  return [...allowEgress, ...tunnel.routes, ...tunnel.destinations];
}
