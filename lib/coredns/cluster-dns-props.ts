import { TerraformProvider } from "cdktf";
import { IDependable } from "constructs";
import { ForwardedZone } from "./corefile/forwarded-zone";
import { IDnsExposure } from "./exposure/dns-exposure";
import { LabelSelector } from "./label-selector";

/** Defines a CoreDNS of its own beside the cluster's. All but `provider` and `dependsOn` are literals. */
export interface ClusterDnsProps {
  /** The zones of the cluster, named after its environment: "dev.k8s.example.internal" makes `<service>.<namespace>.svc.dev.k8s.example.internal`. */
  readonly zones: string[];
  /** The CIDRs of those who ask, IPv4 or IPv6: the subnets, or pods, of the connectors. Everybody else is refused. */
  readonly allowFrom: string[];
  /** How it is reached: by `NlbExposure`, `GkeExposure` or `ClusterIpExposure`. */
  readonly exposure: IDnsExposure;
  /** Whether it answers `cluster.local`, too. At most one cluster of a fleet may. @default false */
  readonly serveClusterLocal?: boolean;
  /** The name of its namespace, which it makes, and of its objects there: a letter, then lower-case letters, digits and "-", at most 52. @default "cluster-dns" */
  readonly name?: string;
  /** The namespaces whose names are answered; others are as if they did not exist. @default - all */
  readonly namespaces?: string[];
  /** The labels of the Services that are answered, all of them. The pods' names go by the labels of EndpointSlices, which mirror their Service's. @default - every Service */
  readonly serviceLabels?: LabelSelector[];
  /** Zones that other name servers answer. Nothing else outside of `zones` is answered: there is no recursion. @default - none */
  readonly forward?: ForwardedZone[];
  /** How long answers live, in seconds, 5 to 3600. @default 5 */
  readonly ttlSeconds?: number;
  /** How many pods, 2 to 25. @default 2 */
  readonly replicas?: number;
  /** The image, 1.14.7 or newer, with a digest if you like. @default "coredns/coredns:1.14.7" */
  readonly image?: string;
  /** The processor time a pod asks for, as Kubernetes writes it. @default "100m" */
  readonly cpu?: string;
  /** The memory a pod asks for, and may have; about 1Mi for every thousand pods and Services, and 70Mi. @default "170Mi" */
  readonly memory?: string;
  /** The pods' port for load balancers that ask whether they are ready; not 5353, 8080 or 9153. @default 8181 */
  readonly readyPort?: number;
  /** The CIDRs of the cluster's API server, which is all that it reaches, on 443 and 6443. @default - the private ranges; say it where the API server is public */
  readonly apiServer?: string[];
  /** The namespace that may read the metrics on port 9153. @default - nobody */
  readonly metricsFrom?: string;
  /** Why all may ask; without it `0.0.0.0/0` and `::/0` are refused in `allowFrom`. @default - they are refused */
  readonly openToAll?: string;
  /** Whether an apply waits, up to ten minutes, until the pods are ready; they are exposed after that. @default true */
  readonly waitForRollout?: boolean;
  /**
   * What must be there as long as the way to CoreDNS is: what runs the load balancer controller (its release, its role, its nodes). Without the
   * controller a Service cannot go, and a destroy waits 20 minutes and fails.
   *
   * @default - nothing
   */
  readonly dependsOn?: IDependable[];
  /** The Kubernetes provider of the cluster. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}
