import type { AccountSetting } from "./network/account-settings";

/**
 * Defines what one stack publishes and who gets in: plain data, sorted, the same for the same Terraform.
 *
 * @internal
 */
export interface Inventory {
  readonly stack: string;
  readonly tunnels: TunnelEntry[];
  readonly hosts: HostEntry[];
  /** Applications that no host of this stack is locked by. */
  readonly applications: ApplicationEntry[];
  readonly privateRoutes: PrivateRouteEntry[];
  readonly privateNames: PrivateNameEntry[];
  /** What the account must say besides, where private addresses or names are routed. */
  readonly accountSettings: AccountSetting[];
  readonly findings: Finding[];
}

/** @internal */
export interface TunnelEntry {
  /** Undefined for a tunnel of another stack. */
  readonly address?: string;
  readonly id: string;
  readonly name: string;
  /** Addresses of its configurations: more than one overwrite each other. */
  readonly configurations: string[];
  readonly connectors: ConnectorEntry[];
  readonly notes: string[];
}

/** @internal Defines something of this stack that runs cloudflared. */
export interface ConnectorEntry {
  readonly address: string;
  readonly name: string;
  readonly image: string;
}

/** @internal */
export interface HostEntry {
  /** "*" for whatever else reaches the tunnel, where the catch-all rule serves it. */
  readonly hostname: string;
  readonly url: string;
  readonly tunnel: HostTunnel;
  /** The rules that the connector tries for this name, in its order. */
  readonly routes: RouteEntry[];
  /** Address of the DNS record. */
  readonly dnsRecord?: string;
  readonly access: HostAccessEntry;
  readonly locks: Locks;
  readonly notes: string[];
}

/** @internal */
export interface HostTunnel {
  readonly address?: string;
  readonly name: string;
}

/** @internal */
export interface RouteEntry {
  /** A regular expression; undefined for every path. */
  readonly path?: string;
  readonly service: string;
  /** What answers, where only Terraform knows its address: "cloud_run_v2_service admin". */
  readonly origin?: string;
  /** Whether the path is matched from its first to its last character. */
  readonly exact?: boolean;
}

/** @internal */
export type HostAccessEntry =
  | { readonly kind: "policies"; readonly application: string; readonly policies: PolicyEntry[] }
  /** An application of somebody else, by its audience: the connector asks for its token. */
  | { readonly kind: "existing"; readonly aud: string; readonly reason?: string }
  | { readonly kind: "public"; readonly reason: string }
  | { readonly kind: "none" };

/** @internal */
export interface Locks {
  /** Address of the application that covers the whole host. */
  readonly edge?: string;
  /** Whether every rule of the host asks for Access's token. */
  readonly connector: boolean;
  /** What the two come to, policies that let anyone in taken off. */
  readonly state: LockState;
}

/** @internal */
export type LockState = "two locks" | "one lock" | "open";

/** @internal */
export interface ApplicationEntry {
  readonly address: string;
  readonly name: string;
  /** Hostnames with their paths, or what else it stands before. */
  readonly destinations: string[];
  readonly policies: PolicyEntry[];
}

/** @internal */
export interface PolicyEntry {
  /** Undefined for one that is written in its application, or that is defined elsewhere. */
  readonly address?: string;
  /** Only of one that is defined elsewhere. */
  readonly id?: string;
  readonly name: string;
  readonly decision?: string;
  /** Any of these, */
  readonly people: string[];
  /** and all of these, */
  readonly require: string[];
  /** but none of these. */
  readonly exclude: string[];
  /** The same as one sentence, the decision included. */
  readonly who: string;
  /** Whether it is defined elsewhere: this stack does not say whom it lets in. */
  readonly opaque: boolean;
  /** Whether it lets in the whole internet. */
  readonly anyone: boolean;
}

/** @internal Defines private addresses that enrolled devices reach. */
export interface PrivateRouteEntry {
  readonly address: string;
  /** A CIDR. */
  readonly destination: string;
  readonly tunnel: string;
  readonly virtualNetwork: string;
  /** In words, what the policies of this stack say; one for each part of it that they tell apart. */
  readonly who: string[];
  readonly comment?: string;
}

/** @internal Defines private names that enrolled devices resolve. */
export interface PrivateNameEntry {
  readonly address: string;
  /** In Gateway's language, or as names. */
  readonly names: string;
  readonly answeredBy: string;
}

/** @internal Defines something a reviewer has to see. */
export interface Finding {
  readonly code: FindingCode;
  /** A hostname, or the address of an object. */
  readonly about: string;
  readonly message: string;
}

/** @internal */
export type FindingCode =
  /** Anyone gets in, and nothing says that this is meant. */
  | "HostOpen"
  /** One of the two locks is missing. */
  | "HostHalfLocked"
  /** An application of its own stands before a part of the host. */
  | "PathLockedApart"
  /** The connector asks for the token of another application: nobody gets in. */
  | "AudienceOfAnother"
  /** Access said for the whole configuration, which the connector does not enforce. */
  | "AccessUnenforced"
  /** The record leads elsewhere, or around Cloudflare. */
  | "RecordMisleads"
  /** Configurations of one tunnel overwrite each other. */
  | "ConfigurationsCollide"
  /** Only Terraform knows the value: it cannot be judged here. */
  | "NotKnown";
