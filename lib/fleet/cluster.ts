import { Construct } from "constructs";
import { namespaceDomain } from "./cluster-names";
import { ClusterOptions } from "./cluster-options";
import { unique, withResolvers } from "./cluster-ranges";
import { Account } from "../core/account";
import { Cidr } from "../core/addresses/cidr";
import { literalCidr } from "../core/addresses/cidr-validation";
import { Problem, report } from "../core/errors";
import { honourDependencies } from "../core/terraform/dependencies";
import { IVirtualNetwork } from "../core/virtual-network";
import { DnsAction, GatewayDnsPolicy } from "../gateway/dns-policy";
import { HostnamePattern } from "../gateway/hostname-pattern";
import { Identity } from "../gateway/identity";
import { GatewayNetworkPolicy, NetworkAction } from "../gateway/network-policy";
import { GatewayResolverPolicy } from "../gateway/resolver-policy";
import { Traffic } from "../gateway/traffic";
import { declareCluster } from "../network/route-registry";

/** Properties of `FleetCluster`. */
export interface FleetClusterProps extends ClusterOptions {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The zone of the cluster's names: `<environment>.<domain>`. */
  readonly zone: string;
}

/**
 * A cluster whose pods and Services users reach by name. Created by `Fleet.addCluster`.
 *
 * For each CIDR, it creates a network policy that allows the given users, one that blocks all other users, and then the
 * route. A resolver policy for the cluster's names is created last. With hostname routes, it creates two DNS policies
 * for the zone, which allow and block, and then the routes of the names.
 *
 * @example
 * const cluster = new Fleet(this, "fleet", {
 *   account: { ...account, plan: Plan.ENTERPRISE },
 *   domain: "k8s.example.internal",
 * }).addCluster("dev", {
 *   tunnel,
 *   podCidrs: ["10.10.0.0/16"],
 *   resolvers: ["10.10.0.10"],
 *   allow: [Identity.groups("engineers")],
 * });
 * cluster.zone; // "dev.k8s.example.internal"
 *
 * @throws ValidationError CidrInvalid, ClusterCidrsMissing, ClusterCidrsOverlap, ConnectorWithoutQuic,
 * HostnameRoutesInsufficient, IdentityInvalid, PrecedenceTaken, ResolverInvalid, ResolverPoliciesOverlap,
 * ResolverUnrouted, ResolversMixed, RouteOverlap, RouteReserved, TokenNotAllowed
 */
export class FleetCluster extends Construct {
  /** The zone of the cluster's names. */
  public readonly zone: string;
  /** The routed CIDRs of the cluster's pods and Services. Empty with hostname routes. */
  public readonly cidrs: string[];
  /** @internal The routed CIDRs and resolvers. Only Gateway connects to resolvers outside the CIDRs. */
  public readonly _routed: Cidr[];
  /** The virtual network of the routes. Undefined for the account's default virtual network. */
  public readonly virtualNetwork?: IVirtualNetwork;
  private readonly users: Identity;

  public constructor(
    scope: Construct,
    environment: string,
    private readonly props: FleetClusterProps,
  ) {
    super(scope, environment);
    const { serviceCidrs = [], resolvers = [], virtualNetwork, hostnameRoutes = false } = props;
    this.zone = props.zone;
    this.users = Identity.anyOf(...props.allow);
    this.virtualNetwork = virtualNetwork;
    const networks = unique([
      ...props.podCidrs.map((cidr) => literalCidr(this, "podCidrs", cidr)),
      ...serviceCidrs.map((cidr) => literalCidr(this, "serviceCidrs", cidr)),
    ]);
    const cidrs = networks.map(({ text }) => text);
    this.cidrs = hostnameRoutes ? [] : cidrs;
    this._routed = hostnameRoutes ? [] : withResolvers(networks, resolvers);
    if (hostnameRoutes) this.routeNames(cidrs);
    else this.routeAddresses();
    if (networks.length === 0) {
      const message =
        "podCidrs and serviceCidrs are empty, so no name could be reached. Pass the CIDRs of the cluster's pods.";
      report(this, { code: "ClusterCidrsMissing", message });
    }
    honourDependencies(this);
  }

