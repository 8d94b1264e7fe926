import { TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { FleetCluster } from "./cluster";
import { validateNamespaces, zoneOf } from "./cluster-names";
import { CLUSTER_OPTIONS, ClusterOptions } from "./cluster-options";
import { overlapOf } from "./cluster-ranges";
import { NAME_TRACE_OPTIONS, NameTrace, NameTraceOptions } from "./name-trace";
import { Account, Plan } from "../core/account";
import { domainsOf, validateHostname, isDnsLabel, isWildcard, isWithin } from "../core/addresses/hostname";
import { Problem, refuse, report, warn } from "../core/errors";
import { IReachable } from "../core/interfaces";
import { checkArgument, TEXT } from "../core/kinds";
import { warnAboutMulticastName } from "../core/multicast-names";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { Registry } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { requireLiteral } from "../core/terraform/resources";
import { traceName } from "../trace/index";

/** Properties of `Fleet`. */
export interface FleetProps {
  /** The Cloudflare account of all tunnels and policies. A device is enrolled in one account. */
  readonly account: Account;
  /**
   * The domain of the fleet: "k8s.example.internal". The zone of each cluster is `<environment>.<domain>`. Names under
   * `local` result in a warning, because devices resolve them by multicast DNS.
   */
  readonly domain: string;
}

const PROPS: PropNames<FleetProps> = {
  required: { account: ACCOUNT_HINT, domain: 'the domain of the fleet, such as "k8s.example.internal"' },
  optional: {},
};

/** The clusters of an account by zone. */
const ZONES = new Registry<FleetCluster>();
/** For each domain above a zone, one of the clusters below it. */
const DOMAINS_ABOVE = new Registry<FleetCluster>();

/**
 * Clusters whose pods and Services enrolled devices reach by name, at the same time.
 *
 * `web.shop.svc.dev.k8s.example.internal` is the Service `web` in the namespace `shop` of the cluster `dev`. Pass the
 * fleet as `reach` to a `DeviceProfile`.
 *
 * @example
 * const enterprise: Account = { ...account, plan: Plan.ENTERPRISE };
 * const fleet = new Fleet(this, "fleet", { account: enterprise, domain: "k8s.example.internal" });
 * fleet.addCluster("dev", {
 *   tunnel,
 *   podCidrs: ["10.10.0.0/16"],
 *   resolvers: ["10.10.0.10"],
 *   allow: [Identity.groups("engineers")],
 * });
 *
 * @throws ValidationError AccountMismatch, ClusterCidrsOverlap, ClusterNamesCollide, EnvironmentInvalid,
 * HostnameInvalid, NamespaceInvalid, PropMissing, PropUnknown, StackMismatch, TokenNotAllowed
 */
export class Fleet extends Construct implements IReachable {
  /** The Cloudflare account. */
  public readonly account: Account;
  /** The domain that contains the zones of the clusters. */
  public readonly domain: string;
  private readonly byEnvironment = new Map<string, FleetCluster>();

  public constructor(scope: Construct, id: string, props: FleetProps) {
    super(scope, id);
    checkProps(this, "Fleet", props, PROPS);
    const { account, domain } = props;
    requireLiteral(this, "the domain", domain);
    this.account = account;
    this.domain = domain;
    report(this, ...validateFleetDomain(domain));
    warnAboutMulticastName(this, domain);
    honourDependencies(this);
  }

  /** The clusters that have been added so far. */
  public get clusters(): FleetCluster[] {
    return [...this.byEnvironment.values()];
  }

  /**
   * The routed CIDRs of pods and Services so far. Resolvers are not included, because only Gateway connects to them.
   */
  public get cidrs(): string[] {
    return [...new Set(this.clusters.flatMap(({ cidrs }) => cidrs))];
  }

  /** The zones of the clusters so far. */
  public get zones(): string[] {
    return this.clusters.map(({ zone }) => zone);
  }

  /**
   * Adds a cluster, which only the given users can reach.
   *
   * @param environment the cluster's label in its names: one DNS label, such as "dev"
   * @throws ValidationError AccountMismatch, EnvironmentInvalid, PropMissing, PropUnknown, StackMismatch,
   * TokenNotAllowed
   */
  public addCluster(environment: string, options: ClusterOptions): FleetCluster {
    requireLiteral(this, "the environment", environment);
    checkArgument(this, "Fleet.addCluster", "environment", environment, TEXT, 'the name of the cluster, such as "dev"');
    checkProps(this, "Fleet.addCluster", options, CLUSTER_OPTIONS);
    if (!isDnsLabel(environment)) {
      const accepted = 'Use one DNS label: 1 to 63 characters of a-z, 0-9 and "-".';
      refuse(this, "EnvironmentInvalid", `the environment "${environment}" is not a valid label. ${accepted}`);
    }
    const { hostnameRoutes = hasNoResolverPolicies(this.account) } = options;
    this.requireSameAccountAndStack(environment, options);
    const existing = this.byEnvironment.get(environment);
    if (existing !== undefined) {
      report(this, {
        code: "ClusterNamesCollide",
        message:
          `the environment "${environment}" already has the cluster ${existing.node.path}. Use a different ` + "label.",
      });
      return existing; // so that later mistakes are also reported
    }
    const zone = zoneOf(environment, this.domain);
    const cluster = new FleetCluster(this, environment, { ...options, hostnameRoutes, account: this.account, zone });
    report(
      cluster,
      ...validateNamespaces(options.namespaces),
      ...validateFleetZone(cluster, this.account),
      ...this.clusters.flatMap((other) => validateClusterOverlap(cluster, other)),
    );
    this.warnAboutSeparateNetworks(cluster);
    this.byEnvironment.set(environment, cluster);
    return cluster;
  }

  /**
   * Traces a name from a device to a pod, and returns every hop up to the first broken one.
   *
   * It evaluates the current content of the app's stacks: local domain fallback, DNS and resolver policies, routes,
   * connectors and their NetworkPolicies, split tunnels and network policies.
   *
   * @param fqdn a name of one of the clusters: "web.shop.svc.dev.k8s.example.internal"
   * @throws Error TraceQuestionInvalid
   * @throws ValidationError PropUnknown
   */
  public trace(fqdn: string, options: NameTraceOptions = {}): NameTrace {
    checkProps(this, "Fleet.trace", options, NAME_TRACE_OPTIONS);
    const { email, groups, address, virtualNetwork, profile, port } = options;
    const { accountId, initialResolvedRanges } = this.account;
    const stacks = this.node.root.node.findAll().filter(TerraformStack.isStack);
    const cluster = this.clusters.find(({ zone }) => isWithin(fqdn, zone));
    const answers = address === undefined ? cluster?.cidrs : [address];
    return NameTrace._of(
      traceName(
        stacks.map((stack) => ({ name: stack.node.id, terraform: stack.toTerraform() })),
        {
          fqdn,
          ...(!Token.isUnresolved(accountId) && { account: accountId }),
          ...((email !== undefined || groups !== undefined) && { person: { email, groups } }),
          ...(answers !== undefined && answers.length > 0 && { answers }),
          virtualNetwork,
          profile,
          port,
          initialResolvedRanges,
        },
      ),
    );
  }

  /** Routes are created in the tunnel's stack, and their guarding policies must be in the same one. */
  private requireSameAccountAndStack(environment: string, { tunnel }: ClusterOptions): void {
    const { path } = tunnel.node;
    if (tunnel.account.accountId !== this.account.accountId) {
      refuse(
        this,
        "AccountMismatch",
        `the tunnel ${path} of "${environment}" belongs to account ${tunnel.account.accountId}, but the ` +
          `fleet belongs to ${this.account.accountId}. A device is enrolled in one account, so use a tunnel of ` +
          "the fleet's account.",
      );
    }
    if (TerraformStack.of(tunnel) !== TerraformStack.of(this)) {
      refuse(
        this,
        "StackMismatch",
        `the tunnel ${path} of "${environment}" belongs to another stack. Import it into this stack with ` +
          "Tunnel.fromTunnelAttributes(…).",
      );
    }
  }

  private warnAboutSeparateNetworks(cluster: FleetCluster): void {
    const other = this.clusters.find((each) => each.cidrs.length > 0 && hasOtherNetwork(each, cluster));
    if (other === undefined || cluster.cidrs.length === 0) return;
    warn(
      cluster,
      "VirtualNetworksApart",
      `the cluster is in a different virtual network than ${other.node.path}. A device is in one virtual ` +
        "network at a time, so users select in the client which of the two clusters they reach.",
    );
  }
}

function hasNoResolverPolicies({ plan }: Account): boolean {
  return plan !== undefined && plan !== Plan.ENTERPRISE;
}

function validateFleetDomain(domain: string): Problem[] {
  if (!isWildcard(domain)) return validateHostname(domain);
  return [
    {
      code: "HostnameInvalid",
      message: `the domain "${domain}" is a wildcard. Use a name without "*", such as "k8s.example.internal".`,
    },
  ];
}

/** If two clusters had a name in common, the order of Gateway's policies would decide which cluster resolves it. */
function validateFleetZone(cluster: FleetCluster, { accountId }: Account): Problem[] {
  const { zone } = cluster;
  const key = (name: string) => `${accountId}/${name}`;
  const above = domainsOf(zone).map((name) => ZONES.find(cluster, key(name)));
  const other = [...above, DOMAINS_ABOVE.find(cluster, key(zone))].find((holder) => holder !== undefined);
  ZONES.claim(cluster, key(zone), cluster);
  for (const name of domainsOf(zone).slice(1)) DOMAINS_ABOVE.claim(cluster, key(name), cluster);
  if (other === undefined) return [];
  const message =
    `the zone ${zone} overlaps the zone ${other.zone} of ${other.node.path}. Use a different ` +
    "domain for one of the fleets, or a different label for the cluster.";
  return [{ code: "ClusterNamesCollide", message }];
}

/**
 * Policies match addresses. Without a virtual network, they would allow the users of one cluster to reach the other.
 */
function validateClusterOverlap(cluster: FleetCluster, other: FleetCluster): Problem[] {
  if (
    !hasOtherNetwork(cluster, other) ||
    (cluster.virtualNetwork !== undefined && other.virtualNetwork !== undefined)
  ) {
    return [];
  }
  const overlap = overlapOf(cluster._routed, other._routed);
  if (overlap === undefined) return [];
  const message =
    `${overlap[0].text} overlaps ${overlap[1].text} of ${other.node.path}, and only one of the clusters has a ` +
    "virtual network, so policies cannot distinguish them. Pass virtualNetwork to both (import the default one " +
    "with VirtualNetwork.fromVirtualNetworkId), or set hostnameRoutes.";
  return [{ code: "ClusterCidrsOverlap", message }];
}

function hasOtherNetwork(a: FleetCluster, b: FleetCluster): boolean {
  return a.virtualNetwork?.virtualNetworkId !== b.virtualNetwork?.virtualNetworkId;
}
