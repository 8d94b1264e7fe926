import type { TerraformObject } from "../inventory/terraform/objects";

/** @internal An object of the account, in the form in which the readers of Terraform accept it. */
export interface AccountObject extends TerraformObject {
  /** The id that the API assigned. For a singleton, the id of the account. */
  readonly id: string;
  /** The id of the zone that contains it. Undefined for an object of the account. */
  readonly zone?: string;
}

/** @internal A part of the account that could not be read. */
export interface Gap {
  /** The kind of objects, such as "Access applications". */
  readonly what: string;
  readonly path: string;
  readonly why: string;
  /** The types of Terraform that are affected. */
  readonly types: readonly string[];
  /** The permission that is missing. Undefined if another reason is given. */
  readonly permission?: string;
}

/** @internal A process of cloudflared that is connected to a tunnel. */
export interface Connector {
  readonly id: string;
  /** Undefined if the connector does not report it. */
  readonly version?: string;
  readonly connections: number;
}

/** @internal Whether a tunnel is connected. */
export interface TunnelHealth {
  readonly tunnel: AccountObject;
  /** "healthy", "degraded", "down" or "inactive". Undefined if the API does not report it. */
  readonly status?: string;
  readonly connectors: readonly Connector[];
  /** Whether its ingress rules are in a file of the connector, so that the API does not know them. */
  readonly isLocal: boolean;
}

/** @internal What was read of an account. */
export interface Account {
  readonly id: string;
  readonly objects: readonly AccountObject[];
  readonly tunnels: readonly TunnelHealth[];
  readonly gaps: readonly Gap[];
}
