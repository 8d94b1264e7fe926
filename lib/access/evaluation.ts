import { createHash } from "crypto";
import { IConstruct } from "constructs";
import { IAccessPolicy } from "./interfaces";
import { AccessRule } from "./rule";
import { Account } from "../core/account";
import { Registry } from "../core/registry";
import { resolvedAcrossStacks } from "../core/terraform/resources";
import { policyUsers } from "../reachability/access/application";
import { AccessPolicyData, AccessRules, Directory, EMPTY_DIRECTORY, Selector } from "../reachability/access/model";
import { usersOf } from "../reachability/access/selectors";
import { or } from "../reachability/users/formula";
import { Certainty, findStranger, User } from "../reachability/users/search";

/** What this app knows of an object that rules refer to by its id. */
interface KnownObject {
  readonly name: string;
  /** The rules of a group. */
  readonly rules?: AccessRules;
  readonly policy?: AccessPolicyData;
  /** The type of an identity provider. */
  readonly providerType?: string;
  /** Whether an identity provider admits anyone. */
  readonly admitsAnyone?: boolean;
}

/** The objects of the app by their id, which is usually a token. An import by the same token is the same object. */
const OBJECTS = new Registry<KnownObject>();

/** @internal Makes an object known to all rules of the app that contain its id. */
export function registerAccessObject(scope: IConstruct, id: string, object: KnownObject): void {
  OBJECTS.claim(scope, id, object);
}

/** @internal Makes the identity providers known whose type follows from a rule. */
export function registerProviders(scope: IConstruct, rules: AccessRule[]): void {
  for (const { _oneTimePinProvider: id } of rules) {
    if (id !== undefined) registerAccessObject(scope, id, { name: "a one-time PIN", providerType: "onetimepin" });
  }
}

/** @internal The rules as data. */
export function rulesData(include: AccessRule[], require: AccessRule[], exclude: AccessRule[]): AccessRules {
  return { include: selectorData(include), require: selectorData(require), exclude: selectorData(exclude) };
}

function selectorData(rules: AccessRule[]): Selector[] {
  return rules
    .flatMap(({ _selectors }) => _selectors.flatMap((selector) => Object.entries(snakeCase(selector))))
    .map(([name, value]) => ({ name, value: value as Selector["value"] }));
}

/** The names of Terraform for those of the L1. */
function snakeCase(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      typeof value === "object" && value !== null ? snakeCase(value) : value,
    ]),
  );
}

/** @internal The policy as data. Its rules are undefined if it is managed elsewhere. */
export function policyData(scope: IConstruct, policy: IAccessPolicy): AccessPolicyData {
  return policy._data ?? OBJECTS.find(scope, policy.policyId)?.policy ?? { name: policy.node.path };
}

/** @internal How to read logins whose users are unknown. */
export interface DirectoryOptions {
  /** Whether a login whose users are unknown counts as open to anyone. @default false */
  readonly openLogins?: boolean;
}

/** @internal What this app knows of the objects in rules. */
export function directoryOf(scope: IConstruct, account: Account, { openLogins }: DirectoryOptions = {}): Directory {
  const find = (id: string) => OBJECTS.find(scope, id);
  return {
    ...EMPTY_DIRECTORY,
    group: (id) => find(id)?.rules,
    providerType: (id) => find(id)?.providerType,
    admitsAnyone: (id) => find(id)?.admitsAnyone === true,
    nameOf: (id) => find(id)?.name,
    ownUsersOnly: account.ownUsersOnly === true,
    ...(openLogins === true && { openLogins }),
  };
}

/** @internal A stranger whom a policy lets through to the host. A bypass policy asks no one for anything. */
export function strangerIn(policy: AccessPolicyData, directory: Directory): User | undefined {
  return policy.decision === "deny" ? undefined : findStranger(policyUsers(policy, directory), Certainty.CERTAIN);
}

/**
 * The construct id of the L1 of a policy or a group. One that matches strangers by itself has another id than one that
 * does not.
 *
 * The protection of a host can consist of several objects, such as a policy that requires more than its group.
 * Terraform updates each of them in place, in an order that it chooses, so a group could open before its policy
 * requires more. With another id, it is created first, what refers to it is switched in one update, and the old object
 * is deleted last.
 *
 * @internal
 */
export function resourceIdOf(isOpen: boolean): string {
  return isOpen ? "OpenResource" : "Resource";
}

/**
 * The construct id of the L1 of a group. That of an open group contains a hash of its rules, so that it never changes
 * in place: other rules of a policy can rest on what an open group matches, such as an exclude, or a second group in
 * require.
 *
 * @internal
 */
export function groupResourceIdOf(scope: IConstruct, rules: AccessRules, isOpen: boolean): string {
  if (!isOpen) return resourceIdOf(false);
  const text = resolvedAcrossStacks(scope, JSON.stringify(rules));
  return `${resourceIdOf(true)}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
}

/** @internal Whether a policy reaches the host for users whom nothing identifies. */
export function isOpenPolicy(policy: AccessPolicyData, directory: Directory): boolean {
  return policy.decision === "bypass" || strangerIn(policy, directory) !== undefined;
}

/** @internal Whether a group matches users whom nothing identifies, with or without a login. */
export function isOpenGroup(rules: AccessRules, directory: Directory): boolean {
  const users = [true, false].map((login) => usersOf(rules, { directory, login, linkedUsers: () => undefined }));
  return findStranger(or(...users), Certainty.CERTAIN) !== undefined;
}
