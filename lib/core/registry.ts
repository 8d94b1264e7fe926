import { TerraformProvider, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { Account, AccountLimits, validateAccount } from "./account";
import { ReservedRanges } from "./addresses/account-ranges";
import { report, warn } from "./errors";
import { checkProps, PropNames } from "./props";

const PUBLISHED_LIMITS: Required<AccountLimits> = {
  accessApplications: 500,
  accessPolicies: 500,
  accessGroups: 300,
  identityProviders: 50,
  serviceTokens: 50,
  tunnels: 1000,
  routes: 1000,
  virtualNetworks: 1000,
  gatewayDnsPolicies: 500,
  gatewayNetworkPolicies: 500,
  gatewayResolverPolicies: 500,
};

const LIMITS: PropNames<AccountLimits> = {
  required: {},
  optional: {
    accessApplications: true,
    accessPolicies: true,
    accessGroups: true,
    identityProviders: true,
    serviceTokens: true,
    tunnels: true,
    routes: true,
    virtualNetworks: true,
    gatewayDnsPolicies: true,
    gatewayNetworkPolicies: true,
    gatewayResolverPolicies: true,
  },
};

const ACCOUNT: PropNames<Account> = {
  required: {
    accountId: "the account id, which the Cloudflare dashboard shows",
    teamName: "the Zero Trust team name, the first label of <team>.cloudflareaccess.com",
  },
  optional: {
    ownUsersOnly: true,
    plan: true,
    limits: true,
    initialResolvedRanges: true,
    reservedRanges: true,
    provider: true,
  },
};
const RESERVED_RANGES: PropNames<ReservedRanges> = {
  required: {},
  optional: { sources: true, devices: true, loadBalancers: true },
};

const checkedAccounts = new WeakMap<TerraformStack, Set<Account>>();
const counts = new WeakMap<IConstruct, Map<string, number>>();

/**
 * Values of the whole app by key: names that Cloudflare accepts only once, and lists of what belongs together. Each
 * kind of value has its own registry, a constant of the module, so keys of different kinds never collide.
 *
 * @internal
 */
export class Registry<T> {
  private readonly apps = new WeakMap<
    IConstruct,
    { readonly claims: Map<string, T>; readonly lists: Map<string, T[]> }
  >();

  /** Registers the value unless the key is taken. Returns the value that already has the key. */
  public claim(scope: IConstruct, key: string, value: T): T | undefined {
    const { claims } = this.of(scope);
    const holder = claims.get(key);
    if (holder === undefined) claims.set(key, value);
    return holder;
  }

  /** The value that has claimed the key. */
  public find(scope: IConstruct, key: string): T | undefined {
    return this.of(scope).claims.get(key);
  }

  /** The list of a key. Callers add to it. */
  public collect(scope: IConstruct, key: string): T[] {
    const { lists } = this.of(scope);
    const list = lists.get(key) ?? [];
    lists.set(key, list);
    return list;
  }

  private of({ node: { root } }: IConstruct) {
    const app = this.apps.get(root) ?? { claims: new Map<string, T>(), lists: new Map<string, T[]>() };
    this.apps.set(root, app);
    return app;
  }
}

/**
 * Validates an account once per stack and counts one more object of a kind against the limit of the account. Returns
 * the provider of the account.
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
    checkAccountProps(scope, account);
    report(scope, ...validateAccount(account));
  }
  count(scope, account, kind);
  return account.provider;
}

function checkAccountProps(scope: IConstruct, account: Account): void {
  checkProps(scope, "account", account, ACCOUNT);
  if (account.limits !== undefined) checkProps(scope, "account.limits", account.limits, LIMITS);
  const { reservedRanges } = account;
  if (reservedRanges !== undefined) checkProps(scope, "account.reservedRanges", reservedRanges, RESERVED_RANGES);
}

function count(scope: IConstruct, account: Account, kind: keyof AccountLimits): void {
  const ofApp = counts.get(scope.node.root) ?? new Map<string, number>();
  counts.set(scope.node.root, ofApp);
  const key = `${account.accountId}/${kind}`;
  const now = (ofApp.get(key) ?? 0) + 1;
  ofApp.set(key, now);
  const own = account.limits?.[kind];
  const limit = own ?? PUBLISHED_LIMITS[kind];
  if (now !== limit + 1) return; // Reported once, by the first object above the limit.
  const message = `this is number ${now} of ${kind}, but the limit of the account is ${limit}. Ask Cloudflare for a higher limit and set account.limits.${kind}, or distribute the objects over several accounts.`;
  if (own === undefined) warn(scope, "AccountLimitExceeded", message);
  else report(scope, { code: "AccountLimitExceeded", message });
}
