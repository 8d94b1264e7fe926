import { TerraformStack } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { Account } from "../core/account";
import { Cidr, overlaps } from "../core/cidr";
import { honourDependencies } from "../core/dependencies";
import { Problem } from "../core/errors";
import { IVirtualNetwork } from "../core/virtual-network";

interface Taken {
  readonly account: string;
  readonly network: string;
  readonly cidr: Cidr;
  readonly route: IConstruct;
}

const takenIn = new WeakMap<IConstruct, Taken[]>();
const hostnamesIn = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Defines the node of a stack that holds the routes of a virtual network, `Routes` or `Routes/<virtual network>`, keyed by CIDR and not by tunnel: a route
 * of another CIDR is another route, and one that moves to another tunnel is deleted before it is there again, since Cloudflare has a CIDR once.
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

/** @internal Defines the node of a stack that holds its hostname routes, keyed by hostname. */
export function hostnameRoutesOf(scope: Construct): Construct {
  return nodeOf(scope, "HostnameRoutes");
}

/** @internal Notes a route, and says which others of the app take addresses of its virtual network that it takes as well. */
export function overlapProblems(
  route: IConstruct,
  account: Account,
  cidr: Cidr,
  virtualNetwork: IVirtualNetwork | undefined,
): Problem[] {
  const ofApp = takenIn.get(route.node.root) ?? [];
  takenIn.set(route.node.root, ofApp);
  const isDefault = virtualNetwork === undefined || virtualNetwork._isDefault === true;
  const network = isDefault ? "" : virtualNetwork.virtualNetworkId;
  const others = ofApp.filter(
    (each) => each.account === account.accountId && each.network === network && overlaps(each.cidr, cidr),
  );
  ofApp.push({ account: account.accountId, network, cidr, route });
  const place = isDefault ? "the account's default virtual network" : virtualNetwork.node.path;
  return others.map((other) => ({
    code: "RouteOverlap",
    message: `${cidr.text} overlaps ${other.cidr.text} of ${other.route.node.path} in ${place}; give one of them a virtual network of its own (a device is in one at a time), or reach it by hostname routes`,
  }));
}

/** @internal Where in the app a hostname is routed already, or `undefined` after noting that it is routed here. */
export function routedBefore(scope: IConstruct, account: Account, hostname: string): IConstruct | undefined {
  const ofApp = hostnamesIn.get(scope.node.root) ?? new Map<string, IConstruct>();
  hostnamesIn.set(scope.node.root, ofApp);
  const key = `${account.accountId}/${hostname}`;
  const before = ofApp.get(key);
  if (before === undefined) ofApp.set(key, scope);
  return before;
}

function nodeOf(scope: Construct, id: string): Construct {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild(id);
  if (existing !== undefined) return existing as Construct;
  const node = new Construct(stack, id);
  honourDependencies(node);
  return node;
}
