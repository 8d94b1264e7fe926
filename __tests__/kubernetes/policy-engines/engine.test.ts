import { readFileSync } from "node:fs";
import path from "node:path";
import { Cluster, Connection, Pod } from "./cluster";
import { admitsIngress, allowsEgress, Engine, Rule } from "./engine";
import { withTables } from "./tables";
import { DnsServer, KubernetesConnector } from "../../../lib/kubernetes";
import { FakeTunnel, FROM_SECRET, made, newStack } from "../support";

const pod = (namespace: string, address: string, labels: { [key: string]: string }, isOnHostNetwork = false): Pod => ({
  namespace,
  labels,
  address,
  isOnHostNetwork,
});
const NODE = "10.0.0.11";
const connector = pod("cloudflared", "10.40.1.5", { "app.kubernetes.io/name": "cloudflared" });
const web = pod("shop", "10.40.2.7", { app: "web", tier: "front" });
const coredns = pod("cluster-dns", "10.40.3.9", { app: "coredns" });
const ingress = pod("ing", "10.0.0.12", { app: "ing" }, true);

const CLUSTER: Cluster = {
  pods: [connector, web, coredns, ingress],
  services: [
    { namespace: "shop", address: "10.96.7.7", port: 80, targetPort: 8080, selector: { app: "web" } },
    { namespace: "cluster-dns", address: "10.96.0.53", port: 53, targetPort: 5353, selector: { app: "coredns" } },
    { namespace: "ing", address: "10.96.9.9", port: 443, targetPort: 9443, selector: { app: "ing" } },
  ],
  nodes: [NODE, "10.0.0.12"],
  nodeLocal: [],
};
const dnsOf = (namespace: string, labels: { [key: string]: string }, address: string, targetPort: number): Cluster => ({
  ...CLUSTER,
  pods: [...CLUSTER.pods, pod(namespace, "10.128.0.10", labels)], // not in a routed range,
  services: [...CLUSTER.services, { namespace, address, port: 53, targetPort, selector: labels }],
});
const kubeDns = dnsOf("kube-system", { "k8s-app": "kube-dns" }, "172.20.0.10", 53);
const gardener = dnsOf("kube-system", { "k8s-app": "kube-dns" }, "172.20.0.10", 8053);
const openshift = dnsOf("openshift-dns", { "dns.operator.openshift.io/daemonset-dns": "default" }, "172.30.0.10", 5353);
const nodeLocal = (...addresses: string[]): Cluster => ({ ...CLUSTER, nodeLocal: addresses });

const onPorts = (...ports: number[]) =>
  ports.flatMap((port) => [
    { protocol: "UDP", port },
    { protocol: "TCP", port },
  ]);
const everyPort = ["UDP", "TCP"].map((protocol) => ({ protocol, port: 1, endPort: 65535 }));
const block = (cidr: string, except?: string[]) => ({ ipBlock: { cidr, except } });
const inNamespace = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
const withLabels = (name: string, matchLabels: object) => ({ ...inNamespace(name), podSelector: { matchLabels } });
const PRIVATE = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

/** A policy without selectors for what is routed. */
const BY_ADDRESS: Rule[] = [
  {
    to: [
      withLabels("kube-system", { "k8s-app": "kube-dns" }),
      withLabels("kube-system", { "k8s-app": "node-local-dns" }),
      block("169.254.20.10/32"),
    ],
    ports: onPorts(53),
  },
  { to: [block("0.0.0.0/0", PRIVATE)], ports: [{ protocol: "TCP", port: 443 }] },
  { to: [block("10.40.0.0/16"), block("10.96.0.0/16")], ports: everyPort },
  { to: [block("10.96.0.53/32")], ports: onPorts(53) },
];
const PORTS_ONLY: Rule = { ports: onPorts(53) };

/** The policy of a connector that routes the pods and Services of the cluster. */
function connectorPolicy(...dnsServers: DnsServer[]): Rule[] {
  const stack = newStack();
  const tunnel = new FakeTunnel(stack, "eks-dev");
  tunnel.connect(new KubernetesConnector({ namespace: "cloudflared", token: FROM_SECRET, dnsServers }));
  tunnel.routes.push("10.40.0.0/16", "10.96.0.0/16");
  tunnel.resolvers.push("10.96.0.53");
  return made(stack).only("kubernetes_network_policy_v1").spec.egress;
}
const OURS = connectorPolicy();
const WITH_ANY_DNS = connectorPolicy(DnsServer.anyAddress());
const WITH_DNS = connectorPolicy(DnsServer.address("172.20.0.10"));

