import { TerraformProvider, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { Account, AccountLimits, validateAccount } from "./account";
import { report, warn } from "./errors";

const PUBLISHED_LIMITS: Required<AccountLimits> = {
  accessApplications: 500,
  accessPolicies: 500,
  accessGroups: 300,
  serviceTokens: 50,
  tunnels: 1000,
  routes: 1000,
  virtualNetworks: 1000,
  gatewayDnsPolicies: 500,
  gatewayNetworkPolicies: 500,
  gatewayResolverPolicies: 500,
};

const checkedAccounts = new WeakMap<TerraformStack, Set<Account>>();
const counts = new WeakMap<IConstruct, Map<string, number>>();
const holders = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Checks an account once a stack, and counts one more object of a kind against its limit.
 *
 * @internal
 */
export function registerIn(
  scope: IConstruct,
  account: Account,
  kind: keyof AccountLimits,
): TerraformProvider | undefined {
  const stack = TerraformStack.of(scope);
  const checked = checkedAccounts.get(stack) ?? new Set();
  checkedAccounts.set(stack, checked);
  if (!checked.has(account)) {
    checked.add(account);
    report(scope, ...validateAccount(account));
  }
  count(scope, account, kind);
  return account.provider;
}

function count(scope: IConstruct, account: Account, kind: keyof AccountLimits): void {
  const ofApp = counts.get(scope.node.root) ?? new Map<string, number>();
  counts.set(scope.node.root, ofApp);
  const key = `${account.accountId}/${kind}`;
  const now = (ofApp.get(key) ?? 0) + 1;
  ofApp.set(key, now);
  const own = account.limits?.[kind];
  const limit = own ?? PUBLISHED_LIMITS[kind];
  if (now !== limit + 1) return; // said once, by the first that is too many
  const message = `this is number ${now} of the account's ${limit} ${kind}; raise the limit with Cloudflare and say it in account.limits.${kind}, or split the estate`;
  if (own === undefined) warn(scope, "AccountLimitExceeded", message);
  else report(scope, { code: "AccountLimitExceeded", message });
}

/**
 * Takes a name that Cloudflare gives once, for the whole app. Gives the construct that has it already, and leaves it there.
 *
 * @internal
 */
export function take(construct: IConstruct, name: string): IConstruct | undefined {
  const before = holderOf(construct, name);
  if (before === undefined) holders.get(construct.node.root)!.set(name, construct);
  return before;
}

/** @internal */
export function holderOf(scope: IConstruct, name: string): IConstruct | undefined {
  const ofApp = holders.get(scope.node.root) ?? new Map<string, IConstruct>();
  holders.set(scope.node.root, ofApp);
  return ofApp.get(name);
}
