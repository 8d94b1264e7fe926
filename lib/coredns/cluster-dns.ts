import { ClusterRoleBindingV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-binding-v1";
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1";
import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1";
import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { TerraformProvider, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { canonicalCidrs } from "./allowed-clients";
import { ClusterDnsProps } from "./cluster-dns-props";
import { validateClusterDns } from "./cluster-dns-validation";
import { corefile, CorefileOptions } from "./corefile/corefile";
import { CLUSTER_LOCAL } from "./corefile/zone";
import { COREFILE, deploymentSpec, LAME_DUCK_SECONDS, objectLabels, selectorLabels } from "./deployment";
import { DEFAULT_IMAGE } from "./image";
import { networkPolicySpec } from "./network-policy";
import { PRIVATE_RANGES } from "../core/addresses/reserved-ranges";
import { Problem, report } from "../core/errors";
import { take } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { address, dependOn, validateResourceName } from "../core/terraform/resources";

const TEN_MINUTES = { create: "10m", update: "10m", delete: "10m" };

/**
 * Defines a CoreDNS of its own in a cluster, which answers the names of the cluster's Services and pods in zones named after its environment, on
 * addresses that never change: name servers for Gateway's resolver policies. The cluster's own DNS stays as it is.
 *
 * It knows its zones and nothing else: no recursion, and no answer to others than `allowFrom`. Its pods pass Pod Security "restricted".
 *
 * Errors: CidrInvalid, ClusterDnsForwardInvalid, ClusterDnsImageRefused, ClusterDnsNameInvalid, ClusterDnsNameTaken, ClusterDnsOptionInvalid,
 * ClusterDnsPortInvalid, ClusterDnsSourcesInvalid, ClusterDnsZoneInvalid, ClusterLocalTwice, LabelSelectorInvalid, NamespaceInvalid,
 * TokenNotAllowed, and those of its exposure.
 *
 * @see https://coredns.io/plugins/kubernetes/
 */
export class ClusterDns extends Construct {
  public readonly resource: DeploymentV1;
  /** What CoreDNS is told. */
  public readonly corefile: string;
  private readonly name: string;
  private readonly namespace: NamespaceV1;
  private readonly meant: CorefileOptions;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: ClusterDnsProps,
  ) {
    super(scope, id);
    this.name = props.name ?? "cluster-dns";
    this.meant = corefileOptions(props);
    const problems = validateClusterDns(props, this.name, this.meant);
    report(this, ...problems, ...this.validateTaken());
    this.corefile = problems.length > 0 ? "" : corefile(this.meant);

    this.namespace = this.ownNamespace();
    const serviceAccount = this.serviceAccount();
    const binding = this.rights(serviceAccount);
    const policy = this.networkPolicy();
    this.resource = this.deployment(serviceAccount, this.configMap());
    dependOn(this.resource, address(binding), address(policy));
    this.budget();
    const exposure = new Construct(this, "Exposure");
    if (props.dependsOn !== undefined) exposure.node.addDependency(...props.dependsOn);
    props.exposure._bind(exposure, {
      name: this.name,
      selector: selectorLabels(this.name),
      labels: objectLabels(this.name),
      allowFrom: this.meant.allowFrom,
      dnsPort: this.meant.ports.dns,
      readyPort: this.meant.ports.ready,
      deployment: address(this.resource),
      ...this.provider,
    });
    report(this, ...validateResourceName(this.resource));
    honourDependencies(this);
  }

  /** The addresses that answer on port 53, UDP and TCP: the `resolvers` of a resolver policy. */
  public get addresses(): string[] {
    return [...this.props.exposure.addresses];
  }

  /** The zones that it answers; `cluster.local` is among them where it is served. */
  public get zones(): string[] {
    return this.meant.clusterLocal ? [...this.meant.zones, CLUSTER_LOCAL] : [...this.meant.zones];
  }

  private validateTaken(): Problem[] {
    const problems: Problem[] = [];
    const cluster = `${TerraformStack.of(this).node.path} ${this.props.provider?.fqn ?? "kubernetes"}`;
    if (take(this, `cluster DNS ${this.name} of ${cluster}`) !== undefined) {
      const message = `another ClusterDns of this stack's cluster is named "${this.name}"; pass another name`;
      problems.push({ code: "ClusterDnsNameTaken", message });
    }
    const other = this.meant.clusterLocal ? take(this, `zone ${CLUSTER_LOCAL}`) : undefined;
    if (other !== undefined) {
      const message = `${other.node.path} serves ${CLUSTER_LOCAL} already, and each would deny what only the other has; remove serveClusterLocal from one of them`;
      problems.push({ code: "ClusterLocalTwice", message });
    }
    return problems;
  }

  private ownNamespace(): NamespaceV1 {
    return new NamespaceV1(this, "Namespace", {
      ...this.provider,
      metadata: {
        name: this.name,
        labels: { ...objectLabels(this.name), "pod-security.kubernetes.io/enforce": "restricted" },
        annotations: this.annotations,
      },
      timeouts: { delete: "10m" }, // counts as it was at the creation
    });
  }

  private serviceAccount(): ServiceAccountV1 {
    return new ServiceAccountV1(this, "ServiceAccount", {
      ...this.provider,
      metadata: this.metadata,
      automountServiceAccountToken: false, // the pods say it for themselves
    });
  }

  /** All that CoreDNS needs, in every namespace whatever it answers: it watches them all. Without `watch` it would be ready, and never learn anything new. */
  private rights(serviceAccount: ServiceAccountV1): ClusterRoleBindingV1 {
    const verbs = ["list", "watch"];
    const metadata = { name: this.name, labels: objectLabels(this.name), annotations: this.annotations };
    const role = new ClusterRoleV1(this, "ClusterRole", {
      ...this.provider,
      metadata,
      rule: [
        { apiGroups: [""], resources: ["services", "namespaces"], verbs },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
      ],
    });
    return new ClusterRoleBindingV1(this, "ClusterRoleBinding", {
      ...this.provider,
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
      subject: [
        { kind: "ServiceAccount", name: serviceAccount.metadata.name, namespace: this.namespace.metadata.name },
      ],
    });
  }

  private configMap(): ConfigMapV1 {
    return new ConfigMapV1(this, "ConfigMap", {
      ...this.provider,
      metadata: this.metadata,
      data: { [COREFILE]: this.corefile },
    });
  }

  /** It stands before the first pod, and goes after the last. */
  private networkPolicy(): NetworkPolicyV1 {
    const { allowFrom, forward, ports } = this.meant;
    const { apiServer, metricsFrom, exposure } = this.props;
    return new NetworkPolicyV1(this, "NetworkPolicy", {
      ...this.provider,
      metadata: this.metadata,
      spec: networkPolicySpec(selectorLabels(this.name), {
        allowFrom,
        healthCheckFrom: canonicalCidrs(exposure._healthCheckFrom),
        apiServer: apiServer === undefined ? PRIVATE_RANGES : canonicalCidrs(apiServer),
        nameServers: [...new Set(forward.flatMap(({ nameServers }) => nameServers))],
        ports,
        ...(metricsFrom !== undefined && { metricsFrom }),
      }),
    });
  }

  private deployment(serviceAccount: ServiceAccountV1, configMap: ConfigMapV1): DeploymentV1 {
    const { replicas = 2, image = DEFAULT_IMAGE, cpu = "100m", memory = "170Mi", exposure } = this.props;
    return new DeploymentV1(this, "Resource", {
      ...this.provider,
      metadata: this.metadata,
      spec: deploymentSpec({
        name: this.name,
        replicas,
        image,
        cpu,
        memory,
        ports: this.meant.ports,
        corefile: this.corefile,
        configMap: configMap.metadata.name,
        serviceAccount: serviceAccount.metadata.name,
        ...(exposure._apartFrom !== undefined && { apartFrom: exposure._apartFrom }),
      }),
      waitForRollout: this.props.waitForRollout ?? true,
      timeouts: TEN_MINUTES,
    });
  }

  private budget(): void {
    new PodDisruptionBudgetV1(this, "PodDisruptionBudget", {
      ...this.provider,
      metadata: this.metadata,
      spec: { maxUnavailable: "1", selector: { matchLabels: selectorLabels(this.name) } },
    });
  }

  private get metadata() {
    return {
      name: this.name,
      namespace: this.namespace.metadata.name,
      labels: objectLabels(this.name),
      annotations: this.annotations,
    };
  }

  /** One of ours from the start: without any, the first one added later would wipe those of the cluster's controllers. */
  private get annotations(): { [key: string]: string } {
    const { openToAll } = this.props;
    return {
      "cdktf-zero-trust/zones": this.zones.join(" "),
      ...(openToAll !== undefined && { "cdktf-zero-trust/open-to-all": openToAll }),
    };
  }

  private get provider(): { provider?: TerraformProvider } {
    return this.props.provider === undefined ? {} : { provider: this.props.provider };
  }
}

function corefileOptions(props: ClusterDnsProps): CorefileOptions {
  const { zones, namespaces = [], serviceLabels = [], forward = [], ttlSeconds = 5, readyPort = 8181 } = props;
  return {
    zones: [...zones],
    clusterLocal: props.serveClusterLocal ?? false,
    allowFrom: canonicalCidrs(props.allowFrom),
    namespaces: [...namespaces],
    serviceLabels: [...serviceLabels],
    forward: [...forward],
    ttlSeconds,
    lameDuckSeconds: LAME_DUCK_SECONDS,
    // Above 1023, so that nothing needs the right to bind below; the Services bring 53 to it.
    ports: { dns: 5353, health: 8080, ready: readyPort, metrics: 9153 },
  };
}
