import { RE2JS } from "re2js";
import { ErrorCode } from "../core/error-codes";
import { Problem } from "../core/errors";

/**
 * A path is a literal, "/reports" (itself and all below it), or an RE2 regex, "^/reports/[0-9]+$".
 * cloudflared only knows regexes, and searches them in the percent-decoded path, so each is anchored here.
 * What comes out is not escaped for Terraform: that is the caller's, with `escapeTemplate`.
 */
type Check = [wrong: RegExp, mistake: string];

const ENCODED: Check = [/%/, 'has "%", but paths are matched decoded; write the character itself'];
const FRAGMENT: Check = [/#/, 'has "#"; a fragment never reaches the server, so remove it'];
const DOUBLE_SLASH: Check = [/\/\//, 'has "//"; write one slash'];

const LITERAL_CHECKS: Check[] = [
  [/[\s\p{Cc}]/u, 'has white space or control characters; write a regex that starts with "^/", with \\s or \\x20'],
  ENCODED,
  FRAGMENT,
  [/\?/, 'has "?"; a query is not part of the path and cannot be matched, so remove it (a regex starts with "^/")'],
  [
    /\*/,
    'has "*", and globs are not known; write "/reports" for /reports and all below it, or a regex that starts with "^/"',
  ],
  [/[\\()[\]{}|^$]|\.\+/, 'looks like a regex; a regex starts with "^/"'],
  DOUBLE_SLASH,
  [
    /\/\.{1,2}(?:\/|$)/,
    'has "." or ".." as a segment, which clients resolve before they ask; write the path without them',
  ],
];

const TRAILING_SLASH: Check = [/\/$/, "ends with a slash; remove it: the path stands for itself and all below it"];

const REGEX_CHECKS: Check[] = [
  [/[\s\p{Cc}]/u, "has white space or control characters; write \\s or \\x20"],
  ENCODED,
  FRAGMENT,
  [/\?\w+=/, 'has "?" and "=" like a query, which is not part of the path; remove it, or write {0,1} for "?"'],
  [
    /\/\*|\*\*/,
    'has a glob\'s "/*" or "**", which repeat the slash in a regex; write "/reports" for /reports and all below it, or "/.*"',
  ],
  [/\{,\d*\}/, "has {,n}, which RE2 takes as these very characters; write {0,n}"],
  DOUBLE_SLASH,
  [
    /\/(?:\.{1,2}\/|\\\.(?:\\\.)?(?:[/$()|]|$))/,
    'has "." or ".." as a segment, which clients resolve before they ask; write [^/] for any character',
  ],
];

/** Every path has one of these beginnings, so a regex that finds all of them is no filter. */
const PROBES = [
  "/",
  ...Array.from({ length: 0x7f - 0x20 }, (_, i) => `/${String.fromCharCode(0x20 + i)}`),
  "/é",
  "/a/b",
  "/\n",
];

/** @internal */
export function validatePath(path: string): Problem[] {
  if (path === "/") {
    return problem("PathMatchesEverything", path, "matches every path; publish the host without a path");
  }
  if (isRegex(path)) return validatePathRegex(path);
  return validateLiteralPath(path, [...LITERAL_CHECKS, TRAILING_SLASH]);
}

/** @internal The regex that cloudflared gets for a path. */
export function pathRegex(path: string): string {
  return isRegex(path) ? path : `^${RE2JS.quote(path)}(?:/|$)`;
}

/** @internal A path that stands for itself alone is a literal; a trailing slash is then a path of its own. */
export function validateExactPath(path: string): Problem[] {
  if (isRegex(path)) return problem("PathInvalid", path, 'is a regex; an exact path is a literal, like "/api/webhook"');
  return validateLiteralPath(path, LITERAL_CHECKS);
}

/** @internal */
export function exactPathRegex(path: string): string {
  return `^${RE2JS.quote(path)}$`;
}

/** @internal How many characters a path surely begins with: the more, the more specific. */
export function literalLength(path: string): number {
  if (!isRegex(path)) return path.length;
  // A plain character, or an escaped mark, that no quantifier makes optional.
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
      'starts neither with "/" (a literal, with all below it) nor with "^/" (an RE2 regex)',
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
    return problem("PathRegexInvalid", path, `is no RE2 regex: ${(error as Error).message}`);
  }
  if (hasOpenAlternation(path)) {
    return problem(
      "PathRegexInvalid",
      path,
      'has "|" outside a group, where "^" holds for the first choice only; write "^/(?:a|b)"',
    );
  }
  if (PROBES.every((probe) => regex.matcher(probe).find())) {
    return problem("PathMatchesEverything", path, "matches every path; publish the host without a path");
  }
  return [];
}

/** Whether a "|" is left when escapes, classes and groups are taken away. */
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
  return [{ code, message: `path "${path}" ${mistake}` }];
}
