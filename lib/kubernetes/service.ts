import { validateClusterDomain, validateLabels, validateNamespace, validateServiceName } from "./name-validation";
import { validateCidr } from "../core/addresses/cidr-validation";
import { validatePort } from "../core/addresses/port";
import { Problem } from "../core/errors";
import { checkArgument, listOf, TEXT } from "../core/kinds";
import { checkProps, PropNames } from "../core/props";
import { Origin } from "../tunnel/origin";
import { ORIGIN_OPTIONS } from "../tunnel/origin-option-names";
import { OriginOptions } from "../tunnel/origin-options";

/** A Service of the connector's cluster, and settings of the connection to it. */
export interface KubernetesServiceOptions extends OriginOptions {
  /** The namespace of the Service. */
  readonly namespace: string;
  /** The port of the Service, from 1 to 65535. */
  readonly port: number;
  /**
   * The port of the pods, from 1 to 65535. The connector's NetworkPolicy matches it in place of the Service's port.
   *
   * @default - the same as `port`
   */
  readonly targetPort?: number;
  /** The labels of the Service's pods. The connector may reach these pods only. @default - all pods of the namespace */
  readonly podLabels?: { [key: string]: string };
  /**
   * The CIDRs of the Service's endpoints, if its pods are in the network of their nodes, as ingress controllers often
   * are, or if it has no pods. They are required for the API server, whose endpoints are those of `kubectl get
   * endpointslices --namespace default`.
   *
   * @default - none; the pods have addresses of their own
   */
  readonly addresses?: string[];
  /**
   * The DNS domain of the cluster: a literal in lower case without a trailing dot, such as "k8s.example.internal".
   *
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;
}

const OPTIONS: PropNames<KubernetesServiceOptions> = {
  required: { namespace: "the namespace of the Service", port: "the port of the Service, such as 80" },
  optional: { ...ORIGIN_OPTIONS, targetPort: true, podLabels: true, addresses: true, clusterDomain: true },
  kinds: { addresses: listOf(TEXT) },
};

/**
 * Origins that are Services of the connector's cluster.
 *
 * The connector's NetworkPolicy allows traffic to their pods. The arguments are validated when the origin is published.
 *
 * @example
 * tunnel.publish("argocd.example.com", {
 *   zone,
 *   origin: KubernetesService.http("argocd-server", { namespace: "argocd", port: 80, targetPort: 8080 }),
 *   access: HostAccess.policies(staff),
 * });
 *
 * @throws ValidationError CidrInvalid, KubernetesServiceInvalid, KubernetesServiceUnreachable, NamespaceInvalid,
 * OriginOptionInvalid, PropMissing, PropUnknown, TokenNotAllowed
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export class KubernetesService {
  /** Creates an origin for a Service that serves HTTP. @param name the name of the Service */
  public static http(name: string, options: KubernetesServiceOptions): Origin {
    return originOf("http", name, options);
  }

  /**
   * Creates an origin for a Service that serves HTTPS. The connector verifies its certificate.
   *
   * @param name the name of the Service
   */
  public static https(name: string, options: KubernetesServiceOptions): Origin {
    return originOf("https", name, options);
  }

  /** Creates an origin for a Service that serves any protocol over TCP. @param name the name of the Service */
  public static tcp(name: string, options: KubernetesServiceOptions): Origin {
    return originOf("tcp", name, options);
  }

  private constructor() {}
}

/** The domain of a cluster whose administrator has not set another one. */
const CLUSTER_DOMAIN = "cluster.local";

function originOf(scheme: string, name: string, options: KubernetesServiceOptions): Origin {
  checkArgument(undefined, `KubernetesService.${scheme}`, "name", name, TEXT, "the name of the Service");
  checkProps(undefined, `KubernetesService.${scheme}`, options, OPTIONS);
  const {
    namespace,
    port,
    targetPort,
    podLabels,
    addresses,
    clusterDomain = CLUSTER_DOMAIN,
    ...originOptions
  } = options;
  return Origin._reachedBy(
    `${scheme}://${name}.${namespace}.svc.${clusterDomain}:${port}`,
    originOptions,
    {
      kind: "pods",
      namespace,
      port: targetPort ?? port,
      ...(podLabels !== undefined && { podLabels: { ...podLabels } }),
      ...(addresses !== undefined && { addresses: [...addresses] }),
    },
    validateServiceOrigin(name, options),
  );
}

function validateServiceOrigin(name: string, options: KubernetesServiceOptions): Problem[] {
  const { namespace, port, targetPort, podLabels = {}, addresses = [], clusterDomain } = options;
  const service = `of the Service "${name}"`;
  return [
    ...validateServiceName("name of the Service", name),
    ...validateNamespace(`namespace ${service}`, namespace),
    ...validateLabels(`podLabels ${service}`, podLabels),
    ...(clusterDomain === undefined ? [] : validateClusterDomain(`clusterDomain ${service}`, clusterDomain)),
    ...validatePort(`port ${service}`, port, "KubernetesServiceInvalid"),
    ...addresses.flatMap((cidr) => validateCidr(`addresses ${service}`, cidr)),
    ...validateApiServer(name, options),
    ...(targetPort === undefined ? [] : validatePort(`targetPort ${service}`, targetPort, "KubernetesServiceInvalid")),
  ];
}

/** The endpoints of the API server are nodes or outside of the cluster, so no label matches them. */
function validateApiServer(name: string, { namespace, addresses = [] }: KubernetesServiceOptions): Problem[] {
  if (name !== "kubernetes" || namespace !== "default" || addresses.length > 0) return [];
  const message =
    'the Service "kubernetes" has no pods, so the connector\'s NetworkPolicy would block it. List the addresses of `kubectl get endpointslices --namespace default` in addresses.';
  return [{ code: "KubernetesServiceUnreachable", message }];
}
