import { IVirtualNetwork } from "../core/virtual-network";
import { Identity } from "../gateway/identity";
import { ITunnel } from "../tunnel/tunnel";

/** Defines a cluster of a fleet, and who reaches it. CIDRs, addresses and namespaces are literals. */
export interface ClusterOptions {
  /** The tunnel whose connectors reach the cluster: one of the fleet's stack, or of another by `Tunnel.fromTunnelAttributes`. They speak QUIC. */
  readonly tunnel: ITunnel;
  /** CIDRs of its pods, without host bits. */
  readonly podCidrs: string[];
  /** CIDRs of its Services, only where the tunnel's connectors run in the cluster itself: from elsewhere these addresses lead nowhere. @default - none */
  readonly serviceCidrs?: string[];
  /** Addresses of the DNS servers that answer the cluster's names on port 53; with hostname routes it is the connectors that ask them. @default - with hostname routes, the servers of the connectors' host */
  readonly resolvers?: string[];
  /** Who reaches it. Everybody else is blocked. */
  readonly allow: Identity[];
  /** The namespaces whose names resolve. Hostname routes need them, since each covers one label: a route a namespace. @default - all */
  readonly namespaces?: string[];
  /** The virtual network that its CIDRs are routed in. A device is in one at a time. @default - the account's default one */
  readonly virtualNetwork?: IVirtualNetwork;
  /** Whether its names are routed by name, and not its CIDRs, which may then overlap those of others. @default - only where the account's plan has no resolver policies */
  readonly hostnameRoutes?: boolean;
}
