import { ClusterRoleBindingV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-binding-v1";
import { ClusterRoleV1 } from "@cdktf/provider-kubernetes/lib/cluster-role-v1";
import { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1";
import { DeploymentV1 } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { NetworkPolicyV1 } from "@cdktf/provider-kubernetes/lib/network-policy-v1";
import { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import { TerraformProvider, TerraformResource, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { canonicalCidrs } from "./allowed-clients";
import { ClusterDnsProps } from "./cluster-dns-props";
import { validateClusterDns } from "./cluster-dns-validation";
import { corefile, CorefileOptions } from "./corefile/corefile";
import { ForwardedZone } from "./corefile/forwarded-zone";
import { CLUSTER_LOCAL } from "./corefile/zone";
import { COREFILE, deploymentSpec, LAME_DUCK_SECONDS, objectLabels, selectorLabels } from "./deployment";
import { DEFAULT_IMAGE } from "./image";
import { networkPolicySpec } from "./network-policy";
import { PRIVATE_RANGES } from "../core/addresses/reserved-ranges";
import { Problem, report } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { Registry } from "../core/registry";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { address, attribute, dependOn, validateResourceName } from "../core/terraform/resources";
import { restrictedNamespace } from "../kubernetes/namespace";

const TEN_MINUTES = { create: "10m", update: "10m", delete: "10m" };

const PROPS: PropNames<ClusterDnsProps> = {
  required: {
    zones: 'the zones of the cluster, such as ["dev.k8s.example.internal"]',
    allowFrom: "the CIDRs of the connectors that query CoreDNS",
    exposure: "an exposure, such as ClusterIpExposure.fixedAddress({ address, serviceCidr })",
  },
  optional: {
    serveClusterLocal: true,
    name: true,
    namespaces: true,
    serviceLabels: true,
    forward: true,
    ttlSeconds: true,
    replicas: true,
    image: true,
    cpu: true,
    memory: true,
    readyPort: true,
    apiServer: true,
    metricsFrom: true,
    openToAll: true,
    waitForRollout: true,
    dependsOn: true,
    provider: true,
  },
};

const FORWARDED_ZONE: PropNames<ForwardedZone> = {
  required: { zone: "the zone to forward", nameServers: "the addresses of the zone's name servers" },
  optional: {},
};

/** The `ClusterDns` of each cluster, by cluster and name. */
const INSTANCES = new Registry<ClusterDns>();

/** The `ClusterDns` that serves `cluster.local`, by zone. */
const CLUSTER_LOCAL_SERVERS = new Registry<ClusterDns>();

/**
 * Runs a separate CoreDNS in a cluster and exposes it on fixed addresses, as a name server for Gateway's resolver
 * policies. The cluster's own DNS stays unchanged.
 *
 * It answers for the Services and pods of the cluster, in zones named after the cluster's environment, and only for
 * these zones: there is no recursion. Queries from sources outside `allowFrom` are refused. The pods comply with the
 * Pod Security level "restricted".
 *
 * @throws ValidationError CidrInvalid, ClusterDnsForwardInvalid, ClusterDnsImageRefused, ClusterDnsNameInvalid,
 * ClusterDnsNameTaken, ClusterDnsOptionInvalid, ClusterDnsPortInvalid, ClusterDnsSourcesInvalid, ClusterDnsZoneInvalid,
 * ClusterLocalTwice, FixedAddressInvalid, LabelSelectorInvalid, LoadBalancerControllerTooOld, LoadBalancerInvalid,
 * NamespaceInvalid, PeerMissing, PropMissing, PropUnknown, TokenNotAllowed
 * @see https://coredns.io/plugins/kubernetes/
 * @example
 * const dns = new ClusterDns(this, "dns", {
 *   zones: ["dev.k8s.example.internal"],
 *   allowFrom: ["10.10.0.0/16"],
 *   exposure: ClusterIpExposure.fixedAddress({ address: "10.100.0.53", serviceCidr: "10.100.0.0/16" }),
 * });
 * // For Gateway: dns.addresses is ["10.100.0.53"], dns.zones is ["dev.k8s.example.internal"].
 */
export class ClusterDns extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: DeploymentV1;
  /** The text of the Corefile. */
  public readonly corefile: string;
  private readonly name: string;
  private readonly namespace: NamespaceV1;
  private readonly options: CorefileOptions;

  public constructor(
    scope: Construct,
    id: string,
    private readonly props: ClusterDnsProps,
  ) {
    super(scope, id);
    checkProps(this, "ClusterDns", props, PROPS);
    for (const forwarded of props.forward ?? []) checkProps(this, "ClusterDns.forward", forwarded, FORWARDED_ZONE);
    this.name = props.name ?? "cluster-dns";
    this.options = corefileOptions(props);
    const problems = validateClusterDns(props, this.name, this.options);
    report(this, ...problems, ...this.validateUnique());
    this.corefile = problems.length > 0 ? "" : corefile(this.options);

    this.namespace = this.ownNamespace();
    const serviceAccount = this.serviceAccount();
    const binding = this.clusterRole(serviceAccount);
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
      allowFrom: this.options.allowFrom,
      dnsPort: this.options.ports.dns,
      readyPort: this.options.ports.ready,
      deployment: address(this.resource),
      ...this.provider,
    });
    report(this, ...validateResourceName(this.resource));
    honourDependencies(this);
  }

  /** The addresses that answer on port 53, UDP and TCP. Pass all of them as `resolvers` to a resolver policy. */
  public get addresses(): string[] {
    return [...this.props.exposure.addresses];
  }

  /** The zones that are answered, including `cluster.local` if it is served. */
  public get zones(): string[] {
    return this.options.clusterLocal ? [...this.options.zones, CLUSTER_LOCAL] : [...this.options.zones];
  }

  private validateUnique(): Problem[] {
    const problems: Problem[] = [];
    const cluster = `${TerraformStack.of(this).node.path} ${this.props.provider?.fqn ?? "kubernetes"}`;
    if (INSTANCES.claim(this, `${cluster} ${this.name}`, this) !== undefined) {
      const message = `name: another ClusterDns in this cluster is named "${this.name}". Use a different name.`;
      problems.push({ code: "ClusterDnsNameTaken", message });
    }
    const other = this.options.clusterLocal ? CLUSTER_LOCAL_SERVERS.claim(this, CLUSTER_LOCAL, this) : undefined;
    if (other !== undefined) {
      const message = `serveClusterLocal: ${other.node.path} already serves ${CLUSTER_LOCAL}, and each would answer NXDOMAIN for names that only the other has. Remove serveClusterLocal from one of them.`;
      problems.push({ code: "ClusterLocalTwice", message });
    }
    return problems;
  }

  private ownNamespace(): NamespaceV1 {
    return restrictedNamespace(this, "Namespace", {
      ...this.provider,
      name: this.name,
      labels: objectLabels(this.name),
      annotations: this.annotations,
    });
  }

  private serviceAccount(): ServiceAccountV1 {
    return create(ServiceAccountV1, this, "ServiceAccount", {
      ...this.provider,
      metadata: this.metadata,
      automountServiceAccountToken: false, // the pods set it themselves
    });
  }

  /**
   * The permissions of CoreDNS. They cover every namespace, because CoreDNS watches all of them whatever it answers.
   * Without `watch`, it would be ready but never see a change.
   */
  private clusterRole(serviceAccount: ServiceAccountV1): ClusterRoleBindingV1 {
    const verbs = ["list", "watch"];
    const metadata = { name: this.name, labels: objectLabels(this.name), annotations: this.annotations };
    const role = create(ClusterRoleV1, this, "ClusterRole", {
      ...this.provider,
      metadata,
      rule: [
        { apiGroups: [""], resources: ["services", "namespaces"], verbs },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs },
      ],
    });
    return create(ClusterRoleBindingV1, this, "ClusterRoleBinding", {
      ...this.provider,
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: nameOf(role) },
      subject: [{ kind: "ServiceAccount", name: nameOf(serviceAccount), namespace: nameOf(this.namespace) }],
    });
  }

  private configMap(): ConfigMapV1 {
    return create(ConfigMapV1, this, "ConfigMap", {
      ...this.provider,
      metadata: this.metadata,
      data: { [COREFILE]: this.corefile },
    });
  }

  /** The NetworkPolicy. It is created before the first pod and deleted after the last one. */
  private networkPolicy(): NetworkPolicyV1 {
    const { allowFrom, forward, ports } = this.options;
    const { apiServer, metricsFrom, exposure } = this.props;
    return create(NetworkPolicyV1, this, "NetworkPolicy", {
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
    return create(DeploymentV1, this, "Resource", {
      ...this.provider,
      metadata: this.metadata,
      spec: deploymentSpec({
        name: this.name,
        replicas,
        image,
        cpu,
        memory,
        ports: this.options.ports,
        corefile: this.corefile,
        configMap: nameOf(configMap),
        serviceAccount: nameOf(serviceAccount),
        ...(exposure._antiAffinityLabels !== undefined && { antiAffinityLabels: exposure._antiAffinityLabels }),
      }),
      waitForRollout: this.props.waitForRollout ?? true,
      timeouts: TEN_MINUTES,
    });
  }

  private budget(): void {
    create(PodDisruptionBudgetV1, this, "PodDisruptionBudget", {
      ...this.provider,
      metadata: this.metadata,
      spec: { maxUnavailable: "1", selector: { matchLabels: selectorLabels(this.name) } },
    });
  }

  private get metadata() {
    return {
      name: this.name,
      namespace: nameOf(this.namespace),
      labels: objectLabels(this.name),
      annotations: this.annotations,
    };
  }

  /**
   * The annotations of every object, set from the first apply: if Terraform manages no annotation, the first one that
   * is added later removes those of the cluster's controllers.
   */
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
    // Above 1023, so that no privileged port is bound. The Services map port 53 to it.
    ports: { dns: 5353, health: 8080, ready: readyPort, metrics: 9153 },
  };
}

/** By its path, because `metadata` is an object or a list, depending on the release of the bindings. */
function nameOf(object: TerraformResource): string {
  return attribute(object, "metadata[0].name");
}
