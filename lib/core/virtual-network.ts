import { IConstruct } from "constructs";
import { Owner } from "./owner";

/** Defines a virtual network, owned or only named by its id. */
export interface IVirtualNetwork extends IConstruct {
  /** The virtual network's id: a UUID. Two that have the same text are the same network. */
  readonly virtualNetworkId: string;
  /** @internal */
  readonly _owner?: Owner;
  /** @internal Whether it is the account's default one, which a route without a virtual network is in. */
  readonly _isDefault?: boolean;
}
