import { TerraformStack, TerraformVariable, App } from "cdktf";
import { DOMAIN, ENGINEERS, ENTERPRISE, fleetOf, STANDARD } from "./support";
import { connectorOf } from "../support/connector";
import { messages, OTHER_ACCOUNT, problems, resourceAt, stackWithProvider, synth, UUID } from "../support/stack";
import { DeviceProfile, Fleet, Identity, SplitTunnel, Transport, Tunnel, VirtualNetwork } from "cdktf-zero-trust";
import { graph } from "cdktf-zero-trust/lib/testing";

const GATEWAY = "cloudflare_zero_trust_gateway_policy";
const edgesOf = (stack: TerraformStack, about: RegExp) => graph(stack).edges.filter((edge) => about.test(edge));

describe("a cluster", () => {
  test("is routed behind an allow for those named and a block for everybody else", () => {
    const { stack, add } = fleetOf();
    add("dev");
    expect(problems(stack)).toEqual([]);
    const guards = "fleet/dev/10.10.0.0--16";
    expect(resourceAt(stack, `${guards}/Allow`)).toMatchObject({
      action: "allow",
      filters: ["l4"],
      traffic: "net.dst.ip in {10.10.0.0/16}",
      identity: 'any(identity.groups.name[*] in {"engineers"})',
      name: "dev.k8s.example.internal 10.10.0.0/16 allow",
    });
    const block = resourceAt(stack, `${guards}/Block`);
    expect(block).toMatchObject({ action: "block", filters: ["l4"], traffic: "net.dst.ip in {10.10.0.0/16}" });
    expect(block).not.toHaveProperty("identity");
    expect(block.precedence).toBeGreaterThan(resourceAt(stack, `${guards}/Allow`).precedence);
    expect(edgesOf(stack, /^Routes\/10.10.0.0--16 =>/)).toEqual([
      "Routes/10.10.0.0--16 => RouteOrder/Guarded",
      `Routes/10.10.0.0--16 => ${guards}/Allow`,
      `Routes/10.10.0.0--16 => ${guards}/Block`,
    ]);
  });

  test("is resolved by its own servers, after there is a way to what they answer", () => {
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

  test("routes its Services where that is asked, and each resolver that no other range covers", () => {
    const { stack, fleet, add } = fleetOf();
    const cluster = add("dev", {
      podCidrs: ["10.10.0.0/16", "fd00:10::/48"],
      serviceCidrs: ["172.20.0.0/16"],
      resolvers: ["10.10.0.10", "172.20.0.53", "10.99.0.10", "fd00:99::10"],
    });
    const networks = ["10.10.0.0/16", "fd00:10::/48", "172.20.0.0/16"];
    const routed = [...networks, "10.99.0.10/32", "fd00:99::10/128"];
    expect([cluster.cidrs, fleet.cidrs]).toEqual([networks, networks]); // Gateway asks a resolver, and no device
    const routes = Object.values<any>(synth(stack).resource.cloudflare_zero_trust_tunnel_cloudflared_route);
    expect(routes.map(({ network }) => network).sort()).toEqual([...routed].sort());
  });

  test("narrows its names to namespaces, with all that is below their Services", () => {
    const { stack, add } = fleetOf();
    add("dev", { namespaces: ["shop", "pay"] });
    expect(resourceAt(stack, "fleet/dev/Names").traffic).toBe(
      'dns.fqdn matches "^(?:[a-z0-9_-]+[.])*(?:shop[.]svc[.]dev[.]k8s[.]example[.]internal|pay[.]svc[.]dev[.]k8s[.]example[.]internal)$"',
    );
  });

  test("of a virtual network says so in its routes, its resolvers and its policies", () => {
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

  test("that comes or goes moves nothing of another", () => {
    const without = fleetOf();
    without.add("dev");
    const withMore = fleetOf();
    withMore.add("stg", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"] });
    withMore.add("dev");
    expect(synth(withMore.stack).resource[GATEWAY]).toMatchObject(synth(without.stack).resource[GATEWAY]);
  });
});

describe("a fleet", () => {
  test("is what a device profile reaches, whichever is first", () => {
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

  test("goes through tunnels of other stacks by their ids", () => {
    const { stack, add } = fleetOf();
    add("dev", { tunnel: Tunnel.fromTunnelAttributes(stack, "theirs", { account: ENTERPRISE, tunnelId: UUID }) });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, "Routes/10.10.0.0--16").tunnel_id).toBe(UUID);
  });

  test("warns where a device cannot be in two of its clusters at once, and not otherwise", () => {
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

describe("overlapping CIDRs", () => {
  const twice = (...networks: (string | undefined)[]) => {
    const { stack, add } = fleetOf();
    const ids = new Set(networks.filter((id) => id !== undefined));
    const made = new Map([...ids].map((id) => [id, new VirtualNetwork(stack, id, { account: ENTERPRISE })]));
    networks.forEach((id, i) => add(`c${i}`, { virtualNetwork: id === undefined ? undefined : made.get(id) }));
    return problems(stack).filter((problem) => !problem.includes("warning"));
  };

  test("of two virtual networks are told apart", () => {
    expect(twice("one", "other")).toEqual([]);
  });

  test("of one are refused", () => {
    expect(twice("one", "one")).toEqual(["c1 RouteOverlap"]);
    expect(twice(undefined, undefined)).toEqual(["c1 RouteOverlap"]);
  });

  test.each([
    [undefined, "one"],
    ["one", undefined],
  ])("are refused where one names no network: %s, %s", (...networks) => {
    expect(twice(...networks)).toEqual(["fleet/c1 ClusterCidrsOverlap"]);
  });
});

describe("without resolver policies", () => {
  test("the same call routes names, a namespace each, and no address", () => {
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

  test("the names are kept from everybody else before they are routed", () => {
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

  test("the connectors learn what is behind the names, and whom to ask", () => {
    const { stack, add } = fleetOf(STANDARD);
    const tunnel = new Tunnel(stack, "eks", { account: STANDARD });
    add("dev", { tunnel, namespaces: ["shop"], serviceCidrs: ["172.20.0.0/16"], resolvers: ["172.20.0.53"] });
    expect([tunnel.destinations, tunnel.resolvers]).toEqual([["10.10.0.0/16", "172.20.0.0/16"], ["172.20.0.53"]]);
  });

  test("clusters may have the same addresses", () => {
    const { stack, add } = fleetOf(STANDARD);
    for (const environment of ["dev", "stg"]) add(environment, { namespaces: ["shop"] });
    expect(problems(stack)).toEqual([]);
  });

  test("one cluster of an Enterprise account may be routed so, beside another of the same addresses", () => {
    const { stack, add } = fleetOf();
    add("dev");
    add("stg", { hostnameRoutes: true, namespaces: ["shop"] });
    expect(problems(stack)).toEqual([]);
  });

  test("refuses what hostname routes cannot express, with the reason", () => {
    const { stack, add } = fleetOf(STANDARD);
    add("dev", { virtualNetwork: new VirtualNetwork(stack, "net", { account: STANDARD }) });
    expect(messages(stack)).toEqual([
      'fleet/dev HostnameRoutesInsufficient: names of dev.k8s.example.internal are routed by hostname, and "*." stands for one label: "*.dev.k8s.example.internal" would not cover "web.shop.svc.dev.k8s.example.internal"; say namespaces: ["shop", …]',
      "fleet/dev HostnameRoutesInsufficient: names of dev.k8s.example.internal are routed by hostname, and such routes are in no virtual network; leave virtualNetwork out: overlapping CIDRs do not matter to them",
    ]);
  });

  test("resolver policies that are asked for all the same are refused by the plan", () => {
    const { stack, add } = fleetOf(STANDARD);
    add("dev", { hostnameRoutes: false });
    expect(problems(stack)).toEqual(["fleet/dev/Names EnterpriseOnly"]);
  });
});

describe("DNS through a connector that speaks HTTP/2 alone", () => {
  test.each([
    [ENTERPRISE, "fleet/dev/Names", "the resolver 10.10.0.10"],
    [STANDARD, "run", '"shop.svc.dev.k8s.example.internal", routed by name,'],
  ])("is refused: %#", (account, path, what) => {
    const { stack, add } = fleetOf(account);
    const tunnel = new Tunnel(stack, "run", { account });
    add("dev", { tunnel, namespaces: ["shop"] });
    tunnel.connect(connectorOf([Transport.HTTP2], "run"));
    expect(messages(stack)).toEqual([
      expect.stringContaining(`${path} ConnectorWithoutQuic: ${what} is reached through stack/run`),
    ]);
  });
});

describe("a fleet refuses", () => {
  test.each(["Dev", "dev.eu", "-dev", "", "d_v", "a".repeat(64)])("the environment %j", (environment) => {
    expect(() => fleetOf().add(environment, { tunnel: tunnelIn() })).toThrow(/EnvironmentInvalid/);
  });

  const tunnelIn = (stack = stackWithProvider()) => new Tunnel(stack, "eks", { account: ENTERPRISE });

  test("an environment or a domain that is a token", () => {
    const { stack, fleet } = fleetOf();
    const token = new TerraformVariable(stack, "word", {}).stringValue;
    const tunnel = new Tunnel(stack, "eks", { account: ENTERPRISE });
    const options = { tunnel, podCidrs: ["10.10.0.0/16"], resolvers: ["10.10.0.10"], allow: [ENGINEERS] };
    expect(() => fleet.addCluster(token, options)).toThrow(/TokenNotAllowed: the environment/);
    expect(() => new Fleet(stack, "other", { account: ENTERPRISE, domain: token })).toThrow(
      /TokenNotAllowed: the domain/,
    );
  });

  test.each(["K8s.example.internal", "*.example.internal", "internal"])("the domain %s", (domain) => {
    const stack = stackWithProvider();
    new Fleet(stack, "fleet", { account: ENTERPRISE, domain });
    expect(problems(stack)).toEqual(["fleet HostnameInvalid"]);
  });

  test("a tunnel of another account, or of another stack", () => {
    const { stack, add } = fleetOf();
    expect(() => add("dev", { tunnel: new Tunnel(stack, "theirs", { account: OTHER_ACCOUNT }) })).toThrow(
      /AccountMismatch/,
    );
    const other = stackWithProvider("other", App.of(stack) as App);
    expect(() => add("dev", { tunnel: tunnelIn(other) })).toThrow(/StackMismatch.*Tunnel.fromTunnelAttributes/);
  });

  test("nobody to allow, no resolver, and namespaces that are none", () => {
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

  test("a CIDR that is none", () => {
    expect(() => fleetOf().add("dev", { podCidrs: ["10.10.0.1/16"] })).toThrow(/CidrInvalid.*10\.10\.0\.0\/16/);
  });

  test.each([ENTERPRISE, STANDARD])("a cluster without pods and Services: %#", (account) => {
    const { stack, add } = fleetOf(account);
    add("dev", { podCidrs: [], namespaces: ["shop"] });
    expect(problems(stack)).toContain("fleet/dev ClusterCidrsMissing");
  });
});

describe("names of two clusters", () => {
  test("collide in one environment, which has one cluster", () => {
    const { stack, add } = fleetOf();
    const first = add("dev");
    expect(add("dev", { tunnel: new Tunnel(stack, "second", { account: ENTERPRISE }) })).toBe(first);
    expect(problems(stack)).toEqual(["fleet ClusterNamesCollide"]);
  });

  test.each([
    ["the same", DOMAIN, "dev"],
    ["below", `dev.${DOMAIN}`, "eu"],
    ["above", "example.internal", "k8s"],
  ])("collide where the zone of another fleet is %s, also in another stack", (_, domain, environment) => {
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

  test("do not collide in two accounts, or where a label only ends like another", () => {
    const { stack, add } = fleetOf();
    add("dev");
    add("xdev", { podCidrs: ["10.20.0.0/16"], resolvers: ["10.20.0.10"] });
    const theirs = { ...ENTERPRISE, accountId: OTHER_ACCOUNT.accountId };
    const other = stackWithProvider("other", App.of(stack) as App);
    const tunnel = new Tunnel(other, "theirs", { account: theirs });
    new Fleet(other, "fleet", { account: theirs, domain: DOMAIN }).addCluster("dev", {
      tunnel,
      podCidrs: ["10.10.0.0/16"],
      resolvers: ["10.10.0.10"],
      allow: [Identity.emails("a@example.com")],
    });
    expect([...problems(stack), ...problems(other)]).toEqual([]);
  });
});
