import { TerraformStack } from "cdktf";
import { At, accountOf, custom, identities } from "./common";
import { UUID } from "../stack";
import {
  AccessPolicy,
  DefaultDeviceProfile,
  DeviceEnrollment,
  DeviceProfile,
  DeviceSettings,
  DnsAction,
  Fleet,
  FleetCluster,
  GatewayDnsPolicy,
  GatewayNetworkPolicy,
  GatewayResolverPolicy,
  HostnamePattern,
  HostnameRoute,
  Identity,
  NetworkAction,
  Plan,
  SplitTunnel,
  Traffic,
  Tunnel,
  TunnelRoute,
  VirtualNetwork,
} from "cdktf-zero-trust";

export function gatewayProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const identity = identities(at).withPostureChecks(at("Identity.withPostureChecks ids", UUID));
  const posture = Identity.postureChecks(at("Identity.postureChecks ids", UUID));
  const lab = custom(stack, "lab", { virtualNetworkId: at("IVirtualNetwork.virtualNetworkId", UUID) });
  const text = {
    name: at("GatewayPolicyProps.name", "Policy"),
    description: at("GatewayPolicyProps.description", "A policy"),
  };
  const network = (id: string, traffic: Traffic, users?: Identity) =>
    new GatewayNetworkPolicy(stack, id, { account, action: NetworkAction.BLOCK, traffic, identity: users, ...text });
  const dns = (id: string, traffic: Traffic) =>
    new GatewayDnsPolicy(stack, id, { account, action: DnsAction.BLOCK, traffic, identity });
  const destination = Traffic.destination(at("Traffic.destination ranges", "10.50.0.0/16"));
  network(at("GatewayNetworkPolicy.constructor id", "network"), destination.and(Traffic.virtualNetwork(lab)), identity);
  network("posture", Traffic.sniDomains(at("Traffic.sniDomains domains", "a.example.com")), posture);
  network("raw", Traffic.raw(at("Traffic.raw expression", 'net.protocol == "tcp"')));
  dns(at("GatewayDnsPolicy.constructor id", "dns"), Traffic.domains(at("Traffic.domains domains", "a.internal")));
  const patterns = [
    HostnamePattern.under(at("HostnamePattern.under domains", "b.internal")),
    HostnamePattern.exactly(at("HostnamePattern.exactly hosts", "c.internal")),
    HostnamePattern.labels(at("HostnamePattern.labels shape", "*.d.internal")),
    HostnamePattern.regex(at("HostnamePattern.regex source", "^[a-z]+[.]internal$")),
    HostnamePattern.environments(
      [at("HostnamePattern.environments environments", "dev")],
      at("HostnamePattern.environments domain", "example.internal"),
    ),
  ];
  patterns.forEach((pattern, i) => dns(`pattern-${i}`, Traffic.host(pattern)));
  const override = { account, action: DnsAction.OVERRIDE, traffic: Traffic.domains("e.internal") };
  new GatewayDnsPolicy(stack, "addresses", {
    ...override,
    overrideAddresses: [at("GatewayDnsPolicyProps.overrideAddresses", "10.0.0.1")],
  });
  const overrideHost = at("GatewayDnsPolicyProps.overrideHost", "f.internal");
  new GatewayDnsPolicy(stack, "host", { ...override, overrideHost });
  new GatewayResolverPolicy(stack, at("GatewayResolverPolicy.constructor id", "resolver"), {
    account,
    traffic: Traffic.domains("g.internal"),
    resolvers: [{ address: at("GatewayResolver.address", "192.0.2.53") }],
  });
}

export function networkProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const unguarded = at("RouteGuardOptions.unguarded", "a lab");
  const lab = new VirtualNetwork(stack, at("VirtualNetwork.constructor id", "lab"), {
    account,
    comment: at("VirtualNetworkProps.comment", "A lab"),
  });
  new VirtualNetwork(stack, "named", { account, name: at("VirtualNetworkProps.name", "Lab") });
  const imported = VirtualNetwork.fromVirtualNetworkId(
    stack,
    at("VirtualNetwork.fromVirtualNetworkId id", "imported"),
    at("VirtualNetwork.fromVirtualNetworkId virtualNetworkId", UUID),
  );
  const tunnel = Tunnel.fromTunnelAttributes(stack, at("Tunnel.fromTunnelAttributes id", "office"), {
    account,
    tunnelId: at("TunnelAttributes.tunnelId", UUID),
  });
  tunnel.route(at("ITunnel.route cidr", "10.1.0.0/16"), { unguarded, virtualNetwork: imported });
  tunnel.routeHostname(at("ITunnel.routeHostname hostname", "a.internal"), { unguarded });
  const own = new Tunnel(stack, "own", { account });
  own.route(at("Tunnel.route cidr", "10.2.0.0/16"), { unguarded, virtualNetwork: lab });
  own.routeHostname(at("Tunnel.routeHostname hostname", "b.internal"), {
    unguarded,
    destinations: [at("HostnameRouteOptions.destinations", "10.9.0.0/16")],
    resolvers: [at("HostnameRouteOptions.resolvers", "10.9.0.10")],
  });
  new TunnelRoute(stack, at("TunnelRoute.constructor id", "route"), {
    account,
    unguarded,
    tunnelId: at("TunnelRouteProps.tunnelId", UUID),
    cidr: at("TunnelRouteProps.cidr", "10.3.0.0/16"),
  });
  new HostnameRoute(stack, at("HostnameRoute.constructor id", "hostname"), {
    account,
    unguarded,
    tunnelId: at("HostnameRouteProps.tunnelId", UUID),
    hostname: at("HostnameRouteProps.hostname", "c.internal"),
  });
  const guard = new GatewayNetworkPolicy(stack, "guard", {
    account,
    action: NetworkAction.BLOCK,
    traffic: Traffic.destination("10.4.0.0/16"),
  });
  own.route("10.4.0.0/16", { guardedBy: [guard] });
}

