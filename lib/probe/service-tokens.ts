import { text } from "../core/terraform/values";
import type { AccessData } from "../inventory/hosts/access-data";
import { nameOf, Resolve, TerraformObject } from "../inventory/terraform/objects";
import type { Selector } from "../reachability/access/model";

/** @internal Stands for every service token of the account. */
export const ANY_TOKEN = "*";

/**
 * The names of the service tokens that surely pass an application: those of Service Auth policies without further
 * conditions, which Access evaluates before the other policies. A policy with `require` or `exclude` rules may refuse a
 * token for another reason.
 *
 * @internal
 */
export function serviceTokensOf(application: TerraformObject, access: AccessData, resolve: Resolve): string[] {
  const { policies } = access.applicationOf(application);
  const found = policies.flatMap(({ decision, rules }) => {
    if (decision !== "non_identity" || rules === undefined) return [];
    if (rules.require.length > 0 || rules.exclude.length > 0) return [];
    return rules.include.flatMap((selector) => tokensIn(selector, access, resolve));
  });
  return [...new Set(found)];
}

function tokensIn({ name, value }: Selector, access: AccessData, resolve: Resolve): string[] {
  if (name === "any_valid_service_token") return [ANY_TOKEN];
  if (name === "service_token") {
    const id = text(value.token_id);
    const token = id === undefined ? undefined : resolve(id);
    return token !== undefined ? [nameOf(token)] : id !== undefined ? [id] : [];
  }
  const group = name === "group" ? access.directory.group(text(value.id) ?? "") : undefined;
  if (group === undefined || group.require.length > 0 || group.exclude.length > 0) return [];
  return group.include.flatMap((selector) => (selector.name === "group" ? [] : tokensIn(selector, access, resolve)));
}
