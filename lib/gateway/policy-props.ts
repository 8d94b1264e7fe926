import { Traffic } from "./traffic";
import { Account } from "../core/account";

/** Defines what every Gateway policy has. */
export interface GatewayPolicyProps {
  readonly account: Account;
  /** The name people read in the dashboard. @default - the construct's id */
  readonly name?: string;
  /** What people read beside the name. @default - the name */
  readonly description?: string;
  /** Which traffic it speaks of. */
  readonly traffic: Traffic;
  /**
   * Its place among the account's policies of its kind: the lowest that matches decides. From 1, and no other policy's.
   *
   * @default - from 1,000,000 on, made of the construct's path, so that it never moves; what blocks stands behind all that allows
   */
  readonly precedence?: number;
}
