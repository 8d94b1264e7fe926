import { IConstruct } from "constructs";
import { having } from "./kinds";
import { Owner } from "./owner";

/** A virtual network, created in this app or imported by its id. */
export interface IVirtualNetwork extends IConstruct {
  /** The id of the virtual network: a UUID. Two ids with the same text are the same virtual network. */
  readonly virtualNetworkId: string;
  /** @internal The construct that created it; `undefined` if it is imported. */
  readonly _owner?: Owner;
  /** @internal Whether it is the default of the account, which a route without a virtual network belongs to. */
  readonly _isDefault?: boolean;
}

/** @internal What a virtual network must be at run time. */
export const VIRTUAL_NETWORK = having("a VirtualNetwork", "VirtualNetwork constructs", "virtualNetworkId");
