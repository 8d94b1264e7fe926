import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import {
  NetworkPolicyV1,
  networkPolicyV1SpecEgressToTerraform,
} from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
import { SecretV1 } from "@cdktf/provider-kubernetes/lib/secret-v1";
import { Fn, TerraformResource, Token } from "cdktf";
import { Construct } from "constructs";
import { KubernetesConnectorProps } from "./connector-props";
import { validateConnector, validateUniqueName } from "./connector-validation";
import { deploymentMetadata, deploymentSpec, objectLabels, selectorLabels } from "./deployment";
import { restrictedNamespace } from "./namespace";
import { egressRules, validateHostnameRouteEgress, metricsRule, validateOriginEgress } from "./network-policy";
import { report, reportAtEnd } from "../core/errors";
import { oneOf } from "../core/kinds";
import { checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { lazyLiterals } from "../core/terraform/literals";
import { address, attribute, dependOn } from "../core/terraform/resources";
import { DEFAULT_IMAGE, isOfCloudflare, METRICS_PORT } from "../tunnel/cloudflared";
import { IConnectedTunnel, IConnector, Transport } from "../tunnel/connector";
import { TUNNEL_TOKEN } from "../tunnel/kinds";
import { validateOriginFiles } from "../tunnel/origin-files";
import { ITunnelToken } from "../tunnel/token";

const PROPS: PropNames<KubernetesConnectorProps> = {
  required: {
    namespace: 'an existing namespace for cloudflared, such as "cloudflared"',
    token: "TunnelToken.fromKubernetesSecret(name, key) or TunnelToken.fromTunnel()",
  },
  optional: {
    name: true,
    replicas: true,
    image: true,
    protocol: true,
    gracePeriodSeconds: true,
    cpu: true,
    memory: true,
    allowEgress: true,
    dnsServers: true,
    namespaces: true,
    nodeSelector: true,
    tolerations: true,
    priorityClassName: true,
    imagePullSecrets: true,
    minReadySeconds: true,
    certificateAuthorities: true,
    createNamespace: true,
    metricsFrom: true,
    waitForRollout: true,
    provider: true,
  },
  kinds: { protocol: oneOf("a Transport", "Transports", Transport), token: TUNNEL_TOKEN },
};

/**
 * Runs cloudflared in Kubernetes: a Deployment, a NetworkPolicy and a PodDisruptionBudget.
 *
 * The NetworkPolicy allows only what the tunnel publishes and routes, DNS, Cloudflare's edge and HTTPS to public
 * addresses. The pods comply with Pod Security "restricted".
 *
 * @example
 * tunnel.connect(
 *   new KubernetesConnector({
 *     namespace: "cloudflared",
 *     token: TunnelToken.fromKubernetesSecret("cloudflared-token", "token"),
 *   }),
 * );
 *
 * @throws ValidationError CidrInvalid, ConnectorGracePeriodInvalid, ConnectorImageRefused, ConnectorNameInvalid,
 * ConnectorNameTaken, ConnectorReplicasInvalid, ConnectorResourcesInvalid, ConnectorSchedulingInvalid,
 * DnsServerInvalid, EgressUnknown, NamespaceInvalid, OriginFileMissing, OriginOptionInvalid, PropMissing, PropUnknown,
 * SecretReferenceInvalid, TokenNotAllowed, TokenSourceUnsupported
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/deployment-guides/kubernetes/
 */
export class KubernetesConnector implements IConnector {
  /** The transports that it supports. */
  public readonly transports: Transport[];
  /** The source of the tunnel's token. */
  public readonly token: ITunnelToken;
  /** The cluster: the address of its provider. */
  public readonly network: string;
  /** Its name among the connectors of the tunnel: the namespace, and the name if one is set. */
  public readonly name: string;
  private readonly props: KubernetesConnectorProps;

  public constructor(props: KubernetesConnectorProps) {
    checkProps(undefined, "KubernetesConnector", props, PROPS);
    this.props = { ...props, ...(props.allowEgress !== undefined && { allowEgress: [...props.allowEgress] }) };
    this.transports = props.protocol === undefined ? [Transport.QUIC, Transport.HTTP2] : [props.protocol];
    this.token = props.token;
    this.network = props.provider?.fqn ?? "kubernetes";
    const names = props.name === undefined ? [props.namespace] : [props.namespace, props.name];
    // A construct id cannot contain a token. `bind` reports it.
    this.name = names.map((name) => (Token.isUnresolved(name) ? "token" : name)).join("-");
  }

  /** Creates the Kubernetes objects in `scope`. `Tunnel.connect` calls it. */
  public bind(scope: Construct, tunnel: IConnectedTunnel): void {
    const { namespace, provider } = this.props;
    const name = this.props.name ?? `cloudflared-${tunnel.name}`;
    report(scope, ...validateConnector(this.props, name), ...validateUniqueName(scope, this.network, namespace, name));
    const policy = this.networkPolicy(scope, tunnel, name);
    this.deployment(scope, tunnel, name, policy);
    const budget = create(PodDisruptionBudgetV1, scope, "PodDisruptionBudget", {
      provider,
      metadata: { name, namespace, labels: objectLabels(name) },
      spec: { maxUnavailable: "1", selector: { matchLabels: selectorLabels(name) } },
    });
    if (this.props.createNamespace) this.ownNamespace(scope, [policy, budget]);
  }

  /** The namespace exists before the objects in it, and is deleted after them. */
  private ownNamespace(scope: Construct, objects: TerraformResource[]): void {
    const { namespace, provider } = this.props;
    const created = restrictedNamespace(scope, "Namespace", { name: namespace, ...(provider && { provider }) });
    const secret = scope.node.tryFindChild("Secret") as SecretV1 | undefined;
    for (const object of [...objects, secret]) if (object !== undefined) dependOn(object, address(created));
  }

  /** The files of the pods. Unknown for an image that is not Cloudflare's. */
  private get files(): string[] | undefined {
    const { image, certificateAuthorities = [] } = this.props;
    return isOfCloudflare(image) ? certificateAuthorities.map(({ path }) => path) : undefined;
  }

  private networkPolicy(scope: Construct, tunnel: IConnectedTunnel, name: string): NetworkPolicyV1 {
    const { namespace, provider, metricsFrom, allowEgress = [], dnsServers = [], namespaces } = this.props;
    const routed = () => [...tunnel.routes, ...tunnel.destinations];
    reportAtEnd(scope, () => [
      ...validateOriginEgress(tunnel.origins),
      ...validateHostnameRouteEgress(tunnel.hostnameRoutes, routed()),
      ...validateOriginFiles(tunnel.origins, this.files, FILES_REMEDY),
    ]);
    return create(NetworkPolicyV1, scope, "NetworkPolicy", {
      provider,
      metadata: { name, namespace, labels: objectLabels(name) },
      spec: {
        podSelector: { matchLabels: selectorLabels(name) },
        // A direction that is not listed is not restricted. Ingress without a rule denies all traffic.
        policyTypes: ["Ingress", "Egress"],
        ...(metricsFrom !== undefined && { ingress: [metricsRule(metricsFrom, METRICS_PORT)] }),
        egress: lazyLiterals(() =>
          egressRules({
            origins: tunnel.origins,
            dnsServers,
            ranges: allowEgress,
            routed: routed(),
            namespaces,
            resolvers: tunnel.resolvers,
          }).map((rule) => networkPolicyV1SpecEgressToTerraform(rule)),
        ),
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
      nodeSelector: props.nodeSelector,
      tolerations: props.tolerations,
      priorityClassName: props.priorityClassName,
      imagePullSecrets: props.imagePullSecrets ?? [],
      minReadySeconds: props.minReadySeconds ?? 15,
      certificateAuthorities: props.certificateAuthorities ?? [],
    };
    const deployment = create(DeploymentV1, scope, "Deployment", {
      provider: props.provider,
      // The pods stop before their tunnel is replaced. By id, so that a rename of the tunnel does not stop them.
      lifecycle: { replaceTriggeredBy: [`${tunnel.tunnelAddress}.id`] },
      metadata: deploymentMetadata(workload),
      spec: deploymentSpec(workload, () => tunnel.resolvers),
      waitForRollout: props.waitForRollout ?? this.token.isInState,
      timeouts: { create: "10m", update: "10m", delete: "10m" },
    });
    // The pods start after the policy exists, and stop before the policy and the tunnel are deleted. The API refuses to
    // delete a tunnel with active connections.
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
    if (!this.props.token.supportsKubernetes) return { secretName: `${name}-token`, secretKey: "token" }; // reported in bind
    const token = Fn.sensitive(tunnel.token()); // not marked as sensitive by the provider before 5.17
    const secret = create(SecretV1, scope, "Secret", {
      provider,
      metadata: { name: `${name}-token`, namespace, labels: objectLabels(name) },
      data: { token }, // not data_wo: a change between the two empties the Secret
    });
    return {
      secretName: attribute(secret, "metadata[0].name"),
      secretKey: "token",
      tokenChecksum: Fn.nonsensitive(Fn.sha256(token)), // the hash of a long random value reveals nothing
    };
  }
}

const FILES_REMEDY = "Add it to certificateAuthorities of the KubernetesConnector.";