const ALL: Engine[] = ["aws", "address", "ovn", "identity"];

function allowed(rules: Rule[], to: string, port: number, cluster = CLUSTER, more: Partial<Connection> = {}): Engine[] {
  return ALL.filter((engine) =>
    allowsEgress(engine, rules, cluster, { from: connector, node: NODE, to, port, ...more }),
  );
}

describe("a policy that lists routed ranges by address", () => {
  test("reaches pods except where pods are matched by identity", () => {
    expect(allowed(BY_ADDRESS, "10.40.2.7", 8080)).toEqual(["aws", "address", "ovn"]);
  });

  test("opens port 1 only with a range of ports in Cilium before 1.16", () => {
    const rules = [...BY_ADDRESS, { to: [{ namespaceSelector: {} }], ports: everyPort }];
    const connection = { from: connector, node: NODE, to: "10.40.2.7", port: 8080 };
    expect(allowsEgress("old identity", rules, CLUSTER, connection)).toBe(false);
    expect(allowsEgress("old identity", OURS, CLUSTER, connection)).toBe(true);
  });

  test("reaches a Service by its address on AWS only", () => {
    expect(allowed([{ to: [block("10.96.0.0/16")], ports: everyPort }], "10.96.7.7", 80)).toEqual(["aws"]);
  });

  test("blocks the DNS of GKE with Cloud DNS, of nodes, of EKS Auto Mode, of OpenShift and of Gardener", () => {
    expect(allowed(BY_ADDRESS, "169.254.169.254", 53)).toEqual([]);
    expect(allowed(BY_ADDRESS, "169.254.20.10", 53, nodeLocal("169.254.20.10"))).toEqual(["aws", "address", "ovn"]);
    expect(allowed(BY_ADDRESS, "172.20.0.10", 53)).toEqual([]);
    expect(allowed(BY_ADDRESS, "172.30.0.10", 53, openshift)).not.toContain("ovn");
    expect(allowed(BY_ADDRESS, "172.20.0.10", 53, gardener)).not.toContain("address");
  });

  test("is not opened to any DNS server on AWS by a rule without peers, because of an exception", () => {
    const to = ["172.20.0.10", 53] as const;
    expect(allowed([...BY_ADDRESS, PORTS_ONLY], ...to)).toEqual(["address", "ovn", "identity"]);
    const named = { to: PRIVATE.map((cidr) => block(cidr)), ports: onPorts(53) };
    expect(allowed([...BY_ADDRESS, PORTS_ONLY, named], ...to)).toEqual(ALL);
  });
});

describe("a selector", () => {
  test("opens the Service of its pods on AWS, on the port of the Service", () => {
    const rules = [{ to: [inNamespace("shop")], ports: [{ protocol: "TCP", port: 8080 }] }];
    expect(allowed(rules, "10.96.7.7", 80)).toEqual(ALL);
    expect(allowed(rules, "10.96.7.7", 8080)).not.toContain("aws");
  });

  test("opens no Service on AWS with a label that the Service does not select", () => {
    const rules = [{ to: [withLabels("shop", { tier: "front" })], ports: [{ protocol: "TCP", port: 8080 }] }];
    expect(allowed(rules, "10.96.7.7", 80)).toEqual(["address", "ovn", "identity"]);
    expect(allowed(rules, "10.40.2.7", 8080)).toEqual(ALL);
  });

  test("opens no Service on AWS with a range of ports, and every one without port numbers", () => {
    expect(allowed([{ to: [{ namespaceSelector: {} }], ports: everyPort }], "10.96.7.7", 80)).not.toContain("aws");
    const ports = [{ protocol: "TCP" }];
    expect(allowed([{ to: [{ namespaceSelector: {} }], ports }], "10.96.7.7", 80)).toEqual(ALL);
  });

  test("matches pods on the network of their node on AWS, and in OVN-Kubernetes if it selects pods", () => {
    const ports = [{ protocol: "TCP", port: 9443 }];
    expect(allowed([{ to: [withLabels("ing", { app: "ing" })], ports }], "10.96.9.9", 443)).toEqual(["aws", "ovn"]);
    expect(allowed([{ to: [inNamespace("ing")], ports }], "10.0.0.12", 9443)).not.toContain("ovn");
    const nodes = { to: [inNamespace("ing"), block("10.0.0.0/24")], ports };
    expect(allowed([nodes], "10.0.0.12", 9443)).toEqual(["aws", "address", "ovn"]);
    expect(allowed([{ ports }], "10.0.0.12", 9443)).toEqual(ALL);
  });
});

