import { TerraformStack } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { Account } from "../core/account";
import { Cidr, contains, overlaps } from "../core/addresses/cidr";
import { Problem, report } from "../core/errors";
import { Registry } from "../core/registry";
import { IRouteGuard } from "../core/route-guard";
import { honourDependencies } from "../core/terraform/dependencies";
import { IVirtualNetwork } from "../core/virtual-network";

/** @internal A routed range of addresses. */
export interface RoutedRange {
  readonly cidr: Cidr;
  readonly tunnelId: string;
  readonly route: IConstruct;
  /** The cluster of a fleet to which the addresses belong. */
  readonly cluster?: IConstruct;
}

const RANGES = new Registry<RoutedRange>();
const HOSTNAMES = new Registry<IConstruct>();
const CLUSTERS = new WeakMap<IRouteGuard, IConstruct>();

/** @internal Declares that the routes with these guarding policies belong to a cluster of a fleet. */
export function declareCluster(cluster: IConstruct, guards: IRouteGuard[]): void {
  for (const guard of guards) CLUSTERS.set(guard, cluster);
}

/** @internal The cluster of a fleet to which a route with these guarding policies belongs. */
export function clusterOf(guards: IRouteGuard[] = []): IConstruct | undefined {
  return guards.map((guard) => CLUSTERS.get(guard)).find((cluster) => cluster !== undefined);
}

/**
 * Returns the node of a stack that contains the routes of a virtual network: `Routes` or `Routes/<virtual network>`.
 *
 * Routes are keyed by CIDR and not by tunnel. A change of the CIDR is a removal and an addition. A route that moves to
 * another tunnel is deleted before it is created again, because a CIDR is unique at Cloudflare.
 *
 * @internal
 */
export function routesOf(scope: Construct, network?: IVirtualNetwork): Construct {
  const routes = nodeOf(scope, "Routes");
  if (network === undefined) return routes;
  const stack = TerraformStack.of(network);
  const id = network.node.path.slice(stack.node.path.length + 1);
  return (routes.node.tryFindChild(id) as Construct | undefined) ?? new Construct(routes, id);
}

/** @internal Returns the node of a stack that contains its hostname routes, keyed by hostname. */
export function hostnameRoutesOf(scope: Construct): Construct {
  return nodeOf(scope, "HostnameRoutes");
}

/** @internal Registers a route and reports the routes of the same virtual network in the app that overlap it. */
export function reportRouteOverlap(
  range: RoutedRange,
  account: Account,
  virtualNetwork: IVirtualNetwork | undefined,
): void {
  const { cidr, cluster, route } = range;
  const routed = rangesIn(route, account, virtualNetwork);
  const others = routed.filter((each) => overlaps(each.cidr, cidr));
  routed.push(range);
  for (const other of others) {
    const message = `${cidr.text} overlaps ${other.cidr.text} of ${other.route.node.path} in ${placeOf(virtualNetwork)}. Move one of them to another virtual network (a device uses one at a time), or use hostname routes.`;
    const ofClusters = clusterOverlap(range, other, virtualNetwork);
    report(ofClusters === undefined ? route : cluster!, ofClusters ?? { code: "RouteOverlap", message });
  }
}

/** @internal Reports a route that another tunnel or cluster of the stack already has. */
export function reportRoutedTwice(
  range: Omit<RoutedRange, "route">,
  account: Account,
  virtualNetwork: IVirtualNetwork | undefined,
  { twin, tunnel }: { readonly twin: IConstruct; readonly tunnel: IConstruct },
): void {
  const other = rangesIn(twin, account, virtualNetwork).find(({ route }) => route === twin);
  const ofClusters = other && clusterOverlap(range, other, virtualNetwork);
  const message = `${range.cidr.text} is already routed by ${twin.node.path}. Route it once.`;
  report(ofClusters === undefined ? tunnel : range.cluster!, ofClusters ?? { code: "RouteOverlap", message });
}

/** Two clusters cannot route an address once, and each of them needs its own users. */
function clusterOverlap(
  { cidr, cluster }: Omit<RoutedRange, "route">,
  other: RoutedRange,
  virtualNetwork: IVirtualNetwork | undefined,
): Problem | undefined {
  if (cluster === undefined || other.cluster === undefined || cluster === other.cluster) return undefined;
  const isAddress = [cidr, other.cidr].some(({ version, prefix }) => prefix === (version === 4 ? 32 : 128));
  const remedies = [
    "pass a virtualNetwork of its own to each of them (import the default one with " +
      "VirtualNetwork.fromVirtualNetworkId)",
    "set hostnameRoutes",
    ...(isAddress ? ["give the DNS server of one cluster another address"] : []),
  ];
  const message =
    `${cidr.text} overlaps ${other.cidr.text} of ${other.cluster.node.path} in ${placeOf(virtualNetwork)}, so only ` +
    `one of the clusters would be reachable at these addresses. To reach both, ${remedies.join(", or ")}.`;
  return { code: "ClusterCidrsOverlap", message };
}

/** @internal Finds the route of the app that contains these addresses in a virtual network. */
export function routeTo(
  scope: IConstruct,
  account: Account,
  cidr: Cidr,
  virtualNetwork: IVirtualNetwork | undefined,
): RoutedRange | undefined {
  return rangesIn(scope, account, virtualNetwork).find((each) => contains(each.cidr, cidr));
}

/** @internal Returns the name of a virtual network in messages. */
export function placeOf(virtualNetwork: IVirtualNetwork | undefined): string {
  return isDefault(virtualNetwork) ? "the account's default virtual network" : virtualNetwork!.node.path;
}

/** The routed ranges of one virtual network in the whole app. */
function rangesIn(scope: IConstruct, account: Account, virtualNetwork: IVirtualNetwork | undefined): RoutedRange[] {
  const network = isDefault(virtualNetwork) ? "" : virtualNetwork!.virtualNetworkId;
  return RANGES.collect(scope, `${account.accountId}/${network}`);
}

function isDefault(virtualNetwork: IVirtualNetwork | undefined): boolean {
  return virtualNetwork === undefined || virtualNetwork._isDefault === true;
}

/** @internal Registers a hostname route, or returns the scope that already routes the hostname. */
export function routedBefore(scope: IConstruct, account: Account, hostname: string): IConstruct | undefined {
  return HOSTNAMES.claim(scope, `${account.accountId}/${hostname}`, scope);
}

function nodeOf(scope: Construct, id: string): Construct {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild(id);
  if (existing !== undefined) return existing as Construct;
  const node = new Construct(stack, id);
  honourDependencies(node);
  return node;
}
