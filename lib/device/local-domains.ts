import { Token } from "cdktf";
import { isAddress } from "../core/addresses/cidr";
import { DEFAULT_FALLBACK_SUFFIXES } from "../core/addresses/cloudflare-defaults";
import { isDomainName, isWithin } from "../core/addresses/hostname";
import { Problem } from "../core/errors";
import { PropNames } from "../core/props";
import { literalExpected } from "../core/terraform/resources";

/**
 * A domain that devices resolve through their own network instead of Gateway.
 *
 * @example
 * const office: LocalDomain = { suffix: "office.example.com", dnsServers: ["192.0.2.53"] };
 *
 * @throws ValidationError LocalDomainInvalid, TokenNotAllowed, ZoneSwallowedByLocalDomain
 */
export interface LocalDomain {
  /** The domain, which includes every name below it: "office.example.internal", without a wildcard. */
  readonly suffix: string;
  /** The IP addresses of the DNS servers. @default - the DNS servers of the device's network */
  readonly dnsServers?: string[];
  /** The description in the dashboard. @default - none */
  readonly description?: string;
}

/** @internal The names of the properties of a local domain. */
export const LOCAL_DOMAIN: PropNames<LocalDomain> = {
  required: { suffix: 'the domain, such as "office.example.com"' },
  optional: { dnsServers: true, description: true },
};

/**
 * @internal The fallback list: Cloudflare's defaults without the suffixes that contain a zone, plus the custom domains.
 */
export function localDomains(zones: string[], own: LocalDomain[]): LocalDomain[] {
  const removed = removedSuffixes(zones, own);
  const kept = DEFAULT_FALLBACK_SUFFIXES.filter((suffix) => !removed.includes(suffix)).map((suffix) => ({ suffix }));
  const bySuffix = new Map<string, LocalDomain>([...kept, ...own].map((domain) => [domain.suffix, domain]));
  return [...bySuffix.values()].sort((a, b) => (a.suffix < b.suffix ? -1 : 1));
}

/** @internal Cloudflare's default suffixes that would prevent Gateway from resolving names of these zones. */
export function removedSuffixes(zones: string[], own: LocalDomain[]): string[] {
  const custom = new Set(own.map(({ suffix }) => suffix));
  return DEFAULT_FALLBACK_SUFFIXES.filter(
    (suffix) => !custom.has(suffix) && zones.some((zone) => isWithin(zone, suffix)),
  );
}

/** @internal Validates the custom domains, and that they do not contain a zone that devices must reach. */
export function validateLocalDomains(zones: string[], own: LocalDomain[]): Problem[] {
  return own.flatMap((domain, i) => {
    const duplicated = own.findIndex(({ suffix }) => suffix === domain.suffix) < i;
    return [
      ...(duplicated ? [invalid(domain, "is listed more than once. Remove the duplicate.")] : []),
      ...validateLocalDomain(domain, zones),
    ];
  });
}

function validateLocalDomain(domain: LocalDomain, zones: string[]): Problem[] {
  const { suffix, dnsServers = [] } = domain;
  if (Token.isUnresolved(suffix)) {
    return [literalExpected("the suffix of a local domain")];
  }
  if (!isDomainName(suffix)) {
    return [invalid(domain, 'is not a valid domain. Expected a name such as "office.example.com".')];
  }
  const problems = dnsServers
    .filter((server) => !Token.isUnresolved(server) && !isAddress(server))
    .map((server) => invalid(domain, `has the DNS server "${server}". Expected an IP address, such as "10.0.0.2".`));
  const swallowed = zones.find((zone) => isWithin(zone, suffix) || isWithin(suffix, zone));
  if (swallowed !== undefined) {
    problems.push({
      code: "ZoneSwallowedByLocalDomain",
      message:
        `localDomains contains "${suffix}", so devices would resolve names of ${swallowed} through their own ` +
        "network instead of Gateway. Remove the local domain, or remove the zone from `reach`.",
    });
  }
  return problems;
}

function invalid({ suffix }: LocalDomain, mistake: string): Problem {
  return { code: "LocalDomainInvalid", message: `local domain "${suffix}" ${mistake}` };
}
