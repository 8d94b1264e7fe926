import type {
  ZeroTrustTunnelCloudflaredConfigConfigIngress as Ingress,
  ZeroTrustTunnelCloudflaredConfigConfigIngressOriginRequest as OriginRequest,
} from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-config";
import { OriginOptions } from "./origin-options";
import { isWildcard, labelCount } from "../core/addresses/hostname";
import { Problem } from "../core/errors";
import { escapeTemplate } from "../core/terraform/resources";

/** @internal The last rule of every tunnel. */
export const CATCH_ALL = "http_status:404";

/** @internal Defines what the connector demands of each request itself, besides Access at the edge. */
export interface IngressAccess {
  readonly teamName: string;
  readonly audTag: string[];
}

/** @internal Defines one rule of a tunnel, apart from the last. */
export interface IngressRule {
  readonly hostname: string;
  /** A regex of `pathRegex` or `exactPathRegex`; all paths where absent. */
  readonly path?: string;
  /** The `literalLength` of the path as it was written; 0 without path. */
  readonly literalLength: number;
  readonly service: string;
  readonly options?: OriginOptions;
  readonly access?: IngressAccess;
}

/**
 * Orders rules for cloudflared, which takes the first that matches. The host decides before the path, otherwise a long path on a wide
 * wildcard would take a request from a narrower one, whose lock is another.
 *
 * @internal
 */
export function compareRules(a: IngressRule, b: IngressRule): number {
  return (
    Number(isWildcard(a.hostname)) - Number(isWildcard(b.hostname)) ||
    labelCount(b.hostname) - labelCount(a.hostname) ||
    compareText(a.hostname, b.hostname) ||
    b.literalLength - a.literalLength ||
    // The path that ends first is the wider one: "^/a" goes behind "^/a$" and "^/a(?:/|$)", no path behind all.
    compareText(`${pathMeaning(a)}\uffff`, `${pathMeaning(b)}\uffff`) ||
    compareText(a.path ?? "", b.path ?? "")
  );
}

/** @internal What a tunnel's rules get wrong together, in the order that `toIngress` gives them. */
export function validateIngress(rules: IngressRule[]): Problem[] {
  return [...validateReachability([...rules].sort(compareRules)), ...validateRuleAccess(rules)];
}

/** @internal The rules that get no request, in the order given: one before them has the same host or a wildcard over it, and no path or the same one. */
export function validateReachability(ordered: IngressRule[]): Problem[] {
  const seen = new Map<string, Map<string, IngressRule>>();
  return ordered.flatMap((rule): Problem[] => {
    const meaning = pathMeaning(rule);
    const earlier = patternsOver(rule.hostname).flatMap((pattern) => {
      const paths = seen.get(pattern);
      return paths?.get(EVERY_PATH) ?? paths?.get(meaning) ?? [];
    })[0];
    if (earlier !== undefined) return [behind(rule, earlier)];
    const paths = seen.get(rule.hostname) ?? new Map<string, IngressRule>();
    seen.set(rule.hostname, paths.set(meaning, rule));
    return [];
  });
}

/** @internal The rules as the tunnel's configuration takes them: ordered, locked one by one, the catch-all last. */
export function toIngress(rules: IngressRule[]): Ingress[] {
  const ordered = [...rules].sort(compareRules);
  const closed = ordered.flatMap((rule, i) => {
    const isLastOfHost = ordered[i + 1]?.hostname !== rule.hostname;
    return isLastOfHost && rule.path !== undefined ? [rule, closing(rule)] : [rule];
  });
  return [...closed.map(toEntry), { service: CATCH_ALL }];
}

/** What a host's paths leave over must not fall to a wildcard, where another origin waits behind another lock. */
function closing({ hostname, access }: IngressRule): IngressRule {
  return { hostname, literalLength: 0, service: CATCH_ALL, access };
}

function toEntry(rule: IngressRule): Ingress {
  const request = originRequest(rule);
  return {
    hostname: rule.hostname,
    ...(rule.path !== undefined && { path: escapeTemplate(rule.path) }),
    service: rule.service,
    // The provider may see a change for ever in an empty object.
    ...(Object.keys(request).length > 0 && { originRequest: request }),
  };
}

function originRequest({ options = {}, access }: IngressRule): OriginRequest {
  const {
    socksProxy,
    connectTimeoutSeconds,
    tlsTimeoutSeconds,
    tcpKeepAliveSeconds,
    keepAliveTimeoutSeconds,
    ...same
  } = options;
  const request: OriginRequest = {
    ...same,
    connectTimeout: connectTimeoutSeconds,
    tlsTimeout: tlsTimeoutSeconds,
    tcpKeepAlive: tcpKeepAliveSeconds,
    keepAliveTimeout: keepAliveTimeoutSeconds,
    proxyType: socksProxy ? "socks" : undefined,
    access: access && { required: true, teamName: access.teamName, audTag: [...access.audTag] },
  };
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

/** Per-path access is no boundary ("/open/../admin"), so all rules of a host have the same. */
function validateRuleAccess(rules: IngressRule[]): Problem[] {
  const first = new Map<string, IngressRule>();
  const uneven = new Set<string>();
  for (const rule of rules) {
    const other = first.get(rule.hostname) ?? rule;
    first.set(rule.hostname, other);
    if (accessKey(rule) !== accessKey(other)) uneven.add(rule.hostname);
  }
  return [...uneven].map((hostname) => {
    const message = `host "${hostname}" has rules with different access, or some without; expected the same on all of them, because a path like /open/../admin gets around one: give an open path a host of its own`;
    return { code: "IngressAccessDiffers", message };
  });
}

function accessKey({ access }: IngressRule): string {
  return access === undefined ? "" : JSON.stringify([access.teamName, [...access.audTag].sort()]);
}

const EVERY_PATH = "";

/** A spelling that regexes of one meaning share, as far as a glance can tell: how groups are written, and a ".*" at the end of a search, say nothing. */
function pathMeaning({ path = EVERY_PATH }: IngressRule): string {
  return path.replace(/(?<!\\)\(\?:/g, "(").replace(/(?:(?<!\\)\.\*)+$/, "");
}

/** The hostnames a rule can have that take all requests of this one. */
function patternsOver(hostname: string): string[] {
  const labels = hostname.split(".");
  const wildcards = labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join(".")}`);
  return [...new Set([hostname, ...wildcards])];
}

function behind(rule: IngressRule, earlier: IngressRule): Problem {
  if (rule.hostname === earlier.hostname && rule.path === earlier.path) {
    return {
      code: "IngressRuleDuplicate",
      message: `${shown(rule)} has two rules; only the first would get requests, so remove one`,
    };
  }
  const message = `the rule of ${shown(rule)} gets no request, because that of ${shown(earlier)} is before it and takes them all; remove one or narrow the first`;
  return { code: "IngressRuleUnreachable", message };
}

function shown({ hostname, path }: IngressRule): string {
  return path === undefined ? `host "${hostname}"` : `host "${hostname}" with path ${path}`;
}

/** Not localeCompare: the order must not depend on the machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
