import { Token } from "cdktf";
import * as fc from "fast-check";
import { complaints, connected, FakeTunnel, FROM_SECRET, made, newStack } from "./support";
import { DnsServer, KubernetesConnector, KubernetesService } from "../../lib/kubernetes";
import { egressRules } from "../../lib/kubernetes/network-policy";
import { Origin } from "../../lib/tunnel";

const policyOf = (...args: Parameters<typeof connected>) => connected(...args).only("kubernetes_network_policy_v1");
const egressTo = (origins: Origin[], allowEgress?: string[]): any[] =>
  policyOf(allowEgress === undefined ? {} : { allowEgress }, origins).spec.egress;
/** The number of rules that every connector has. They come first. */
const ALWAYS = 4;
const onPorts = (...numbers: number[]) =>
  numbers.flatMap((port) => ["UDP", "TCP"].map((protocol) => ({ protocol, port: String(port) })));
const EVERY_PORT = [{ protocol: "UDP" }, { protocol: "TCP" }];
const EVERY_NAMESPACE = { namespace_selector: {} };
const namespace = (name: string) => ({ match_labels: { "kubernetes.io/metadata.name": name } });

describe("KubernetesConnector: NetworkPolicy", () => {
  test("restricts both directions", () => {
    expect(policyOf().spec.policy_types).toEqual(["Ingress", "Egress"]);
  });

  test("allows no ingress", () => {
    expect(policyOf().spec).not.toHaveProperty("ingress");
  });

  test("allows one namespace to read the metrics, and nothing else", () => {
    expect(policyOf({ metricsFrom: "monitoring" }).spec.ingress).toEqual([
      { from: [{ namespace_selector: namespace("monitoring") }], ports: [{ protocol: "TCP", port: "2000" }] },
    ]);
  });
});

describe("KubernetesConnector: egress of every connector", () => {
  const [dns, linkLocal, edge, https, ...more] = egressTo([]);

  test("allows the pods of the cluster's DNS, on the ports of kube-dns, OpenShift and Gardener", () => {
    const system = namespace("kube-system");
    const openshift = { match_labels: { "dns.operator.openshift.io/daemonset-dns": "default" } };
    expect(dns).toEqual({
      to: [
        { namespace_selector: system, pod_selector: { match_labels: { "k8s-app": "kube-dns" } } },
        { namespace_selector: system, pod_selector: { match_labels: { "k8s-app": "node-local-dns" } } },
        { namespace_selector: namespace("openshift-dns"), pod_selector: openshift },
      ],
      ports: onPorts(53, 5353, 8053),
    });
  });

  test("allows DNS servers of the node on port 53 only, because one of the addresses serves credentials", () => {
    const addresses = ["169.254.10.10/31", "169.254.20.10/32", "169.254.25.10/32", "169.254.169.254/32"];
    expect(linkLocal).toEqual({ to: addresses.map((cidr) => ({ ip_block: { cidr } })), ports: onPorts(53) });
  });

  test("allows every address of Cloudflare's edge over TCP and UDP, IPv4 and IPv6", () => {
    const cidrs: string[] = edge.to.map((peer: any) => peer.ip_block.cidr);
    expect(cidrs).toHaveLength(40);
    expect(new Set(cidrs).size).toBe(40);
    expect(cidrs.filter((cidr) => /^198\.41\.(192|200)\.\d+\/32$/.test(cidr))).toHaveLength(20);
    expect(cidrs.filter((cidr) => /^2606:4700:a[08]::([1-9]|10)\/128$/.test(cidr))).toHaveLength(20);
    expect(cidrs).toEqual(expect.arrayContaining(["198.41.192.7/32", "198.41.200.233/32", "2606:4700:a8::10/128"]));
    expect(edge.ports).toEqual([
      { protocol: "UDP", port: "7844" },
      { protocol: "TCP", port: "7844" },
    ]);
  });

  test("allows public addresses on port 443, and no private address and no metadata server", () => {
    expect(https).toEqual({
      to: [
        {
          ip_block: {
            cidr: "0.0.0.0/0",
            except: ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
          },
        },
        { ip_block: { cidr: "::/0", except: ["::1/128", "fc00::/7", "fe80::/10"] } },
      ],
      ports: [{ protocol: "TCP", port: "443" }],
    });
  });

  test("allows nothing else", () => {
    expect(more).toEqual([]);
    expect(egressTo([Origin.httpStatus(404), Origin.of("http_status:503")])).toHaveLength(ALWAYS);
  });
});

