import type {
  ZeroTrustTunnelCloudflaredConfigConfigIngress as Ingress,
  ZeroTrustTunnelCloudflaredConfigConfigIngressOriginRequest as OriginRequest,
} from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-config";
import { OriginOptions } from "./origin-options";
import { isWildcard, labelCount } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

/** @internal The service of the last rule of every tunnel. */
export const CATCH_ALL = "http_status:404";

/** @internal The connector token check of a rule, in addition to Access at the edge. */
export interface IngressAccess {
  readonly teamName: string;
  readonly audTag: string[];
}

/** @internal One rule of a tunnel, other than the last. */
export interface IngressRule {
  readonly hostname: string;
  /** A regex from `pathRegex` or `exactPathRegex`. Absent for all paths. */
  readonly path?: string;
  /** The `literalLength` of the path as the caller wrote it, or 0 without a path. */
  readonly literalLength: number;
  readonly service: string;
  readonly options?: OriginOptions;
  readonly access?: IngressAccess;
}

/**
 * Orders rules for cloudflared, which applies the first rule that matches. The hostname is compared before the path.
 * Otherwise a long path on a broad wildcard would match a request for a narrower host, which has another Access
 * application.
 *
 * @internal
 */
export function compareRules(a: IngressRule, b: IngressRule): number {
  return (
    Number(isWildcard(a.hostname)) - Number(isWildcard(b.hostname)) ||
    labelCount(b.hostname) - labelCount(a.hostname) ||
    compareText(a.hostname, b.hostname) ||
    b.literalLength - a.literalLength ||
    // The path that ends first is the broader one: "^/a" follows "^/a$" and "^/a(?:/|$)", and no path follows all
    // others.
    compareText(`${pathMeaning(a)}\uffff`, `${pathMeaning(b)}\uffff`) ||
    compareText(a.path ?? "", b.path ?? "")
  );
}

/** @internal Validates the rules of a tunnel against each other, in the order that `toIngress` returns them. */
export function validateIngress(rules: IngressRule[]): Problem[] {
  return [...validateReachability([...rules].sort(compareRules)), ...validateRuleAccess(rules)];
}

/**
 * Finds the rules that receive no request in the given order: an earlier rule has the same host or a wildcard that
 * covers it, and either no path or the same one.
 *
 * @internal
 */
export function validateReachability(ordered: IngressRule[]): Problem[] {
  const seen = new Map<string, Map<string, IngressRule>>();
  return ordered.flatMap((rule): Problem[] => {
    const meaning = pathMeaning(rule);
    const earlier = patternsOver(rule.hostname).flatMap((pattern) => {
      const paths = seen.get(pattern);
      return paths?.get(EVERY_PATH) ?? paths?.get(meaning) ?? [];
    })[0];
    if (earlier !== undefined) return [unreachable(rule, earlier)];
    const paths = seen.get(rule.hostname) ?? new Map<string, IngressRule>();
    seen.set(rule.hostname, paths.set(meaning, rule));
    return [];
  });
}

/**
 * Converts the rules to the tunnel's configuration: in order, each with its token check, the catch-all last.
 *
 * @internal
 */
export function toIngress(rules: IngressRule[]): Ingress[] {
  const ordered = [...rules].sort(compareRules);
  const closed = ordered.flatMap((rule, i) => {
    const isLastOfHost = ordered[i + 1]?.hostname !== rule.hostname;
    return isLastOfHost && rule.path !== undefined ? [rule, closing(rule)] : [rule];
  });
  return [...closed.map(toEntry), { service: CATCH_ALL }];
}

/**
 * The other paths of a host must not reach a wildcard rule, which has another origin and another Access application.
 */
function closing({ hostname, access }: IngressRule): IngressRule {
  return { hostname, literalLength: 0, service: CATCH_ALL, access };
}

function toEntry(rule: IngressRule): Ingress {
  const request = originRequest(rule);
  return {
    hostname: rule.hostname,
    ...(rule.path !== undefined && { path: rule.path }),
    service: rule.service,
    // An empty object can be a permanent diff in the provider.
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

/** Access per path is not a boundary ("/open/../admin"), so all rules of a host must have the same settings. */
function validateRuleAccess(rules: IngressRule[]): Problem[] {
  const first = new Map<string, IngressRule>();
  const uneven = new Set<string>();
  for (const rule of rules) {
    const other = first.get(rule.hostname) ?? rule;
    first.set(rule.hostname, other);
    if (accessKey(rule) !== accessKey(other)) uneven.add(rule.hostname);
  }
  return [...uneven].map((hostname) => {
    const message = `host "${hostname}" has rules with different Access settings. Use the same settings on all of them, because a path such as /open/../admin bypasses settings per path; publish a public path on its own host.`;
    return { code: "IngressAccessDiffers", message };
  });
}

function accessKey({ access }: IngressRule): string {
  return access === undefined ? "" : JSON.stringify([access.teamName, [...access.audTag].sort()]);
}

const EVERY_PATH = "";

/**
 * Normalizes regexes that match the same paths, in simple cases: the notation of groups and a final ".*" make no
 * difference.
 */
function pathMeaning({ path = EVERY_PATH }: IngressRule): string {
  return path.replace(/(?<!\\)\(\?:/g, "(").replace(/(?:(?<!\\)\.\*)+$/, "");
}

/** The hostnames of rules that match every request for this hostname. */
function patternsOver(hostname: string): string[] {
  const labels = hostname.split(".");
  const wildcards = labels.slice(1).map((_, i) => `*.${labels.slice(i + 1).join(".")}`);
  return [...new Set([hostname, ...wildcards])];
}

function unreachable(rule: IngressRule, earlier: IngressRule): Problem {
  if (rule.hostname === earlier.hostname && rule.path === earlier.path) {
    return {
      code: "IngressRuleDuplicate",
      message: `${shown(rule)} has two rules, and the second would receive no request. Remove one of them.`,
    };
  }
  const message = `${shown(rule)} has a rule that receives no request, because the rule of ${shown(earlier)} precedes it and matches all of them. Remove one of them or narrow the first.`;
  return { code: "IngressRuleUnreachable", message };
}

function shown({ hostname, path }: IngressRule): string {
  return path === undefined ? `host "${hostname}"` : `host "${hostname}" with path ${path}`;
}

/** Does not use localeCompare, because the order must not depend on the machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
