import { App, Testing } from "cdktf";
import { Cluster, Connection, Pod } from "./cluster";
import { admitsIngress, allowsEgress, Engine, Rule } from "./engine";
import { ArgocdStack } from "../../../examples/argocd/argocd-stack";
import { ClusterDnsStack } from "../../../examples/cluster-dns/cluster-dns-stack";
import { build } from "../../../examples/multi-cluster/app";
import { DnsServer } from "../../../lib/kubernetes";
import { egressRules } from "../../../lib/kubernetes/network-policy";
import { synthesize } from "../../../lib/testing";
import { replaceTables } from "../../../scripts/generated-tables";
import { Plan } from "cdktf-zero-trust";

const ENGINES: [Engine, string][] = [
  ["aws", "VPC CNI of AWS"],
  ["address", "Calico, kube-router, Azure NPM, Antrea, kindnet"],
  ["ovn", "OVN-Kubernetes (OpenShift)"],
  ["identity", "Cilium, GKE Dataplane V2, Azure CNI powered by Cilium"],
];
const NODE = "10.0.0.11";
const POLICY = "kubernetes_network_policy_v1";

const pod = (namespace: string, address: string, labels: Pod["labels"]): Pod => ({ namespace, address, labels });

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The connections of each example, and whether its NetworkPolicies allow them. */
export function exampleTable(): string {
  const rows = examples().map(({ name, what, passes }) => [
    `\`${name}\``,
    what,
    ...ENGINES.map(([engine]) => (passes(engine) ? "works" : "**dropped**")),
  ]);
  return table(["example", "connection", ...ENGINES.map(([, name]) => name)], rows);
}

interface ExampleConnection {
  readonly name: string;
  readonly what: string;
  passes(engine: Engine): boolean;
}

function examples(): ExampleConnection[] {
  const argocd = policiesOf(new ArgocdStack(Testing.app(), "argocd"));
  const dns = policiesOf(new ClusterDnsStack(Testing.app(), "cluster-dns"));
  const { node } = build(Testing.stubVersion(new App({ stackTraces: false })), Plan.ENTERPRISE);
  const dev = policiesOf(node.root.node.findChild("dns-dev") as Parameters<typeof synthesize>[0]);
  const connector = pod("cloudflared", "10.10.1.5", { "app.kubernetes.io/name": "cloudflared" });
  const web = pod("shop", "10.10.2.7", { app: "web" });
  const server = pod("argocd", "10.10.2.8", { "app.kubernetes.io/name": "argocd-server" });
  const coredns = pod("cluster-dns", "10.10.3.9", dns.dns.labels);
  const cluster: Cluster = {
    pods: [connector, web, server, coredns],
    services: [
      { namespace: "shop", address: "10.100.7.7", port: 80, targetPort: 8080, selector: { app: "web" } },
      { namespace: "argocd", address: "10.100.7.8", port: 80, targetPort: 8080, selector: { ...server.labels } },
      { namespace: "cluster-dns", address: "10.100.0.53", port: 53, targetPort: 5353, selector: { ...coredns.labels } },
    ],
    nodes: [NODE],
    nodeLocal: [],
  };
  const to = (rules: Rule[], address: string, port: number) => (engine: Engine) =>
    allowsEgress(engine, rules, cluster, { from: connector, node: NODE, to: address, port } as Connection);
  const from = (rules: Rule[], address: string, port: number) => (engine: Engine) =>
    admitsIngress(engine, rules, cluster, { from: address, port });
  return [
    {
      name: "argocd",
      what: "connector to the Service of Argo CD",
      passes: to(argocd.connector.egress, "10.100.7.8", 80),
    },
    { name: "cluster-dns", what: "connector to a pod", passes: to(dns.connector.egress, "10.10.2.7", 8080) },
    { name: "cluster-dns", what: "connector to a Service", passes: to(dns.connector.egress, "10.100.7.7", 80) },
    { name: "cluster-dns", what: "connector to CoreDNS", passes: to(dns.connector.egress, "10.100.0.53", 53) },
    { name: "cluster-dns", what: "CoreDNS from the connector", passes: from(dns.dns.ingress, "10.10.1.5", 5353) },
    {
      name: "multi-cluster",
      what: "CoreDNS from a connector in the cluster",
      passes: from(dev.dns.ingress, "10.10.1.5", 5353),
    },
    {
      name: "multi-cluster",
      what: "CoreDNS from the health checks of the NLB",
      passes: from(dev.dns.ingress, "10.10.32.20", 8181),
    },
  ];
}

interface Policies {
  readonly connector: { readonly egress: Rule[] };
  readonly dns: { readonly ingress: Rule[]; readonly labels: Pod["labels"] };
}

/** The NetworkPolicies of a stack: that of the connector, and that of CoreDNS. */
function policiesOf(stack: Parameters<typeof synthesize>[0]): Policies {
  const specs = Object.values<any>(synthesize(stack).resource[POLICY]).map(({ spec }) => spec);
  const labelsOf = (spec: any) => spec.pod_selector.match_labels;
  const isConnector = (spec: any) => labelsOf(spec)["app.kubernetes.io/name"] === "cloudflared";
  const [connector, dns] = [specs.find(isConnector), specs.find((spec) => !isConnector(spec))];
  return { connector, dns: { ...dns, labels: dns === undefined ? {} : labelsOf(dns) } };
}