describe("KubernetesConnector: egress to a published origin", () => {
  test("allows the pods of a Service on their own port", () => {
    const origin = KubernetesService.http("web", {
      namespace: "shop",
      port: 80,
      targetPort: 8080,
      podLabels: { app: "web" },
    });
    expect(egressTo([origin]).slice(ALWAYS)).toEqual([
      {
        to: [{ namespace_selector: namespace("shop"), pod_selector: { match_labels: { app: "web" } } }],
        ports: [{ protocol: "TCP", port: "8080" }],
      },
    ]);
  });

  test.each([undefined, {}])("allows all pods of the namespace when the labels are %j", (podLabels) => {
    const origin = KubernetesService.tcp("db", { namespace: "shop", port: 5432, ...(podLabels && { podLabels }) });
    expect(egressTo([origin]).slice(ALWAYS)).toEqual([
      { to: [{ namespace_selector: namespace("shop") }], ports: [{ protocol: "TCP", port: "5432" }] },
    ]);
  });

  test.each([
    [Origin.http("10.0.3.7", 8080), "10.0.3.7/32", "8080"],
    [Origin.https("10.0.3.7"), "10.0.3.7/32", "443"],
    [Origin.ssh("FD00:0:0::00A0"), "fd00::a0/128", "22"],
  ])("allows one address in canonical form (%#)", (origin, cidr, port) => {
    expect(egressTo([origin]).slice(ALWAYS)).toEqual([
      { to: [{ ip_block: { cidr } }], ports: [{ protocol: "TCP", port }] },
    ]);
  });

  test("has one rule with all ports for hosts that share a backend", () => {
    const origins = [
      Origin.http("10.0.3.7", 8080),
      Origin.tcp("10.0.3.7", 443),
      Origin.tcp("10.0.3.7", 90),
      Origin.http("10.0.3.7", 8080),
      KubernetesService.http("a", { namespace: "shop", port: 80, podLabels: { app: "a", tier: "web" } }),
      KubernetesService.http("b", { namespace: "shop", port: 80, podLabels: { tier: "web", app: "a" } }),
    ];
    const rules = egressTo(origins).slice(ALWAYS);
    expect(rules).toHaveLength(2);
    expect(rules[0].ports).toEqual([
      { protocol: "TCP", port: "90" },
      { protocol: "TCP", port: "443" },
      { protocol: "TCP", port: "8080" },
    ]);
  });

  test("allows nothing for a malformed origin, which is reported where it is published", () => {
    const origins = [Origin.http("999.1.1.1", 80), Origin.of("tcp://10.0.0.1"), Origin.http("10.0.0.1", 70000)];
    expect(egressTo(origins)).toHaveLength(ALWAYS);
  });
});

