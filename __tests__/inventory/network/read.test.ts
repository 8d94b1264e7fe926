import { DeploymentV1, DeploymentV1Spec } from "@cdktf/provider-kubernetes/lib/deployment-v1";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { App, Testing } from "cdktf";
import {
  allow,
  connector,
  DEFAULT_PROFILE,
  DEPLOYMENT,
  hostnameRoute,
  HOSTNAME_ROUTE,
  id,
  policy,
  POLICY,
  PROFILE,
  profile,
  resolver,
  route,
  ROUTE,
  TUNNEL,
  VIRTUAL_NETWORK,
} from "./fixture";
import {
  Account,
  DeviceProfile,
  GatewayNetworkPolicy,
  GatewayResolverPolicy,
  HostnamePattern,
  Identity,
  NetworkAction,
  Plan,
  Traffic,
  Tunnel,
  VirtualNetwork,
} from "../../../lib";
import { privateNetworks, privateNetworksOf } from "../../../lib/inventory/network/read";
import { objectsOf } from "../../../lib/inventory/terraform/objects";
import { DEFAULT_VIRTUAL_NETWORK } from "../../../lib/reachability/gateway/model";
import { synthesize } from "../../../lib/testing";
import { ACCOUNT, stackWithProvider } from "../../support/stack";

function read(resource: object, more: object = {}) {
  return privateNetworks([{ name: "dev", terraform: { resource, ...more } }])[0];
}

const tunnels = { [TUNNEL]: { dev: { name: "dev" }, prod: { name: "prod" } } };

describe("routes", () => {
  test("are in the virtual network that they specify, otherwise in the account's default one", () => {
    const lab = id(VIRTUAL_NETWORK, "lab");
    const routes = { a: route("10.10.0.0/16"), b: route("fd00::/64", { virtual_network_id: lab }) };
    const shown = (network: ReturnType<typeof read>) =>
      network.routes.map((each) => [each.cidr.text, each.virtualNetwork]);
    expect(shown(read({ [ROUTE]: routes }))).toEqual([
      ["10.10.0.0/16", DEFAULT_VIRTUAL_NETWORK],
      ["fd00::/64", lab],
    ]);
    const managed = { [VIRTUAL_NETWORK]: { main: { name: "main", is_default_network: true } } };
    expect(shown(read({ [ROUTE]: routes, ...managed }))[0]).toEqual(["10.10.0.0/16", id(VIRTUAL_NETWORK, "main")]);
  });

  test("reports a CIDR that only Terraform can evaluate", () => {
    const { routes, unread } = read({ [ROUTE]: { a: route("${var.cidr}") } });
    expect(routes).toEqual([]);
    expect(unread).toEqual([{ address: `${ROUTE}.a`, why: 'Its network "${var.cidr}" is not a literal CIDR.' }]);
  });

  test("reports a hostname that only Terraform can evaluate", () => {
    const { unread } = read({ [HOSTNAME_ROUTE]: { a: hostnameRoute("${var.host}") } });
    expect(unread).toEqual([
      { address: `${HOSTNAME_ROUTE}.a`, why: 'Only Terraform can evaluate its hostname "${var.host}".' },
    ]);
  });

  test("removes the wildcard of a hostname route", () => {
    const { hostnameRoutes } = read({ [HOSTNAME_ROUTE]: { a: hostnameRoute("*.dev.example.internal") } });
    expect(hostnameRoutes).toMatchObject([{ hostname: "dev.example.internal", tunnel: id(TUNNEL, "dev") }]);
  });
});

test("sorts policies in the order in which Gateway evaluates them", () => {
  const policies = {
    last: policy("dns", "block", 1, { precedence: undefined }),
    two: allow(2, "net.dst.ip in {10.0.0.0/8}"),
    one: resolver(1, 'dns.fqdn == "a"', "10.10.0.10", { port: 5353, vnet_id: "lab" }),
    off: { ...allow(3, "net.dst.ip in {10.0.0.0/8}"), enabled: false },
  };
  const { policies: found } = read({ [POLICY]: policies });
  expect(found.map(({ address, builder }) => [address, builder])).toEqual([
    [`${POLICY}.one`, "dns_resolver"],
    [`${POLICY}.two`, "l4"],
    [`${POLICY}.last`, "dns"],
  ]);
  expect(found[0].resolvers).toEqual([{ address: "10.10.0.10", port: 5353, virtualNetwork: "lab", private: true }]);
});

test("sorts profiles in the order in which a device evaluates them, and leaves out defaults of Cloudflare", () => {
  const { profiles } = read({
    [DEFAULT_PROFILE]: { all: { include: [{ address: "10.0.0.0/8" }, { host: "example.com" }] } },
    [PROFILE]: { b: profile(20), a: profile(10, { exclude: [] }), off: profile(1, { enabled: false }) },
    [`${PROFILE}_local_domain_fallback`]: { a: { policy_id: id(PROFILE, "a"), domains: [{ suffix: "corp" }] } },
  });
  expect(
    profiles.map(({ precedence, splitTunnel, localDomains }) => [precedence, splitTunnel?.mode, localDomains]),
  ).toEqual([
    [10, "exclude", ["corp"]],
    [20, undefined, undefined],
    [undefined, "include", undefined],
  ]);
  expect(profiles[2]).toMatchObject({ isDefault: true, splitTunnel: { hosts: ["example.com"] } });
});