export function enrollmentProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  new DeviceSettings(stack, at("DeviceSettings.constructor id", "settings"), { account });
  const policy = AccessPolicy.fromPolicyId(stack, "policy", UUID);
  new DeviceEnrollment(stack, at("DeviceEnrollment.constructor id", "enrollment"), {
    account,
    policies: [policy],
    name: at("DeviceEnrollmentProps.name", "Enrollment"),
    allowedIdentityProviders: [at("DeviceEnrollmentProps.allowedIdentityProviders", UUID)],
    sessionDuration: at("DeviceEnrollmentProps.sessionDuration", "24h"),
  });
}

export function deviceProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const reach = {
    account,
    cidrs: [at("IReachable.cidrs", "10.10.0.0/16")],
    zones: [at("IReachable.zones", "dev.k8s.example.internal")],
  };
  const localDomains = [
    {
      suffix: at("LocalDomain.suffix", "office.example.com"),
      dnsServers: [at("LocalDomain.dnsServers", "192.0.2.53")],
      description: at("LocalDomain.description", "The office"),
    },
  ];
  const description = at("SplitTunnelEntry.description", "office");
  new DeviceProfile(stack, at("DeviceProfile.constructor id", "engineers"), {
    account,
    reach,
    localDomains,
    match: identities(at),
    splitTunnel: SplitTunnel.exclude({
      keepLocal: [
        { address: at("SplitTunnelEntry.address", "192.0.2.0/24"), description },
        { host: at("SplitTunnelEntry.host", "*.office.example.com"), description },
      ],
    }),
  });
  new DeviceProfile(stack, "include", {
    account,
    reach,
    name: at("DeviceProfileProps.name", "Sales"),
    description: at("DeviceProfileProps.description", "The sales team"),
    virtualNetworks: [
      custom(stack, "device-network", { virtualNetworkId: at("IVirtualNetwork.virtualNetworkId", UUID) }),
    ],
    searchSuffixes: [at("DeviceProfileProps.searchSuffixes", "shop.svc.dev.example.internal")],
    match: { deviceMatch: at("IDeviceMatch.deviceMatch", 'os.name == "windows"') },
    splitTunnel: SplitTunnel.include({
      identityProviderHosts: [at("SplitTunnelIncludeOptions.identityProviderHosts", "login.example.com")],
    }),
  });
  new DefaultDeviceProfile(stack, at("DefaultDeviceProfile.constructor id", "default"), {
    account,
    reach,
    localDomains,
  });
}

export function fleetProgram(stack: TerraformStack, at: At): void {
  const account = accountOf(at);
  const tunnel = (id: string) => new Tunnel(stack, id, { account });
  const clusters = new Fleet(stack, at("Fleet.constructor id", "fleet"), {
    account,
    domain: at("FleetProps.domain", "k8s.example.internal"),
  });
  clusters.addCluster(at("Fleet.addCluster environment", "dev"), {
    tunnel: tunnel("dev"),
    podCidrs: [at("ClusterOptions.podCidrs", "10.10.0.0/16")],
    serviceCidrs: [at("ClusterOptions.serviceCidrs", "10.20.0.0/16")],
    resolvers: [at("ClusterOptions.resolvers", "10.10.0.10")],
    allow: [identities(at)],
  });
  new FleetCluster(stack, at("FleetCluster.constructor environment", "lab"), {
    account,
    tunnel: tunnel("lab-tunnel"),
    zone: at("FleetClusterProps.zone", "lab.example.internal"),
    podCidrs: ["10.30.0.0/16"],
    resolvers: ["10.30.0.10"],
    allow: [Identity.groups("engineers")],
  });
}

export function hostnameFleetProgram(stack: TerraformStack, at: At): void {
  const account = { ...accountOf(at), plan: Plan.STANDARD };
  const clusters = new Fleet(stack, "fleet", { account, domain: "k8s.example.internal" });
  clusters.addCluster("dev", {
    hostnameRoutes: true,
    tunnel: new Tunnel(stack, "dev", { account }),
    namespaces: [at("ClusterOptions.namespaces", "shop")],
    podCidrs: ["10.10.0.0/16"],
    resolvers: ["10.10.0.10"],
    allow: [identities(at)],
  });
}