  private routeAddresses(): void {
    const { account, tunnel, resolvers = [], virtualNetwork, namespaces } = this.props;
    const routes = this._routed.map(({ text: cidr }) => {
      const guardedBy = this.guards(cidr);
      declareCluster(this, guardedBy);
      return tunnel.route(cidr, { guardedBy, virtualNetwork });
    });
    const names = new GatewayResolverPolicy(this, "Names", {
      account,
      name: this.zone,
      description: `Resolves names of ${this.zone} with the DNS servers of the cluster`,
      traffic: Traffic.host(HostnamePattern.under(...this.domains(namespaces))),
      resolvers: resolvers.map((address) => ({ address, virtualNetwork })),
    });
    names.node.addDependency(...routes); // names resolve only after their addresses are routed
  }

  private routeNames(destinations: string[]): void {
    const { tunnel, resolvers, namespaces = [] } = this.props;
    report(this, ...this.validateHostnameRoutes());
    const guardedBy = this.guardsOfNames();
    for (const domain of this.domains(namespaces)) {
      tunnel.routeHostname(`*.${domain}`, { guardedBy, destinations, resolvers });
    }
  }

  /** An allow policy and a block policy. Their ids contain the CIDR, so that a different CIDR creates new policies. */
  private guards(cidr: string): GatewayNetworkPolicy[] {
    const { account, virtualNetwork } = this.props;
    const scope = new Construct(this, cidr);
    const name = `${this.zone} ${cidr}`;
    const destination = Traffic.destination(cidr);
    // If CIDRs overlap, the virtual network distinguishes the clusters.
    const traffic =
      virtualNetwork === undefined ? destination : destination.and(Traffic.virtualNetwork(virtualNetwork));
    return [
      new GatewayNetworkPolicy(scope, "Allow", {
        account,
        name: `${name} allow`,
        description: `Allows the users of ${this.zone} to connect to ${cidr}`,
        action: NetworkAction.ALLOW,
        traffic,
        identity: this.users,
      }),
      new GatewayNetworkPolicy(scope, "Block", {
        account,
        name: `${name} block`,
        description: `Blocks all other users of ${this.zone} from ${cidr}`,
        action: NetworkAction.BLOCK,
        traffic,
      }),
    ];
  }

  /**
   * Guards the names, not the addresses: with hostname routes, another cluster may have the same addresses. The ids
   * contain the zone.
   */
  private guardsOfNames(): GatewayDnsPolicy[] {
    const { account } = this.props;
    const scope = new Construct(this, this.zone);
    const traffic = Traffic.domains(this.zone);
    return [
      new GatewayDnsPolicy(scope, "Allow", {
        account,
        name: `${this.zone} allow`,
        description: `Allows the users of ${this.zone} to resolve its names`,
        action: DnsAction.ALLOW,
        traffic,
        identity: this.users,
      }),
      new GatewayDnsPolicy(scope, "Block", {
        account,
        name: `${this.zone} block`,
        description: `Blocks all other users from resolving names of ${this.zone}`,
        action: DnsAction.BLOCK,
        traffic,
      }),
    ];
  }

  private domains(namespaces?: string[]): string[] {
    return namespaces?.map((namespace) => namespaceDomain(namespace, this.zone)) ?? [this.zone];
  }

  /** What hostname routes cannot express. */
  private validateHostnameRoutes(): Problem[] {
    const { namespaces, virtualNetwork } = this.props;
    const insufficient = (message: string): Problem => ({ code: "HostnameRoutesInsufficient", message });
    const problems: Problem[] = [];
    if (namespaces === undefined) {
      problems.push(
        insufficient(
          `names of ${this.zone} are routed by hostname, and "*" covers one label: "*.${this.zone}" does not ` +
            `cover "web.shop.svc.${this.zone}". Set \`namespaces\`, such as ["shop"].`,
        ),
      );
    }
    if (virtualNetwork !== undefined) {
      problems.push(
        insufficient(
          `names of ${this.zone} are routed by hostname, and hostname routes do not support virtual ` +
            "networks. Omit `virtualNetwork`: CIDRs of hostname routes can overlap.",
        ),
      );
    }
    return problems;
  }
}
