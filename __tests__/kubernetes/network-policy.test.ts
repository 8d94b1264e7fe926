import * as fc from "fast-check";
import { complaints, connected, FakeTunnel, FROM_SECRET, made, newStack } from "./support";
import { KubernetesConnector, KubernetesService } from "../../lib/kubernetes";
import { egressRules } from "../../lib/kubernetes/network-policy";
import { Origin } from "../../lib/tunnel";

const policyOf = (...args: Parameters<typeof connected>) => connected(...args).only("kubernetes_network_policy_v1");
const egressTo = (origins: Origin[], allowEgress?: string[]): any[] =>
  policyOf(allowEgress === undefined ? {} : { allowEgress }, origins).spec.egress;
/** What every connector may reach comes first. */
const ALWAYS = 3;
const namespace = (name: string) => ({ match_labels: { "kubernetes.io/metadata.name": name } });

describe("the policy", () => {
  test("judges both directions", () => {
    expect(policyOf().spec.policy_types).toEqual(["Ingress", "Egress"]);
  });

  test("lets nobody in", () => {
    expect(policyOf().spec).not.toHaveProperty("ingress");
  });

  test("lets one namespace read the metrics, and nothing else", () => {
    expect(policyOf({ metricsFrom: "monitoring" }).spec.ingress).toEqual([
      { from: [{ namespace_selector: namespace("monitoring") }], ports: [{ protocol: "TCP", port: "2000" }] },
    ]);
  });
});

