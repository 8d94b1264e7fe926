import type { TerraformObject } from "./objects";
import { isExpression } from "../../core/terraform/expressions";
import { compare, text } from "../../core/terraform/values";

/** The length to which the id of an account is shortened in reports. */
const ID_LENGTH = 8;

/**
 * The id of the Cloudflare account of an object, or the reference to it. Undefined for an object of a zone or of
 * another provider.
 *
 * @internal
 */
export function accountOf({ type, values }: TerraformObject): string | undefined {
  return type.startsWith("cloudflare_") ? text(values.account_id) : undefined;
}

/** @internal The accounts of objects, sorted. */
export function accountsIn(objects: TerraformObject[]): string[] {
  const managed = objects.filter(({ data }) => !data);
  return [...new Set(managed.flatMap((each) => accountOf(each) ?? []))].sort(compare);
}

/** @internal Whether an object belongs to an account, or may do so because it names none. */
export function isInAccount(object: TerraformObject, account: string | undefined): boolean {
  return account === undefined || (accountOf(object) ?? account) === account;
}

/** @internal Whether two accounts are known to differ. A reference can have any value. */
export function areOtherAccounts(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b && ![a, b].some(isExpression);
}

/** @internal The display name of an account: "account 11111111". */
export function accountName(account: string): string {
  return `account ${isExpression(account) ? account.replace(/^\$\{(.*)\}$/, "$1") : account.slice(0, ID_LENGTH)}`;
}
