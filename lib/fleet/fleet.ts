import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { FleetCluster } from "./cluster";
import { validateNamespaces, zoneOf } from "./cluster-names";
import { ClusterOptions } from "./cluster-options";
import { overlapOf } from "./cluster-ranges";
import { NameTrace, NameTraceOptions } from "./name-trace";
import { Account, Plan } from "../core/account";
import { domainsOf, validateHostname, isDnsLabel, isWildcard, isWithin } from "../core/addresses/hostname";
import { Problem, refuse, report, warn } from "../core/errors";
import { IReachable } from "../core/interfaces";
import { holderOf, take } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { requireLiteral } from "../core/terraform/resources";
import { traceName } from "../trace/index";

/** Defines a fleet. */
export interface FleetProps {
  /** The account of all its tunnels and policies: a device is in one. */
  readonly account: Account;
  /** The domain below which each cluster has its zone, `<environment>.<domain>`: "k8s.example.internal". */
  readonly domain: string;
}

/**
 * Defines clusters whose pods enrolled devices reach by name, all at once: `web.shop.svc.dev.k8s.example.internal` is the Service `web` in the namespace
 * `shop` of the cluster `dev`.
 *
 * Errors: AccountMismatch, ClusterCidrsOverlap, ClusterNamesCollide, EnvironmentInvalid, HostnameInvalid, NamespaceInvalid, StackMismatch,
 * TokenNotAllowed, VirtualNetworksApart and those of FleetCluster.
 */
export class Fleet extends Construct implements IReachable {
  /** The account of all its tunnels and policies. */
  public readonly account?: Account;
  public readonly domain: string;
  private readonly home: Account;
  private readonly byEnvironment = new Map<string, FleetCluster>();

  public constructor(scope: Construct, id: string, props: FleetProps) {
    super(scope, id);
    const { account, domain } = props;
    requireLiteral(this, "the domain", domain);
    this.account = account;
    this.home = account;
    this.domain = domain;
    report(this, ...validateFleetDomain(domain));
    honourDependencies(this);
  }

  /** Its clusters so far. */
  public get clusters(): FleetCluster[] {
    return [...this.byEnvironment.values()];
  }

  /** The CIDRs of pods and Services that it routes so far; not the resolvers, which Gateway asks and no device. */
  public get cidrs(): string[] {
    return [...new Set(this.clusters.flatMap(({ cidrs }) => cidrs))];
  }

  /** The zones of its clusters so far. */
  public get zones(): string[] {
    return this.clusters.map(({ zone }) => zone);
  }

  /**
   * Lets some people reach a cluster by name, and nobody else.
   *
   * @param environment the cluster's label in its names: one DNS label, such as "dev"
   */
  public addCluster(environment: string, options: ClusterOptions): FleetCluster {
    requireLiteral(this, "the environment", environment);
    if (!isDnsLabel(environment)) {
      const expected = 'expected one DNS label: a-z, 0-9 and "-", 1 to 63 characters';
      refuse(this, "EnvironmentInvalid", `the environment is "${environment}"; ${expected}`);
    }
    const { hostnameRoutes = hasNoResolverPolicies(this.home) } = options;
    this.requireReachable(environment, options);
    const twin = this.byEnvironment.get(environment);
    if (twin !== undefined) {
      report(this, {
        code: "ClusterNamesCollide",
        message: `the environment "${environment}" has a cluster already, ${twin.node.path}; give this one a label of its own`,
      });
      return twin; // for the sake of the mistakes that come after
    }
    const zone = zoneOf(environment, this.domain);
    const cluster = new FleetCluster(this, environment, { ...options, hostnameRoutes, account: this.home, zone });
    report(
      cluster,
      ...validateNamespaces(options.namespaces),
      ...validateFleetZone(cluster, this.home),
      ...this.clusters.flatMap((other) => validateClusterOverlap(cluster, other)),
    );
    this.warnOfApartness(cluster);
    this.byEnvironment.set(environment, cluster);
    return cluster;
  }

