import { IConstruct } from "constructs";
import { Account } from "./account";

/** @internal Defines what made an object here; one that is only named by its id has none. */
export interface Owner {
  readonly construct: IConstruct;
  readonly account: Account;
  /** How to name it from another stack: "VirtualNetwork.fromVirtualNetworkId". */
  readonly importer: string;
}