/** Where the DNS of a cluster runs. */
interface Platform {
  readonly name: string;
  /** Addresses that the pods query, and the pod that answers, if one does. */
  readonly address: string;
  readonly answers: string;
  readonly pod?: { readonly namespace: string; readonly labels: Pod["labels"]; readonly port: number };
  readonly isOnNode?: boolean;
  readonly engines: Engine[];
}

const KUBE_DNS = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };
const SERVICE = "172.20.0.10";
const PLATFORMS: Platform[] = [
  {
    name: "EKS with the CoreDNS add-on",
    address: SERVICE,
    answers: "pods",
    pod: { ...KUBE_DNS, port: 53 },
    engines: ["aws", "address", "identity"],
  },
  {
    name: "EKS Auto Mode",
    address: SERVICE,
    answers: "a service of each node, at the address of the DNS Service",
    engines: ["aws"],
  },
  {
    name: "GKE with kube-dns",
    address: "34.118.224.10",
    answers: "pods",
    pod: { ...KUBE_DNS, port: 53 },
    engines: ["address", "identity"],
  },
  {
    name: "GKE with kube-dns and NodeLocal DNSCache",
    address: "34.118.224.10",
    answers: "a pod of each node, at the address of the DNS Service",
    engines: ["address", "identity"],
  },
  {
    name: "GKE with Cloud DNS, GKE Autopilot",
    address: "169.254.169.254",
    answers: "the metadata server of the node",
    engines: ["address", "identity"],
  },
  {
    name: "AKS",
    address: "10.0.0.10",
    answers: "pods",
    pod: { ...KUBE_DNS, port: 53 },
    engines: ["address", "identity"],
  },
  {
    name: "AKS with LocalDNS, AKS Automatic",
    address: "169.254.10.11",
    answers: "a service of each node",
    isOnNode: true,
    engines: ["address", "identity"],
  },
  {
    name: "OpenShift",
    address: "172.30.0.10",
    answers: "pods in `openshift-dns`, on port 5353",
    pod: { namespace: "openshift-dns", labels: { "dns.operator.openshift.io/daemonset-dns": "default" }, port: 5353 },
    engines: ["ovn"],
  },
  {
    name: "Gardener",
    address: SERVICE,
    answers: "pods, on port 8053",
    pod: { ...KUBE_DNS, port: 8053 },
    engines: ["address", "identity"],
  },
  {
    name: "k3s, kind, kubeadm",
    address: "10.43.0.10",
    answers: "pods",
    pod: { ...KUBE_DNS, port: 53 },
    engines: ["address", "identity"],
  },
  {
    name: "NodeLocal DNSCache on its own address",
    address: "169.254.20.10",
    answers: "a pod in the network of each node",
    isOnNode: true,
    engines: ["aws", "address", "identity"],
  },
  {
    name: "kubespray",
    address: "169.254.25.10",
    answers: "a pod in the network of each node",
    isOnNode: true,
    engines: ["address", "identity"],
  },
];

/** Whether a connector reaches the DNS of a platform, or what it needs. */
export function dnsTable(): string {
  const rows = PLATFORMS.map((platform) => [platform.name, platform.answers, remedyOf(platform)]);
  return table(["cluster", "what answers DNS queries", "setting"], rows);
}

function remedyOf(platform: Platform): string {
  const settings: [string, DnsServer[]][] = [
    ["none", []],
    ["`DnsServer.address(…)` with the address of the DNS Service", [DnsServer.address(platform.address)]],
    ["`DnsServer.anyAddress()`", [DnsServer.anyAddress()]],
  ];
  const needed = platform.engines.map((engine) => {
    const [setting] = settings.find(([, servers]) => reachesDns(engine, platform, servers))!;
    return [engine, setting] as const;
  });
  const distinct = [...new Set(needed.map(([, setting]) => setting))];
  if (distinct.length === 1) return distinct[0];
  return distinct
    .map((setting) => {
      const engines = needed.filter(([, each]) => each === setting).map(([engine]) => nameOf(engine));
      return `${setting} with ${engines.join(", ")}`;
    })
    .join("; ");
}

function nameOf(engine: Engine): string {
  return engine === "identity" ? "Cilium" : engine === "aws" ? "the VPC CNI" : "Calico and others";
}

function reachesDns(engine: Engine, { address, pod: server, isOnNode }: Platform, dnsServers: DnsServer[]): boolean {
  const connector = pod("cloudflared", "10.10.1.5", {});
  const services = server && [
    { namespace: server.namespace, address, port: 53, targetPort: server.port, selector: { ...server.labels } },
  ];
  const cluster: Cluster = {
    pods: [connector, ...(server === undefined ? [] : [pod(server.namespace, "10.10.0.10", server.labels)])],
    services: services ?? [],
    nodes: [NODE],
    nodeLocal: isOnNode ? [address] : [],
  };
  const rules = egressRules({ origins: [], dnsServers, ranges: [], routed: [], resolvers: [] }) as Rule[];
  const connection = { from: connector, node: NODE, to: address, port: 53 };
  return (["UDP", "TCP"] as const).every((protocol) =>
    allowsEgress(engine, rules, cluster, { ...connection, protocol }),
  );
}

/** docs/network-policy.md with tables that are up to date. */
export function withTables(page: string): string {
  return replaceTables(page, "### DNS of the cluster", dnsTable(), "### Connections of the examples", exampleTable());
}
