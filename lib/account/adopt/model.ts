import type { Account } from "../model";

/** @internal An import block. */
export interface ImportBlock {
  /** The address in Terraform. */
  readonly to: string;
  readonly id: string;
}

/** @internal What `adopt` found for one stack. */
export interface StackAdoption {
  readonly stack: string;
  readonly directory: string;
  readonly imports: readonly ImportBlock[];
}

/** @internal Something about an object of the app. */
export interface Remark {
  /** The address, with its stack if there are several. */
  readonly about: string;
  readonly message: string;
}

/** @internal The result of `adopt`. */
export interface Adoption {
  readonly account: Account;
  readonly stacks: readonly StackAdoption[];
  /** The objects that the account does not contain. The first apply creates them. */
  readonly created: readonly Remark[];
  /** What the first apply changes in objects that are imported. */
  readonly changed: readonly Remark[];
  /** The objects that exist and are not imported, with the reason. A user must decide. */
  readonly refused: readonly Remark[];
  /** The objects about which nothing is known. */
  readonly unknown: readonly Remark[];
}
