import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, TerraformStack } from "cdktf";
import { synthesizedStep } from "./app";
import { overlaps, parseCidr } from "../../lib/core/cidr";
import { stableNumber } from "../../lib/core/precedence";
import { INITIAL_RESOLVED_RANGES } from "../../lib/core/reserved-ranges";
import type { Step } from "../../lib/rehearsal";
import {
  Account,
  Fleet,
  GatewayNetworkPolicy,
  Identity,
  ITunnel,
  IVirtualNetwork,
  NetworkAction,
  Traffic,
  Tunnel,
  VirtualNetwork,
} from "cdktf-zero-trust";

/** Which clusters are reached, in so few words that one can draw it at random and change it. */
export interface Clusters {
  readonly tunnels: string[];
  readonly clusters: { readonly [environment: string]: Cluster };
  /** Whether the tunnels are of a stack of their own. */
  readonly isApart?: boolean;
  /** Whether a Fleet makes what stands between, without ports and editions; a cluster with names is routed by those alone. */
  readonly isFleet?: boolean;
}

export interface Cluster {
  readonly tunnel: string;
  readonly podCidrs: string[];
  /** Addresses; those that no pod CIDR covers are routed by themselves. */
  readonly resolvers: string[];
  /** The virtual network, where it is not the account's default one. */
  readonly network?: string;
  /** The groups whose members may reach it. */
  readonly allow: string[];
  /** Ports that nobody may connect to. */
  readonly forbidden?: number[];
  /** Another one is other policies for the same. */
  readonly edition?: number;
  /** Names that its tunnel's connector resolves. */
  readonly names?: string[];
}

/** A range of a cluster, or a name. */
interface Reached extends Cluster {
  readonly environment: string;
  readonly what: string;
  readonly isName: boolean;
}

export const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };

/** A step in which these clusters are all that is reached. */
export function stepOf(name: string, { tunnels, clusters, isApart = false, isFleet = false }: Clusters): Step {
  return synthesizedStep(name, (app: App) => {
    const stack = stackOf(app, "reach");
    const apart = isApart ? stackOf(app, "tunnels") : stack;
    const own = new Map<string, ITunnel>(tunnels.map((id) => [id, new Tunnel(apart, id, { account })]));
    const through = (id: string): ITunnel => {
      const tunnel = own.get(id)!;
      if (!isApart) return tunnel;
      const imported = stack.node.tryFindChild(id) as unknown as ITunnel | undefined;
      return imported ?? Tunnel.fromTunnelId(stack, id, { account, tunnelId: tunnel.tunnelId });
    };
    (isFleet ? reachAsFleet : reach)(stack, clusters, through);
  });
}

/** The default virtual network is named as well: where CIDRs overlap, a Fleet asks for that. */
function reachAsFleet(stack: TerraformStack, clusters: Clusters["clusters"], through: (id: string) => ITunnel): void {
  const fleet = new Fleet(stack, "fleet", { account, domain: "k8s.example.internal" });
  const networkOf = (name = "main"): IVirtualNetwork =>
    (stack.node.tryFindChild(name) as IVirtualNetwork | undefined) ??
    (name === "main"
      ? VirtualNetwork.fromVirtualNetworkId(stack, name, "f70ff985-a4ef-4643-bbbc-4a0ed4fc8415")
      : new VirtualNetwork(stack, name, { account }));
  for (const [environment, { tunnel, podCidrs, resolvers, network, allow, names = [] }] of Object.entries(clusters)) {
    if (podCidrs.length === 0) continue;
    const [first] = podCidrs[0].split("/");
    if (names.length > 0) {
      fleet.addCluster(environment, {
        tunnel: through(tunnel),
        podCidrs,
        namespaces: names.map((_, i) => `n${i}`),
        hostnameRoutes: true,
        allow: [Identity.groups(...allow)],
      });
      continue;
    }
    fleet.addCluster(environment, {
      tunnel: through(tunnel),
      podCidrs,
      resolvers: resolvers.length > 0 ? resolvers : [first.replace(/0$/, "10").replace(/:$/, ":10")],
      virtualNetwork: networkOf(network),
      allow: [Identity.groups(...allow)],
    });
  }
}