test("reads a profile with virtual networks and search suffixes, which newer providers have", () => {
  const newer = {
    virtual_networks: { allowed: [id(VIRTUAL_NETWORK, "lab")], default: id(VIRTUAL_NETWORK, "lab") },
    dns_search_suffixes: [{ suffix: "dev.example.internal" }],
  };
  const lab = { [VIRTUAL_NETWORK]: { lab: { name: "lab" } } };
  const readProfile = (more: object) => read({ ...lab, [PROFILE]: { a: profile(10, { exclude: [], ...more }) } });
  expect(readProfile(newer)).toEqual(readProfile({}));
});

describe("connectors", () => {
  const protocolsOf = (resource: object) =>
    read({ ...tunnels, ...resource }).tunnels.map(({ name, connectors }) => [
      name,
      connectors.map(({ protocol }) => protocol),
    ]);

  test.each([
    ["auto", {}, "quic"],
    ["quic", {}, "quic"],
    ["http2", {}, "http2"],
    ["${var.protocol}", {}, undefined],
    ["auto", { command: ["cloudflared", "tunnel", "--protocol=http2", "run"] }, "http2"],
    ["auto", { command: undefined, args: ["tunnel", "--protocol", "http2", "run"] }, "http2"],
    ["auto", { command: [], env: [{ name: "TUNNEL_TRANSPORT_PROTOCOL", value: "http2" }] }, "http2"],
    ["auto", { command: [], env: [{ name: "TUNNEL_TRANSPORT_PROTOCOL" }] }, undefined],
    ["quic", { env: [{ name: "TUNNEL_TRANSPORT_PROTOCOL", value: "http2" }] }, "quic"],
    ["auto", { command: undefined }, "quic"],
  ])("with --protocol %s and %j use %s", (protocol, more, expected) => {
    expect(protocolsOf({ [DEPLOYMENT]: { c: connector("dev", protocol, more) } })).toEqual([
      ["dev", [expected]],
      ["prod", []],
    ]);
  });

  test("in Cloud Run are found by the token that reaches them through a secret", () => {
    const secret = "google_secret_manager_secret";
    const token = `${TUNNEL}_token`;
    const resource = {
      ...tunnels,
      [secret]: { t: { secret_id: "prod-token" } },
      [`${secret}_version`]: {
        v: { secret: id(secret, "t"), secret_data: `\${data.${token}.prod.token}` },
      },
      google_cloud_run_v2_worker_pool: {
        pool: {
          template: {
            containers: [
              {
                image: "docker.io/cloudflare/cloudflared:2025.11.1",
                args: ["tunnel", "run"],
                env: [
                  { name: "TUNNEL_TOKEN", value_source: { secret_key_ref: { secret: `\${${secret}.t.secret_id}` } } },
                  { name: "TUNNEL_TRANSPORT_PROTOCOL", value: "http2" },
                ],
              },
            ],
          },
          depends_on: [`${secret}_version.v`],
        },
      },
    };
    const { tunnels: found } = read(resource, { data: { [token]: { prod: { tunnel_id: id(TUNNEL, "prod") } } } });
    expect(found.map(({ name, connectors }) => [name, connectors.map(({ protocol }) => protocol)])).toEqual([
      ["dev", []],
      ["prod", ["http2"]],
    ]);
  });

  test("are not assigned to a tunnel of which they only read a data source", () => {
    const unrelated = connector("prod");
    unrelated.metadata.annotations = { "cdktf-zero-trust/tunnel-id": `\${data.${TUNNEL}.prod.id}` };
    expect(protocolsOf({ [DEPLOYMENT]: { c: unrelated } })).toEqual([
      ["dev", []],
      ["prod", []],
    ]);
  });

  test("are assigned to a single tunnel without a reference", () => {
    const { metadata, ...unrelated } = connector();
    expect(metadata.name).toBe("dev");
    const found = read({ [TUNNEL]: { dev: { name: "dev" } }, [DEPLOYMENT]: { c: unrelated } }).tunnels;
    expect(found[0].connectors).toHaveLength(1);
  });
});

