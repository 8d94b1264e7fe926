import { having, listOf, TEXT } from "../core/kinds";
import { PropNames } from "../core/props";
import { IVirtualNetwork, VIRTUAL_NETWORK } from "../core/virtual-network";
import { IDENTITIES, Identity } from "../gateway/identity";
import { ITunnel } from "../tunnel/tunnel";

/** Options of `Fleet.addCluster`. CIDRs, addresses and namespaces are literals. */
export interface ClusterOptions {
  /**
   * The tunnel whose connectors reach the cluster: a tunnel of the fleet's stack, or one of another stack, imported
   * with `Tunnel.fromTunnelAttributes`. Its connectors must support QUIC.
   */
  readonly tunnel: ITunnel;
  /** The CIDRs of the cluster's pods, without host bits. */
  readonly podCidrs: string[];
  /**
   * The CIDRs of the cluster's Services. Set it only if the tunnel's connectors run in the cluster, because Service
   * addresses are not reachable from outside.
   *
   * @default - none
   */
  readonly serviceCidrs?: string[];
  /**
   * The IP addresses of the DNS servers that resolve the cluster's names on port 53. With hostname routes, the
   * connectors query them.
   *
   * @default - with hostname routes, the DNS servers of the connectors' host; otherwise required
   */
  readonly resolvers?: string[];
  /** The users who can reach the cluster. All other users are blocked. */
  readonly allow: Identity[];
  /**
   * The namespaces whose names resolve. Required with hostname routes, because a hostname route covers one label: there
   * is one route per namespace.
   *
   * @default - all namespaces
   */
  readonly namespaces?: string[];
  /**
   * The virtual network in which the cluster's CIDRs are routed. A device is in one virtual network at a time.
   *
   * @default - the account's default virtual network
   */
  readonly virtualNetwork?: IVirtualNetwork;
  /**
   * Whether the cluster's names are routed by hostname instead of its CIDRs. The CIDRs can then overlap those of other
   * clusters.
   *
   * @default - true if the account's plan has no resolver policies, otherwise false
   */
  readonly hostnameRoutes?: boolean;
}

/** @internal The names of the options of a cluster. */
export const CLUSTER_OPTIONS: PropNames<ClusterOptions> = {
  required: {
    tunnel: "the tunnel whose connectors reach the cluster",
    podCidrs: "the CIDRs of the cluster's pods",
    allow: "the users who can reach the cluster, such as [Identity.groups(…)]",
  },
  optional: { serviceCidrs: true, resolvers: true, namespaces: true, virtualNetwork: true, hostnameRoutes: true },
  kinds: {
    tunnel: having("a tunnel", "tunnels", "tunnelId", "account"),
    podCidrs: listOf(TEXT),
    serviceCidrs: listOf(TEXT),
    resolvers: listOf(TEXT),
    allow: IDENTITIES,
    namespaces: listOf(TEXT),
    virtualNetwork: VIRTUAL_NETWORK,
  },
};
