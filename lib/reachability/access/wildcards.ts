import path from "path";

/**
 * Whether a pattern matches the whole text. Each `*` matches any characters, including none, so `*test` matches `test`.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/app-paths/
 * @internal
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [head, ...parts] = pattern.split("*");
  const tail = parts.pop();
  if (tail === undefined) return text === pattern;
  if (!text.startsWith(head)) return false;
  let position = head.length;
  // The first occurrence of each part leaves the most text for the others.
  for (const part of parts) {
    const start = text.indexOf(part, position);
    if (start < 0) return false;
    position = start + part.length;
  }
  return text.length >= position + tail.length && text.endsWith(tail);
}

/** @internal Whether the hostname of an application covers another one. A `*` stays within its label. */
export function coversHostname(pattern: string, hostname: string): boolean {
  const patterns = pattern.split(".");
  const labels = hostname.split(".");
  return patterns.length === labels.length && patterns.every((each, i) => matchesWildcard(each, labels[i]));
}

/**
 * How the path of an application is compared with the path of a request, where Cloudflare does not document it: whether
 * `/eng` covers `/engineering`, whether `/alpha/*` covers `/alpha/`, and the effect of letter case, encoded characters,
 * `//` and `..`.
 *
 * The application surely covers a request if it does so under the NARROW reading, and it may cover one that it covers
 * under the WIDE reading. A model that answers "who may get in" must consider both: an application that protects may
 * miss a request, and an application that opens a path may match one.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/policies/app-paths/
 * @internal
 */
export enum PathReading {
  /** Whole segments and exact case, of the path as it is written and as it is normalized. */
  NARROW,
  /** Any beginning in any case, of the path as it is written or as it is normalized. */
  WIDE,
}

/**
 * Whether the path of an application covers the path of a request. Without a `*` it also covers the paths below it. A
 * `*` crosses segments: `/a*z` covers `/a/b/z`.
 *
 * @internal
 */
export function coversPath(pattern: string, requested: string, reading: PathReading): boolean {
  if (pattern === "") return true;
  const paths = variantsOf(requested);
  if (reading === PathReading.NARROW) return paths.every((each) => coversWholeSegments(pattern, each));
  const beginning = `${pattern.toLowerCase()}*`;
  return paths.some((each) => matchesWildcard(beginning, each.toLowerCase()));
}

function coversWholeSegments(pattern: string, requested: string): boolean {
  if (matchesWildcard(pattern, requested)) return true;
  return !pattern.includes("*") && requested.startsWith(pattern.endsWith("/") ? pattern : `${pattern}/`);
}

/** The forms of a path that Access may compare: as written, without a final slash, and normalized. */
function variantsOf(requested: string): string[] {
  const [written] = requested.split(/[?#]/);
  const normalized = path.posix.normalize(decoded(written));
  return [written, withoutSlash(written), normalized, withoutSlash(normalized)];
}

function withoutSlash(text: string): string {
  return text.replace(/\/$/, "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
