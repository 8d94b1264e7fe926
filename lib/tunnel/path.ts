import { RE2JS } from "re2js";
import { ErrorCode } from "../core/error-codes";
import { Problem } from "../core/errors";

/**
 * A path is a literal, "/reports" (the path and everything below it), or an RE2 regex, "^/reports/[0-9]+$".
 * cloudflared supports only regexes and searches them in the percent-decoded path, so each is anchored here.
 */
type Check = [wrong: RegExp, mistake: string];

const ENCODED: Check = [/%/, 'contains "%", but paths are matched after decoding. Write the character itself.'];
const FRAGMENT: Check = [/#/, 'contains "#", but a fragment is never sent to the server. Remove it.'];
const DOUBLE_SLASH: Check = [/\/\//, 'contains "//"; use one slash.'];

const LITERAL_CHECKS: Check[] = [
  [/[\s\p{Cc}]/u, 'contains white space or control characters. Use a regex that starts with "^/", with \\s or \\x20.'],
  ENCODED,
  FRAGMENT,
  [
    /\?/,
    'contains "?", but a query is not part of the path and cannot be matched. Remove it (a regex starts with "^/").',
  ],
  [
    /\*/,
    'contains "*", but globs are not supported. Use "/reports" for /reports and everything below it, or a regex that starts with "^/".',
  ],
  [/[\\()[\]{}|^$]|\.\+/, 'looks like a regex. A regex must start with "^/".'],
  DOUBLE_SLASH,
  [
    /\/\.{1,2}(?:\/|$)/,
    'contains "." or ".." as a segment, which clients resolve before they send the request. Use the resolved path.',
  ],
];

const TRAILING_SLASH: Check = [/\/$/, "ends with a slash. Remove it; the path matches itself and everything below it."];

const REGEX_CHECKS: Check[] = [
  [/[\s\p{Cc}]/u, "contains white space or control characters; use \\s or \\x20."],
  ENCODED,
  FRAGMENT,
  [
    /\?\w+=/,
    'contains "?" and "=" like a query, which is not part of the path. Remove it, or use {0,1} instead of "?".',
  ],
  [
    /\/\*|\*\*/,
    'contains "/*" or "**" like a glob, which repeats the slash in a regex. Use "/reports" for /reports and everything below it, or "/.*".',
  ],
  [/\{,\d*\}/, "contains {,n}, which RE2 matches literally; use {0,n}."],
  DOUBLE_SLASH,
  [
    /\/(?:\.{1,2}\/|\\\.(?:\\\.)?(?:[/$()|]|$))/,
    'contains "." or ".." as a segment, which clients resolve before they send the request. Use [^/] to match any character.',
  ],
];

/** Every path starts with one of these, so a regex that matches all of them matches every path. */
const PROBES = [
  "/",
  ...Array.from({ length: 0x7f - 0x20 }, (_, i) => `/${String.fromCharCode(0x20 + i)}`),
  "/é",
  "/a/b",
  "/\n",
];

/** @internal Validates a path: a literal or a regex. */
export function validatePath(path: string): Problem[] {
  if (path === "/") {
    return problem("PathMatchesEverything", path, "matches every path. Publish the host without a path.");
  }
  if (isRegex(path)) return validatePathRegex(path);
  return validateLiteralPath(path, [...LITERAL_CHECKS, TRAILING_SLASH]);
}

/** @internal Returns the regex for a path and everything below it. */
export function pathRegex(path: string): string {
  return isRegex(path) ? path : `^${RE2JS.quote(path)}(?:/|$)`;
}

/** @internal Validates an exact path: a literal. With and without a trailing slash, it is a different path. */
export function validateExactPath(path: string): Problem[] {
  if (isRegex(path)) {
    return problem("PathInvalid", path, 'is a regex; an exact path must be a literal such as "/api/webhook".');
  }
  return validateLiteralPath(path, LITERAL_CHECKS);
}

/** @internal Returns the regex for an exact path. */
export function exactPathRegex(path: string): string {
  return `^${RE2JS.quote(path)}$`;
}

/** @internal Returns the number of fixed characters at the beginning of a path. A higher number is more specific. */
export function literalLength(path: string): number {
  if (!isRegex(path)) return path.length;
  // A plain character or an escaped punctuation mark that no quantifier makes optional.
  const [prefix] = /^(?:(?:[^\\.+*?()|[\]{}^$]|\\[^A-Za-z0-9])(?![?*{]))*/u.exec(path.slice(1)) ?? [""];
  return prefix.replace(/\\(.)/gu, "$1").length;
}

function isRegex(path: string): boolean {
  return path.startsWith("^/");
}

function validateLiteralPath(path: string, checks: Check[]): Problem[] {
  if (!path.startsWith("/")) {
    return problem(
      "PathInvalid",
      path,
      'must start with "/" (a literal, with everything below it) or "^/" (an RE2 regex).',
    );
  }
  return failed("PathInvalid", path, path, checks);
}

function validatePathRegex(path: string): Problem[] {
  const misread = failed("PathRegexInvalid", path, path.replaceAll("\\/", "/"), REGEX_CHECKS);
  if (misread.length > 0) return misread;
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(path);
  } catch (error) {
    return problem("PathRegexInvalid", path, `is not a valid RE2 regex: ${(error as Error).message}.`);
  }
  if (hasOpenAlternation(path)) {
    return problem(
      "PathRegexInvalid",
      path,
      'contains "|" outside a group, where "^" applies to the first alternative only; use "^/(?:a|b)".',
    );
  }
  if (PROBES.every((probe) => regex.matcher(probe).find())) {
    return problem("PathMatchesEverything", path, "matches every path. Publish the host without a path.");
  }
  return [];
}

/** Whether a "|" remains after escapes, classes and groups are removed. */
function hasOpenAlternation(regex: string): boolean {
  let rest = regex.replace(/\\./gsu, "").replace(/\[\^?\]?(?:\[:\^?\w+:\]|[^\]])*\]/g, "");
  for (let before = ""; before !== rest;) {
    before = rest;
    rest = rest.replace(/\([^()]*\)/g, "");
  }
  return rest.includes("|");
}

function failed(code: ErrorCode, path: string, text: string, checks: Check[]): Problem[] {
  const check = checks.find(([wrong]) => wrong.test(text));
  return check === undefined ? [] : problem(code, path, check[1]);
}

function problem(code: ErrorCode, path: string, mistake: string): Problem[] {
  return [{ code, message: `path: "${path}" ${mistake}` }];
}
