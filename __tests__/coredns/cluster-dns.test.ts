import { createHash } from "node:crypto";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { DataResource, Lazy, Testing } from "cdktf";
import { CLUSTER_IP, clusterDns, newStack, ZONE } from "./support";
import { ClusterDnsProps, ClusterIpExposure, ForwardedZone } from "../../lib/coredns";
import { made } from "../kubernetes/support";
import { violations } from "../support/pod-security";
import { messages, problems } from "../support/stack";
import { graph } from "cdktf-zero-trust/lib/testing";

const DEPLOYMENT = "kubernetes_deployment_v1";
const POLICY = "kubernetes_network_policy_v1";

function dnsOf(props: Partial<ClusterDnsProps> = {}) {
  const stack = newStack();
  const dns = clusterDns(stack, props);
  return { stack, dns, ...made(stack) };
}

const messagesOf = (props: Partial<ClusterDnsProps>) => {
  const stack = newStack();
  clusterDns(stack, props);
  return messages(stack);
};

describe("ClusterDns.addresses and ClusterDns.zones", () => {
  test("are literals that are known at synthesis", () => {
    const { dns } = dnsOf();
    expect(dns.addresses).toEqual(["10.10.0.10", "10.10.32.10"]);
    expect(dns.zones).toEqual([ZONE]);
  });

  test("include cluster.local last if it is served", () => {
    expect(dnsOf({ serveClusterLocal: true }).dns.zones).toEqual([ZONE, "cluster.local"]);
  });

  test("return copies", () => {
    const { dns } = dnsOf();
    dns.addresses.push("10.0.0.1");
    dns.zones.push("example.com");
    expect(dns.addresses).toHaveLength(2);
    expect(dns.zones).toEqual([ZONE]);
  });
});

describe("the pods of ClusterDns", () => {
  const { only, dns } = dnsOf();
  const { spec } = only(DEPLOYMENT);
  const pod = spec.template.spec;
  const [container] = pod.container;

  test('comply with Pod Security "restricted", which their namespace enforces', () => {
    expect(violations(pod)).toEqual([]);
    expect(only("kubernetes_namespace_v1").metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
  });

  test("keep only the capability that the image requires and run as the numeric user of 1.14.7", () => {
    expect(container.image).toBe("coredns/coredns:1.14.7");
    expect(container.security_context).toMatchObject({
      capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
      run_as_user: "65532",
      read_only_root_filesystem: true,
    });
  });

  test("read the Corefile and are replaced when it changes", () => {
    expect(container.args).toEqual(["-conf", "/etc/coredns/Corefile"]);
    expect(container.volume_mount).toEqual([{ name: "config", mount_path: "/etc/coredns", read_only: true }]);
    expect(only("kubernetes_config_map_v1").data).toEqual({ Corefile: dns.corefile });
    expect(spec.template.metadata.annotations).toEqual({
      "cdktf-zero-trust/corefile-checksum": createHash("sha256").update(dns.corefile).digest("hex"),
    });
    const other = dnsOf({ ttlSeconds: 30 }).only(DEPLOYMENT).spec.template.metadata.annotations;
    expect(other).not.toEqual(spec.template.metadata.annotations);
  });

  test("have a grace period that is longer than the lame-duck duration", () => {
    const lameDuck = Number(/lameduck (\d+)s/.exec(dns.corefile)![1]);
    expect(lameDuck).toBeGreaterThan(20); // two failed health checks of a load balancer
    expect(pod.termination_grace_period_seconds).toBeGreaterThan(lameDuck);
  });

  test("have probes on the ports of the Corefile", () => {
    expect(container.readiness_probe.http_get).toEqual({ path: "/ready", port: "8181", scheme: "HTTP" });
    expect(container.liveness_probe.http_get).toEqual({ path: "/health", port: "8080", scheme: "HTTP" });
    for (const port of [":8181", ":8080", ":5353", ":9153"]) expect(dns.corefile).toContain(port);
    expect(container.port.map((each: any) => each.container_port)).toEqual([5353, 5353, 8181, 9153]);
  });

  test("are two or more, spread, and unavailable only one at a time", () => {
    expect(spec.replicas).toBe("2");
    expect(spec.strategy.rolling_update).toEqual({ max_surge: "1", max_unavailable: "0" });
    expect(only("kubernetes_pod_disruption_budget_v1").spec).toMatchObject({ max_unavailable: "1" });
    expect(pod.topology_spread_constraint).toHaveLength(2);
  });

  test("mount the API token and use neither Service variables nor the cluster DNS", () => {
    expect(pod).toMatchObject({
      automount_service_account_token: true,
      enable_service_links: false,
      dns_policy: "Default",
    });
    expect(only("kubernetes_service_account_v1").automount_service_account_token).toBe(false);
  });

  test("have no label that kube-dns or another CoreDNS selects", () => {
    const labels = spec.template.metadata.labels;
    expect(Object.keys(labels)).not.toContain("k8s-app");
    expect(["kube-dns", "coredns"]).not.toContain(labels["app.kubernetes.io/name"]);
    const match = { "app.kubernetes.io/name": "cluster-dns", "app.kubernetes.io/instance": "cluster-dns" };
    expect(labels).toMatchObject(match);
    for (const type of [DEPLOYMENT, "kubernetes_pod_disruption_budget_v1"]) {
      expect(only(type).spec.selector).toEqual({ match_labels: match });
    }
    expect(only(POLICY).spec.pod_selector).toEqual({ match_labels: match });
    expect(only("kubernetes_service_v1").spec.selector).toEqual(match);
  });

  test("do not share a node with cloudflared behind a load balancer", () => {
    expect(pod.affinity.pod_anti_affinity.required_during_scheduling_ignored_during_execution).toEqual([
      {
        topology_key: "kubernetes.io/hostname",
        label_selector: [{ match_labels: { "app.kubernetes.io/name": "cloudflared" } }],
        namespace_selector: [{}],
      },
    ]);
  });

  test("can share a node with cloudflared behind a cluster IP", () => {
    expect(dnsOf({ exposure: CLUSTER_IP }).only(DEPLOYMENT).spec.template.spec).not.toHaveProperty("affinity");
  });

  test("are waited for unless waitForRollout is false", () => {
    expect(only(DEPLOYMENT).wait_for_rollout).toBe(true);
    expect(dnsOf({ waitForRollout: false }).only(DEPLOYMENT).wait_for_rollout).toBe(false);
    expect(only(DEPLOYMENT).timeouts).toEqual({ create: "10m", update: "10m", delete: "10m" });
  });

  test("have the given resources", () => {
    const [asked] = dnsOf({ cpu: "1", memory: "1Gi" }).only(DEPLOYMENT).spec.template.spec.container;
    expect(asked.resources).toEqual({ requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } });
  });
});

