import type { Cidr } from "../../core/addresses/cidr";
import type { Expression } from "../../reachability/expression/syntax";
import type { GatewayPolicyData } from "../../reachability/gateway/model";

/**
 * What decides whether a device of one account reaches private addresses: plain data, of one stack or of several
 * together.
 *
 * Ids are the values in a state, or the references in a configuration.
 *
 * @internal
 */
export interface PrivateNetwork {
  /** The id of the account, or the reference to it. Undefined if there is only one. */
  readonly account?: string;
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
  /** The author's comment, such as the reason why no policy guards the route. */
  readonly comment?: string;
}

/** @internal A Gateway policy that is enabled, or whose `enabled` only Terraform can evaluate. */
export interface GatewayPolicyEntry extends GatewayPolicyData {
  readonly address: string;
  /** Undefined if Terraform or Cloudflare sets it. */
  readonly precedence?: number;
  /** The traffic expression as it is written, for display. */
  readonly about?: string;
  /** The identity expression as it is written, for display. */
  readonly who?: string;
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
  /** What its pods may connect to. Undefined if it does not run in Kubernetes. */
  readonly egress?: PodEgress;
}

/** @internal The NetworkPolicies that restrict the egress of pods. A connection is allowed if one of them allows it. */
export interface PodEgress {
  /** The policies that select the pods. Without one, every connection is allowed. */
  readonly policies: EgressPolicy[];
  /** The addresses of policies that may select the pods. Only Terraform can evaluate whether they do. */
  readonly unread: string[];
}

/** @internal A NetworkPolicy with its egress rules. */
export interface EgressPolicy {
  readonly address: string;
  /** The name with the namespace: "cloudflared/cloudflared-dev". */
  readonly name: string;
  readonly rules: EgressRule[];
}

/** @internal An egress rule of a NetworkPolicy. */
export interface EgressRule {
  /** Undefined if the rule matches every destination. */
  readonly peers?: EgressPeer[];
  /** Undefined if the rule matches every port. */
  readonly ports?: EgressPort[];
}

/** @internal A destination of an egress rule. */
export type EgressPeer =
  | { readonly kind: "block"; readonly cidr: Cidr; readonly except: Cidr[] }
  /** Matches pods by their labels. `everyPod` if it matches all pods of the cluster. */
  | { readonly kind: "selector"; readonly text: string; readonly everyPod: boolean }
  /** Only Terraform can evaluate it. */
  | { readonly kind: "unread"; readonly text: string };

/** @internal The ports of an egress rule. Without `first`, every port of the protocol. */
export interface EgressPort {
  /** "TCP", "UDP" or "SCTP". */
  readonly protocol?: string;
  readonly first?: number;
  readonly last?: number;
  /** What only Terraform or the pods know: an expression, or the name of a port. */
  readonly unread?: string;
}