describe("KubernetesConnector: origin by DNS name", () => {
  const named = [
    Origin.http("web.shop.svc.cluster.local", 80),
    Origin.tcp("db.example.internal", 5432),
    Origin.httpStatus(404),
  ];

  test("fails when the addresses are unknown, and names both remedies", () => {
    const reported = complaints({}, [...named, named[0]]);
    for (const service of ["http://web.shop.svc.cluster.local:80", "tcp://db.example.internal:5432"]) {
      expect(reported.split(`EgressUnknown: origin: "${service}" is a DNS name`)).toHaveLength(2); // once
    }
    expect(reported).toContain("[stack/eks-dev/Connector-cloudflared]");
    expect(reported).toMatch(/KubernetesService\.http.*withAddresses/);
  });

  test.each([
    { allowEgress: [] },
    { allowEgress: ["10.0.0.0/16"] }, // can be the addresses of another name
    { allowEgress: ["169.254.169.254/32"] },
    { dnsServers: [DnsServer.address("172.20.0.10")] },
  ])("fails when CIDRs are allowed that belong to no name: %j", (props) => {
    expect(complaints(props, named).match(/EgressUnknown: origin/g)).toHaveLength(2);
  });

  test("allows its addresses on its port, and no other name", () => {
    const [web, db] = named;
    expect(egressTo([db.withAddresses(["10.0.16.0/20", "10.0.3.9", "10.0.3.9/32"])]).slice(ALWAYS)).toEqual([
      {
        to: ["10.0.16.0/20", "10.0.3.9/32"].map((cidr) => ({ ip_block: { cidr } })),
        ports: [{ protocol: "TCP", port: "5432" }],
      },
    ]);
    const reported = complaints({}, [web, db.withAddresses(["10.0.16.0/20"])]);
    expect(reported).toContain(`EgressUnknown: origin: "${web.service}"`);
    expect(reported).not.toContain(db.service);
  });

  test("needs no addresses when they are public and the port is 443", () => {
    expect(egressTo([Origin.https("api.example.net").withAddresses([])])).toHaveLength(ALWAYS);
    expect(complaints({}, [Origin.https("api.example.net")])).toContain("EgressUnknown");
    expect(complaints({}, [Origin.https("api.example.net", 8443).withAddresses([])])).toContain("EgressUnknown");
  });

  test("allows all TCP ports when the service is a token, whose port is unknown", () => {
    const origin = Origin.of(Token.asString({ resolve: () => "${var.service}" }));
    expect(complaints({}, [origin])).toContain("EgressUnknown");
    expect(complaints({}, [origin.withAddresses([])])).toContain("EgressUnknown");
    expect(egressTo([origin.withAddresses(["10.0.16.0/20"])]).slice(ALWAYS)).toEqual([
      { to: [{ ip_block: { cidr: "10.0.16.0/20" } }], ports: [{ protocol: "TCP" }] },
    ]);
  });
});

describe("KubernetesConnector: allowEgress", () => {
  test("allows every port of the listed CIDRs, in one rule", () => {
    const rules = egressTo([], ["fd00::/64", "10.0.0.0/16", "10.0.0.0/16", "10.9.9.9"]).slice(ALWAYS);
    expect(rules).toEqual([
      {
        to: ["10.0.0.0/16", "10.9.9.9/32", "fd00::/64"].map((cidr) => ({ ip_block: { cidr } })),
        ports: EVERY_PORT,
      },
    ]);
  });

  test("allows nothing when it is empty", () => {
    expect(egressTo([], [])).toHaveLength(ALWAYS);
  });

  test.each(["10.1.2.3/8", "010.0.0.0/8", "10.0.0.0/33", "10.0.0/8", "example.com", "", "fd00::1/64", "10.0.0.0/08"])(
    'fails when it contains "%s"',
    (cidr) => {
      expect(complaints({ allowEgress: ["10.0.0.0/16", cidr] })).toContain(`CidrInvalid: allowEgress: "${cidr}" `);
    },
  );
});

describe("KubernetesConnector: egress rules of random origins", () => {
  const label = fc.constantFrom("a", "b", "web-1");
  const service = fc
    .record({
      namespace: label,
      port: fc.integer({ min: 1, max: 65535 }),
      podLabels: fc.option(fc.dictionary(label, label, { maxKeys: 3 }), { nil: undefined }),
    })
    .map(({ podLabels, ...rest }) => KubernetesService.http("s", { ...rest, ...(podLabels && { podLabels }) }));
  const address = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65535 })).map(([ip, port]) => Origin.tcp(ip, port));
  const ofOrigins = (published: Origin[]) => ({
    origins: published,
    dnsServers: [],
    ranges: [],
    routed: [],
    resolvers: [],
  });
  const origins = fc.array(fc.oneof(service, address, fc.constant(Origin.httpStatus(404))), { maxLength: 8 });

  test("never match all peers or all ports, and are not duplicated", () => {
    fc.assert(
      fc.property(origins, (published) => {
        const rules: any[] = egressRules(ofOrigins(published));
        for (const { to, ports } of rules) {
          expect(to.length).toBeGreaterThan(0);
          expect(ports.length).toBeGreaterThan(0);
          for (const peer of to) expect(Object.keys(peer).length).toBeGreaterThan(0);
          for (const { port, protocol } of ports) expect([typeof port, typeof protocol]).toEqual(["string", "string"]);
        }
        const peers = rules.map(({ to }) => JSON.stringify(to));
        expect(new Set(peers).size).toBe(peers.length);
      }),
    );
  });

  test("do not depend on the order of publishing", () => {
    fc.assert(
      fc.property(origins, (published) => {
        expect(egressRules(ofOrigins([...published].reverse()))).toEqual(egressRules(ofOrigins(published)));
      }),
    );
  });

  test("are five hundred for five hundred hosts", () => {
    const published = Array.from({ length: 500 }, (_, i) => Origin.http(`10.0.${i >> 8}.${i % 256}`, 80)); // eslint-disable-line no-bitwise
    expect(egressTo(published)).toHaveLength(ALWAYS + 500);
  });
});

