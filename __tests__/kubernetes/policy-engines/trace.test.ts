import { Cluster, Pod, Service } from "./cluster";
import { allowsEgress, Engine, Rule } from "./engine";
import { parseCidr } from "../../../lib/core/addresses/cidr";
import { podEgress } from "../../../lib/inventory/network/pod-egress";
import { evaluateEgress } from "../../../lib/trace/egress-rules";

const ENGINES: Engine[] = ["aws", "address", "ovn", "identity"];
const NODE = "10.0.0.11";
const LABELS = { app: "cloudflared" };
const pod = (namespace: string, address: string, labels: Pod["labels"], isOnHostNetwork = false): Pod => ({
  namespace,
  address,
  labels,
  isOnHostNetwork,
});
const service = (namespace: string, address: string, port: number, targetPort: number, app: string): Service => ({
  namespace,
  address,
  port,
  targetPort,
  selector: { app },
});
const CONNECTOR = pod("cloudflared", "10.40.1.5", LABELS);
const CLUSTER: Cluster = {
  pods: [
    CONNECTOR,
    pod("shop", "10.40.2.7", { app: "web", tier: "front" }),
    pod("cluster-dns", "10.40.3.9", { app: "coredns" }),
    pod("ing", "10.0.0.12", { app: "ing" }, true),
  ],
  services: [
    service("shop", "10.96.7.7", 80, 8080, "web"),
    service("cluster-dns", "10.96.0.53", 53, 5353, "coredns"),
    service("ing", "10.96.9.9", 443, 9443, "ing"),
  ],
  nodes: [NODE, "10.0.0.12"],
  nodeLocal: [],
};
const DESTINATIONS = [
  ["10.40.2.7", 8080],
  ["10.40.2.7", 80],
  ["10.96.7.7", 80],
  ["10.96.0.53", 53],
  ["10.40.3.9", 5353],
  ["10.96.9.9", 443],
  ["10.0.0.12", 9443],
  ["172.16.5.9", 443],
  ["203.0.113.9", 443],
] as const;
/** Network plugins that match by label match no node, and no pod in the network of its node. */
const ON_NODES: string[] = ["10.0.0.12", "10.96.9.9"];
const isInside = (address: string) => address.startsWith("10.");

const block = (cidr: string, except?: string[]) => ({ ip_block: { cidr, except } });
const namespace = (name: string, labels?: object) => ({
  namespace_selector: { match_labels: { "kubernetes.io/metadata.name": name } },
  ...(labels && { pod_selector: { match_labels: labels } }),
});
const PEERS: any[][] = [
  [block("10.40.0.0/16")],
  [block("10.96.0.0/16")],
  [block("10.40.0.0/16"), block("10.96.0.0/16")],
  [block("172.16.5.9/32")], // the address of a pod is not fixed, so no policy lists one
  [block("10.0.0.0/24")],
  [block("0.0.0.0/0", ["10.0.0.0/8", "172.16.0.0/12"])],
  [block("10.0.0.0/8")],
  [block("172.16.0.0/12")],
  [{ namespace_selector: {} }],
  [block("10.40.0.0/16"), block("10.96.0.0/16"), { namespace_selector: {} }],
  [namespace("shop")],
  [namespace("shop", { tier: "front" })],
  [namespace("ing", { app: "ing" })],
  [namespace("cluster-dns")],
];
const both = (port: object) => ["UDP", "TCP"].map((protocol) => ({ protocol, ...port }));
const PORTS: any[][] = [
  both({}),
  both({ port: "53" }),
  [...both({ port: "53" }), ...both({ port: "5353" })],
  [{ protocol: "TCP", port: "443" }],
  [{ protocol: "TCP", port: "8080" }],
  [{ protocol: "TCP", port: "9000", end_port: 9999 }],
];
const SINGLE: Rule[] = PORTS.flatMap((ports) => [...PEERS.map((to) => ({ to, ports })), { ports }]);
/** Each rule alone, and each pair with a stride, so that the run stays short. */
const POLICIES: Rule[][] = [
  ...SINGLE.map((rule) => [rule]),
  ...SINGLE.flatMap((rule, i) =>
    SINGLE.filter((_, j) => j > i && (i * 7 + j) % 29 === 0).map((other) => [rule, other]),
  ),
];

function evaluated(rules: Rule[], to: string, port: number) {
  const metadata = { namespace: "cloudflared" };
  const spec = { pod_selector: { match_labels: LABELS }, policy_types: ["Egress"], egress: rules };
  const object = (type: string, values: any) => ({ address: `${type}.a`, type, name: "a", data: false, values });
  const policy = object("kubernetes_network_policy_v1", { metadata, spec });
  const template = { metadata: { labels: LABELS } };
  const workload = object("kubernetes_deployment_v1", { metadata, spec: { template } });
  return evaluateEgress(podEgress(workload, [workload, policy])!, {
    destination: parseCidr(to)!,
    protocol: "TCP",
    port,
  });
}

/** The engines that allow a connection, for each policy and destination. */
const cases = POLICIES.flatMap((rules) =>
  DESTINATIONS.map(([to, port]) => ({
    rules,
    to,
    port,
    verdict: evaluated(rules, to, port),
    allowing: ENGINES.filter((engine) =>
      allowsEgress(engine, rules, CLUSTER, { from: CONNECTOR, node: NODE, to, port }),
    ),
  })),
);
const text = ({ rules, to, port, allowing }: (typeof cases)[number]) => JSON.stringify({ rules, to, port, allowing });

describe("the egress that a trace reports", () => {
  test("covers each outcome", () => {
    expect(new Set(cases.map(({ verdict }) => verdict.outcome))).toEqual(new Set(["allowed", "denied", "unknown"]));
  });

  test("is broken only if every network plugin drops the connection", () => {
    const wrong = cases.filter(({ verdict, allowing }) => verdict.outcome === "denied" && allowing.length > 0);
    expect(wrong.slice(0, 3).map(text)).toEqual([]);
  });

  test("is ok outside of the cluster only if every network plugin allows the connection", () => {
    const wrong = cases.filter(
      ({ verdict, allowing, to }) => verdict.outcome === "allowed" && !isInside(to) && allowing.length < ENGINES.length,
    );
    expect(wrong.slice(0, 3).map(text)).toEqual([]);
  });

  test("is ok for pods and Services only if every network plugin allows them, or with a note", () => {
    const wrong = cases.filter(
      ({ verdict, allowing, to }) =>
        verdict.outcome === "allowed" &&
        isInside(to) &&
        verdict.coversPods &&
        !ON_NODES.includes(to) &&
        allowing.length < ENGINES.length,
    );
    expect(wrong.slice(0, 3).map(text)).toEqual([]);
  });

  test("is ok only if the address as it is is allowed, which the VPC CNI of AWS matches", () => {
    const wrong = cases.filter(({ verdict, allowing }) => verdict.outcome === "allowed" && !allowing.includes("aws"));
    expect(wrong.slice(0, 3).map(text)).toEqual([]);
  });
});