describe("the output of this library", () => {
  const account: Account = { ...ACCOUNT, plan: Plan.ENTERPRISE };

  function build() {
    const stack = stackWithProvider();
    const tunnel = new Tunnel(stack, "dev", { account });
    const lab = new VirtualNetwork(stack, "lab", { account });
    const traffic = Traffic.destination("10.10.0.0/16").and(Traffic.virtualNetwork(lab));
    const guard = new GatewayNetworkPolicy(stack, "deny", { account, action: NetworkAction.BLOCK, traffic });
    tunnel.route("10.10.0.0/16", { virtualNetwork: lab, guardedBy: [guard] });
    tunnel.routeHostname("*.web.example.internal", { unguarded: "a test" });
    new GatewayResolverPolicy(stack, "names", {
      account,
      traffic: Traffic.host(HostnamePattern.under("dev.example.internal")),
      resolvers: [{ address: "10.10.0.10", virtualNetwork: lab }],
    });
    new DeviceProfile(stack, "engineers", {
      account,
      match: Identity.groups("engineers"),
      reach: { account: ACCOUNT, cidrs: ["10.10.0.0/16"], zones: ["dev.example.internal"] },
    });
    return synthesize(stack);
  }

  test("is read completely", () => {
    const found = read(build().resource);
    const lab = found.virtualNetworks[0].id;
    expect(found.unread).toEqual([]);
    expect(found.routes).toMatchObject([{ cidr: { text: "10.10.0.0/16" }, virtualNetwork: lab }]);
    expect(found.hostnameRoutes).toMatchObject([{ hostname: "web.example.internal" }]);
    expect(found.policies.map(({ traffic, identity }) => [traffic?.kind, identity])).not.toContainEqual([
      "unread",
      undefined,
    ]);
    expect(found.policies.find(({ builder }) => builder === "dns_resolver")).toMatchObject({
      resolvers: [{ address: "10.10.0.10", port: 53, virtualNetwork: lab, private: true }],
    });
    expect(found.profiles).toMatchObject([{ name: "engineers", splitTunnel: { mode: "exclude" } }]);
    expect(found.profiles[0].localDomains).not.toContain("internal");
    expect(found.profiles[0].localDomains).toContain("corp");
  });

  test("is read the same from a state, where ids are values", () => {
    const { resource } = build();
    const ids = new Map<string, string>();
    const asState = (value: any): any => {
      if (typeof value === "string") {
        return value.replace(/\$\{([\w.-]+)\.id\}/g, (_, address: string) => {
          if (!ids.has(address)) ids.set(address, `0000000${ids.size}-aaaa`);
          return ids.get(address)!;
        });
      }
      if (Array.isArray(value)) return value.map(asState);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asState(each)]));
    };
    const objects = objectsOf({ resource: asState(resource) }).map((object) => ({
      ...object,
      values: { ...object.values, ...(ids.has(object.address) && { id: ids.get(object.address) }) },
    }));
    const [written, held] = [read(resource), privateNetworksOf(objects)[0]];
    expect(held.routes[0].virtualNetwork).toBe(held.virtualNetworks[0].id);
    expect(held.virtualNetworks[0].id).toMatch(/-aaaa$/);
    const bare = (network: typeof held) =>
      JSON.parse(
        JSON.stringify(network)
          .replace(/\$\{[^}]*\}|0000000\d-aaaa/g, "ID")
          .replaceAll('"reference"', '"quoted"')
          .replaceAll(',"source":"ID"', ""),
      );
    expect(bare(held)).toEqual(bare(written));
  });
});

test("resolves references between stacks", () => {
  const app: App = Testing.app();
  const edge = stackWithProvider("edge", app);
  const cluster = stackWithProvider("cluster", app);
  new KubernetesProvider(cluster, "kubernetes");
  const tunnel = new Tunnel(edge, "dev", { account: ACCOUNT });
  new Tunnel(edge, "other", { account: ACCOUNT });
  tunnel.route("10.10.0.0/16", { unguarded: "a test" });
  const { spec } = connector();
  new DeploymentV1(cluster, "cloudflared", {
    metadata: { name: "cloudflared", annotations: { tunnel: tunnel.tunnelId } },
    spec: spec as DeploymentV1Spec,
  });
  const stacks = [edge, cluster].map((stack) => ({ name: stack.node.id, terraform: synthesize(stack) }));
  const [{ routes, tunnels: found }] = privateNetworks(stacks);
  expect(routes[0].address).toMatch(/^edge\/cloudflare_zero_trust_tunnel_cloudflared_route\./);
  const dev = found.find(({ name }) => name === "dev")!;
  expect(dev.id).toBe(routes[0].tunnel);
  expect(dev.connectors).toEqual([
    {
      address: expect.stringMatching(/^cluster\/kubernetes_deployment_v1\./),
      protocol: "quic",
      egress: { policies: [], unread: [] },
    },
  ]);
  expect(found.find(({ name }) => name === "other")!.connectors).toEqual([]);
});

test("distinguishes objects with the same address in different stacks", () => {
  const stack = (name: string) => {
    const resource = { [TUNNEL]: { t: { name } }, [ROUTE]: { r: route("10.10.0.0/16", {}, "t") } };
    return {
      name,
      terraform: { resource: { ...resource, [DEPLOYMENT]: { c: connector("t", name === "a" ? "quic" : "http2") } } },
    };
  };
  const [{ routes, tunnels: found }] = privateNetworks([stack("a"), stack("b")]);
  expect(routes.map((each) => each.tunnel)).toEqual([`\${a/${TUNNEL}.t.id}`, `\${b/${TUNNEL}.t.id}`]);
  expect(found.map(({ name, connectors }) => [name, connectors.map(({ protocol }) => protocol)])).toEqual([
    ["a", ["quic"]],
    ["b", ["http2"]],
  ]);
});
