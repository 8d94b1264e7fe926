import { domainToASCII } from "url";
import { Problem } from "../errors";

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_LENGTH = 253;

/** @internal What a public hostname, or a wildcard `*.…` of them, gets wrong. cloudflared compares bytes, so most mistakes would match nothing in silence. */
export function validateHostname(hostname: string): Problem[] {
  const mistake = mistakeIn(hostname);
  return mistake === undefined ? [] : [{ code: "HostnameInvalid", message: `hostname "${hostname}" ${mistake}` }];
}

/** @internal Whether the hostname is `*.` and a name. */
export function isWildcard(hostname: string): boolean {
  return hostname.startsWith("*.");
}

/** @internal Whether the text is one label of a host: lower-case letters, digits and "-", no "-" at either end. */
export function isDnsLabel(text: string, longest = 63): boolean {
  return text.length <= longest && DNS_LABEL.test(text);
}

/** @internal A name and all that it is below, the nearest first. */
export function domainsOf(name: string): string[] {
  const labels = name.split(".");
  return labels.map((_, i) => labels.slice(i).join("."));
}

/** @internal How many labels the hostname has; `*` is one. */
export function labelCount(hostname: string): number {
  return hostname.split(".").length;
}

/** @internal Whether all that the hostname stands for is the zone itself or below it. */
export function isWithin(hostname: string, zoneName: string): boolean {
  const name = isWildcard(hostname) ? hostname.slice(2) : hostname;
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

/** @internal Whether cloudflared lets a pattern take a hostname: `*.x` takes every depth below x, and not x. */
export function tunnelMatches(pattern: string, hostname: string): boolean {
  return isWildcard(pattern) ? hostname.endsWith(pattern.slice(1)) : hostname === pattern;
}

/** @internal Whether an Access application's hostname covers another one: each `*` stays within its label. */
export function accessMatches(pattern: string, hostname: string): boolean {
  const labels = hostname.split(".");
  const patterns = pattern.split(".");
  return patterns.length === labels.length && patterns.every((label, i) => labelMatches(label, labels[i]));
}

/** @internal Whether a label with a `*` takes another one. An empty stand-in is not counted: a lock that may not be there is none. */
export function labelMatches(pattern: string, label: string): boolean {
  const [head, ...tails] = pattern.split("*");
  if (tails.length === 0) return label === pattern;
  const tail = tails.join("*");
  return label.length > head.length + tail.length && label.startsWith(head) && label.endsWith(tail);
}

function mistakeIn(hostname: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(hostname)) return "has white space or control characters; remove them";
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(hostname)) return "has a scheme; write the name alone, like app.example.com";
  if (/[/?#]/.test(hostname)) return "has a path; write the name alone and add the path to the host";
  if (hostname.includes(":")) return "has a port or is an IPv6 address; write a name alone, like app.example.com";
  const name = isWildcard(hostname) ? hostname.slice(2) : hostname;
  if (name.includes("*")) return 'has "*" elsewhere than in front; a wildcard is "*." and a name, like *.example.com';
  if (/[^\0-\x7f]/.test(name)) {
    return `is not ASCII, and browsers send its punycode form; ${suggestion(hostname, name)}`;
  }
  if (/[A-Z]/.test(name)) return `has capitals, and cloudflared compares case; write "${hostname.toLowerCase()}"`;
  if (name.endsWith(".")) return "ends with a dot, which no browser sends; remove it";
  if (hostname.length > MAX_LENGTH) return `has ${hostname.length} characters; a name has ${MAX_LENGTH} at most`;
  const labels = name.split(".");
  if (labels.length < 2) return "is no name below a zone; expected two labels at least, like app.example.com";
  const wrong = labels.find((label, i) => !(i === labels.length - 1 ? DNS_LABEL : LABEL).test(label));
  if (wrong === undefined) return undefined;
  if (wrong === "") return "has an empty label; write one dot between labels, and none in front";
  return `has the label "${wrong}"; a label is 1 to 63 of a-z, 0-9, "-" and "_", with no "-" at either end`;
}

function suggestion(hostname: string, name: string): string {
  const ascii = domainToASCII(name);
  return ascii === "" ? "write that instead" : `write "${hostname.slice(0, hostname.length - name.length)}${ascii}"`;
}
