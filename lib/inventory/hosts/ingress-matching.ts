import { canonicalHostname, isWildcard, tunnelMatches } from "../../core/addresses/hostname";
import { block, compare, list, text, Values } from "../../core/terraform/values";
import { attributeOf, TerraformObject } from "../terraform/objects";

/** @internal Represents every name that reaches the tunnel and that no rule contains. */
export const ANY_HOSTNAME = "*";

/**
 * The hostname of a rule, or "*" for the catch-all rule. cloudflared also compares the Punycode form of a hostname,
 * which is in lower case. A wildcard has no such form, so that one with a capital letter matches nothing.
 *
 * @internal
 */
export function hostnameOf(rule: Values): string {
  const hostname = text(rule.hostname) ?? ANY_HOSTNAME;
  return hostname.includes("*") ? hostname : canonicalHostname(hostname);
}

/**
 * Returns the names that ingress rules publish: the name of each rule, "*" if the catch-all rule serves more than an
 * error, and those of the other names (of applications and DNS records) that a wildcard or the catch-all rule serves.
 *
 * @internal
 */
export function publishedHostnames(rules: Values[], otherNames: string[]): string[] {
  const serving = rules.filter((rule) => hostnameOf(rule) !== ANY_HOSTNAME || !isRefusal(rule));
  const hostnames = new Set(serving.map(hostnameOf));
  const routesTo = routeLookup(rules);
  const served = otherNames.filter((name) => !hostnames.has(name) && routesTo(name).length > 0);
  return [...new Set([...hostnames, ...served])].sort(compare);
}

/**
 * Returns the rules that cloudflared evaluates for a name: in order, up to the first rule without a path. A catch-all
 * rule that returns an error is omitted.
 *
 * @internal
 */
export function routesOf(hostname: string, rules: Values[]): Values[] {
  const routes: Values[] = [];
  for (const rule of rules) {
    const pattern = hostnameOf(rule);
    if (pattern !== ANY_HOSTNAME && pattern !== hostname && !tunnelMatches(pattern, hostname)) continue;
    if (pattern !== ANY_HOSTNAME || !isRefusal(rule)) routes.push(rule);
    if (text(rule.path) === undefined) break;
  }
  return routes;
}

/** @internal Returns a lookup of `routesOf`, which does not compare a name with the rules of other names. */
export function routeLookup(rules: Values[]): (hostname: string) => Values[] {
  const candidatesOf = ruleLookup(rules);
  return (hostname) => routesOf(hostname, candidatesOf(hostname));
}

/** @internal Returns a lookup of the rules of a name and of all wildcards, in order. */
export function ruleLookup(rules: Values[]): (hostname: string) => Values[] {
  const wild: number[] = [];
  const named = new Map<string, number[]>();
  rules.forEach((rule, position) => {
    const pattern = hostnameOf(rule);
    const known = pattern === ANY_HOSTNAME || isWildcard(pattern) ? wild : named.get(pattern);
    if (known === undefined) named.set(pattern, [position]);
    else known.push(position);
  });
  return (hostname) => {
    const candidates = [...(named.get(hostname) ?? []), ...wild].sort((a, b) => a - b);
    return candidates.map((position) => rules[position]);
  };
}

/** @internal Whether a rule answers with an error, so that it serves nothing. */
export function isRefusal(rule: Values): boolean {
  return /^http_status:[45]\d\d$/.test(text(rule.service) ?? "");
}

/** @internal The audiences whose token a rule requires. Empty if the connector accepts requests without a token. */
export function audiencesOf(rule: Values): string[] {
  const access = block(block(rule.origin_request).access);
  if (access.required !== true || text(access.team_name) === undefined) return [];
  return list(access.aud_tag).flatMap((aud) => text(aud) ?? []);
}

/** @internal Whether every rule requires the token of an Access application. */
export function requiresToken(routes: Values[]): boolean {
  return routes.length > 0 && routes.every((rule) => audiencesOf(rule).length > 0);
}

/** @internal Returns a lookup of the DNS record of a name: its own, otherwise that of the longest wildcard. */
export function recordLookup(records: TerraformObject[]): (hostname: string) => TerraformObject | undefined {
  const named = records.filter(({ values }) => isHostRecord(values));
  const byName = new Map([...named].reverse().map((record) => [recordName(record), record]));
  const wild = named
    .filter((record) => isWildcard(recordName(record)))
    .sort((a, b) => recordName(b).length - recordName(a).length);
  return (hostname) => byName.get(hostname) ?? wild.find((record) => tunnelMatches(recordName(record), hostname));
}

const HOST_TYPES = new Set(["A", "AAAA", "CNAME"]);

/** @internal Whether a DNS record leads visitors of its name to an origin. */
export function isHostRecord(values: Values): boolean {
  return HOST_TYPES.has(recordType(values));
}

/** @internal The type of a DNS record. The provider accepts any letter case. */
export function recordType({ type }: Values): string {
  return (text(type) ?? "").toUpperCase();
}

/**
 * The content to which the record of a name leads: that of its own record, or of the one to which a CNAME points, as in
 * "*.example.com" to "example.com" to a tunnel. Undefined if there is no record.
 *
 * @param recordOf the lookup of all records
 * @internal
 */
export function contentFrom(
  hostname: string,
  recordOf: (hostname: string) => TerraformObject | undefined,
): string | undefined {
  const visited = new Set<string>();
  let content: string | undefined;
  for (let next = hostname; !visited.has(next) && tunnelIn(content) === undefined; next = content) {
    visited.add(next);
    const found = contentOf(recordOf(canonicalHostname(next)));
    if (found === undefined) break;
    content = found;
  }
  return content;
}

/** @internal The content of a record, in the spelling of `tunnelTarget`. */
export function contentOf(record: TerraformObject | undefined): string | undefined {
  const content = text(record?.values.content);
  return content === undefined ? undefined : content.replace(/\.$/, "").replace(SUFFIX_OF_TUNNELS, TUNNEL_SUFFIX);
}

/** @internal The id of the tunnel that the content of a record points to. Undefined if it points elsewhere. */
export function tunnelIn(content: string | undefined): string | undefined {
  return content?.endsWith(TUNNEL_SUFFIX) === true ? content.slice(0, -TUNNEL_SUFFIX.length) : undefined;
}

/**
 * Whether a record leads to an origin outside of the tunnels through Cloudflare's edge, where Access is evaluated.
 *
 * @internal
 */
export function isProxiedElsewhere(record: TerraformObject | undefined): boolean {
  return record !== undefined && isProxied(record) && tunnelIn(contentOf(record)) === undefined;
}

/** @internal Whether requests for a record pass Cloudflare's edge. Terraform converts texts. */
export function isProxied({ values: { proxied } }: TerraformObject): boolean {
  return proxied === true || proxied === "true";
}

const TUNNEL_SUFFIX = ".cfargotunnel.com";
const SUFFIX_OF_TUNNELS = /\.cfargotunnel\.com$/i;

/** @internal The name of a DNS record, without a final dot. References keep their case. */
export function recordName({ values }: TerraformObject): string {
  return canonicalHostname(text(values.name) ?? "").replace(/\.$/, "");
}

/** @internal The content of a DNS record that points to a tunnel. */
export function tunnelTarget(tunnelId: string): string {
  return tunnelId + TUNNEL_SUFFIX;
}

/** @internal Whether every rule requires the token of this application. */
export function requiresTokenOf(application: TerraformObject, routes: Values[]): boolean {
  return routes.every((rule) => audiencesOf(rule).includes(attributeOf(application, "aud")));
}
