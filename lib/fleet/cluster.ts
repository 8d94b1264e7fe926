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

/** Defines a cluster as its fleet makes it. */
export interface FleetClusterProps extends ClusterOptions {
  readonly account: Account;
  /** The zone that holds its names: `<environment>.<domain>`. */
  readonly zone: string;
}

/**
 * Defines a cluster that people reach by name. `Fleet.addCluster` makes it.
 *
 * For each of its CIDRs an allow for those named and a block for everybody else, and then the route; a resolver policy for its names last. With hostname
 * routes the same for its zone: an allow, a block, and then the routes of its names.
 *
 * Errors: CidrInvalid, ClusterCidrsMissing, HostnameRoutesInsufficient and those of TunnelRoute, HostnameRoute, GatewayNetworkPolicy and GatewayResolverPolicy.
 */
export class FleetCluster extends Construct {
  /** The zone that holds its names. */
  public readonly zone: string;
  /** The CIDRs of its pods and Services that are routed; none with hostname routes. */
  public readonly cidrs: string[];
  /** @internal The same, and the resolvers beside them, which Gateway asks and no device. */
  public readonly _routed: Cidr[];
  /** The virtual network that they are routed in; undefined for the account's default one. */
  public readonly virtualNetwork?: IVirtualNetwork;
  private readonly people: Identity;

  public constructor(
    scope: Construct,
    environment: string,
    private readonly props: FleetClusterProps,
  ) {
    super(scope, environment);
    const { serviceCidrs = [], resolvers = [], virtualNetwork, hostnameRoutes = false } = props;
    this.zone = props.zone;
    this.people = Identity.anyOf(...props.allow);
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
        "podCidrs and serviceCidrs are empty, so its names would lead nowhere; expected the CIDRs of its pods";
      report(this, { code: "ClusterCidrsMissing", message });
    }
    honourDependencies(this);
  }

  private routeAddresses(): void {
    const { account, tunnel, resolvers = [], virtualNetwork, namespaces } = this.props;
    const routes = this._routed.map(({ text: cidr }) =>
      tunnel.route(cidr, { guardedBy: this.guards(cidr), virtualNetwork }),
    );
    const names = new GatewayResolverPolicy(this, "Names", {
      account,
      name: this.zone,
      description: `names of ${this.zone}, answered by its own DNS servers`,
      traffic: Traffic.host(HostnamePattern.under(...this.domains(namespaces))),
      resolvers: resolvers.map((address) => ({ address, virtualNetwork })),
    });
    names.node.addDependency(...routes); // a name that resolves leads somewhere
  }

  private routeNames(destinations: string[]): void {
    const { tunnel, resolvers, namespaces = [] } = this.props;
    report(this, ...this.insufficiencies());
    const guardedBy = this.guardsOfNames();
    for (const domain of this.domains(namespaces)) {
      tunnel.routeHostname(`*.${domain}`, { guardedBy, destinations, resolvers });
    }
  }

  /** Those named first, and then nobody; they are keyed by the CIDR, which an edit could not change in place. */
  private guards(cidr: string): GatewayNetworkPolicy[] {
    const { account, virtualNetwork } = this.props;
    const scope = new Construct(this, cidr);
    const name = `${this.zone} ${cidr}`;
    const destination = Traffic.destination(cidr);
    // Where CIDRs overlap, the virtual network tells the clusters apart.
    const traffic =
      virtualNetwork === undefined ? destination : destination.and(Traffic.virtualNetwork(virtualNetwork));
    return [
      new GatewayNetworkPolicy(scope, "Allow", {
        account,
        name: `${name} allow`,
        description: `who reaches ${cidr} of ${this.zone}`,
        action: NetworkAction.ALLOW,
        traffic,
        identity: this.people,
      }),
      new GatewayNetworkPolicy(scope, "Block", {
        account,
        name: `${name} block`,
        description: `everybody else at ${cidr} of ${this.zone}`,
        action: NetworkAction.BLOCK,
        traffic,
      }),
    ];
  }

  /** The addresses behind hostname routes may be another cluster's too, so it is the names that are kept from everybody else. They are keyed by the zone. */
  private guardsOfNames(): GatewayDnsPolicy[] {
    const { account } = this.props;
    const scope = new Construct(this, this.zone);
    const traffic = Traffic.domains(this.zone);
    return [
      new GatewayDnsPolicy(scope, "Allow", {
        account,
        name: `${this.zone} allow`,
        description: `who resolves names of ${this.zone}`,
        action: DnsAction.ALLOW,
        traffic,
        identity: this.people,
      }),
      new GatewayDnsPolicy(scope, "Block", {
        account,
        name: `${this.zone} block`,
        description: `everybody else asking for names of ${this.zone}`,
        action: DnsAction.BLOCK,
        traffic,
      }),
    ];
  }

  private domains(namespaces?: string[]): string[] {
    return namespaces?.map((namespace) => namespaceDomain(namespace, this.zone)) ?? [this.zone];
  }

  private insufficiencies(): Problem[] {
    const { namespaces, virtualNetwork } = this.props;
    const insufficient = (message: string): Problem => ({ code: "HostnameRoutesInsufficient", message });
    const problems: Problem[] = [];
    if (namespaces === undefined) {
      problems.push(
        insufficient(
          `names of ${this.zone} are routed by hostname, and "*." stands for one label: "*.${this.zone}" would not cover "web.shop.svc.${this.zone}"; say namespaces: ["shop", …]`,
        ),
      );
    }
    if (virtualNetwork !== undefined) {
      problems.push(
        insufficient(
          `names of ${this.zone} are routed by hostname, and such routes are in no virtual network; leave virtualNetwork out: overlapping CIDRs do not matter to them`,
        ),
      );
    }
    return problems;
  }
}
