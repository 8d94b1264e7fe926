import { Traffic } from "./traffic";
import { Account } from "../core/account";
import { ACCOUNT_HINT, PropNames } from "../core/props";

/** Properties that all Gateway policies have in common. */
export interface GatewayPolicyProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The name in the dashboard. @default - the construct's id */
  readonly name?: string;
  /** The description in the dashboard. @default - the name */
  readonly description?: string;
  /** The traffic that the policy matches. */
  readonly traffic: Traffic;
  /**
   * The precedence among the account's policies of the same kind: an integer from 1, unique in the account. The
   * matching policy with the lowest number applies.
   *
   * @default - derived from the construct's path, from 1,000,000, so that it never changes; blocking policies are
   * evaluated after all others
   */
  readonly precedence?: number;
}

/** @internal The names of the common properties. */
export const POLICY_PROPS: PropNames<GatewayPolicyProps> = {
  required: { account: ACCOUNT_HINT, traffic: "the matched traffic, such as Traffic.destination(…)" },
  optional: { name: true, description: true, precedence: true },
};
