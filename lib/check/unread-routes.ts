import { usersIn } from "./access-changes";
import type { Examination } from "./examination";
import type { ChangeSet, NotUnderstood, ResourceChange } from "./model";
import { isUnchanged, versionsOf } from "./targets/projection";
import { text } from "../core/terraform/values";
import { privateNetworksOf } from "../inventory/network/read";
import { isTemporary } from "../inventory/network/temporary";
import { Attribute } from "../reachability/users/attribute";
import { and, attributesOf, Formula, has, not, substitute } from "../reachability/users/formula";
import { Certainty, findStranger, findUser } from "../reachability/users/search";

const LIST = "cloudflare_zero_trust_list";

/** @internal The private routes and policies after the apply of which nothing can be evaluated. */
export function unreadNetwork({ changes, notUnderstood }: ChangeSet): NotUnderstood[] {
  const isReported = new Set(notUnderstood.map(({ address }) => address));
  const objects = changes.flatMap(({ after }) => (after === undefined || after.data ? [] : [after]));
  return privateNetworksOf(objects).flatMap(({ unread }) =>
    unread
      .filter(({ address }) => !isReported.has(address))
      .map(({ address, why }) => ({
        address,
        where: "the whole object",
        why: why.charAt(0).toLowerCase() + why.slice(1).replace(/\.$/, ""),
      })),
  );
}

/**
 * Why it is not known who gains access to a private route, as clauses: a condition that cannot be evaluated decides
 * whether enrolled users without an attribute that identifies them do, or the content of a list changes.
 *
 * @internal
 */
export function unreadGains({ projection, before, after }: Examination): string[] {
  const { changes, kind } = projection;
  if (kind !== "route" || changes.every(isUnchanged)) return [];
  const [old, now] = [before, after].map((state) => usersIn(state, () => true));
  const unread = attributesOf(now).filter((each) => each.kind === "unread" && !isTemporary(each));
  const gained = and(now, not(old));
  const open = unread.length > 0 && findStranger(anyReading(gained), Certainty.CERTAIN) !== undefined ? unread : [];
  const isListed = listedIn(changes);
  const listed = attributesOf(now).filter(isListed);
  const other = substitute(old, (each) => (isListed(each) ? has({ ...each, key: `${each.key} before` }) : undefined));
  const moved = listed.length > 0 && findUser(and(now, not(other))) !== undefined ? listed : [];
  return [...new Set([...open, ...moved].map(({ words, why = `the content of a list decides ${words}` }) => why))];
}

/** The set in which every condition that cannot be evaluated has the value that admits more users. */
function anyReading(formula: Formula): Formula {
  return substitute(formula, (each, positive) => (each.kind === "unread" && !isTemporary(each) ? positive : undefined));
}

/** Whether an attribute depends on the content of a list that changes. */
function listedIn(changes: readonly ResourceChange[]): (attribute: Attribute) => boolean {
  const lists = changes.filter((each) => !isUnchanged(each) && versionsOf(each)[0]?.type === LIST);
  const ids = lists.flatMap(versionsOf).flatMap(({ values }) => text(values.id) ?? []);
  return ({ trust, value }) => trust === "unknown" && ids.some((id) => value.includes(id));
}
