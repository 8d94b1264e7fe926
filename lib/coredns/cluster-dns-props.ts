import { TerraformProvider } from "cdktf";
import { IDependable } from "constructs";
import { ForwardedZone } from "./corefile/forwarded-zone";
import { IDnsExposure } from "./exposure/dns-exposure";
import { LabelSelector } from "./label-selector";

/** Properties of a `ClusterDns`. All values except `provider` and `dependsOn` are literals. */
export interface ClusterDnsProps {
  /**
   * The zones for the names of the cluster, named after its environment.
   *
   * "dev.k8s.example.internal" results in the names `<service>.<namespace>.svc.dev.k8s.example.internal`.
   */
  readonly zones: string[];
  /**
   * The CIDRs, IPv4 or IPv6, that can query CoreDNS: the subnets or the pods of the connectors. Queries from any other
   * source are refused.
   */
  readonly allowFrom: string[];
  /** The exposure, which determines the addresses: `NlbExposure`, `GkeExposure` or `ClusterIpExposure`. */
  readonly exposure: IDnsExposure;
  /** Whether to answer `cluster.local` too. At most one cluster of an app can. @default false */
  readonly serveClusterLocal?: boolean;
  /**
   * The name of the namespace, which is created, and of the objects in it: a letter, then lower-case letters, digits
   * and "-", at most 52 characters.
   *
   * @default "cluster-dns"
   */
  readonly name?: string;
  /**
   * The namespaces whose names are answered. Other namespaces appear not to exist.
   *
   * @default - all namespaces
   */
  readonly namespaces?: string[];
  /**
   * The labels of the Services that are answered. A Service must match every selector. For pod names, the labels of the
   * EndpointSlices count, which are copied from their Service.
   *
   * @default - all Services
   */
  readonly serviceLabels?: LabelSelector[];
  /**
   * Zones that other name servers answer. No other name outside `zones` is answered: there is no recursion.
   *
   * @default - no zones
   */
  readonly forward?: ForwardedZone[];
  /** The TTL of answers in seconds, 5 to 3600. @default 5 */
  readonly ttlSeconds?: number;
  /** The number of pods, 2 to 25. @default 2 */
  readonly replicas?: number;
  /** The image, version 1.14.7 or newer, optionally with a digest. @default "coredns/coredns:1.14.7" */
  readonly image?: string;
  /** The CPU request of a pod, as a Kubernetes quantity. @default "100m" */
  readonly cpu?: string;
  /**
   * The memory request and limit of a pod, as a Kubernetes quantity: about 70Mi, plus 1Mi per thousand pods and
   * Services.
   *
   * @default "170Mi"
   */
  readonly memory?: string;
  /** The port of the pods for a load balancer's health checks. It must not be 5353, 8080 or 9153. @default 8181 */
  readonly readyPort?: number;
  /**
   * The CIDRs of the cluster's API server, to which egress on ports 443 and 6443 is allowed. Set it if the API server
   * has a public address.
   *
   * @default - the private ranges
   */
  readonly apiServer?: string[];
  /** The namespace whose pods can read the metrics on port 9153. @default - no namespace */
  readonly metricsFrom?: string;
  /**
   * The reason why every source can query CoreDNS. It is required if `allowFrom` contains `0.0.0.0/0` or `::/0`, and is
   * stored in an annotation.
   *
   * @default - `allowFrom` must not cover every source
   */
  readonly openToAll?: string;
  /**
   * Whether an apply waits until the pods are ready, ten minutes at most. CoreDNS is exposed only after that.
   *
   * @default true
   */
  readonly waitForRollout?: boolean;
  /**
   * What must exist for as long as the exposure does: what runs the load balancer controller (its release, role,
   * nodes). Without the controller, a Service cannot be deleted; a destroy waits 20 minutes and fails.
   *
   * @default - no dependencies
   */
  readonly dependsOn?: IDependable[];
  /** The Kubernetes provider of the cluster. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}