test("KubernetesConnector: the second connector of a tunnel allows the same origins", () => {
  const stack = newStack();
  const tunnel = new FakeTunnel(stack, "eks-dev");
  for (const name of ["one", "two"]) {
    tunnel.connect(new KubernetesConnector({ namespace: "cloudflared", token: FROM_SECRET, name }));
  }
  tunnel.origins.push(Origin.http("10.0.3.7", 8080));
  const policies = made(stack).all("kubernetes_network_policy_v1");
  expect(policies).toHaveLength(2);
  for (const [, { spec }] of policies) expect(spec.egress[ALWAYS].to).toEqual([{ ip_block: { cidr: "10.0.3.7/32" } }]);
});

describe("KubernetesConnector: egress to routes of the tunnel", () => {
  const routed = (routes: string[], hostnameRoutes: string[], props = {}) => {
    const { stack, tunnel } = connected(props);
    tunnel.routes.push(...routes); // routed after the connector was added, like origins
    tunnel.hostnameRoutes.push(...hostnameRoutes);
    return made(stack).only("kubernetes_network_policy_v1").spec.egress.slice(ALWAYS);
  };
  const addresses = (...all: string[]) => all.map((cidr) => ({ ip_block: { cidr } }));

  test("allows routed CIDRs and the pods of all namespaces on every port, in addition to allowEgress", () => {
    expect(routed(["10.20.0.0/16", "10.10.0.0/16"], [])).toEqual([
      { to: [...addresses("10.10.0.0/16", "10.20.0.0/16"), EVERY_NAMESPACE], ports: EVERY_PORT },
    ]);
    expect(routed(["10.20.0.0/16"], [], { allowEgress: ["10.0.3.0/24", "10.20.0.0/16"] })).toEqual([
      { to: addresses("10.0.3.0/24", "10.20.0.0/16"), ports: EVERY_PORT },
      { to: [...addresses("10.20.0.0/16"), EVERY_NAMESPACE], ports: EVERY_PORT },
    ]);
  });

  test("allows the pods of the listed namespaces only, and every pod on the ports of a resolver", () => {
    expect(routed(["10.20.0.0/16"], [], { namespaces: ["shop", "billing"] })).toEqual([
      { to: [EVERY_NAMESPACE], ports: onPorts(53, 5353) },
      {
        to: [
          ...addresses("10.20.0.0/16"),
          { namespace_selector: namespace("shop") },
          { namespace_selector: namespace("billing") },
        ],
        ports: EVERY_PORT,
      },
    ]);
  });

  test("allows no pod if the routes contain none", () => {
    expect(routed(["10.20.0.0/16"], [], { namespaces: [] })).toEqual([
      { to: addresses("10.20.0.0/16"), ports: EVERY_PORT },
    ]);
  });

  test("fails when a namespace is not valid", () => {
    expect(complaints({ namespaces: ["Shop"] })).toContain('NamespaceInvalid: an entry of namespaces: "Shop"');
  });

  test("fails when a hostname is routed and no addresses are known", () => {
    const names = ["shop.svc.dev.example.internal"];
    expect(() => routed([], names)).toThrow(
      'EgressUnknown: destinations: the route for "shop.svc.dev.example.internal" has none',
    );
    expect(routed(["10.10.0.0/16"], names)).toHaveLength(1);
    expect(() => routed([], names, { allowEgress: ["10.10.0.0/16"] })).toThrow("EgressUnknown");
  });

  test("allows the addresses behind routed hostnames and the DNS servers that resolve them", () => {
    const { stack, tunnel } = connected();
    tunnel.hostnameRoutes.push("shop.svc.dev.example.internal");
    tunnel.destinations.push("10.10.0.0/16");
    tunnel.resolvers.push("10.96.0.53", "fd00::35");
    const { only } = made(stack);
    expect(only("kubernetes_network_policy_v1").spec.egress.slice(ALWAYS)).toEqual([
      { to: addresses("10.96.0.53/32", "fd00::35/128"), ports: onPorts(53) },
      { to: [EVERY_NAMESPACE], ports: onPorts(53, 5353) },
      { to: [...addresses("10.10.0.0/16"), EVERY_NAMESPACE], ports: EVERY_PORT },
    ]);
    const [container] = only("kubernetes_deployment_v1").spec.template.spec.container;
    expect(container.env[1]).toEqual({ name: "TUNNEL_DNS_RESOLVER_ADDRS", value: "10.96.0.53:53,[fd00::35]:53" });
  });
});

