import type { Account, AccountObject } from "./model";
import { RECORD, ZONE } from "./read/collections";
import { compare, Values } from "../core/terraform/values";
import { isExposed } from "../inventory";
import type { Finding, HostEntry, InventoryOptions } from "../inventory";
import { ANY_HOSTNAME } from "../inventory/hosts/ingress-matching";
import { inventoryOf } from "../inventory/inventory";

/** @internal What an account publishes, judged in the same way as an app. */
export interface AccountInventory {
  /** The hosts, those that more users reach first. */
  readonly hosts: readonly HostEntry[];
  readonly findings: readonly Finding[];
}

/**
 * Judges the objects of an account.
 *
 * @param commentsOf what the app adds to an object, which the API does not store
 * @internal
 */
export function accountInventory(
  account: Account,
  options: InventoryOptions = {},
  commentsOf: (object: AccountObject) => unknown = () => undefined,
): AccountInventory {
  const objects = account.objects.map((object) => withComment(object, commentsOf(object)));
  const { hosts, findings } = inventoryOf(account.id, objects, [], options);
  const isHidden = (hostname: string) => hostname === ANY_HOSTNAME && knowsEveryRecord(account);
  return {
    hosts: hosts.filter(({ hostname }) => !isHidden(hostname)).sort(worstFirst),
    findings: findings.filter(({ about }) => !isHidden(about)),
  };
}

/**
 * A name reaches a tunnel only through a record, and a wildcard record is a host of its own. So nothing else reaches
 * the catch-all rule if all records are known.
 */
function knowsEveryRecord({ gaps }: Account): boolean {
  return !gaps.some(({ types }) => types.includes(RECORD) || types.includes(ZONE));
}

function withComment(object: AccountObject, comment: unknown): AccountObject {
  if (comment === undefined) return object;
  const values: Values = { ...object.values, "//": comment };
  return { ...object, values };
}

const STATES: HostEntry["protection"]["state"][] = [
  "exposed",
  "one layer, not verified",
  "two layers, not verified",
  "one layer",
  "two layers, one not verified",
  "two layers",
];

function worstFirst(a: HostEntry, b: HostEntry): number {
  return rankOf(a) - rankOf(b) || compare(a.hostname, b.hostname) || compare(a.tunnel.name, b.tunnel.name);
}

/** An exposed host with a record is reached now. One without is reached as soon as a record is added. */
function rankOf(host: HostEntry): number {
  if (isExposed(host)) return host.dnsRecord === undefined ? 1 : 0;
  if (host.access.kind === "public") return 2;
  return 3 + STATES.indexOf(host.protection.state);
}
