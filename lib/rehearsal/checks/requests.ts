import { RE2JS } from "re2js";
import { isWildcard, accessMatches, tunnelMatches } from "../../core/addresses/hostname";
import { isExpression } from "../../core/terraform/expressions";
import {
  ANY_HOSTNAME,
  coversPath,
  destinationsOf,
  hostnameOf,
  recordName,
  routesOf,
} from "../../inventory/hosts/ingress-matching";
import { configurationsOf, rulesOf } from "../../inventory/hosts/tunnels";
import { ofType, TerraformObject } from "../../inventory/terraform/objects";
import { compare, text, Values } from "../../inventory/terraform/values";

/** @internal Defines what a stranger asks for. */
export interface Request {
  readonly hostname: string;
  readonly path: string;
}

/** Stands for every path that nobody wrote. */
const OTHER_PATH = "/any-other-path";

/** @internal One request for each case that rules, applications and records tell apart. */
export function requestsOf(spokenOf: TerraformObject[]): Request[] {
  const rules = configurationsOf(spokenOf).flatMap(rulesOf);
  const destinations = destinationsOf(ofType(spokenOf, "cloudflare_zero_trust_access_application"));
  const records = ofType(spokenOf, "cloudflare_dns_record").filter(({ values }) => values.type !== "TXT");
  const written = [
    ...rules.map(hostnameOf),
    ...destinations.map(({ hostname }) => hostname),
    ...records.map(recordName),
  ];
  const hostnames = unique([ANY_HOSTNAME, ...written.filter((name) => !isExpression(name)).flatMap(probes)]);

  return hostnames.flatMap((hostname) => {
    const own = rules.filter((rule) => isAbout(hostnameOf(rule), hostname)).flatMap((rule) => text(rule.path) ?? []);
    const covered = destinations.filter((each) => isAbout(each.hostname, hostname)).map(({ path }) => path);
    return distinctPaths(unique(own), unique(covered)).map((path) => ({ hostname, path }));
  });
}

/** Of the paths that are taken by the same rules and covered by the same applications, the first. */
function distinctPaths(regexes: string[], covered: string[]): string[] {
  const paths = ["/", OTHER_PATH, ...covered.map((path) => path.replaceAll("*", "any")), ...regexes.map(examplePath)];
  const cases = new Map<string, string>();
  for (const path of paths.filter((each) => each !== "").reverse()) {
    const takers = [
      ...regexes.map((regex) => takesPath(regex, path)),
      ...covered.map((each) => coversPath(each, path)),
    ];
    cases.set(takers.join(), path);
  }
  return [...cases.values()].sort(compare);
}

/** Access takes a wildcard one label deep, and cloudflared takes it at any depth. */
function probes(hostname: string): string[] {
  if (hostname === ANY_HOSTNAME) return [hostname];
  if (!isWildcard(hostname)) return hostname.includes("*") ? [hostname.replaceAll("*", "any")] : [hostname];
  return [hostname.replace("*", "any"), hostname.replace("*", "any.deeper")];
}

function isAbout(pattern: string, hostname: string): boolean {
  return (
    pattern === ANY_HOSTNAME ||
    pattern === hostname ||
    tunnelMatches(pattern, hostname) ||
    accessMatches(pattern, hostname)
  );
}

/** @internal The rule that takes a request; undefined where none does, or it answers by itself. */
export function ruleFor({ hostname, path }: Request, rules: Values[]): Values | undefined {
  const rule = routesOf(hostname, rules).find((each) => takesPath(text(each.path), path));
  return rule === undefined || /^http_status:/.test(text(rule.service) ?? "") ? undefined : rule;
}

/** A path that nothing simpler stands for is asked for as the regular expression that it is. */
function takesPath(regex: string | undefined, path: string): boolean {
  return regex === undefined || regex === path || finds(regex, path);
}

/** What a regular expression takes: its literal beginning where that is enough, else itself. */
function examplePath(regex: string): string {
  const [beginning] = /^\^?(?:\\[^a-zA-Z0-9]|[\w/~@!&'",:;<=>%-])*/.exec(regex)!;
  const literal = beginning.replace(/^\^/, "").replace(/\\(.)/g, "$1");
  return literal.startsWith("/") && finds(regex, literal) ? literal : regex;
}

const compiled = new Map<string, RE2JS | undefined>();

/** cloudflared searches the path; what it could not compile it would not have taken. */
function finds(regex: string, path: string): boolean {
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

function unique(words: string[]): string[] {
  return [...new Set(words)].sort(compare);
}