describe("the role of ClusterDns", () => {
  const { only, addressOf } = dnsOf();

  test("allows only to list and watch Services, namespaces and EndpointSlices", () => {
    expect(only("kubernetes_cluster_role_v1").rule).toEqual([
      { api_groups: [""], resources: ["services", "namespaces"], verbs: ["list", "watch"] },
      { api_groups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ]);
  });

  test("is bound to the service account in the namespace of ClusterDns", () => {
    const reference = (type: string) => `\${${addressOf(type)}.metadata[0].name}`;
    const { role_ref, subject } = only("kubernetes_cluster_role_binding_v1");
    expect(role_ref.name).toBe(reference("kubernetes_cluster_role_v1"));
    expect(subject).toEqual([
      {
        kind: "ServiceAccount",
        name: reference("kubernetes_service_account_v1"),
        namespace: reference("kubernetes_namespace_v1"),
      },
    ]);
  });
});

describe("the NetworkPolicy of ClusterDns", () => {
  const block = (cidr: string) => ({ ip_block: { cidr } });
  const dnsPorts = (port: string) => [
    { protocol: "UDP", port },
    { protocol: "TCP", port },
  ];

  const connectors = {
    namespace_selector: {},
    pod_selector: { match_labels: { "app.kubernetes.io/name": "cloudflared" } },
  };

  test("allows queries from the sources and the connectors in the cluster, and health checks from the load balancer's subnets", () => {
    const { spec } = dnsOf().only(POLICY);
    expect(spec.policy_types).toEqual(["Ingress", "Egress"]);
    expect(spec.ingress).toEqual([
      { from: [block("10.10.0.0/16"), connectors], ports: dnsPorts("5353") },
      { from: [block("10.10.0.0/20"), block("10.10.32.0/20")], ports: [{ protocol: "TCP", port: "8181" }] },
    ]);
  });

  test("allows no health checks without a load balancer", () => {
    expect(dnsOf({ exposure: CLUSTER_IP }).only(POLICY).spec.ingress).toHaveLength(1);
  });

  test("allows the given namespace to read the metrics", () => {
    expect(dnsOf({ metricsFrom: "monitoring" }).only(POLICY).spec.ingress[2]).toEqual({
      from: [{ namespace_selector: { match_labels: { "kubernetes.io/metadata.name": "monitoring" } } }],
      ports: [{ protocol: "TCP", port: "9153" }],
    });
  });

  test("allows egress to the API server only", () => {
    const ports = [
      { protocol: "TCP", port: "443" },
      { protocol: "TCP", port: "6443" },
    ];
    const egress = (props: Partial<ClusterDnsProps>) => dnsOf(props).only(POLICY).spec.egress;
    expect(egress({ apiServer: ["203.0.113.7"] })).toEqual([{ to: [block("203.0.113.7/32")], ports }]);
    const [toPrivate, ...more] = egress({});
    expect(more).toEqual([]);
    expect(toPrivate.to.map((peer: any) => peer.ip_block.cidr)).toContain("10.0.0.0/8");
    expect(toPrivate.to.map((peer: any) => peer.ip_block.cidr)).not.toContain("0.0.0.0/0");
  });

  test("allows egress to the name servers of forwarded zones, without duplicates", () => {
    const nameServers = ["10.0.0.2"];
    const forward = ["a.internal", "b.internal"].map((zone) => ({ zone, nameServers }));
    expect(dnsOf({ forward }).only(POLICY).spec.egress[1]).toEqual({
      to: [block("10.0.0.2/32")],
      ports: dnsPorts("53"),
    });
  });

  test("contains no empty list, which would match everything, nor does any other object", () => {
    for (const props of [{}, { exposure: CLUSTER_IP, namespaces: [], forward: [], serviceLabels: [], dependsOn: [] }]) {
      const text = JSON.stringify(dnsOf(props).terraform.resource);
      // The empty namespace selectors are intended: cloudflared can run in any namespace.
      expect(text.replace(/"namespace_selector":(?:\{\}|\[\{\}\])/g, "").match(/\[\]|\{\}/g)).toBeNull();
    }
  });
});

describe("the order of ClusterDns", () => {
  const { edges } = graph(dnsOf().stack);

  test.each([
    ["creates the Service after the pods and deletes it before them", "dns/Exposure/Service => dns"],
    ["creates the pods after the NetworkPolicy", "dns => dns/NetworkPolicy"],
    ["creates the pods after the role binding", "dns => dns/ClusterRoleBinding"],
    ["creates the pods after the Corefile", "dns -> dns/ConfigMap"],
    ["creates the pods after the service account", "dns -> dns/ServiceAccount"],
    ["creates the role binding after the role", "dns/ClusterRoleBinding -> dns/ClusterRole"],
    ["creates the pods after the namespace", "dns -> dns/Namespace"],
    ["replaces the Service when the address changes", "dns/Exposure/Service -> dns/Exposure/Identity"],
  ])("%s", (_, edge) => expect(edges).toContain(edge));

  test("deletes the Service before what runs the load balancer controller", () => {
    const stack = newStack();
    const controller = new DataResource(stack, "controller");
    clusterDns(stack, { dependsOn: [controller] });
    const { edges: found } = graph(stack);
    expect(found).toContain("dns/Exposure/Service => controller");
    expect(found).not.toContain("dns => controller");
  });

  test("adds a stack dependency for a controller in another stack", () => {
    const app = Testing.app();
    const other = newStack("other", app);
    const stack = newStack("stack", app);
    clusterDns(stack, { dependsOn: [new DataResource(other, "controller")] });
    expect(problems(stack)).toEqual([]);
    expect(stack.dependsOn(other)).toBe(true);
  });
});

describe("ClusterDns", () => {
  test("sets an annotation on every object from the first apply", () => {
    const { terraform } = dnsOf();
    for (const type of Object.keys(terraform.resource).filter((each) => each.startsWith("kubernetes_"))) {
      for (const { metadata } of Object.values<any>(terraform.resource[type])) {
        expect(metadata.annotations).toBeDefined();
      }
    }
  });

  test("passes its provider to every object", () => {
    const stack = newStack();
    clusterDns(stack, { provider: new KubernetesProvider(stack, "west", { alias: "west" }) });
    const { terraform } = made(stack);
    for (const [type, byName] of Object.entries<any>(terraform.resource)) {
      const expected = type === "terraform_data" ? undefined : "kubernetes.west";
      for (const body of Object.values<any>(byName)) expect([type, body.provider]).toEqual([type, expected]);
    }
  });

  test("stores the reason of openToAll in an annotation", () => {
    const { only } = dnsOf({ allowFrom: ["0.0.0.0/0"], openToAll: "a lab without secrets" });
    expect(only(DEPLOYMENT).metadata.annotations).toMatchObject({
      "cdktf-zero-trust/open-to-all": "a lab without secrets",
    });
  });

  test("accepts a name of 52 characters", () => {
    expect(messagesOf({ name: "a".repeat(52) })).toEqual([]);
  });
});

describe("ClusterDns refuses", () => {
  test.each<[string, Partial<ClusterDnsProps>, RegExp]>([
    ["one replica", { replicas: 1 }, /ClusterDnsOptionInvalid: replicas.*\b1\b.* 2 to 25/],
    ["26 replicas", { replicas: 26 }, /ClusterDnsOptionInvalid: replicas.*26/],
    ["an invalid memory quantity", { memory: "170 MB" }, /ClusterDnsOptionInvalid: memory.*"170 MB"/],
    ["an image that is too old", { image: "coredns/coredns:1.14.6" }, /ClusterDnsImageRefused/],
    ["a name in capitals", { name: "DNS" }, /ClusterDnsNameInvalid: name: "DNS" is not a valid name/],
    ["a name that begins with a digit", { name: "1dns" }, /ClusterDnsNameInvalid/],
    ["a name of 53 characters", { name: "a".repeat(53) }, /ClusterDnsNameInvalid/],
    ["an invalid namespace for the metrics", { metricsFrom: "Monitoring" }, /NamespaceInvalid: metricsFrom/],
    ["a hostname as the API server", { apiServer: ["api.example.com"] }, /CidrInvalid: apiServer.*"api\.example/],
    ["an empty list of API servers", { apiServer: [] }, /CidrInvalid: apiServer: the list is empty/],
    ["an empty list of sources", { allowFrom: [] }, /ClusterDnsSourcesInvalid: allowFrom: the list is empty/],
    [
      "every source without a reason",
      { allowFrom: ["0.0.0.0/0"] },
      /ClusterDnsSourcesInvalid: allowFrom: the list covers all of 0\.0\.0\.0\/0/,
    ],
    ["the root zone", { zones: ["."] }, /ClusterDnsZoneInvalid: zones: "\." is the root zone/],
    [
      "a ready port that CoreDNS already uses",
      { readyPort: 8080 },
      /ClusterDnsPortInvalid: readyPort: 8080 is already/,
    ],
    [
      "its own address as a name server",
      { forward: [{ zone: "corp.example", nameServers: ["10.10.0.10"] }] },
      /ClusterDnsForwardInvalid: forward: "corp\.example" is forwarded to 10\.10\.0\.10, which is an address of this/,
    ],
  ])("%s", (_, props, expected) => {
    expect(messagesOf(props)).toContainEqual(expect.stringMatching(expected));
  });

  test("several invalid values at once, with one message each", () => {
    const exposure = ClusterIpExposure.fixedAddress({ address: "10.101.0.53", serviceCidr: "10.100.0.0/16" });
    const found = messagesOf({ zones: ["."], replicas: 1, allowFrom: [], ttlSeconds: 0, exposure });
    expect(found).toHaveLength(5);
  });

  test("tokens in values that are validated at synthesis", () => {
    const token = Lazy.stringValue({ produce: () => "x" });
    for (const props of [{ name: token }, { zones: [token] }, { allowFrom: [token] }, { namespaces: [token] }]) {
      expect(messagesOf(props)).toContainEqual(expect.stringContaining("TokenNotAllowed"));
    }
  });

  test.each(["zones", "allowFrom", "exposure"])("missing %s", (name) => {
    expect(() => clusterDns(newStack(), { [name]: undefined })).toThrow(
      `PropMissing: ClusterDns: "${name}" is required. Pass `,
    );
  });

  test("unknown property names, also of a forwarded zone", () => {
    const misspelled: object = { metricFrom: "monitoring" };
    expect(() => clusterDns(newStack(), misspelled)).toThrow(
      'PropUnknown: ClusterDns: "metricFrom" is not a property. Did you mean "metricsFrom"?',
    );
    const zone = { zone: "corp.example", nameservers: ["10.0.0.2"] } as unknown as ForwardedZone;
    expect(() => clusterDns(newStack(), { forward: [zone] })).toThrow('ClusterDns.forward: "nameServers" is required.');
  });

  test("cluster.local on a second cluster of an app, and names the first", () => {
    const app = Testing.app();
    const [dev, prod] = ["dev", "prod"].map((id) => newStack(id, app));
    clusterDns(dev, { serveClusterLocal: true });
    clusterDns(prod, { serveClusterLocal: true, zones: ["prod.k8s.example.internal"] });
    expect(problems(dev)).toEqual([]);
    expect(messages(prod)).toEqual([
      expect.stringMatching(/^dns ClusterLocalTwice: serveClusterLocal: dev\/dns already serves cluster\.local/),
    ]);
  });

  test("a name that another ClusterDns of the same cluster has", () => {
    const stack = newStack();
    clusterDns(stack, {}, "first");
    clusterDns(stack, {}, "second");
    clusterDns(stack, { name: "other" }, "third");
    clusterDns(stack, { provider: new KubernetesProvider(stack, "west", { alias: "west" }) }, "fourth");
    expect(problems(stack)).toEqual(["second ClusterDnsNameTaken"]);
    const app = Testing.app();
    const stacks = ["dev", "prod"].map((id) => newStack(id, app));
    for (const each of stacks) clusterDns(each);
    expect(stacks.flatMap(problems)).toEqual([]);
  });
});
