import { inventories, inventory } from "../../../lib/inventory";
import { parseCorefile } from "../../../lib/inventory/network/corefile";

const COREFILE = `dev.example.internal:5353 {
    errors
    acl {
        allow net 10.10.0.0/16 10.20.0.0/16
        block
    }
    kubernetes
}
`;
const LABELS = { app: "dns" };
const SERVICE = { name: "dns", namespace: "kube-dns" };

/** A Deployment of CoreDNS and its Service. */
function resources(service: object, corefile = COREFILE): Record<string, Record<string, object>> {
  const volume = [{ config_map: { name: "${kubernetes_config_map_v1.c.metadata[0].name}" } }];
  const container = [{ image: "coredns/coredns:1.14.7" }];
  return {
    kubernetes_config_map_v1: { c: { metadata: { name: "dns", namespace: "kube-dns" }, data: { Corefile: corefile } } },
    kubernetes_deployment_v1: {
      d: {
        metadata: { name: "dns", namespace: "kube-dns" },
        spec: { template: { metadata: { labels: LABELS }, spec: { container, volume } } },
      },
    },
    kubernetes_service_v1: { s: { metadata: SERVICE, spec: { selector: LABELS }, ...service } },
  };
}

/** A Service whose pods are in the target group of a load balancer. */
function behindTargetGroup(address: string): ReturnType<typeof resources> {
  const resource = resources(spec({ type: "ClusterIP", cluster_ip: "None" }));
  const binding = {
    kind: "TargetGroupBinding",
    spec: { serviceRef: { name: "dns" }, targetGroupARN: "${aws_lb_target_group.t.arn}" },
  };
  resource.kubernetes_manifest = { b: { manifest: binding } };
  resource.aws_lb_target_group = { t: { name: "dns" } };
  resource.aws_lb_listener = {
    l: {
      load_balancer_arn: "${aws_lb.b.arn}",
      default_action: [{ target_group_arn: "${aws_lb_target_group.t.arn}" }],
    },
  };
  resource.aws_lb = { b: { subnet_mapping: [{ private_ipv4_address: address }] } };
  return resource;
}

const servers = (resource: Record<string, Record<string, object>>) =>
  inventory({ name: "dns", terraform: { resource } }).dnsServers;
const spec = (more: object) => ({ spec: { selector: LABELS, ...more } });

describe("DNS servers", () => {
  test("are listed with zones, addresses and clients", () => {
    expect(servers(resources(spec({ cluster_ip: "10.100.0.10" })))).toEqual([
      {
        address: "kubernetes_deployment_v1.d",
        name: "kube-dns/dns",
        zones: ["dev.example.internal"],
        addresses: ["10.100.0.10"],
        allowedSources: ["10.10.0.0/16", "10.20.0.0/16"],
      },
    ]);
  });

  test("have the addresses of the annotation for a network load balancer", () => {
    const key = "service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses";
    const metadata = { ...SERVICE, annotations: { [key]: "10.10.0.10,10.10.32.10" } };
    expect(servers(resources({ metadata }))[0].addresses).toEqual(["10.10.0.10", "10.10.32.10"]);
  });

  test("have the address of a reserved load balancer IP", () => {
    const resource = resources(spec({ type: "LoadBalancer", load_balancer_ip: "${google_compute_address.a.address}" }));
    resource.google_compute_address = { a: { address: "10.20.0.53" } };
    expect(servers(resource)[0].addresses).toEqual(["10.20.0.53"]);
  });

  test("have the addresses of a load balancer with a target group", () => {
    const resource = behindTargetGroup("10.10.0.53");
    expect(servers(resource)[0].addresses).toEqual(["10.10.0.53"]);
  });

  test("state that an address is assigned later", () => {
    expect(servers(resources(spec({ type: "LoadBalancer" })))[0].addresses).toEqual(["assigned by the load balancer"]);
    expect(servers(resources(spec({})))[0].addresses).toEqual(["cluster IP"]);
  });

  test("have no address without a Service that selects their pods", () => {
    expect(servers(resources({ spec: { selector: { app: "other" } } }))[0].addresses).toEqual([]);
    expect(servers(resources({ spec: {} }))[0].addresses).toEqual([]);
  });
});

