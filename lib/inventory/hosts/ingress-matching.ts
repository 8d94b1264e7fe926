import { accessMatches, labelMatches, tunnelMatches } from "../../core/addresses/hostname";
import type { LockState } from "../model";
import { attributeOf, TerraformObject } from "../terraform/objects";
import { block, blocks, compare, isExpression, list, text, Values } from "../terraform/values";

/** @internal Stands for whatever reaches the tunnel by a name that no rule has. */
export const ANY_HOSTNAME = "*";

/** @internal The hostname of a rule, "*" for the catch-all. */
export function hostnameOf(rule: Values): string {
  return text(rule.hostname) ?? ANY_HOSTNAME;
}

/**
 * The names that these rules publish: each name of a rule, "*" when the catch-all serves more than an error, and of the other names
 * that are spoken of (by applications, by records) those that a wildcard or the catch-all serves.
 *
 * @internal
 */
export function publishedHostnames(rules: Values[], spokenOf: string[]): string[] {
  const serving = rules.filter((rule) => hostnameOf(rule) !== ANY_HOSTNAME || !isRefusal(rule));
  const hostnames = new Set(serving.map(hostnameOf));
  const served = spokenOf.filter((name) => !hostnames.has(name) && routesOf(name, rules).length > 0);
  return [...new Set([...hostnames, ...served])].sort(compare);
}

/** @internal The rules that cloudflared tries for a name: in order, up to the first without a path, the refusing catch-all left out. */
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

function isRefusal(rule: Values): boolean {
  return /^http_status:[45]\d\d$/.test(text(rule.service) ?? "");
}

/** @internal The audiences a rule asks for; none where the connector lets requests through without Access's token. */
export function audiencesOf(rule: Values): string[] {
  const access = block(block(rule.origin_request).access);
  if (access.required !== true || text(access.team_name) === undefined) return [];
  return list(access.aud_tag).flatMap((aud) => text(aud) ?? []);
}

/** @internal */
export function isLockedByConnector(routes: Values[]): boolean {
  return routes.length > 0 && routes.every((rule) => audiencesOf(rule).length > 0);
}

/** @internal Defines a public hostname, or some paths of it, that an application stands before. */
export interface Destination {
  readonly application: TerraformObject;
  readonly hostname: string;
  /** Empty for every path. */
  readonly path: string;
}

/** @internal Defines what stands before a name at the edge. */
export interface Coverage {
  /** The most specific application for the whole host. */
  readonly application?: TerraformObject;
  /** Applications for some paths of it: there they stand instead. */
  readonly partial: Destination[];
}

/** @internal */
export function coverageOf(hostname: string, destinations: Destination[]): Coverage {
  const covering = coveringOf(hostname, destinations);
  return {
    application: covering.find(({ path }) => path === "")?.application,
    partial: covering.filter(({ path }) => path !== ""),
  };
}

/** @internal The application that a request for this path meets: of those that cover it, the most specific. */
export function applicationAt(
  hostname: string,
  path: string,
  destinations: Destination[],
): TerraformObject | undefined {
  const covering = coveringOf(hostname, destinations).filter((each) => coversPath(each.path, path));
  const [first] = covering.sort(
    (a, b) => wildcards(a.hostname) - wildcards(b.hostname) || b.path.length - a.path.length,
  );
  return first?.application;
}

/** Those that cover the name or some paths of it, the most specific name first. */
function coveringOf(hostname: string, destinations: Destination[]): Destination[] {
  return destinations
    .filter((each) => each.hostname === hostname || accessMatches(each.hostname, hostname))
    .sort(
      (a, b) => wildcards(a.hostname) - wildcards(b.hostname) || compare(a.application.address, b.application.address),
    );
}

/** @internal Whether an application's path covers another one: itself and what is below it; each `*` stays within its segment. */
export function coversPath(pattern: string, path: string): boolean {
  const segments = path.split("/").filter(Boolean);
  const patterns = pattern.split("/").filter(Boolean);
  return patterns.length <= segments.length && patterns.every((each, i) => labelMatches(each, segments[i]));
}

/** @internal */
export function destinationsOf(applications: TerraformObject[]): Destination[] {
  return applications.flatMap((application) => urisOf(application).map((uri) => ({ application, ...splitUri(uri) })));
}

/** Other types (a bookmark, SaaS, the launcher) stand before nothing. */
const LOCKING_TYPES = ["self_hosted", "ssh", "vnc", "rdp"];

/** @internal The public hostnames, with their paths, as an application names them. */
export function urisOf({ values }: TerraformObject): string[] {
  if (!LOCKING_TYPES.includes(text(values.type) ?? "self_hosted")) return [];
  const uris = blocks(values.destinations)
    .filter(({ type }) => (text(type) ?? "public") === "public")
    .map(({ uri }) => uri);
  const all = [...uris, values.domain, ...list(values.self_hosted_domains)].flatMap((uri) => text(uri) ?? []);
  return [...new Set(all)];
}

function splitUri(uri: string): { hostname: string; path: string } {
  const [, hostname, path] = /^(?:https?:\/\/)?((?:\$\{[^}]*\}|[^/])*)(.*)$/s.exec(uri)!;
  return { hostname: lowerCase(hostname), path: /^\/?\*?$/.test(path) ? "" : path };
}

/** References keep their case. */
function lowerCase(hostname: string): string {
  return isExpression(hostname) ? hostname : hostname.toLowerCase();
}

function wildcards(hostname: string): number {
  return hostname.split("*").length;
}

/** @internal The DNS record that leads to a name: its own, else a wildcard's. */
export function recordOf(hostname: string, records: TerraformObject[]): TerraformObject | undefined {
  const named = records.filter(({ values }) => ["A", "AAAA", "CNAME"].includes(text(values.type) ?? ""));
  const wild = named.filter((record) => tunnelMatches(recordName(record), hostname));
  return (
    named.find((record) => recordName(record) === hostname) ??
    wild.sort((a, b) => recordName(b).length - recordName(a).length)[0]
  );
}

/** @internal */
export function recordName({ values }: TerraformObject): string {
  return lowerCase(text(values.name) ?? "");
}

/** @internal What a record says to lead to a tunnel. */
export function tunnelTarget(tunnelId: string): string {
  return `${tunnelId}.cfargotunnel.com`;
}

/** @internal Whether the rules ask for the token of this application. */
export function asksForTokenOf(application: TerraformObject, routes: Values[]): boolean {
  return routes.every((rule) => audiencesOf(rule).includes(attributeOf(application, "aud")));
}

/** @internal */
export function lockState(edge: boolean, connector: boolean): LockState {
  return edge && connector ? "two locks" : edge || connector ? "one lock" : "open";
}
