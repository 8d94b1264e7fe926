import type { Cidr } from "../../core/addresses/cidr";
import type { Expression } from "../../reachability/expression/syntax";

/**
 * What decides whether a device reaches private addresses: plain data, of one stack or of several together.
 *
 * Ids are the values in a state, or the references in a configuration.
 *
 * @internal
 */
export interface PrivateNetwork {
  readonly virtualNetworks: VirtualNetworkEntry[];
  /** The id of the account's default virtual network. DEFAULT_VIRTUAL_NETWORK if it is managed elsewhere. */
  readonly defaultVirtualNetwork: string;
  readonly routes: NetworkRoute[];
  readonly hostnameRoutes: HostnameRouteEntry[];
  /** The enabled policies of every kind, lowest precedence first, as Gateway evaluates them. */
  readonly policies: GatewayPolicyEntry[];
  /** The profiles, lowest precedence first. The account's default profile is last. */
  readonly profiles: DeviceProfileEntry[];
  readonly tunnels: PrivateTunnel[];
  /** Objects that could not be evaluated. */
  readonly unread: UnreadObject[];
  /** Assumptions that affect the whole network. */
  readonly notes: string[];
}

/** @internal An object that could not be evaluated. */
export interface UnreadObject {
  readonly address: string;
  /** A sentence that states the reason. */
  readonly why: string;
}

/** @internal Represents the account's default virtual network if its id is unknown. */
export const DEFAULT_VIRTUAL_NETWORK = "default";

/** @internal A virtual network. */
export interface VirtualNetworkEntry {
  readonly address: string;
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
}

/** @internal A CIDR route. */
export interface NetworkRoute {
  readonly address: string;
  readonly cidr: Cidr;
  readonly tunnel: string;
  readonly virtualNetwork: string;
  /** The author's comment, such as the reason why no policy guards the route. */
  readonly comment?: string;
}

/** @internal A hostname route. */
export interface HostnameRouteEntry {
  readonly address: string;
  /** The hostname without a leading "*.". The route covers the hostname and one label below it. */
  readonly hostname: string;
  readonly tunnel: string;
}

/** @internal A Gateway policy. */
export interface GatewayPolicyEntry {
  readonly address: string;
  readonly name: string;
  /** "dns", "l4" or "dns_resolver". */
  readonly builder: string;
  readonly action: string;
  /** Undefined if Terraform or Cloudflare sets it. */
  readonly precedence?: number;
  readonly traffic?: Expression;
  readonly identity?: Expression;
  readonly devicePosture?: Expression;
  /** The traffic expression as it is written, for display. */
  readonly about?: string;
  /** The identity expression as it is written, for display. */
  readonly who?: string;
  /** Why the policy may not apply although it matches: a schedule, an expiry, an expression in `enabled`. */
  readonly unsure?: string;
  /** The DNS servers of a resolver policy. */
  readonly resolvers: PolicyResolver[];
  /** The addresses that a DNS policy returns in place of the real ones. */
  readonly overrides: string[];
}

/** @internal A DNS server of a resolver policy. */
export interface PolicyResolver {
  readonly address: string;
  readonly port: number;
  readonly virtualNetwork: string;
  readonly private: boolean;
}

/** @internal A device profile. */
export interface DeviceProfileEntry {
  readonly address: string;
  readonly name: string;
  /** Whether it applies to devices that match no other profile. */
  readonly isDefault: boolean;
  readonly precedence?: number;
  /** The expression that selects the profile's devices. */
  readonly match?: Expression;
  /** Undefined if the profile uses Cloudflare's default list. */
  readonly splitTunnel?: SplitTunnelList;
  /** The suffixes of the local domain fallback list. Undefined if the profile uses Cloudflare's default list. */
  readonly localDomains?: string[];
}

/** @internal The split tunnel list of a device profile. */
export interface SplitTunnelList {
  readonly mode: "include" | "exclude";
  readonly cidrs: Cidr[];
  readonly hosts: string[];
  /** The entries that only Terraform can evaluate. */
  readonly unread: string[];
}

/** @internal A tunnel and its connectors. */
export interface PrivateTunnel {
  readonly id: string;
  readonly address?: string;
  readonly name: string;
  readonly connectors: PrivateConnector[];
}

/** @internal A workload that runs cloudflared. */
export interface PrivateConnector {
  readonly address: string;
  /** Undefined if it is an expression that only Terraform can evaluate. */
  readonly protocol?: "quic" | "http2";
}