describe("the connector's policy", () => {
  test.each([
    ["a routed pod", "10.40.2.7", 8080],
    ["a routed Service", "10.96.7.7", 80],
    ["the resolver", "10.96.0.53", 53],
    ["Cloudflare's edge", "198.41.192.7", 7844],
  ])("reaches %s with every engine", (_, to, port) => {
    expect(allowed(OURS, to, port)).toEqual(ALL);
  });

  test.each<[string, Cluster, string]>([
    ["CoreDNS and kube-dns", kubeDns, "172.20.0.10"],
    ["Gardener", gardener, "172.20.0.10"],
    ["OpenShift", openshift, "172.30.0.10"],
    ["GKE with Cloud DNS", CLUSTER, "169.254.169.254"],
  ])("reaches the DNS of %s with every engine", (_, cluster, to) => {
    expect(allowed(OURS, to, 53, cluster, { protocol: "UDP" })).toEqual(ALL);
  });

  test("reaches no other port of the metadata server", () => {
    for (const rules of [OURS, WITH_ANY_DNS]) expect(allowed(rules, "169.254.169.254", 80)).toEqual([]);
  });

  test("reaches a DNS server on the node itself where nodes are matched by identity only with anyAddress", () => {
    for (const address of ["169.254.10.11", "169.254.20.10", "169.254.25.10"]) {
      expect(allowed(OURS, address, 53, nodeLocal(address))).toEqual(["aws", "address", "ovn"]);
      expect(allowed(WITH_ANY_DNS, address, 53, nodeLocal(address))).toEqual(ALL);
    }
  });

  test("reaches a DNS server that no pod serves, as in EKS Auto Mode, only if it is listed", () => {
    expect(allowed(OURS, "172.20.0.10", 53)).toEqual([]);
    expect(allowed(WITH_DNS, "172.20.0.10", 53)).toEqual(ALL);
    expect(allowed(WITH_ANY_DNS, "172.20.0.10", 53)).toEqual(ALL);
    expect(allowed(WITH_DNS, "172.20.0.10", 80)).toEqual([]);
  });

  test("reaches no port of the nodes, except that of its own node on AWS and pods on the network of a node", () => {
    expect(allowed(OURS, "10.0.0.13", 10250)).toEqual([]);
    expect(allowed(OURS, NODE, 10250)).toEqual(["aws"]);
  });

  test("allows everything where no policy is enforced", () => {
    expect(allowsEgress("none", OURS, CLUSTER, { from: connector, node: NODE, to: "10.0.0.13", port: 22 })).toBe(true);
  });
});

describe("the ingress of CoreDNS", () => {
  const admitted = (rules: Rule[], from: string, port = 5353) =>
    (["address", "identity"] as Engine[]).filter((engine) => admitsIngress(engine, rules, CLUSTER, { from, port }));
  const byAddress: Rule = { from: [block("10.40.0.0/16")], ports: onPorts(5353) };
  const bySelector: Rule = {
    from: [{ namespaceSelector: {}, podSelector: { matchLabels: connector.labels } }],
    ports: onPorts(5353),
  };

  test("needs the address of a connector, or its labels where pods are matched by identity", () => {
    expect(admitted([byAddress], connector.address)).toEqual(["address"]);
    expect(admitted([byAddress, bySelector], connector.address)).toEqual(["address", "identity"]);
  });

  test("admits the health checks of a load balancer by the addresses of its subnets", () => {
    expect(admitted([byAddress, bySelector], "10.9.1.20", 8181)).toEqual([]);
    const checks: Rule = { from: [block("10.9.1.0/24")], ports: [{ protocol: "TCP", port: 8181 }] };
    expect(admitted([checks], "10.9.1.20", 8181)).toEqual(["address", "identity"]);
  });

  test("drops clients whose address became that of a node", () => {
    expect(admitted([{ from: [block("10.9.0.0/16")], ports: onPorts(5353) }], "10.0.0.12")).toEqual([]);
    expect(admitted([{ from: [block("10.9.0.0/16")], ports: onPorts(5353) }], "10.9.0.4")).toEqual([
      "address",
      "identity",
    ]);
  });
});

test("docs/network-policy.md is up to date, and no connection of an example is dropped", () => {
  const page = readFileSync(path.join(__dirname, "../../../docs/network-policy.md"), "utf8");
  expect(page).toBe(withTables(page));
  expect(page).not.toContain("**dropped**");
});
