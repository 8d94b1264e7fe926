import { RE2JS } from "re2js";
import { isWildcard, tunnelMatches } from "../../core/addresses/hostname";
import { isExpression } from "../../core/terraform/expressions";
import { compare, text, Values } from "../../core/terraform/values";
import { ANY_HOSTNAME, hostnameOf, recordName, recordType, routesOf } from "../../inventory/hosts/ingress-matching";
import { configurationsOf, rulesOf } from "../../inventory/hosts/tunnels";
import { ofType, TerraformObject } from "../../inventory/terraform/objects";
import { publicDestinations } from "../../reachability/access/destinations";
import type { RequestKind } from "../../reachability/access/public-reach";
import { coversHostname, coversPath, PathReading } from "../../reachability/access/wildcards";

/** @internal A request to a public host. */
export interface Request {
  readonly kind: RequestKind;
  readonly hostname: string;
  readonly path: string;
}

/** Represents every path that no rule and no application specifies. */
const OTHER_PATH = "/any-other-path";

/** @internal One request for each case that rules, applications and records distinguish. */
export function requestsOf(allObjects: TerraformObject[]): Request[] {
  const rules = configurationsOf(allObjects).flatMap(rulesOf);
  const applications = ofType(allObjects, "cloudflare_zero_trust_access_application");
  const destinations = applications.flatMap((each) => publicDestinations(each, each.values));
  // Without the bypass, Access treats an OPTIONS request like any other one.
  const hasPreflightBypass = applications.some(({ values }) => Boolean(values.options_preflight_bypass));
  const kinds: RequestKind[] = hasPreflightBypass ? ["regular", "preflight"] : ["regular"];
  return hostnamesIn(allObjects).flatMap((hostname) => {
    const own = rules.filter((rule) => isRoutedBy(hostnameOf(rule), hostname)).flatMap((rule) => text(rule.path) ?? []);
    const covered = destinations.filter((each) => coversHostname(each.hostname, hostname)).map(({ path }) => path);
    const paths = distinctPaths(unique(own), unique(covered));
    return paths.flatMap((path) => kinds.map((kind) => ({ kind, hostname, path })));
  });
}

/** @internal The hostnames that rules, applications and records distinguish, with "*" for all others. */
export function hostnamesIn(allObjects: TerraformObject[]): string[] {
  const applications = ofType(allObjects, "cloudflare_zero_trust_access_application");
  const records = ofType(allObjects, "cloudflare_dns_record").filter(({ values }) => recordType(values) !== "TXT");
  const written = [
    ...configurationsOf(allObjects).flatMap(rulesOf).map(hostnameOf),
    ...applications.flatMap((each) => publicDestinations(each, each.values)).map(({ hostname }) => hostname),
    ...records.map(recordName),
  ];
  return unique([ANY_HOSTNAME, ...written.filter((name) => !isExpression(name)).flatMap(examplesOf)]);
}

/** One path for each combination of matching rules and covering applications. */
function distinctPaths(regexes: string[], covered: string[]): string[] {
  const paths = ["/", OTHER_PATH, ...covered.map((path) => path.replaceAll("*", "any")), ...regexes.map(examplePath)];
  const cases = new Map<string, string>();
  for (const path of paths.filter((each) => each !== "").reverse()) {
    const matches = [
      ...regexes.map((regex) => matchesPath(regex, path)),
      ...covered.map((each) => coversPath(each, path, PathReading.NARROW)),
      ...covered.map((each) => coversPath(each, path, PathReading.WIDE)),
    ];
    cases.set(matches.join(), path);
  }
  return [...cases.values()].sort(compare);
}

/** Example names of a hostname. A wildcard matches one label in Access, and any number of labels in cloudflared. */
function examplesOf(hostname: string): string[] {
  if (hostname === ANY_HOSTNAME) return [hostname];
  if (!isWildcard(hostname)) return hostname.includes("*") ? [hostname.replaceAll("*", "any")] : [hostname];
  return [hostname.replace("*", "any"), hostname.replace("*", "any.deeper")];
}

function isRoutedBy(pattern: string, hostname: string): boolean {
  return pattern === ANY_HOSTNAME || pattern === hostname || tunnelMatches(pattern, hostname);
}

/** @internal The rule that matches a request. Undefined if there is none, or if it returns a fixed HTTP status. */
export function ruleFor({ hostname, path }: Pick<Request, "hostname" | "path">, rules: Values[]): Values | undefined {
  const rule = routesOf(hostname, rules).find((each) => matchesPath(text(each.path), path));
  return rule === undefined || /^http_status:/.test(text(rule.service) ?? "") ? undefined : rule;
}

/** If no simpler path matches a regular expression, the request has the expression itself as its path. */
function matchesPath(regex: string | undefined, path: string): boolean {
  return regex === undefined || regex === path || isFound(regex, path);
}

/** A path that a regular expression matches: its literal prefix if that matches, otherwise the expression itself. */
function examplePath(regex: string): string {
  const [prefix] = /^\^?(?:\\[^a-zA-Z0-9]|[\w/~@!&'",:;<=>%-])*/.exec(regex)!;
  const literal = prefix.replace(/^\^/, "").replace(/\\(.)/g, "$1");
  return literal.startsWith("/") && isFound(regex, literal) ? literal : regex;
}

const compiled = new Map<string, RE2JS | undefined>();

/** cloudflared searches for the expression in the path. An expression that does not compile matches nothing. */
function isFound(regex: string, path: string): boolean {
  if (!compiled.has(regex)) compiled.set(regex, compile(regex));
  return compiled.get(regex)?.matcher(path).find() ?? false;
}

function compile(regex: string): RE2JS | undefined {
  try {
    return RE2JS.compile(regex);
  } catch {
    return undefined;
  }
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)].sort(compare);
}
