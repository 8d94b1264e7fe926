import type { Cidr } from "../../core/addresses/cidr";
import type { AccessApplicationData, Directory } from "../access/model";
import type { NumberRange } from "../expression/operands";
import type { Expression } from "../expression/syntax";

/** @internal Represents the account's default virtual network if its id is unknown. */
export const DEFAULT_VIRTUAL_NETWORK = "default";

/** @internal A Gateway policy. */
export interface GatewayPolicyData {
  readonly name: string;
  /** "dns", "l4" or another type, which does not decide whether a user reaches a target. */
  readonly builder: string;
  readonly action: string;
  readonly traffic?: Expression;
  readonly identity?: Expression;
  readonly devicePosture?: Expression;
  /** @default - true */
  readonly enabled?: boolean;
  /** Why the policy may not apply although it matches: a schedule, an expiry, an expression in `enabled`. */
  readonly unsure?: string;
  /** The condition behind `unsure`, such as the text of the schedule. Equal texts are the same condition. */
  readonly unsureCondition?: string;
}

/** @internal What a device connects to. */
export interface PrivateTarget {
  /** One address, or every address of a range. For a name, the range from which Gateway assigns its address. */
  readonly destination: Cidr;
  /** @default - unknown */
  readonly port?: number;
  /** "tcp", "udp" or "icmp". @default - unknown */
  readonly protocol?: string;
  /** The id of the virtual network that the device uses. */
  readonly virtualNetwork: string;
  /** The server name (SNI) of a TLS connection. Null if there is none. @default - unknown */
  readonly serverName?: string | null;
  /** The DNS name that the device resolves, if a hostname route covers it. */
  readonly name?: string;
}

/** @internal A CIDR route. */
export interface CidrRoute {
  readonly cidr: Cidr;
  readonly tunnel: string;
  readonly virtualNetwork: string;
}

/** @internal A hostname route. */
export interface NameRoute {
  /** The hostname without a leading "*.". The route covers the hostname and one label below it. */
  readonly hostname: string;
  readonly tunnel: string;
}

/** @internal A private destination of an Access application. */
export interface PrivateDestination {
  readonly cidr?: Cidr;
  /** A hostname, in which "*" matches a part of a label. */
  readonly hostname?: string;
  /** @default - all ports */
  readonly ports?: NumberRange;
  /** "tcp" or "udp". @default - both */
  readonly protocol?: string;
  /** The id of a virtual network. @default - all virtual networks */
  readonly virtualNetwork?: string;
}

/** @internal An Access application that protects private destinations. */
export interface PrivateApplication {
  readonly name: string;
  readonly destinations: readonly PrivateDestination[];
  readonly application: AccessApplicationData;
}

/** @internal What decides whether enrolled devices reach private targets. */
export interface PrivateEstate {
  /** The virtual networks that are defined here. Their ids are known to differ. */
  readonly virtualNetworks: readonly { readonly id: string }[];
  /** @default DEFAULT_VIRTUAL_NETWORK */
  readonly defaultVirtualNetwork?: string;
  readonly routes: readonly CidrRoute[];
  readonly hostnameRoutes: readonly NameRoute[];
  /** The policies of every type, in ascending order of precedence. */
  readonly policies: readonly GatewayPolicyData[];
  /** @default - unknown, and assumed not to restrict anyone */
  readonly privateApplications?: readonly PrivateApplication[];
  /** What is known of the objects that selectors refer to by id. @default - nothing */
  readonly directory?: Directory;
  /** The ranges of the account's initial resolved addresses. @default INITIAL_RESOLVED_RANGES */
  readonly initialResolvedRanges?: readonly string[];
}