function stackOf(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new CloudflareProvider(stack, "cloudflare");
  return stack;
}

/** Routes what there is in the clusters, each range behind an allow for those named and a block for everybody else. */
function reach(stack: TerraformStack, clusters: Clusters["clusters"], through: (id: string) => ITunnel): void {
  const all = Object.entries(clusters).flatMap(([environment, cluster]) => reachedIn(environment, cluster));
  const names = [...new Set(all.flatMap(({ network }) => network ?? []))].sort();
  const networks = new Map(names.map((name) => [name, new VirtualNetwork(stack, name, { account })]));
  const guards = all.map((each) => ({ each, guardedBy: guardsOf(stack, each, all, networks) }));
  for (const { each, guardedBy } of guards) {
    const tunnel = through(each.tunnel);
    if (each.isName) tunnel.routeHostname(each.what, { guardedBy });
    else tunnel.route(each.what, { guardedBy, virtualNetwork: networks.get(each.network ?? "") });
  }
}

function guardsOf(
  stack: TerraformStack,
  { environment, what, isName, network, forbidden = [], edition = 1, allow: groups }: Reached,
  all: Reached[],
  networks: Map<string, IVirtualNetwork>,
): GatewayNetworkPolicy[] {
  const key = `${what} of ${environment}${edition === 1 ? "" : ` (${edition})`}`;
  // By the server's name alone, those allowed would reach every address that is routed.
  const everywhere = isName
    ? Traffic.sniDomains(what).and(Traffic.destination(...INITIAL_RESOLVED_RANGES))
    : Traffic.destination(what);
  const here = network === undefined ? everywhere : everywhere.and(Traffic.virtualNetwork(networks.get(network)!));
  const others = network === undefined && !isName ? networksWith(what, all) : [];
  const only = others.reduce((traffic, other) => traffic.except(Traffic.virtualNetwork(networks.get(other)!)), here);
  const policy = (verb: string, action: NetworkAction, traffic: Traffic, more = {}) =>
    new GatewayNetworkPolicy(stack, `${verb} ${key}`, { account, name: `${verb} ${key}`, action, traffic, ...more });
  return [
    policy("allow", NetworkAction.ALLOW, only, { identity: Identity.groups(...groups) }),
    policy("block", NetworkAction.BLOCK, here),
    ...(forbidden.length === 0
      ? []
      : [
          policy("forbid", NetworkAction.BLOCK, here.and(Traffic.port(...forbidden)), {
            precedence: stableNumber(key, 1000, 1_000_000), // before those that allow
          }),
        ]),
  ];
}

/** The virtual networks in which a range is somebody else's. */
function networksWith(cidr: string, all: Reached[]): string[] {
  const same = all.filter(({ what, isName }) => !isName && overlaps(parseCidr(what)!, parseCidr(cidr)!));
  return [...new Set(same.flatMap(({ network }) => network ?? []))].sort();
}

function reachedIn(environment: string, cluster: Cluster): Reached[] {
  const { podCidrs, resolvers, names = [] } = cluster;
  return [
    ...routedIn(podCidrs, resolvers).map((what) => ({ ...cluster, environment, what, isName: false })),
    // A hostname route is of no virtual network.
    ...names.map((what) => ({ ...cluster, environment, what, isName: true, network: undefined })),
  ];
}

/** What a cluster's routes are of. */
export function routedIn(podCidrs: string[], resolvers: string[]): string[] {
  const isCovered = (address: string) => podCidrs.some((cidr) => overlaps(parseCidr(cidr)!, parseCidr(address)!));
  return [...podCidrs, ...resolvers.filter((address) => !isCovered(address)).map((address) => `${address}/32`)];
}
