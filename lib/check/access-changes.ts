import type { Examination } from "./examination";
import type { AccessChange, ResourceChange } from "./model";
import { isUnchanged, versionsOf } from "./targets/projection";
import { kindsOf } from "./users";
import { text } from "../core/terraform/values";
import { nameOf } from "../inventory/terraform/objects";
import { and, Formula, isSame, not, or } from "../reachability/users/formula";
import type { User } from "../reachability/users/search";
import { EvaluatedState } from "../rehearsal/checks/comparison";

/** @internal The users of all requests to a target in one version. */
export function usersIn(state: EvaluatedState, isOwn: (target: string) => boolean): Formula {
  return or(...[...state.targets()].filter(isOwn).map((each) => state.users(each, "users")));
}

/** @internal The users who gain or lose access to a target by a change, the gains first. */
export function accessChangesOf(
  { projection, before, after }: Examination,
  isOwn: (target: string) => boolean,
  describe: (user: User) => string,
): AccessChange[] {
  const [old, now] = [before, after].map((state) => usersIn(state, isOwn));
  if (isSame(old, now)) return [];
  const because = reasonOf(projection.changes, [...before.targets()].some(isOwn), [...after.targets()].some(isOwn));
  const rows = (change: AccessChange["change"], users: Formula) =>
    kindsOf(users, describe).map((who): AccessChange => ({ target: projection.target, change, who, because }));
  return [...rows("gains", and(now, not(old))), ...rows("loses", and(old, not(now)))];
}

/** The objects that decide who gets through, the most specific first. */
const KINDS: [type: RegExp, name: string][] = [
  [/access_policy$/, "policy"],
  [/access_group$/, "group"],
  [/gateway_policy$/, "Gateway policy"],
  [/access_application$/, "application"],
  [/_route$/, "route"],
  [/_config$/, "tunnel configuration"],
  [/dns_record$/, "record"],
];

const WORDS: Record<string, string> = { create: "created", update: "updated", delete: "deleted" };

function reasonOf(changes: readonly ResourceChange[], wasReached: boolean, isReached: boolean): string {
  if (!wasReached) return "the target is added";
  if (!isReached) return "the target is removed";
  const changed = changes.filter((each) => !isUnchanged(each));
  for (const [type, kind] of KINDS) {
    const found = changed.filter((each) => type.test(versionsOf(each)[0].type));
    if (found.length === 0) continue;
    return found
      .slice(0, 3)
      .map((each) => describeChange(each, kind))
      .join(", ");
  }
  return "several objects change";
}

function describeChange(change: ResourceChange, kind: string): string {
  const [object] = versionsOf(change);
  const decision = text(object.values.decision);
  const name = `${kind} "${nameOf(object)}"${decision === undefined ? "" : ` (${decision})`}`;
  return `${name} is ${WORDS[change.action] ?? "replaced"}`;
}
