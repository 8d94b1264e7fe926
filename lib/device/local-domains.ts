import { Token } from "cdktf";
import { isAddress } from "../core/addresses/cidr";
import { DEFAULT_FALLBACK_SUFFIXES } from "../core/addresses/cloudflare-defaults";
import { isWithin } from "../core/addresses/hostname";
import { Problem } from "../core/errors";

/** Defines a domain that a device asks its own network's resolver for, and not Gateway. */
export interface LocalDomain {
  /** The domain and all below it: "office.example.internal", without a wildcard. */
  readonly suffix: string;
  /** Addresses of the resolvers to ask. @default - the resolvers of the device's network */
  readonly dnsServers?: string[];
  /** Shown in the client. @default - none */
  readonly description?: string;
}

/** @internal The list for a device that reaches these zones: Cloudflare's defaults less what would swallow a zone, and the user's own. */
export function localDomains(zones: string[], own: LocalDomain[]): LocalDomain[] {
  const removed = removedSuffixes(zones, own);
  const kept = DEFAULT_FALLBACK_SUFFIXES.filter((suffix) => !removed.includes(suffix)).map((suffix) => ({ suffix }));
  const bySuffix = new Map<string, LocalDomain>([...kept, ...own].map((domain) => [domain.suffix, domain]));
  return [...bySuffix.values()].sort((a, b) => (a.suffix < b.suffix ? -1 : 1));
}

/** @internal The suffixes of Cloudflare's defaults that keep names of these zones from Gateway. */
export function removedSuffixes(zones: string[], own: LocalDomain[]): string[] {
  const insisted = new Set(own.map(({ suffix }) => suffix));
  return DEFAULT_FALLBACK_SUFFIXES.filter(
    (suffix) => !insisted.has(suffix) && zones.some((zone) => isWithin(zone, suffix)),
  );
}

/** @internal What is wrong with the user's own domains, or in conflict with what must be reached. */
export function validateLocalDomains(zones: string[], own: LocalDomain[]): Problem[] {
  return own.flatMap((domain, i) => {
    const again = own.findIndex(({ suffix }) => suffix === domain.suffix) < i;
    return [...(again ? [invalid(domain, "is there twice; write it once")] : []), ...problemsOf(domain, zones)];
  });
}

function problemsOf(domain: LocalDomain, zones: string[]): Problem[] {
  const { suffix, dnsServers = [] } = domain;
  if (Token.isUnresolved(suffix)) {
    return [{ code: "TokenNotAllowed", message: "the suffix of a local domain is a token; expected a literal" }];
  }
  if (!isDomain(suffix)) return [invalid(domain, 'is no domain; expected lower-case labels like "office.example.com"')];
  const problems = dnsServers
    .filter((server) => !Token.isUnresolved(server) && !isAddress(server))
    .map((server) => invalid(domain, `has the resolver "${server}"; expected an address like "10.0.0.2"`));
  const swallowed = zones.find((zone) => isWithin(zone, suffix) || isWithin(suffix, zone));
  if (swallowed !== undefined) {
    problems.push({
      code: "ZoneSwallowedByLocalDomain",
      message: `localDomains has "${suffix}", and the device asks its own network for all names in it, so names of ${swallowed} never reach Gateway; remove it, or take the zone out of reach`,
    });
  }
  return problems;
}

function isDomain(text: string): boolean {
  return text.length <= 253 && text.split(".").every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?$/.test(label));
}

function invalid({ suffix }: LocalDomain, mistake: string): Problem {
  return { code: "LocalDomainInvalid", message: `local domain "${suffix}" ${mistake}` };
}