describe("DNS servers with the same names", () => {
  const cluster = (address: string, provider?: string) => {
    const corefile = COREFILE.replace("dev.", `${provider ?? "dev"}.`);
    const resource = resources({ ...spec({ cluster_ip: address }) }, corefile);
    const objects = Object.values(resource).flatMap((each) => Object.values(each));
    if (provider !== undefined) for (const object of objects) Object.assign(object, { provider });
    return resource;
  };
  const addresses = (stacks: Record<string, object>) =>
    inventories(Object.entries(stacks).map(([name, resource]) => ({ name, terraform: { resource } })))
      .flatMap(({ dnsServers }) => dnsServers)
      .map((server) => [...server.zones, ...server.addresses]);

  test("have the addresses of their own stack only", () => {
    expect(addresses({ a: cluster("10.100.0.53"), b: cluster("10.101.0.53") })).toEqual([
      ["dev.example.internal", "10.100.0.53"],
      ["dev.example.internal", "10.101.0.53"],
    ]);
  });

  test("have the addresses of the load balancer of their own stack only", () => {
    const stacks = { a: behindTargetGroup("10.10.0.53"), b: behindTargetGroup("10.20.0.53") };
    expect(addresses(stacks).map(([, ...own]) => own)).toEqual([["10.10.0.53"], ["10.20.0.53"]]);
  });

  test("have the addresses of their own provider only", () => {
    const east = cluster("10.100.0.53", "kubernetes.east");
    const west = cluster("10.101.0.53", "kubernetes.west");
    const both = Object.entries(east).map(([type, objects]) => {
      const others = Object.entries(west[type]).map(([name, each]) => {
        const text = JSON.stringify(each).replace("config_map_v1.c.", "config_map_v1.c2.");
        return [`${name}2`, JSON.parse(text) as object];
      });
      return [type, { ...objects, ...Object.fromEntries(others) }];
    });
    expect(addresses({ both: Object.fromEntries(both) as object })).toEqual([
      ["kubernetes.east.example.internal", "10.100.0.53"],
      ["kubernetes.west.example.internal", "10.101.0.53"],
    ]);
  });

  test("have the addresses of their own namespace only", () => {
    const resource = resources(spec({ cluster_ip: "10.100.0.10" }));
    resource.kubernetes_service_v1.other = {
      metadata: { name: "dns" },
      spec: { selector: LABELS, cluster_ip: "10.1.1.1" },
    };
    expect(servers(resource)[0].addresses).toEqual(["10.100.0.10"]);
  });
});

describe("parseCorefile()", () => {
  test("groups zones by the clients that can query them", () => {
    const other = "a.example, dns://b.example:53 {\n  acl {\n    allow net 10.1.0.0/16\n    block\n  }\n}\n";
    expect(parseCorefile(`${COREFILE}# comment\n(snippet) {\n  errors\n}\n${other}`)).toEqual([
      { zones: ["dev.example.internal"], allowedSources: ["10.10.0.0/16", "10.20.0.0/16"] },
      { zones: ["a.example", "b.example"], allowedSources: ["10.1.0.0/16"] },
    ]);
  });

  test.each([
    "x {\n}\n",
    "x {\n  acl {\n    allow net 10.0.0.0/8\n  }\n}\n",
    "x {\n  acl {\n    block net 10.0.0.0/8\n  }\n}\n",
  ])("reports any client if nothing blocks all others: %j", (corefile) =>
    expect(parseCorefile(corefile)).toEqual([{ zones: ["x"], allowedSources: ["any"] }]),
  );
});
