import { TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { Account } from "./account";
import { Problem } from "./errors";

/** @internal Defines what made an object here; one that is only named by its id has none. */
export interface Owner {
  readonly construct: IConstruct;
  readonly account: Account;
  /** How to name it from another stack, such as "AccessPolicy.fromPolicyId". */
  readonly importer: string;
}

/**
 * Refuses an object of another account, which Cloudflare would not find, and one of another stack: stacks are applied one after
 * the other, so that on a removal it would go before what it locks.
 *
 * @internal
 */
export function validateOwnership(scope: IConstruct, account: Account, owner: Owner | undefined): Problem[] {
  if (owner === undefined) return [];
  const problems: Problem[] = [];
  if (owner.account.accountId !== account.accountId) {
    problems.push({
      code: "AccountMismatch",
      message: `${owner.construct.node.path} belongs to account ${owner.account.accountId}, this to ${account.accountId}; define it in this account`,
    });
  }
  if (TerraformStack.of(owner.construct) !== TerraformStack.of(scope)) {
    problems.push({
      code: "StackMismatch",
      message: `${owner.construct.node.path} is an object of another stack; take it by its id: ${owner.importer}(…)`,
    });
  }
  return problems;
}