  /**
   * Says how a device gets from a name to a pod, or what is broken on the way, by what the app's stacks say so far: fallback list, resolver policies,
   * routes, connectors, split tunnel, network policies.
   *
   * Errors: TraceQuestionInvalid.
   *
   * @param fqdn a name of one of its clusters: "web.shop.svc.dev.k8s.example.internal"
   */
  public trace(fqdn: string, options: NameTraceOptions = {}): NameTrace {
    const { email, groups, address, virtualNetwork, profile } = options;
    const stacks = this.node.root.node.findAll().filter(TerraformStack.isStack);
    const cluster = this.clusters.find(({ zone }) => isWithin(fqdn, zone));
    const answers = address === undefined ? cluster?.cidrs : [address];
    return NameTrace._of(
      traceName(
        stacks.map((stack) => ({ name: stack.node.id, terraform: stack.toTerraform() })),
        {
          fqdn,
          ...((email !== undefined || groups !== undefined) && { person: { email, groups } }),
          ...(answers !== undefined && answers.length > 0 && { answers }),
          virtualNetwork,
          profile,
          initialResolvedRanges: this.home.initialResolvedRanges,
        },
      ),
    );
  }

  /** Routes stand in the tunnel's stack, and what guards them must as well. */
  private requireReachable(environment: string, { tunnel }: ClusterOptions): void {
    const { path } = tunnel.node;
    if (tunnel.account.accountId !== this.home.accountId) {
      refuse(
        this,
        "AccountMismatch",
        `the tunnel of "${environment}", ${path}, belongs to account ${tunnel.account.accountId}, the fleet to ${this.home.accountId}; a device is in one account: take a tunnel of that one`,
      );
    }
    if (TerraformStack.of(tunnel) !== TerraformStack.of(this)) {
      refuse(
        this,
        "StackMismatch",
        `the tunnel of "${environment}", ${path}, is an object of another stack; take it by its id in this one: Tunnel.fromTunnelAttributes(…)`,
      );
    }
  }

  private warnOfApartness(cluster: FleetCluster): void {
    const other = this.clusters.find((each) => each.cidrs.length > 0 && isApart(each, cluster));
    if (other === undefined || cluster.cidrs.length === 0) return;
    warn(
      cluster,
      "VirtualNetworksApart",
      `it is in another virtual network than ${other.node.path}; a device is in one at a time, so people choose in their client which of them they reach`,
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
      message: `the domain is "${domain}"; expected a name without "*", such as "k8s.example.internal"`,
    },
  ];
}

/** A name of two clusters would be answered by one of them, whichever Gateway asks first. */
function validateFleetZone(cluster: FleetCluster, { accountId }: Account): Problem[] {
  const { zone } = cluster;
  const key = (what: string) => `${what} of ${accountId}`;
  const above = domainsOf(zone).map((name) => holderOf(cluster, key(`zone ${name}`)));
  const other = [...above, holderOf(cluster, key(`zone below ${zone}`))].find((holder) => holder !== undefined);
  take(cluster, key(`zone ${zone}`));
  for (const name of domainsOf(zone).slice(1)) take(cluster, key(`zone below ${name}`));
  if (other === undefined) return [];
  const message = `names of ${zone} are names of ${(other as FleetCluster).zone} too, the zone of ${other.node.path}; give one of the fleets another domain, or the cluster another label`;
  return [{ code: "ClusterNamesCollide", message }];
}

/** Policies speak of addresses: one without a virtual network would let the people of one cluster connect to the other as well. */
function validateClusterOverlap(cluster: FleetCluster, other: FleetCluster): Problem[] {
  if (!isApart(cluster, other) || (cluster.virtualNetwork !== undefined && other.virtualNetwork !== undefined)) {
    return [];
  }
  const overlap = overlapOf(cluster._routed, other._routed);
  if (overlap === undefined) return [];
  const message = `${overlap[0].text} overlaps ${overlap[1].text} of ${other.node.path}, and one of the two names no virtual network, so no policy tells their connections apart; pass virtualNetwork to both (the account's default one by VirtualNetwork.fromVirtualNetworkId), or hostnameRoutes`;
  return [{ code: "ClusterCidrsOverlap", message }];
}

function isApart(a: FleetCluster, b: FleetCluster): boolean {
  return a.virtualNetwork?.virtualNetworkId !== b.virtualNetwork?.virtualNetworkId;
}
