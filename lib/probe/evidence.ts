import type { Answer } from "./client";
import type { Evidence } from "./model";

/** The headers that show who answered. Cookies are not among them. */
const HEADERS = [
  "location",
  "server",
  "cf-ray",
  "cf-mitigated",
  "www-authenticate",
  "content-type",
  "x-powered-by",
  "access-control-allow-origin",
  "access-control-allow-methods",
  "access-control-allow-credentials",
];

const LONGEST = 120;

/**
 * The status and the headers that matter.
 *
 * @param secrets texts that must not be shown, in case that an application returns them
 * @internal
 */
export function evidenceOf({ status, headers }: Answer, secrets: readonly string[]): Evidence {
  const shown = HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, cleaned(name, value, secrets)] as const] : [];
  });
  return { status, headers: Object.fromEntries(shown) };
}

function cleaned(name: string, value: string, secrets: readonly string[]): string {
  return printable(name === "location" ? withoutQuery(value) : value, secrets);
}

/** @internal Text of an answer that is safe to print: without secrets and control characters, and not too long. */
export function printable(text: string, secrets: readonly string[]): string {
  const hidden = secrets.reduce((all, secret) => all.replaceAll(secret, "***"), text);
  const plain = hidden.replace(/[^\x20-\x7e]/g, "?");
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 3)}...` : plain;
}

/** A query can contain tokens, and a user name a password. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, "?...").replace(/^([a-z]+:\/\/)[^/@]*@/i, "$1...@");
}
