import type { Acceptance, RulesFile } from "./model";
import { daysBetween } from "./read-rules";
import { nearest } from "../../core/nearest";
import { compare } from "../../core/terraform/values";
import type { CheckFinding } from "../model";

/** How many days before its end an acceptance is reported. */
const NOTICE_DAYS = 30;

/** @internal How acceptances are applied. */
export interface AcceptanceOptions {
  /** The current day (UTC), as YYYY-MM-DD. */
  readonly today: string;
  /** The file of the base branch. What it does not contain does not count yet. */
  readonly base?: RulesFile;
}

/**
 * Marks the accepted findings, and adds findings about the acceptances: those that have expired, that end soon, that do
 * not count yet, and that match no finding.
 *
 * @internal
 */
export function applyAcceptances(
  findings: readonly CheckFinding[],
  { acceptances }: Pick<RulesFile, "acceptances">,
  { today, base }: AcceptanceOptions,
): CheckFinding[] {
  const ids = [...new Set(findings.map(({ id }) => id))].sort(compare);
  const known = new Set(ids);
  const accepting = new Map<string, Acceptance>();
  const notes: CheckFinding[] = [];
  for (const acceptance of acceptances) {
    const { finding, expires } = acceptance;
    if (!known.has(finding)) {
      notes.push(unusedNote(finding, ids));
      continue;
    }
    const counting = base === undefined ? acceptance : base.acceptances.find((each) => each.finding === finding);
    if (counting === undefined || (counting.expires !== expires && daysBetween(today, counting.expires) < 0)) {
      notes.push(pendingNote(acceptance));
    } else if (daysBetween(today, counting.expires) < 0) {
      notes.push(expiredFinding(counting));
    } else {
      accepting.set(finding, counting);
      if (daysBetween(today, expires) <= NOTICE_DAYS) notes.push(expiringNote(acceptance));
    }
  }
  return [
    ...findings.map((each): CheckFinding => {
      const { reason, owner, expires } = accepting.get(each.id) ?? {};
      if (reason === undefined) return each;
      return { ...each, fails: false, acceptance: { reason, owner: owner!, expires: expires! } };
    }),
    ...notes,
  ];
}

function aboutAcceptance(
  rule: CheckFinding["rule"],
  finding: string,
  fails: boolean,
  texts: Pick<CheckFinding, "title" | "why" | "fix">,
): CheckFinding {
  return { id: `${rule}@${finding}`, rule, fails, target: finding, addresses: [], ...texts };
}

function expiredFinding({ finding, expires, owner }: Acceptance): CheckFinding {
  return aboutAcceptance("acceptance-expired", finding, true, {
    title: `the acceptance of ${finding} expired on ${expires}`,
    why: `the last day on which it was valid is ${expires} (UTC), and the finding still exists; the owner is ${owner}`,
    fix: "resolve the finding, or review it again and set a new day",
  });
}

function expiringNote({ finding, expires, owner }: Acceptance): CheckFinding {
  const title = `the acceptance of ${finding} by ${owner} ends on ${expires}`;
  return aboutAcceptance("acceptance-expiring", finding, false, { title });
}

function pendingNote({ finding, owner, reason }: Acceptance): CheckFinding {
  return aboutAcceptance("acceptance-pending", finding, false, {
    title: `the acceptance of ${finding} by ${owner} counts after the merge: ${reason}`,
  });
}

function unusedNote(finding: string, ids: readonly string[]): CheckFinding {
  const similar = nearest(finding, ids);
  const hint = similar === undefined ? "remove it" : `the nearest finding is ${similar}`;
  return aboutAcceptance("acceptance-unused", finding, false, {
    title: `the acceptance of ${finding} matches no finding; ${hint}`,
  });
}
