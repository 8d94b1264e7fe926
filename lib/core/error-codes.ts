/**
 * Every code that a `ValidationError` or a warning can carry: what it means, and the way out.
 * docs/errors.md is generated from this table.
 *
 * @internal
 */
export const ERROR_CODES = {
  AccessRuleInvalid: {
    means: "An Access rule's value is malformed.",
    remedy: "Follow the message.",
  },
  AccountIdInvalid: {
    means: "An account id is not 32 lower-case hexadecimal digits.",
    remedy: "Copy it from the Cloudflare dashboard, or pass a token of a resource that holds it.",
  },
  AccountLimitExceeded: {
    means:
      "The app holds more objects of a kind than the account allows. A warning for Cloudflare's published limits; an error where `account.limits` says your own.",
    remedy: "Ask Cloudflare for a higher limit and say it in `account.limits`, or split the estate over accounts.",
  },
  AccountMismatch: {
    means: "An object of one Cloudflare account is used in another.",
    remedy: "Define it in the account where it is used.",
  },
  AllowByServerName: {
    means:
      "A warning: a network policy allows connections by their server name (SNI) alone. The client says that name, so its people reach every routed address.",
    remedy: "Narrow it to the addresses that are meant, by `.and(Traffic.destination(…))`.",
  },
  ApplicationInvalid: {
    means:
      "An Access application has too few or too many hosts, a host that another one covers, or options that exclude each other.",
    remedy: "Follow the message.",
  },
  AudInvalid: {
    means: "An audience tag is not 64 lower-case hexadecimal digits.",
    remedy: "Copy the AUD tag from the application's overview.",
  },
  CidrInvalid: {
    means: "A range of addresses is malformed, or has host bits set.",
    remedy:
      "Write its first address and a prefix length, such as `10.0.0.0/16`; one address is `/32`, or `/128` for IPv6.",
  },
  CloudRunIngressPublic: {
    means:
      "The internet reaches a published Cloud Run service at its own address, around Access. A warning where you said why.",
    remedy: "Set its `ingress` to `INGRESS_TRAFFIC_INTERNAL_ONLY`, or say why in `publicIngress`.",
  },
  CloudRunInvokerRequired: {
    means:
      "A published Cloud Run service asks for a Google identity, which nobody has who comes through a tunnel: every request gets 403. A warning where the service does not say that it asks.",
    remedy:
      "Set `invokerIamDisabled: true` on the service, or say in `allUsersInvoke` that an IAM binding lets all users in.",
  },
  CloudRunProjectMismatch: {
    means:
      "A Cloud Run service is in another project than the connector, whose network is then not internal to it: every request gets 404.",
    remedy:
      "Publish it through a connector of its own project, or say in `acrossProjects` what makes the network internal to it.",
  },
  CloudRunServiceInvalid: {
    means:
      "A Cloud Run service is published by an address that is not its own, or with options that its address decides.",
    remedy:
      'Write `CloudRunService.of(service)`, or `CloudRunService.fromUri("https://…run.app")` without path or final slash.',
  },
  ClusterCidrsMissing: {
    means: "A cluster has neither pod nor Service CIDRs, so that its names would lead nowhere.",
    remedy: "Say the CIDRs of its pods in `podCidrs`.",
  },
  ClusterCidrsOverlap: {
    means:
      "CIDRs of two clusters overlap, and one of the clusters names no virtual network: no policy could tell whose people connect to which.",
    remedy:
      "Pass `virtualNetwork` to both, the account's default one by `VirtualNetwork.fromVirtualNetworkId`, or take `hostnameRoutes`.",
  },
  ClusterDnsForwardInvalid: {
    means: "A zone that CoreDNS shall forward has no name servers, too many, or one that is no address.",
    remedy: "Write the addresses of its name servers, without ports; never one that leads back to this CoreDNS.",
  },
  ClusterDnsImageRefused: {
    means:
      "CoreDNS's image moves, is malformed, or is older than 1.14.7: earlier releases let `acl` be walked around (CVE-2026-26017), can be stopped by a guessed query (CVE-2026-26018), answer the blocked from the cache, and have no numeric user.",
    remedy: "Pin 1.14.7 or newer, or a digest.",
  },
  ClusterDnsNameInvalid: {
    means: "The name of CoreDNS's objects is none that Kubernetes takes.",
    remedy: "Pass `name`: a letter, then lower-case letters, digits and `-`, at most 52.",
  },
  ClusterDnsNameTaken: {
    means: "Two CoreDNS of a cluster would make objects of one name.",
    remedy: "Pass another `name`.",
  },
  ClusterDnsOptionInvalid: {
    means:
      "A number of replicas or seconds, or a quantity, is one that CoreDNS or Kubernetes does not take, or that gives something else than it says.",
    remedy: "Follow the message.",
  },
  ClusterDnsPortInvalid: {
    means: "Two of CoreDNS's ports are one, or a port is none.",
    remedy: "Choose a free port.",
  },
  ClusterDnsSourcesInvalid: {
    means: "Nobody, or everybody, may ask CoreDNS. An empty list means everybody to a load balancer.",
    remedy: "Write the CIDRs of the connectors; where everybody shall ask, say `openToAll` and why.",
  },
  ClusterDnsZoneInvalid: {
    means:
      "A zone is no DNS name, is there twice, is everything (`.`), or is what every cluster has. CoreDNS would start, and serve something else.",
    remedy: "Write a name of your own below which the cluster's names shall be, such as `dev.k8s.example.internal`.",
  },
  ClusterLocalTwice: {
    means: "Two clusters of an app serve `cluster.local`: each would deny what only the other has.",
    remedy: "Let one of them serve it; the zones named after environments tell clusters apart.",
  },
  ClusterNamesCollide: {
    means: "Two clusters have names in common: their zones are the same, or one is below the other.",
    remedy: "Give each cluster a label of its own, and fleets domains that are not below the zone of a cluster.",
  },
  ConnectorEgressInvalid: {
    means:
      "A Cloud Run connector's way out is missing, doubled, or that of another network: it would reach Cloudflare or the services, and not both.",
    remedy:
      "Pass `privateDns` (private ranges through the VPC), or `natEgress` (everything through it), of the same network and region.",
  },
  ConnectorGracePeriodInvalid: {
    means: "A connector's grace period is one that cloudflared does not take.",
    remedy: "Write whole seconds from 1 to 180.",
  },
  ConnectorImageRefused: {
    means:
      "A connector's image moves, is malformed, is a release that lets paths walk around Access, or is where Cloud Run takes none from.",
    remedy: "Pin a release, or a digest; for Cloud Run on Docker Hub or in Artifact Registry.",
  },
  ConnectorMismatch: {
    means: "Two connectors of one tunnel sit in different networks: any of them may get any request.",
    remedy: "Make a tunnel for each network.",
  },
  ConnectorNameInvalid: {
    means: "The name of a connector's objects is none that Kubernetes or Google Cloud takes.",
    remedy: "Pass `name`: lower-case letters, digits and `-`; at most 52 in Kubernetes, 6 to 30 in Cloud Run.",
  },
  ConnectorNameTaken: {
    means: "Two connectors of a cluster or a Google project would make objects of one name.",
    remedy: "Pass another `name`; in Kubernetes, another namespace does as well.",
  },
  ConnectorProbesInvalid: {
    means: "A connector's probes are ones that Cloud Run does not take, or are tuned and not on.",
    remedy: "Follow the message.",
  },
  ConnectorReplicasInvalid: {
    means: "A connector has too few or too many replicas.",
    remedy: "Write 2 to 25; a tunnel takes no more.",
  },
  ConnectorResourcesInvalid: {
    means:
      "A connector's processor time or memory is no quantity that Kubernetes takes, or less or more than Cloud Run gives.",
    remedy:
      "In Kubernetes write `cpu` as `100m` or `0.5`, `memory` as `256Mi` or `1Gi`; in Cloud Run `cpu` as 1 to 8, `memory` from `512Mi`.",
  },
  ConnectorSubnetworkInvalid: {
    means:
      "A Cloud Run connector's subnetwork has no private Google access, is too small, in another region, or written otherwise than its network.",
    remedy: "Follow the message.",
  },
  ConnectorWithoutQuic: {
    means:
      "DNS would go through a tunnel one of whose connectors speaks HTTP/2 alone, which carries neither DNS nor other UDP.",
    remedy: "Run the connector with QUIC, which Cloud Run does not carry; or take a tunnel whose connectors speak it.",
  },
  ConstructIdInvalid: {
    means: "A construct id begins with a character that a Terraform name may not begin with.",
    remedy: "Begin the first id below the stack with a letter.",
  },
  DefaultDeviceProfileTwice: {
    means: "The default device profile of an account is managed twice in the app.",
    remedy: "Keep one `DefaultDeviceProfile` an account; there is no second default profile.",
  },
  DefaultVirtualNetworkTwice: {
    means: "Two virtual networks of an account are its default one.",
    remedy: "Set `isDefaultNetwork` on one of them at most.",
  },
  DeviceMatchInvalid: {
    means: "A device profile's match is empty, too long, or of a kind that device profiles have no selector for.",
    remedy: "Match by e-mail, group, operating system or managed network; match a group instead of each person.",
  },
  DeviceProfileTooLong: {
    means: "A device profile has more split tunnel entries and local domains than Cloudflare takes.",
    remedy: "Reach fewer and larger CIDRs, or divide them over profiles.",
  },
  EgressUnknown: {
    means:
      "An origin is a DNS name, which a Kubernetes NetworkPolicy cannot hold, so the connector could not reach it.",
    remedy:
      "Write `KubernetesService` for a Service of the cluster; list the addresses behind any other name in `allowEgress`.",
  },
  EnterpriseOnly: {
    means: "Resolver policies are used in an account whose plan has none.",
    remedy: "Reach the names by hostname routes, or say the account's plan: `plan: Plan.ENTERPRISE`.",
  },
  EnvironmentInvalid: {
    means: "The label of a cluster is not one DNS label.",
    remedy: "Write lower-case letters, digits and `-`, 63 at most, such as `dev`.",
  },
  EphemeralTokenInvalid: {
    means:
      "What `TunnelToken.fromEphemeral` is given would land in the plan, in the state or in the synthesized JSON, or its version is no number.",
    remedy: "Pass a reference to a variable of this stack that is `ephemeral`, and a version from 1.",
  },
  FixedAddressInvalid: {
    means:
      "A fixed address cannot be had: it is outside its subnet, reserved there, of the wrong family, or there twice.",
    remedy: "Take a free address of the subnet, not among the first four, and not the last.",
  },
  GatewayPolicyInvalid: {
    means: "A Gateway policy's name or description is empty, or its override is malformed.",
    remedy: "Follow the message.",
  },
  GoogleNameInvalid: {
    means: "A name, region, project or network tag is none that Google Cloud takes.",
    remedy: "Follow the message.",
  },
  HostOutsideZone: {
    means: "A host is not inside the zone that shall hold its record.",
    remedy: "Pass the zone that the host ends with.",
  },
  HostPublishedTwice: {
    means: "A host is published twice.",
    remedy: "Publish it once; add other origins of it by `addPath`.",
  },
  HostnameInvalid: {
    means:
      "A hostname is not one that browsers send, or not spelled as they send it: the tunnel would match nothing, in silence.",
    remedy:
      "Write it in lower case and punycode, without scheme, port, path or final dot; a wildcard is `*.` and a name.",
  },
  HostnamePatternInvalid: {
    means: "A hostname pattern is none that Gateway's engine reads as people and other engines do.",
    remedy:
      "Anchor it by `^` and `$`, write `[.]` for a dot, and no backslash; `under`, `exactly`, `environments` and `labels` need no regular expression.",
  },
  HostnamePatternTooComplex: {
    means: "Whether hostname patterns match one name takes too long to find out.",
    remedy: "Write them with fewer counts, or give both policies a `precedence`.",
  },
  HostnameRoutesInsufficient: {
    means:
      "A cluster's names are routed by hostname, because of its plan or by choice, and such routes cannot express what is asked.",
    remedy:
      "Follow the message: name the `namespaces`, and leave out `virtualNetwork`. Resolver policies, which can, need the Enterprise plan.",
  },
  IdInvalid: {
    means: "What an object is named by is not its id.",
    remedy: "Copy the UUID from the Cloudflare dashboard or the API, or pass a token of a resource that holds it.",
  },
  IdentityInvalid: {
    means: "An Identity speaks of nobody, or has a value that is malformed or that no expression can hold.",
    remedy: "Follow the message.",
  },
  IngressAccessDiffers: {
    means: "The rules of one host have different access, or some have none.",
    remedy: "Give them all the same; access per path is no boundary, so an open path gets a host of its own.",
  },
  IngressRuleDuplicate: {
    means: "Two rules have the same host and path, so the second would get no request.",
    remedy: "Remove one.",
  },
  IngressRuleUnreachable: {
    means: "A rule gets no request, because one before it takes them all.",
    remedy: "Remove one, or narrow the one in front.",
  },
  KubernetesServiceInvalid: {
    means: "A Kubernetes Service's name, port or pod label is malformed.",
    remedy: "Follow the message.",
  },
  LabelSelectorInvalid: {
    means: "A label selector is none that Kubernetes takes.",
    remedy: "Follow the message.",
  },
  LoadBalancerControllerTooOld: {
    means:
      "The AWS Load Balancer Controller is older than 2.13.0: it ignores the annotation for TCP and UDP on one port, and drops TCP in silence.",
    remedy: "Upgrade it, or use `NlbExposure.targetGroup`, which works with any release.",
  },
  LoadBalancerInvalid: {
    means: "A load balancer's name, subnets or sources are none that the cloud takes.",
    remedy: "Follow the message.",
  },
  LocalDomainInvalid: {
    means: "A local domain or its resolver is malformed, or is there twice.",
    remedy: "Write the suffix in lower case, without a wildcard or a final dot; resolvers are addresses.",
  },
  NamespaceInvalid: {
    means: "A Kubernetes namespace is no DNS label.",
    remedy: "Write lower-case letters, digits and `-`, at most 63.",
  },
  NetworkInvalid: {
    means: "A VPC network is not written as Cloud DNS takes it.",
    remedy: "Pass its id, `projects/<project>/global/networks/<name>`, or its name.",
  },
  NobodyGetsIn: {
    means: "An application has neither a policy nor a service token.",
    remedy: "Give it an AccessPolicy, or allow a service token.",
  },
  OpenPolicyAsLock: {
    means:
      "A policy that lets anybody in is used as the lock of a host: bypass, everyone, all addresses, a country, one-time PIN alone or any service token.",
    remedy: 'Narrow it by `require`, or publish the host by `HostAccess.publicly("why")`.',
  },
  OriginOptionInvalid: {
    means: "An origin option has a wrong value, or does nothing for this service.",
    remedy: "Look at the option's unit, and at the schemes it is for.",
  },
  PathInvalid: {
    means:
      "A path is neither a literal that starts with `/` nor an RE2 regex that starts with `^/`, or has what no request path has.",
    remedy: "Write `/reports` for a path and all below it; no glob, query, fragment, percent-encoding or dot segment.",
  },
  PathMatchesEverything: {
    means: "A path filters nothing.",
    remedy: "Publish the host without a path.",
  },
  PathRegexInvalid: {
    means: "A path's regex is not one that RE2 takes, or would not match what it seems to say.",
    remedy: "Write RE2, anchored by `^/`, with choices in a group: `^/(?:a|b)$`.",
  },
  PathsInvalid: {
    means: "`onlyPaths` and `addPath` are combined in a way that opens more than it says.",
    remedy: "Name every exact path in `onlyPaths`, or leave it out.",
  },
  PeerMissing: {
    means: "What is used needs the bindings of another provider, which are not installed: they are optional peers.",
    remedy: "Install the package that the message names.",
  },
  PlanUnknown: {
    means: "A warning: what needs the Enterprise plan is used, and the account does not say its plan.",
    remedy: "Say it: `plan: Plan.ENTERPRISE`.",
  },
  PolicyWithoutRule: {
    means: "A policy or a group speaks of nobody.",
    remedy: "Give `include` at least one AccessRule.",
  },
  PrecedenceInvalid: {
    means: "A Gateway policy's or a device profile's precedence is no whole number from 1.",
    remedy: "Write one from 1 to 2147483647, or leave it out.",
  },
  PrecedenceTaken: {
    means:
      "Two Gateway policies of one kind, or two device profiles, have the same precedence in an account, which Cloudflare refuses.",
    remedy: "Give one of them another `precedence`.",
  },
  PublicHostCovered: {
    means: "A public host is one level below a wildcard host whose application asks for a login there, too.",
    remedy: "Give one of them another level, or put policies in front of both.",
  },
  ReachableKeptLocal: {
    means: "A split tunnel entry of your own keeps local what the device shall reach through the tunnel.",
    remedy: "Narrow the entry, or remove it.",
  },
  ReasonInvalid: {
    means:
      "A host is published without an application of ours, or a route opened without a policy, and the reason is missing, too long or of several lines.",
    remedy: "Say why in one line: it lands in the comment of the record or the route, which holds 100 characters.",
  },
  RehearsalDoesNotConverge: {
    means: "Terraform fails in the rehearsal although nothing was made to fail.",
    remedy: "Read what it said: the stacks are wrong, or the rehearsal does not know something that the cloud does.",
  },
  RehearsalImpossible: {
    means:
      "A stack holds what cannot be rehearsed without a cloud: a module, a provisioner, HCL files, or the state of a stack that is not there.",
    remedy: "Follow the message.",
  },
  ResolverInvalid: {
    means: "A resolver's address or port is malformed, is there twice, or there are too many.",
    remedy: "Write up to 10 IPv4 and 10 IPv6 addresses.",
  },
  ResolverPoliciesOverlap: {
    means: "Two resolver policies of an account match one name, so which resolver answers is left to chance.",
    remedy: "Make their patterns disjoint, or give both a `precedence`: the lower one answers.",
  },
  ResolverUnrouted: {
    means:
      "No route leads to a private resolver in the virtual network that Gateway shall ask it through: no name would resolve.",
    remedy:
      "Route its address by `tunnel.route(…)`, or take the network by `VirtualNetwork.fromVirtualNetworkId` where others route it.",
  },
  ResolversMixed: {
    means: "Names that one tunnel routes say different resolvers; its connectors ask one list for all of them.",
    remedy: "Say the same resolvers for each, or route the names through tunnels of their own.",
  },
  RouteGuardInvalid: {
    means: "The policies that shall guard a route leave some of it open, or a reason stands beside them.",
    remedy:
      "Guard it by policies that block all of its CIDR in its virtual network, or say in `unguarded` why there is none.",
  },
  RouteOverlap: {
    means: "Two routes of one virtual network take the same addresses, or two hostname routes the same name.",
    remedy: "Give one of them a virtual network of its own, or reach it by hostname routes.",
  },
  RouteReserved: {
    means: "A route takes addresses that Cloudflare keeps for itself.",
    remedy:
      "Route the ranges beside them; where the account has initial resolved addresses of its own, say so in `account.initialResolvedRanges`.",
  },
  RouteWithoutPolicy: {
    means: "A private route has no Gateway policy in front of it: every enrolled device could reach it.",
    remedy: "Name the policies in `guardedBy`, or the reason in `unguarded`.",
  },
  RunAppDnsInvalid: {
    means: "The private DNS of run.app answers with no address, or with malformed ones, or twice for one network.",
    remedy: "Write IPv4 addresses; make it once a network and take it elsewhere by `RunAppDns.fromNetwork`.",
  },
  SafetyContractBroken: {
    means: "An Aspect or an escape hatch took away something that keeps a host locked while Terraform works.",
    remedy:
      "Merge into `lifecycle` and `dependsOn` instead of replacing them, and leave the rest as the constructs made it.",
  },
  SecretReferenceInvalid: {
    means:
      "The name or the key of a Kubernetes Secret, or the id or the version of a Secret Manager secret, is malformed.",
    remedy:
      "Copy both from where the secret is, such as `kubectl get secret` or `gcloud secrets versions list` show them.",
  },
  ServiceInvalid: {
    means:
      "A service is not one that a connector can proxy to; a connector drops the whole configuration for it, or misreads it.",
    remedy: "Write `scheme://host[:port]` without path or final slash, `unix:/path` or `http_status:404`.",
  },
  ServiceTokenInvalid: {
    means: "A service token's duration or rotation is malformed.",
    remedy: "Raise `secretVersion` and say in `previousSecretExpiresAt` how long the old secret works.",
  },
  ServiceTokenOnPublicHost: {
    means: "A service token is allowed on a host that has no application of ours.",
    remedy: "Put policies in front of the host, or leave the token out.",
  },
  SessionDurationInvalid: {
    means: "A session duration is not made of hours, minutes and seconds.",
    remedy: 'Write it like "8h" or "1h30m"; there is no unit for days.',
  },
  SessionDurationShadowed: {
    means: "A warning: an application's session duration does nothing, since a policy's own goes before it.",
    remedy: "Say the duration on the policy.",
  },
  SplitTunnelEntryInvalid: {
    means: "A split tunnel entry has neither an address nor a host, or both, or a malformed one.",
    remedy: "Follow the message.",
  },
  SplitTunnelModesMixed: {
    means: "A device profile has an include and an exclude list; Cloudflare takes one of them.",
    remedy: "Pass `SplitTunnel.include(…)` or `SplitTunnel.exclude(…)`, and set no list on the resource.",
  },
  StackMismatch: {
    means:
      "An object of another stack is used as if it were of this one; stacks are applied one after the other, so on a removal it would go before what it locks.",
    remedy: "Take it by its id, with the `from…Id` import.",
  },
  SynthesizedStackNotFound: {
    means: "There is no synthesized Terraform at the path.",
    remedy:
      "Synthesize first, and name the directory that cdktf wrote (cdktf.out), one with *.tf.json files, or one such file.",
  },
  SynthesizedStackUnreadable: {
    means: "A file at the path is not Terraform's JSON syntax, or the manifest does not say where a stack lies.",
    remedy: "Synthesize again; HCL files are not read.",
  },
  TeamNameInvalid: {
    means: "A Zero Trust team name is not one lower-case DNS label.",
    remedy: "Write the part before .cloudflareaccess.com alone.",
  },
  TerraformCrashed: {
    means: "Terraform ended in a way that is no answer.",
    remedy: "Read what it said; try another release of it.",
  },
  TerraformMissing: {
    means: "There is no `terraform` to rehearse with.",
    remedy: "Install Terraform 1.5 or later, or name OpenTofu in TERRAFORM_BINARY_NAME.",
  },
  TerraformTooOld: {
    means: "The `terraform` at hand is older than 1.5.",
    remedy: "Install a later one.",
  },
  TokenInState: {
    means: "A warning: the tunnel's token is in Terraform's state, where whoever reads it can run the tunnel.",
    remedy: "Keep the token in a secret of its own: `TunnelToken.fromSecret(…)`.",
  },
  TokenNotAllowed: {
    means: "A value that must be known at synth is a token.",
    remedy:
      "Write it as a literal: hostnames, paths, CIDRs, environments and namespaces shape the construct tree and the checks.",
  },
  TokenSourceUnsupported: {
    means: "A connector is given the tunnel's token from a source that it cannot use.",
    remedy: "Use one that the message names.",
  },
  TraceQuestionInvalid: {
    means: "A trace is asked for something that is no name, or of a virtual network, profile or address that is none.",
    remedy: "Follow the message.",
  },
  TrafficInvalid: {
    means: "A Traffic has a value that is malformed or missing: Gateway would read it otherwise than people do.",
    remedy: "Follow the message.",
  },
  TrafficMisplaced: {
    means: "A Traffic speaks of what this kind of policy does not see.",
    remedy:
      "Resolver and DNS policies see names; network policies see addresses, ports, virtual networks and server names.",
  },
  TrafficTooLong: {
    means: "A Traffic's expression has more characters than Gateway takes.",
    remedy: "Divide it over several policies.",
  },
  TunnelNameTaken: {
    means: "Two tunnels of an account have one name, which Cloudflare refuses.",
    remedy: "Pass another `name`.",
  },
  VirtualNetworksApart: {
    means:
      "A warning: a cluster is in another virtual network than others of its fleet, and a device is in one at a time.",
    remedy: "Nothing, where people know it; else give the clusters CIDRs that do not overlap, and one virtual network.",
  },
  WildcardPublic: {
    means: "A wildcard host is published without Access: every name below it would be open.",
    remedy: "Publish the hosts that are meant one by one, or put policies in front.",
  },
  ZoneInvalid: {
    means: "A zone's id or name is malformed.",
    remedy: "Copy both from the Cloudflare dashboard.",
  },
  ZoneNameUnknown: {
    means: "A warning: the zone's name is a token, so hosts are not checked to be inside it.",
    remedy: "Write the zone's name as a literal.",
  },
  ZoneSwallowedByLocalDomain: {
    means:
      "A local domain of your own keeps names that the device shall reach from Gateway: the device asks its own network for them.",
    remedy: "Remove the local domain, or take the zone out of `reach`.",
  },
} as const satisfies Record<string, ErrorEntry>;

/** @internal */
export interface ErrorEntry {
  readonly means: string;
  readonly remedy: string;
}

/** @internal */
export type ErrorCode = keyof typeof ERROR_CODES;
