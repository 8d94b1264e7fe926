import { TerraformStack, TerraformVariable, App } from "cdktf";
import { DOMAIN, ENGINEERS, ENTERPRISE, fleetOf, STANDARD } from "./support";
import { connectorOf } from "../support/connector";
import { messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider, synth, UUID } from "../support/stack";
import {
  DeviceProfile,
  Fleet,
  FleetProps,
  Identity,
  SplitTunnel,
  Transport,
  Tunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const GATEWAY = "cloudflare_zero_trust_gateway_policy";
const edgesOf = (stack: TerraformStack, about: RegExp) => graph(stack).edges.filter((edge) => about.test(edge));

describe("Fleet.addCluster()", () => {
  test("creates an allow policy and a block policy before the route of a CIDR", () => {
    const { stack, add } = fleetOf();
    add("dev");
    expect(problems(stack)).toEqual([]);
    const policies = "fleet/dev/10.10.0.0--16";
    expect(resourceAt(stack, `${policies}/Allow`)).toMatchObject({
      action: "allow",
      filters: ["l4"],
      traffic: "net.dst.ip in {10.10.0.0/16}",
      identity: 'any(identity.groups.name[*] in {"engineers"})',
      name: "dev.k8s.example.internal 10.10.0.0/16 allow",
    });
    const block = resourceAt(stack, `${policies}/Block`);
    expect(block).toMatchObject({ action: "block", filters: ["l4"], traffic: "net.dst.ip in {10.10.0.0/16}" });
    expect(block).not.toHaveProperty("identity");
    expect(block.precedence).toBeGreaterThan(resourceAt(stack, `${policies}/Allow`).precedence);
    expect(edgesOf(stack, /^Routes\/10.10.0.0--16 =>/)).toEqual([
      "Routes/10.10.0.0--16 => RouteOrder/Guarded",
      `Routes/10.10.0.0--16 => ${policies}/Allow`,
      `Routes/10.10.0.0--16 => ${policies}/Block`,
    ]);
  });

  test("creates the resolver policy after the routes", () => {
    const { stack, add } = fleetOf();
    add("dev", { resolvers: ["10.10.0.10", "10.10.32.10"] });
    expect(resourceAt(stack, "fleet/dev/Names")).toMatchObject({
      action: "resolve",
      filters: ["dns_resolver"],
      traffic: 'dns.fqdn matches "^(?:[a-z0-9_-]+[.])*dev[.]k8s[.]example[.]internal$"',
      rule_settings: {
        dns_resolvers: {
          ipv4: [
            { ip: "10.10.0.10", port: 53 },
            { ip: "10.10.32.10", port: 53 },
          ],
        },
      },
    });
    expect(edgesOf(stack, /^fleet\/dev\/Names =>/)).toContain("fleet/dev/Names => Routes/10.10.0.0--16");
  });

  test("routes Service CIDRs, and each resolver that no other CIDR covers", () => {
    const { stack, fleet, add } = fleetOf();
    const cluster = add("dev", {
      podCidrs: ["10.10.0.0/16", "fd00:10::/48"],
      serviceCidrs: ["172.20.0.0/16"],
      resolvers: ["10.10.0.10", "172.20.0.53", "10.99.0.10", "fd00:99::10"],
    });
    const networks = ["10.10.0.0/16", "fd00:10::/48", "172.20.0.0/16"];
    const routed = [...networks, "10.99.0.10/32", "fd00:99::10/128"];
    expect([cluster.cidrs, fleet.cidrs]).toEqual([networks, networks]); // only Gateway connects to resolvers
    const routes = Object.values<any>(synth(stack).resource.cloudflare_zero_trust_tunnel_cloudflared_route);
    expect(routes.map(({ network }) => network).sort()).toEqual([...routed].sort());
  });

  test.each([
    ["34.118.224.53", { podCidrs: ["10.40.0.0/16"], serviceCidrs: ["34.118.224.0/20"] }],
    ["34.118.224.53", { podCidrs: ["10.40.0.0/16"] }],
    ["240.10.0.53", { podCidrs: ["240.10.0.0/16"] }],
    ["2600:1f14:abc:100::53", { podCidrs: ["2600:1f14:abc:100::/64"] }],
    ["203.0.113.53", { podCidrs: ["10.40.0.0/16"] }],
  ])("queries the resolver %s through the tunnel of the cluster with %j", (address, cidrs) => {
    const { stack, add } = fleetOf();
    add("gke", { ...cidrs, resolvers: [address] });
    const servers = Object.values<any>(resourceAt(stack, "fleet/gke/Names").rule_settings.dns_resolvers);
    expect(servers).toEqual([[{ ip: address, port: 53, route_through_private_network: true }]]);
    expect(problems(stack)).toEqual([]);
  });

  test("narrows the resolver policy to the given namespaces and the names below their Services", () => {
    const { stack, add } = fleetOf();
    add("dev", { namespaces: ["shop", "pay"] });
    expect(resourceAt(stack, "fleet/dev/Names").traffic).toBe(
      'dns.fqdn matches "^(?:[a-z0-9_-]+[.])*(?:shop[.]svc[.]dev[.]k8s[.]example[.]internal|pay[.]svc[.]dev[.]k8s[.]example[.]internal)$"',
    );
  });

  test("sets the virtual network on routes, resolvers and policies", () => {
    const { stack, add } = fleetOf();
    const virtualNetwork = new VirtualNetwork(stack, "prod-net", { account: ENTERPRISE });
    add("prod", { virtualNetwork });
    expect(problems(stack)).toEqual([]);
    const id = expect.stringMatching(/virtual_network\.prod-net_\w+\.id\}$/);
    expect(resourceAt(stack, "Routes/prod-net/10.10.0.0--16").virtual_network_id).toEqual(id);
    const [resolver] = resourceAt(stack, "fleet/prod/Names").rule_settings.dns_resolvers.ipv4;
    expect(resolver).toEqual({ ip: "10.10.0.10", port: 53, vnet_id: id, route_through_private_network: true });
    for (const guard of ["Allow", "Block"]) {
      expect(resourceAt(stack, `fleet/prod/10.10.0.0--16/${guard}`).traffic).toMatch(
        /^net\.dst\.ip in \{10\.10\.0\.0\/16\} and net\.vnet_id == "\$\{.*prod-net_\w+\.id\}"$/,
      );
    }
  });

  test("does not change policies of other clusters when a cluster is added", () => {
    const without = fleetOf();
    without.add("dev");
    const withMore = fleetOf();
    withMore.add("stg", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"] });
    withMore.add("dev");
    expect(synth(withMore.stack).resource[GATEWAY]).toMatchObject(synth(without.stack).resource[GATEWAY]);
  });
});

describe("Fleet", () => {
  test("can be passed to a device profile before its clusters are added", () => {
    const { stack, fleet, add } = fleetOf();
    new DeviceProfile(stack, "engineers", {
      account: ENTERPRISE,
      match: ENGINEERS,
      reach: fleet,
      splitTunnel: SplitTunnel.include(),
    });
    add("dev");
    add("stg", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"] });
    expect(fleet.zones).toEqual(["dev.k8s.example.internal", "stg.k8s.example.internal"]);
    expect(fleet.clusters.map(({ zone }) => zone)).toEqual(fleet.zones);
    const included = resourceAt(stack, "engineers").include.map(({ address }: any) => address);
    expect(included).toEqual(expect.arrayContaining(["10.10.0.0/16", "10.20.0.0/16"]));
  });

  test("accepts a tunnel that is imported by its id", () => {
    const { stack, add } = fleetOf();
    add("dev", { tunnel: Tunnel.fromTunnelAttributes(stack, "imported", { account: ENTERPRISE, tunnelId: UUID }) });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "Routes/10.10.0.0--16").tunnel_id).toBe(UUID);
  });

  test("warns when two clusters are in different virtual networks", () => {
    const { stack, add } = fleetOf();
    const virtualNetwork = new VirtualNetwork(stack, "lab-net", { account: ENTERPRISE });
    add("dev");
    add("lab", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"], virtualNetwork });
    expect(problems(stack)).toEqual(["fleet/lab warning VirtualNetworksApart"]);

    const together = fleetOf();
    const shared = new VirtualNetwork(together.stack, "net", { account: ENTERPRISE });
    together.add("dev", { virtualNetwork: shared });
    together.add("stg", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"], virtualNetwork: shared });
    expect(problems(together.stack)).toEqual([]);
  });
});

describe("Fleet with overlapping CIDRs", () => {
  const twice = (...networks: (string | undefined)[]) => {
    const { stack, add } = fleetOf();
    const ids = new Set(networks.filter((id) => id !== undefined));
    const made = new Map([...ids].map((id) => [id, new VirtualNetwork(stack, id, { account: ENTERPRISE })]));
    networks.forEach((id, i) => add(`c${i}`, { virtualNetwork: id === undefined ? undefined : made.get(id) }));
    return problems(stack).filter((problem) => !problem.includes("warning"));
  };

  test("accepts overlapping CIDRs in two virtual networks", () => {
    expect(twice("one", "other")).toEqual([]);
  });

  test("fails when CIDRs of one virtual network overlap", () => {
    expect(twice("one", "one")).toEqual(["fleet/c1 ClusterCidrsOverlap"]);
    expect(twice(undefined, undefined)).toEqual(["fleet/c1 ClusterCidrsOverlap"]);
  });

  test.each([
    ["the same Service CIDR", "172.20.0.0/16", "172.20.0.0/16"],
    ["a narrower Service CIDR", "172.20.0.0/16", "172.20.64.0/18"],
    ["a wider Service CIDR", "172.20.64.0/18", "172.20.0.0/16"],
    ["the same IPv6 Service CIDR", "fd00:1::/108", "fd00:1::/108"],
  ])("fails when two clusters have %s, and names the alternatives", (_, first, second) => {
    const { stack, add } = fleetOf();
    add("dev", { serviceCidrs: [first] });
    add("stg", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"], serviceCidrs: [second] });
    expect(messages(stack)).toEqual([
      `fleet/stg ClusterCidrsOverlap: ${second} overlaps ${first} of stack/fleet/dev in the account's default virtual network, so only one of the clusters would be reachable at these addresses. To reach both, pass a virtualNetwork of its own to each of them (import the default one with VirtualNetwork.fromVirtualNetworkId), or set hostnameRoutes.`,
    ]);
  });

  test("fails when two clusters have the same resolver, and names another address as an alternative", () => {
    const { stack, add } = fleetOf();
    add("dev", { resolvers: ["172.20.0.53"] });
    add("stg", { podCidrs: ["10.20.0.0/16"], resolvers: ["172.20.0.53"] });
    expect(messages(stack)).toEqual([
      expect.stringMatching(
        /^fleet\/stg ClusterCidrsOverlap: 172\.20\.0\.53\/32 overlaps .* of stack\/fleet\/dev in .* or give the DNS server of one cluster another address\.$/,
      ),
    ]);
  });

  test("fails when clusters of two fleets or two stacks have the same CIDR", () => {
    const { stack, add } = fleetOf();
    add("dev");
    const other = fleetOf(ENTERPRISE, stackWithProvider("other", stack.node.root as App));
    other.add("stg");
    expect(problems(other.stack)).toEqual(["fleet/stg ClusterCidrsOverlap"]);
  });

  test("reports RouteOverlap when a cluster overlaps a route outside the fleet, or itself", () => {
    const { stack, add } = fleetOf();
    new Tunnel(stack, "lab", { account: ENTERPRISE }).route("10.10.0.0/16", { unguarded: "a lab" });
    add("dev");
    add("stg", { podCidrs: ["10.20.0.0/16", "10.20.4.0/24"], resolvers: ["10.20.0.10"] });
    expect(problems(stack)).toEqual(["Routes/10.20.4.0--24 RouteOverlap", "dev RouteOverlap"]);
  });

  test.each([
    [undefined, "one"],
    ["one", undefined],
  ])("fails when only one of the overlapping clusters has a virtual network: %s, %s", (...networks) => {
    expect(twice(...networks)).toEqual(["fleet/c1 ClusterCidrsOverlap"]);
  });
});

describe("Fleet with hostname routes", () => {
  test("routes one name per namespace, and no address", () => {
    const { stack, fleet, add } = fleetOf(STANDARD);
    const cluster = add("dev", { namespaces: ["shop", "pay"] });
    expect(problems(stack)).toEqual([]);
    expect([cluster.cidrs, fleet.cidrs, fleet.zones]).toEqual([[], [], ["dev.k8s.example.internal"]]);
    const { resource } = synth(stack);
    expect(resource.cloudflare_zero_trust_tunnel_cloudflared_route).toBeUndefined();
    const routes = Object.values<any>(resource.cloudflare_zero_trust_network_hostname_route);
    expect(routes.map(({ hostname }) => hostname)).toEqual([
      "pay.svc.dev.k8s.example.internal",
      "shop.svc.dev.k8s.example.internal",
    ]);
    expect(
      Object.values<any>(resource[GATEWAY])
        .flatMap(({ filters }) => filters)
        .sort(),
    ).toEqual(["dns", "dns"]);
  });

  test("creates the guarding DNS policies before the hostname route", () => {
    const { stack, add } = fleetOf(STANDARD);
    add("dev", { namespaces: ["shop"] });
    const route = "HostnameRoutes/shop.svc.dev.k8s.example.internal";
    expect(edgesOf(stack, new RegExp(`^${route} =>`))).toEqual([
      `${route} => RouteOrder/Guarded`,
      `${route} => fleet/dev/dev.k8s.example.internal/Allow`,
      `${route} => fleet/dev/dev.k8s.example.internal/Block`,
    ]);
    const guards = ["Allow", "Block"].map((id) => resourceAt(stack, `fleet/dev/dev.k8s.example.internal/${id}`));
    expect(guards).toMatchObject([
      { action: "allow", filters: ["dns"], identity: expect.stringContaining("engineers") },
      { action: "block", filters: ["dns"], traffic: 'any(dns.domains[*] in {"dev.k8s.example.internal"})' },
    ]);
    expect(guards[0].precedence).toBeLessThan(guards[1].precedence);
  });

  test("passes the destinations and the resolvers to the tunnel", () => {
    const { stack, add } = fleetOf(STANDARD);
    const tunnel = new Tunnel(stack, "eks", { account: STANDARD });
    add("dev", { tunnel, namespaces: ["shop"], serviceCidrs: ["172.20.0.0/16"], resolvers: ["172.20.0.53"] });
    expect([tunnel.destinations, tunnel.resolvers]).toEqual([["10.10.0.0/16", "172.20.0.0/16"], ["172.20.0.53"]]);
  });

  test("accepts clusters with the same CIDRs", () => {
    const { stack, add } = fleetOf(STANDARD);
    for (const environment of ["dev", "stg"]) add(environment, { namespaces: ["shop"] });
    expect(problems(stack)).toEqual([]);
  });

  test("accepts one cluster with hostname routes and one without, with the same CIDRs", () => {
    const { stack, add } = fleetOf();
    add("dev");
    add("stg", { hostnameRoutes: true, namespaces: ["shop"] });
    expect(problems(stack)).toEqual([]);
  });

  test("fails when hostname routes cannot express the options, and reports the reason", () => {
    const { stack, add } = fleetOf(STANDARD);
    add("dev", { virtualNetwork: new VirtualNetwork(stack, "net", { account: STANDARD }) });
    expect(messages(stack)).toEqual([
      'fleet/dev HostnameRoutesInsufficient: names of dev.k8s.example.internal are routed by hostname, and "*" covers one label: "*.dev.k8s.example.internal" does not cover "web.shop.svc.dev.k8s.example.internal". Set `namespaces`, such as ["shop"].',
      "fleet/dev HostnameRoutesInsufficient: names of dev.k8s.example.internal are routed by hostname, and hostname routes do not support virtual networks. Omit `virtualNetwork`: CIDRs of hostname routes can overlap.",
    ]);
  });

  test("fails when resolver policies are requested on a plan that has none", () => {
    const { stack, add } = fleetOf(STANDARD);
    add("dev", { hostnameRoutes: false });
    expect(problems(stack)).toEqual(["fleet/dev/Names EnterpriseOnly"]);
  });
});

describe("Fleet with a connector that supports only HTTP/2", () => {
  test.each([
    [ENTERPRISE, "fleet/dev/Names", "the resolver 10.10.0.10"],
    [STANDARD, "run", '"shop.svc.dev.k8s.example.internal", routed by name,'],
  ])("fails because DNS requires QUIC: %#", (account, path, what) => {
    const { stack, add } = fleetOf(account);
    const tunnel = new Tunnel(stack, "run", { account });
    add("dev", { tunnel, namespaces: ["shop"] });
    tunnel.connect(connectorOf([Transport.HTTP2], "run"));
    expect(messages(stack)).toEqual([
      expect.stringContaining(`${path} ConnectorWithoutQuic: ${what} is reached through stack/run`),
    ]);
  });
});

describe("Fleet validation", () => {
  test.each(["Dev", "dev.eu", "-dev", "", "d_v", "a".repeat(64)])("fails when the environment is %j", (environment) => {
    expect(() => fleetOf().add(environment, { tunnel: tunnelIn() })).toThrow(/EnvironmentInvalid/);
  });

  const tunnelIn = (stack = stackWithProvider()) => new Tunnel(stack, "eks", { account: ENTERPRISE });

  test("fails when an environment or the domain is a token", () => {
    const { stack, fleet } = fleetOf();
    const token = new TerraformVariable(stack, "word", {}).stringValue;
    const tunnel = new Tunnel(stack, "eks", { account: ENTERPRISE });
    const options = { tunnel, podCidrs: ["10.10.0.0/16"], resolvers: ["10.10.0.10"], allow: [ENGINEERS] };
    expect(() => fleet.addCluster(token, options)).toThrow(/TokenNotAllowed: the environment/);
    expect(() => new Fleet(stack, "other", { account: ENTERPRISE, domain: token })).toThrow(
      /TokenNotAllowed: the domain/,
    );
  });

  test.each(["K8s.example.internal", "*.example.internal", "internal"])("fails when the domain is %s", (domain) => {
    const stack = stackWithProvider();
    new Fleet(stack, "fleet", { account: ENTERPRISE, domain });
    expect(problems(stack)).toEqual(["fleet HostnameInvalid"]);
  });

  test("fails when a tunnel belongs to another account or to another stack", () => {
    const { stack, add } = fleetOf();
    expect(() => add("dev", { tunnel: new Tunnel(stack, "foreign", { account: OTHER_ACCOUNT }) })).toThrow(
      /AccountMismatch/,
    );
    const other = stackWithProvider("other", App.of(stack) as App);
    expect(() => add("dev", { tunnel: tunnelIn(other) })).toThrow(/StackMismatch.*Tunnel.fromTunnelAttributes/);
  });

  test("fails when no user is allowed, no resolver is given, or a namespace is not valid", () => {
    const { stack, add } = fleetOf();
    add("dev", { allow: [], resolvers: [], namespaces: ["Shop"] });
    expect(problems(stack)).toEqual(
      expect.arrayContaining([
        "fleet/dev NamespaceInvalid",
        "fleet/dev/10.10.0.0--16/Allow IdentityInvalid",
        "fleet/dev/Names ResolverInvalid",
      ]),
    );
    const none = fleetOf();
    none.add("dev", { namespaces: [] });
    expect(problems(none.stack)).toContain("fleet/dev NamespaceInvalid");
  });

  test("fails when a CIDR has host bits set", () => {
    expect(() => fleetOf().add("dev", { podCidrs: ["10.10.0.1/16"] })).toThrow(/CidrInvalid.*10\.10\.0\.0\/16/);
  });

  test.each([ENTERPRISE, STANDARD])("fails when a cluster has neither pod nor Service CIDRs: %#", (account) => {
    const { stack, add } = fleetOf(account);
    add("dev", { podCidrs: [], namespaces: ["shop"] });
    expect(problems(stack)).toContain("fleet/dev ClusterCidrsMissing");
  });
});

describe("Fleet with colliding names", () => {
  test("fails when an environment is added twice", () => {
    const { stack, add } = fleetOf();
    const first = add("dev");
    expect(add("dev", { tunnel: new Tunnel(stack, "second", { account: ENTERPRISE }) })).toBe(first);
    expect(problems(stack)).toEqual(["fleet ClusterNamesCollide"]);
  });

  test.each([
    ["the same", DOMAIN, "dev"],
    ["below", `dev.${DOMAIN}`, "eu"],
    ["above", "example.internal", "k8s"],
  ])("fails when the zone of another fleet is %s, also in another stack", (_, domain, environment) => {
    for (const account of [ENTERPRISE, STANDARD]) {
      const { stack, add } = fleetOf(account);
      add("dev", { namespaces: ["shop"] });
      const other = stackWithProvider("other", App.of(stack) as App);
      const tunnel = new Tunnel(other, "other", { account });
      new Fleet(other, "fleet", { account, domain }).addCluster(environment, {
        tunnel,
        podCidrs: ["10.20.0.0/16"],
        resolvers: ["10.20.0.10"],
        namespaces: ["shop"],
        allow: [ENGINEERS],
      });
      expect(problems(other)).toContain(`fleet/${environment} ClusterNamesCollide`);
    }
  });

  test("accepts the same zone in two accounts, and labels with a common suffix", () => {
    const { stack, add } = fleetOf();
    add("dev");
    add("xdev", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"] });
    const otherAccount = { ...ENTERPRISE, accountId: OTHER_ACCOUNT.accountId };
    const other = stackWithProvider("other", App.of(stack) as App);
    const tunnel = new Tunnel(other, "dev", { account: otherAccount });
    new Fleet(other, "fleet", { account: otherAccount, domain: DOMAIN }).addCluster("dev", {
      tunnel,
      podCidrs: ["10.10.0.0/16"],
      resolvers: ["10.10.0.10"],
      allow: [Identity.emails("a@example.com")],
    });
    expect([...problems(stack), ...problems(other)]).toEqual([]);
  });
});

describe("Fleet properties at run time", () => {
  test.each(["account", "domain"])("fails when the required property %s is missing", (name) => {
    const props = { account: ENTERPRISE, domain: DOMAIN, [name]: undefined } as FleetProps;
    expect(() => new Fleet(stackWithProvider(), "fleet", props)).toThrow(`Fleet: "${name}" is required.`);
  });

  test.each(["podCidrs", "allow"])("fails when the required option %s of a cluster is missing", (name) => {
    expect(() => fleetOf().add("dev", { [name]: undefined })).toThrow(`Fleet.addCluster: "${name}" is required.`);
  });

  test("fails when an option is misspelled, and suggests the name", () => {
    const { fleet, add } = fleetOf();
    expect(() => add("dev", { podCidr: [] } as object)).toThrow('Did you mean "podCidrs"?');
    expect(() => fleet.trace(`web.dev.${DOMAIN}`, { group: [] } as object)).toThrow('Did you mean "groups"?');
  });
});
