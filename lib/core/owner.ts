import { TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { Account } from "./account";
import { Problem } from "./errors";

/** @internal The construct that created an object in this app. An object that is imported by its id has no owner. */
export interface Owner {
  readonly construct: IConstruct;
  readonly account: Account;
  /** The factory that imports it into another stack, such as "AccessPolicy.fromPolicyId". Not every object has one. */
  readonly importer?: string;
}

/**
 * Refuses an object of another account, which Cloudflare would not find, and an object of another stack. Stacks are
 * applied one after another, so a removal could delete the object before the host that it protects.
 *
 * @internal
 */
export function validateOwnership(scope: IConstruct, account: Account, owner: Owner | undefined): Problem[] {
  if (owner === undefined) return [];
  const problems: Problem[] = [];
  if (owner.account.accountId !== account.accountId) {
    problems.push({
      code: "AccountMismatch",
      message: `${owner.construct.node.path} belongs to account ${owner.account.accountId}, but this object belongs to account ${account.accountId}. Create it in this account.`,
    });
  }
  if (TerraformStack.of(owner.construct) !== TerraformStack.of(scope)) {
    problems.push({
      code: "StackMismatch",
      message: `${owner.construct.node.path} is an object of another stack. ${owner.importer === undefined ? "Create it in this stack" : `Import it by its id: ${owner.importer}(…)`}.`,
    });
  }
  return problems;
}
