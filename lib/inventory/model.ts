import type { AccountSetting } from "./network/account-settings";

/**
 * What one stack publishes, and who can reach it: plain data, sorted, the same for the same Terraform.
 *
 * @internal
 */
export interface Inventory {
  readonly stack: string;
  /** The ids of the Cloudflare accounts that the objects belong to. */
  readonly accounts: string[];
  /** The values that are examples, such as "example.com", and must be replaced before the stack is deployed. */
  readonly exampleValues: string[];
  readonly tunnels: TunnelEntry[];
  readonly hosts: HostEntry[];
  /** The applications that cover no published host. */
  readonly applications: ApplicationEntry[];
  readonly privateRoutes: PrivateRouteEntry[];
  readonly privateNames: PrivateNameEntry[];
  /** The DNS servers that answer for a cluster. */
  readonly dnsServers: DnsServerEntry[];
  /** The settings that the account needs for private addresses and names. */
  readonly accountSettings: AccountSetting[];
  readonly findings: Finding[];
}

/** @internal A tunnel. */
export interface TunnelEntry {
  /** Undefined for a tunnel that is managed elsewhere. */
  readonly address?: string;
  readonly id: string;
  readonly name: string;
  /** The addresses of its configurations. Several configurations overwrite each other. */
  readonly configurations: string[];
  readonly connectors: ConnectorEntry[];
  readonly notes: string[];
}

/** @internal A workload that runs cloudflared. */
export interface ConnectorEntry {
  readonly address: string;
  readonly name: string;
  readonly image: string;
}

/** @internal A published host. */
export interface HostEntry {
  /** The hostname. "*" represents all other names that reach the tunnel, if the catch-all rule serves them. */
  readonly hostname: string;
  readonly url: string;
  readonly tunnel: HostTunnel;
  /** The ingress rules that cloudflared evaluates for this name, in order. */
  readonly routes: RouteEntry[];
  /** The address of the DNS record. */
  readonly dnsRecord?: string;
  readonly access: HostAccessEntry;
  readonly protection: Protection;
  readonly notes: string[];
}

/** @internal The tunnel of a host. */
export interface HostTunnel {
  readonly address?: string;
  readonly name: string;
}

/** @internal An ingress rule. */
export interface RouteEntry {
  /** A regular expression. Undefined for all paths. */
  readonly path?: string;
  readonly service: string;
  /** The origin, if only Terraform knows its URL: "cloud_run_v2_service admin". */
  readonly origin?: string;
  /** Whether the expression matches the whole path. */
  readonly exact?: boolean;
}

/** @internal How Access treats a host. */
export type HostAccessEntry =
  | { readonly kind: "policies"; readonly application: string; readonly policies: PolicyEntry[] }
  /** The application is managed elsewhere. The connector requires its token. */
  | { readonly kind: "existing"; readonly aud: string; readonly reason?: string }
  | { readonly kind: "public"; readonly reason: string }
  | { readonly kind: "none" };

/** @internal The layers of protection of a host. */
export interface Protection {
  /** The address of the application that covers the whole host. */
  readonly application?: string;
  /** Whether every ingress rule of the host requires the token of an Access application. */
  readonly connectorTokenCheck: boolean;
  /** The layers that no user passes without an attribute that identifies them. Empty for an exposed host. */
  readonly layers: ProtectionLayer[];
  /** The layers that depend on conditions that are not known here. */
  readonly unverified: ProtectionLayer[];
  /** The conditions on which the unverified layers depend, such as "in Access group 0a1b". */
  readonly unknown: string[];
  readonly state: ProtectionState;
}

/** @internal A layer of protection. */
export type ProtectionLayer = "Access application" | "connector token check" | "denial of unmatched requests";

/** @internal The number of layers of protection, and whether all of them are verified. */
export type ProtectionState =
  | "two layers"
  | "two layers, one not verified"
  | "two layers, not verified"
  | "one layer"
  | "one layer, not verified"
  | "exposed";

/** @internal An Access application. */
export interface ApplicationEntry {
  readonly address: string;
  readonly name: string;
  /** The hostnames with their paths, or other destinations. */
  readonly destinations: string[];
  readonly policies: PolicyEntry[];
}

/** @internal An Access policy. Users match if they match any `include`, every `require` and no `exclude` rule. */
export interface PolicyEntry {
  /** Undefined for a policy that is written in its application, or that is managed elsewhere. */
  readonly address?: string;
  /** The id of a policy that is managed elsewhere. */
  readonly id?: string;
  readonly name: string;
  readonly decision?: string;
  readonly include: string[];
  readonly require: string[];
  readonly exclude: string[];
  /** The decision and the rules as one text. */
  readonly who: string;
  /** Whether the rules are unknown, because the policy is managed elsewhere. */
  readonly opaque: boolean;
  /** Whether it allows users without an attribute that identifies them, such as anyone from a country. */
  readonly anyone: boolean;
}

/** @internal Private addresses that enrolled devices reach. */
export interface PrivateRouteEntry {
  readonly address: string;
  /** A CIDR. */
  readonly destination: string;
  readonly tunnel: string;
  readonly virtualNetwork: string;
  /** Who can connect, as text. One text for each part of the CIDR that the policies distinguish. */
  readonly who: string[];
  readonly comment?: string;
}

/** @internal Private names that enrolled devices resolve. */
export interface PrivateNameEntry {
  readonly address: string;
  /** An expression of Gateway's language, or hostnames. */
  readonly names: string;
  /** The DNS servers, or the connector. */
  readonly resolvedBy: string;
  /** Who can connect through a hostname route, as text. One text for each case that the policies distinguish. */
  readonly who?: string[];
  readonly comment?: string;
}

/** @internal A CoreDNS server that answers clients outside its cluster. */
export interface DnsServerEntry {
  /** The address of the workload. */
  readonly address: string;
  readonly name: string;
  readonly zones: string[];
  /** The IP addresses, or expressions that only Terraform can evaluate. */
  readonly addresses: string[];
  /** The CIDRs of the clients. "any" if the configuration does not restrict them. */
  readonly allowedSources: string[];
}

/** @internal Something that a reviewer must see. */
export interface Finding {
  readonly code: FindingCode;
  /** A hostname, or the address of an object. */
  readonly about: string;
  readonly message: string;
}

/** @internal The kinds of findings. */
export type FindingCode =
  /** Anyone can reach the host, and it is not declared public. */
  | "HostExposed"
  /** One of the two layers of protection is missing. */
  | "HostPartiallyProtected"
  /** A layer of protection depends on conditions that are not known here. */
  | "HostUnverified"
  /** The connector accepts the token of another application, which admits other users. */
  | "AudienceAdmitsOthers"
  /** A policy matches no user. */
  | "PolicyIneffective"
  /** Enrolled users without an attribute that identifies them reach a private route that declares no reason. */
  | "RouteExposed"
  /** Only conditions that are not known here restrict a private route. */
  | "RouteUnverified"
  /** Another application covers a part of the host. */
  | "PathCoveredSeparately"
  /** The connector requires the token of another application, so every request is denied. */
  | "AudienceMismatch"
  /** Access is required for the whole configuration, which the connector does not enforce. */
  | "AccessNotEnforced"
  /** The DNS record points elsewhere, or is not proxied. */
  | "RecordMismatch"
  /** Configurations of one tunnel overwrite each other. */
  | "ConfigurationConflict"
  /** Only Terraform can evaluate a value, so the result is incomplete. */
  | "ValueUnknown";