describe("every connector reaches", () => {
  const [dns, edge, https, ...more] = egressTo([]);

  test("the cluster's DNS, behind NodeLocal DNSCache as well", () => {
    const system = namespace("kube-system");
    expect(dns).toEqual({
      to: [
        { namespace_selector: system, pod_selector: { match_labels: { "k8s-app": "kube-dns" } } },
        { namespace_selector: system, pod_selector: { match_labels: { "k8s-app": "node-local-dns" } } },
        { ip_block: { cidr: "169.254.20.10/32" } },
      ],
      ports: [
        { protocol: "UDP", port: "53" },
        { protocol: "TCP", port: "53" },
      ],
    });
  });

  test("Cloudflare's edge by both protocols and both families, address by address", () => {
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

  test("the team's domain on 443, and nothing private nor the metadata server", () => {
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

  test("nothing else", () => {
    expect(more).toEqual([]);
    expect(egressTo([Origin.httpStatus(404), Origin.unix("/run/app.sock")])).toHaveLength(ALWAYS);
  });
});

describe("a published origin opens", () => {
  test("the pods of a Service on their own port", () => {
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

  test.each([undefined, {}])("every pod of the namespace where the labels are %j", (podLabels) => {
    const origin = KubernetesService.tcp("db", { namespace: "shop", port: 5432, ...(podLabels && { podLabels }) });
    expect(egressTo([origin]).slice(ALWAYS)).toEqual([
      { to: [{ namespace_selector: namespace("shop") }], ports: [{ protocol: "TCP", port: "5432" }] },
    ]);
  });

  test.each([
    [Origin.http("10.0.3.7", 8080), "10.0.3.7/32", "8080"],
    [Origin.https("10.0.3.7"), "10.0.3.7/32", "443"],
    [Origin.ssh("FD00:0:0::00A0"), "fd00::a0/128", "22"],
  ])("one address, spelled canonically (%#)", (origin, cidr, port) => {
    expect(egressTo([origin]).slice(ALWAYS)).toEqual([
      { to: [{ ip_block: { cidr } }], ports: [{ protocol: "TCP", port }] },
    ]);
  });

  test("one rule with all its ports where hosts share it", () => {
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

  test("nothing where it is malformed: what is wrong is said where it is published", () => {
    const origins = [Origin.http("999.1.1.1", 80), Origin.of("tcp://10.0.0.1"), Origin.http("10.0.0.1", 70000)];
    expect(egressTo(origins)).toHaveLength(ALWAYS);
  });
});

describe("an origin by DNS name", () => {
  const named = [
    Origin.http("web.shop.svc.cluster.local", 80),
    Origin.tcp("db.example.internal", 5432),
    Origin.httpStatus(404),
  ];

  test("is refused by its name, with both ways out", () => {
    const said = complaints({}, [...named, named[0]]);
    for (const service of ["http://web.shop.svc.cluster.local:80", "tcp://db.example.internal:5432"]) {
      expect(said.split(`EgressUnknown: the origin "${service}" is a DNS name`)).toHaveLength(2); // once
    }
    expect(said).toContain("[stack/eks-dev/Connector-cloudflared]");
    expect(said).toMatch(/KubernetesService\.http.*allowEgress/);
    expect(complaints({ allowEgress: [] }, named)).toContain("EgressUnknown");
  });

  test("is taken where the addresses behind it are said", () => {
    expect(complaints({ allowEgress: ["10.0.0.0/16"] }, named)).toBe("");
  });
});

describe("allowEgress", () => {
  test("opens every port of what it lists, by rule, and no more", () => {
    const rules = egressTo([], ["fd00::/64", "10.0.0.0/16", "10.0.0.0/16", "10.9.9.9"]).slice(ALWAYS);
    expect(rules).toEqual([
      {
        to: ["10.0.0.0/16", "10.9.9.9/32", "fd00::/64"].map((cidr) => ({ ip_block: { cidr } })),
        ports: [
          { protocol: "UDP", port: "1", end_port: 65535 },
          { protocol: "TCP", port: "1", end_port: 65535 },
        ],
      },
    ]);
  });

  test("opens nothing where it is empty", () => {
    expect(egressTo([], [])).toHaveLength(ALWAYS);
  });

  test.each(["10.1.2.3/8", "010.0.0.0/8", "10.0.0.0/33", "10.0.0/8", "example.com", "", "fd00::1/64", "10.0.0.0/08"])(
    'refuses "%s"',
    (cidr) => {
      expect(complaints({ allowEgress: ["10.0.0.0/16", cidr] })).toContain(`CidrInvalid: allowEgress: "${cidr}" `);
    },
  );
});

describe("whatever is published", () => {
  const label = fc.constantFrom("a", "b", "web-1");
  const service = fc
    .record({
      namespace: label,
      port: fc.integer({ min: 1, max: 65535 }),
      podLabels: fc.option(fc.dictionary(label, label, { maxKeys: 3 }), { nil: undefined }),
    })
    .map(({ podLabels, ...rest }) => KubernetesService.http("s", { ...rest, ...(podLabels && { podLabels }) }));
  const address = fc.tuple(fc.ipV4(), fc.integer({ min: 1, max: 65535 })).map(([ip, port]) => Origin.tcp(ip, port));
  const origins = fc.array(fc.oneof(service, address, fc.constant(Origin.httpStatus(404))), { maxLength: 8 });

  test("no rule means everybody or every port, and none is written twice", () => {
    fc.assert(
      fc.property(origins, (published) => {
        const rules: any[] = egressRules(published, [], []);
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

  test("the order of publishing does not show", () => {
    fc.assert(
      fc.property(origins, (published) => {
        expect(egressRules([...published].reverse(), [], [])).toEqual(egressRules(published, [], []));
      }),
    );
  });

  test("five hundred hosts cost five hundred rules", () => {
    const published = Array.from({ length: 500 }, (_, i) => Origin.http(`10.0.${i >> 8}.${i % 256}`, 80)); // eslint-disable-line no-bitwise
    expect(egressTo(published)).toHaveLength(ALWAYS + 500);
  });
});

test("a tunnel's second connector follows the same origins", () => {
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

describe("what the tunnel routes", () => {
  const routed = (routes: string[], hostnameRoutes: string[], props = {}) => {
    const { stack, tunnel } = connected(props);
    tunnel.routes.push(...routes); // routed after the connector, like origins
    tunnel.hostnameRoutes.push(...hostnameRoutes);
    return made(stack).only("kubernetes_network_policy_v1").spec.egress.slice(ALWAYS);
  };
  const everyPort = [
    { protocol: "UDP", port: "1", end_port: 65535 },
    { protocol: "TCP", port: "1", end_port: 65535 },
  ];

  test("is reached on every port, beside what is allowed", () => {
    const cidrs = (...all: string[]) => ({ to: all.map((cidr) => ({ ip_block: { cidr } })), ports: everyPort });
    expect(routed(["10.20.0.0/16", "10.10.0.0/16"], [])).toEqual([cidrs("10.10.0.0/16", "10.20.0.0/16")]);
    expect(routed(["10.20.0.0/16"], [], { allowEgress: ["10.0.3.0/24", "10.20.0.0/16"] })).toEqual([
      cidrs("10.0.3.0/24", "10.20.0.0/16"),
    ]);
  });

  test("by name alone is refused, unless the addresses behind it are known", () => {
    const names = ["shop.svc.dev.example.internal"];
    expect(() => routed([], names)).toThrow('EgressUnknown: "shop.svc.dev.example.internal" is routed by name');
    expect(routed(["10.10.0.0/16"], names)).toHaveLength(1);
    expect(routed([], names, { allowEgress: ["10.10.0.0/16"] })).toHaveLength(1);
  });

  test("by name is reached at the addresses behind it, and resolved by those whom the tunnel names", () => {
    const { stack, tunnel } = connected();
    tunnel.hostnameRoutes.push("shop.svc.dev.example.internal");
    tunnel.destinations.push("10.10.0.0/16");
    tunnel.resolvers.push("10.96.0.53", "fd00::35");
    const { only } = made(stack);
    expect(only("kubernetes_network_policy_v1").spec.egress.slice(ALWAYS)).toEqual([
      {
        to: [{ ip_block: { cidr: "10.96.0.53/32" } }, { ip_block: { cidr: "fd00::35/128" } }],
        ports: [
          { protocol: "UDP", port: "53" },
          { protocol: "TCP", port: "53" },
        ],
      },
      { to: [{ ip_block: { cidr: "10.10.0.0/16" } }], ports: everyPort },
    ]);
    const [container] = only("kubernetes_deployment_v1").spec.template.spec.container;
    expect(container.env[1]).toEqual({ name: "TUNNEL_DNS_RESOLVER_ADDRS", value: "10.96.0.53:53,[fd00::35]:53" });
  });
});
