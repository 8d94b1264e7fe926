import { domainToASCII } from "url";
import { Problem } from "../errors";

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DOMAIN_LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?$/;
const MAX_LENGTH = 253;

/**
 * Validates a public hostname or a wildcard such as `*.example.com`. cloudflared compares bytes, so an ingress rule
 * with an invalid hostname matches nothing and reports no error.
 *
 * @internal
 */
export function validateHostname(hostname: string): Problem[] {
  const mistake = mistakeIn(hostname);
  return mistake === undefined ? [] : [{ code: "HostnameInvalid", message: `hostname "${hostname}" ${mistake}` }];
}

/**
 * A hostname in the form in which two names are compared: in lower case, and in Punycode. An expression stays as it is.
 *
 * @internal
 */
export function canonicalHostname(hostname: string): string {
  if (/[$%]\{/.test(hostname)) return hostname;
  // eslint-disable-next-line no-control-regex
  const ascii = /^[\x00-\x7f]*$/.test(hostname) ? hostname : domainToASCII(hostname) || hostname;
  return ascii.toLowerCase();
}

/** @internal Whether the hostname begins with `*.`. */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith("*.");
}

/** @internal Whether the text is one host label: lower-case letters, digits and "-", without "-" at either end. */
export function isDnsLabel(text: string, longest = 63): boolean {
  return text.length <= longest && DNS_LABEL.test(text);
}

/** @internal Whether the text is a domain in lower case, of one or more labels, without a wildcard or a final dot. */
export function isDomainName(text: string): boolean {
  return text.length <= MAX_LENGTH && text.split(".").every((label) => DOMAIN_LABEL.test(label));
}

/** @internal A name and its parent domains, the nearest first. */
export function domainsOf(name: string): string[] {
  const labels = name.split(".");
  return labels.map((_, i) => labels.slice(i).join("."));
}

/** @internal The number of labels of the hostname. `*` counts as one. */
export function labelCount(hostname: string): number {
  return hostname.split(".").length;
}

/** @internal Whether every name that the hostname matches is in the zone. */
export function isWithin(hostname: string, zoneName: string): boolean {
  const name = isWildcard(hostname) ? hostname.slice(2) : hostname;
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

/**
 * Whether the hostname is two or more labels below its zone, where Cloudflare's Universal SSL certificate ends.
 *
 * @internal
 */
export function isBelowUniversalSsl(hostname: string, zoneName: string): boolean {
  return isWithin(hostname, zoneName) && labelCount(hostname) > labelCount(zoneName) + 1;
}

/** @internal Whether cloudflared matches a hostname: `*.x` matches every depth below x, but not x itself. */
export function tunnelMatches(pattern: string, hostname: string): boolean {
  return isWildcard(pattern) ? hostname.endsWith(pattern.slice(1)) : hostname === pattern;
}

/** @internal Whether the hostname of an Access application covers another one: each `*` stays within its label. */
export function accessMatches(pattern: string, hostname: string): boolean {
  const labels = hostname.split(".");
  const patterns = pattern.split(".");
  return patterns.length === labels.length && patterns.every((label, i) => labelMatches(label, labels[i]));
}

/**
 * Whether a label with a `*` matches another label. A `*` that would match nothing does not count, since the protection
 * is not certain in that case.
 *
 * @internal
 */
export function labelMatches(pattern: string, label: string): boolean {
  const [head, ...tails] = pattern.split("*");
  if (tails.length === 0) return label === pattern;
  const tail = tails.join("*");
  return label.length > head.length + tail.length && label.startsWith(head) && label.endsWith(tail);
}

function mistakeIn(hostname: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(hostname)) return "contains white space or control characters; remove them";
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(hostname)) return "has a scheme; use the name alone, such as app.example.com";
  if (/[/?#]/.test(hostname)) {
    return "has a path; use the name alone. All paths of a host have the same protection, and addPath(…) of a published host adds one with another origin";
  }
  if (hostname.includes(":")) return "has a port or is an IPv6 address; use a name alone, such as app.example.com";
  const name = isWildcard(hostname) ? hostname.slice(2) : hostname;
  if (name.includes("*")) {
    return 'has a "*" that is not the first label; a wildcard is "*." and a name, such as *.example.com';
  }
  if (/[^\0-\x7f]/.test(name)) {
    return `is not ASCII; browsers send its punycode form; ${suggestion(hostname, name)}`;
  }
  if (/[A-Z]/.test(name)) {
    return `has upper-case letters, and cloudflared is case-sensitive; use "${hostname.toLowerCase()}"`;
  }
  if (name.endsWith(".")) return "ends with a dot, which browsers do not send; remove it";
  if (hostname.length > MAX_LENGTH) return `has ${hostname.length} characters; the maximum is ${MAX_LENGTH}`;
  const labels = name.split(".");
  if (labels.length < 2) return "has fewer than two labels; use a name within a zone, such as app.example.com";
  const wrong = labels.find((label, i) => !(i === labels.length - 1 ? DNS_LABEL : LABEL).test(label));
  if (wrong === undefined) return undefined;
  if (wrong === "") return "has an empty label; use one dot between labels and none at the start";
  return `has the invalid label "${wrong}"; a label is 1 to 63 of a-z, 0-9, "-" and "_", without "-" at either end`;
}

function suggestion(hostname: string, name: string): string {
  const ascii = domainToASCII(name);
  return ascii === "" ? "use that form" : `use "${hostname.slice(0, hostname.length - name.length)}${ascii}"`;
}
