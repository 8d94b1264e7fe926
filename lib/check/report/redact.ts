import type { AccessChange, CheckReport, RuleId } from "../model";
import { RULE_NAMES } from "./view";

const DOMAIN = "(?:[\\p{L}\\p{N}_-]+\\\\?\\.)+[\\p{L}\\p{N}-]*[\\p{L}\\p{N}]";
/** The local part of an address can contain nearly all punctuation. */
const EMAIL = `(?:"[^"@]+"|[^\\s"<>()\\[\\],;:@]+)@${DOMAIN}`;
/** Addresses in a row, such as "a@example.com, b@example.com or c@example.com". */
const EMAILS = new RegExp(`${EMAIL}(?:(?:, (?:and |or )?| and | or )${EMAIL})*`, "gu");
const LIST = /\b(e-?mails? )((?:on )?list )(?:"[^"]*"|(?!"?\$)[^\s,;)]+)/gi;

/**
 * Replaces e-mail addresses by the number of users of their domain, and removes the names of e-mail lists, everywhere
 * in a report. The result contains no person's name, so that it can be published. Ids of findings can change with it.
 *
 * @internal
 */
export function redactPeople(report: CheckReport): CheckReport {
  const redacted = redactValue(report) as CheckReport;
  return { ...redacted, provenance: report.provenance, accessChanges: merged(redacted.accessChanges) };
}

/** @internal Redacts one text. */
export function redactText(text: string): string {
  return text
    .replace(EMAILS, (emails) => redactEmails(emails))
    .replace(LIST, (_, emails: string, list: string) =>
      list.startsWith("on") ? `${emails}on a list` : `${emails}list`,
    );
}

function redactValue(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(item)]));
}

function redactEmails(emails: string): string {
  const users = new Map<string, number>();
  let rest = "";
  for (const [email, domain] of emails.matchAll(new RegExp(`(?:"[^"@]+"|[^\\s"@]+)@(${DOMAIN})`, "gu"))) {
    // "exposure-window@wiki.example.com" is the id of a finding.
    if (Object.hasOwn(RULE_NAMES, email.slice(0, email.lastIndexOf("@")) as RuleId)) rest += email;
    else users.set(domain.replace(/\\/g, ""), (users.get(domain.replace(/\\/g, "")) ?? 0) + 1);
  }
  // What is in front of an address, such as "#" or "^", looks like a part of it.
  const before = /^[^\p{L}\p{N}"@]+(?=[\p{L}\p{N}])/u.exec(emails)?.[0] ?? "";
  const texts = [...users].map(([domain, number]) => usersOf(number, domain));
  return before + [...(rest === "" ? [] : [rest]), ...texts].join(", ");
}

function usersOf(number: number, domain: string): string {
  return `${number} ${number === 1 ? "user" : "users"} of ${domain}`;
}

/** Rows that differ only in a user become one row with the number of users. */
function merged(changes: readonly AccessChange[]): AccessChange[] {
  const rows = new Map<string, AccessChange & { users: number }>();
  for (const change of changes) {
    const { target, change: kind, because, who } = change;
    const [, number, domain] = /^(\d+) users? of (\S+)$/.exec(who) ?? [];
    const key = JSON.stringify([target, kind, because, domain ?? who]);
    const users = (rows.get(key)?.users ?? 0) + Number(number ?? 0);
    rows.set(key, { ...change, who: domain === undefined ? who : usersOf(users, domain), users });
  }
  return [...rows.values()].map(({ users: _, ...change }) => change);
}