describe("KubernetesConnector: dnsServers", () => {
  const rulesOf = (...dnsServers: DnsServer[]) => policyOf({ dnsServers }).spec.egress.slice(2, -2);

  test("allows an address on port 53, or on another one", () => {
    expect(rulesOf(DnsServer.address("172.20.0.10"), DnsServer.address("fd00::/64", 5353))).toEqual([
      { to: [{ ip_block: { cidr: "172.20.0.10/32" } }], ports: onPorts(53) },
      { to: [{ ip_block: { cidr: "fd00::/64" } }], ports: onPorts(5353) },
    ]);
  });

  test("allows pods", () => {
    const [all, some] = rulesOf(
      DnsServer.pods({ namespace: "dns" }),
      DnsServer.pods({ namespace: "dns", labels: { app: "unbound" }, port: 8053 }),
    );
    expect(all).toEqual({ to: [{ namespace_selector: namespace("dns") }], ports: onPorts(53) });
    const selector = { namespace_selector: namespace("dns"), pod_selector: { match_labels: { app: "unbound" } } };
    expect(some).toEqual({ to: [selector], ports: onPorts(8053) });
  });

  test("allows any address, and names the ranges that another rule excludes", () => {
    const [any, ranges] = rulesOf(DnsServer.anyAddress());
    expect(any).toEqual({ ports: onPorts(53) });
    expect(ranges.to.map((peer: any) => peer.ip_block.cidr)).toEqual(
      egressTo([])[3].to.flatMap((peer: any) => peer.ip_block.except),
    );
    expect(ranges.ports).toEqual(onPorts(53));
  });

  test.each([
    [DnsServer.address("dns.example.internal"), "CidrInvalid: address in DnsServer.address"],
    [DnsServer.address("10.0.0.1", 0), "DnsServerInvalid: port in DnsServer.address: 0"],
    [DnsServer.pods({ namespace: "Dns" }), "NamespaceInvalid: namespace in DnsServer.pods"],
    [DnsServer.pods({ namespace: "dns", labels: { app: "a b" } }), "DnsServerInvalid: labels in DnsServer.pods"],
    [DnsServer.pods({ namespace: "dns", port: 70000 }), "DnsServerInvalid: port in DnsServer.pods: 70000"],
  ])("fails when it is not valid (%#)", (server, message) => {
    expect(complaints({ dnsServers: [server] })).toContain(message);
  });
});

describe("KubernetesService: addresses", () => {
  const api = (addresses?: string[]) =>
    KubernetesService.tcp("kubernetes", {
      namespace: "default",
      port: 443,
      targetPort: 6443,
      ...(addresses !== undefined && { addresses }),
    });

  test("allows the endpoints beside the pods, on the port of the pods", () => {
    expect(egressTo([api(["10.0.0.11", "10.0.0.12/32"])]).slice(ALWAYS)).toEqual([
      {
        to: [
          { namespace_selector: namespace("default") },
          { ip_block: { cidr: "10.0.0.11/32" } },
          { ip_block: { cidr: "10.0.0.12/32" } },
        ],
        ports: [{ protocol: "TCP", port: "6443" }],
      },
    ]);
  });

  test.each([undefined, []])("are required for the API server: %j", (addresses) => {
    expect(api(addresses)._problems).toMatchObject([{ code: "KubernetesServiceUnreachable" }]);
  });

  test("are validated", () => {
    expect(api(["10.0.0.1/8"])._problems).toMatchObject([{ code: "CidrInvalid" }]);
  });
});
