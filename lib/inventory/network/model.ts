import type { Cidr } from "../../core/addresses/cidr";
import type { Expression } from "../expression/syntax";

/**
 * Defines what stands between a device and private addresses: plain data, of one stack or of several together.
 *
 * Ids are the values of state, or the references that stand for them in a configuration.
 *
 * @internal
 */
export interface PrivateNetwork {
  readonly virtualNetworks: VirtualNetworkEntry[];
  /** The id of the account's default virtual network: DEFAULT_VIRTUAL_NETWORK where another place manages it. */
  readonly defaultVirtualNetwork: string;
  readonly routes: NetworkRoute[];
  readonly hostnameRoutes: HostnameRouteEntry[];
  /** Of every kind, those that are disabled left out, the lowest precedence first: so Gateway asks them. */
  readonly policies: GatewayPolicyEntry[];
  /** The lowest precedence first, the account's default one last. */
  readonly profiles: DeviceProfileEntry[];
  readonly tunnels: PrivateTunnel[];
  /** What could not be read: an address and why. */
  readonly unread: string[];
}

/** @internal Stands for the account's default virtual network, whose id nobody says. */
export const DEFAULT_VIRTUAL_NETWORK = "default";

/** @internal */
export interface VirtualNetworkEntry {
  readonly address: string;
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
}

/** @internal */
export interface NetworkRoute {
  readonly address: string;
  readonly cidr: Cidr;
  readonly tunnel: string;
  readonly virtualNetwork: string;
  /** What its author says of it, such as why nothing guards it. */
  readonly comment?: string;
}

/** @internal */
export interface HostnameRouteEntry {
  readonly address: string;
  /** Without "*." in front: it covers itself and one label. */
  readonly hostname: string;
  readonly tunnel: string;
}

/** @internal */
export interface GatewayPolicyEntry {
  readonly address: string;
  readonly name: string;
  /** "dns", "l4" or "dns_resolver". */
  readonly builder: string;
  readonly action: string;
  /** Undefined where Terraform or Cloudflare decides. */
  readonly precedence?: number;
  readonly traffic?: Expression;
  readonly identity?: Expression;
  readonly devicePosture?: Expression;
  /** The traffic and the identity as they are written, to be shown. */
  readonly about?: string;
  readonly who?: string;
  /** Why it may not apply although it matches: a schedule, an expiry, an `enabled` that only Terraform knows. */
  readonly unsure?: string;
  /** The DNS servers of a resolver policy. */
  readonly resolvers: PolicyResolver[];
  /** The addresses that a DNS policy answers in place of others. */
  readonly overrides: string[];
}

/** @internal */
export interface PolicyResolver {
  readonly address: string;
  readonly port: number;
  readonly virtualNetwork: string;
  readonly private: boolean;
}

/** @internal */
export interface DeviceProfileEntry {
  readonly address: string;
  readonly name: string;
  /** Whether devices take it that no other profile matches. */
  readonly isDefault: boolean;
  readonly precedence?: number;
  /** Whose devices take it. */
  readonly match?: Expression;
  /** Undefined where the profile leaves it to Cloudflare. */
  readonly splitTunnel?: SplitTunnelList;
  /** The fallback list's suffixes, as they are written; undefined where the profile leaves them to Cloudflare. */
  readonly localDomains?: string[];
}

/** @internal */
export interface SplitTunnelList {
  readonly mode: "include" | "exclude";
  readonly cidrs: Cidr[];
  readonly hosts: string[];
  /** What only Terraform knows of it. */
  readonly unread: string[];
}

/** @internal */
export interface PrivateTunnel {
  readonly id: string;
  readonly address?: string;
  readonly name: string;
  readonly connectors: PrivateConnector[];
}

/** @internal Defines something that runs cloudflared; undefined is a protocol that only Terraform knows. */
export interface PrivateConnector {
  readonly address: string;
  readonly protocol?: "quic" | "http2";
}
