import { Token } from "cdktf";
import { mergeCidrs, parseCidr } from "../core/addresses/cidr";
import { validateCidr } from "../core/addresses/cidr-validation";
import { Problem } from "../core/errors";

/** @internal The valid CIDRs in canonical form, without duplicates, in the caller's order. */
export function canonicalCidrs(cidrs: string[]): string[] {
  return [...new Set(cidrs.flatMap((cidr) => (Token.isUnresolved(cidr) ? [] : (parseCidr(cidr)?.text ?? []))))];
}

/**
 * Validates the sources that can query CoreDNS. An empty list is refused too: to a load balancer it means every source.
 *
 * @internal
 */
export function validateAllowedClients(allowFrom: string[], openToAll: string | undefined): Problem[] {
  const invalid = (message: string): Problem[] => [{ code: "ClusterDnsSourcesInvalid", message }];
  if (allowFrom.length === 0) {
    return invalid(
      "allowFrom: the list is empty. List the CIDRs of the connectors that query CoreDNS, such as their subnet or their pods.",
    );
  }
  const malformed = allowFrom.flatMap((cidr) => validateCidr("allowFrom", cidr));
  if (malformed.length > 0) return malformed;
  const everyone = mergeCidrs(allowFrom.map((cidr) => parseCidr(cidr)!)).find(({ prefix }) => prefix === 0);
  if (everyone !== undefined && openToAll === undefined) {
    return invalid(
      `allowFrom: the list covers all of ${everyone.text}. List only the CIDRs of the connectors, or set openToAll to the reason why every source can query CoreDNS.`,
    );
  }
  if (everyone === undefined && openToAll !== undefined) {
    return invalid("openToAll: it is set, but allowFrom contains neither 0.0.0.0/0 nor ::/0. Remove openToAll.");
  }
  if (openToAll !== undefined && (!/\S/.test(openToAll) || /[\r\n]/.test(openToAll) || openToAll.length > 200)) {
    return invalid(
      `openToAll: ${JSON.stringify(openToAll)} is not a valid reason. Use one line of 1 to 200 characters that states why every source can query CoreDNS.`,
    );
  }
  return [];
}

/** @internal The IPv4 CIDRs, which an IPv4 load balancer accepts as sources. */
export function ipv4Of(allowFrom: string[]): string[] {
  return allowFrom.filter((cidr) => parseCidr(cidr)?.version === 4);
}

/** @internal Requires an IPv4 source. `validateAllowedClients` reports an empty list. */
export function validateIpv4Source(allowFrom: string[]): Problem[] {
  if (allowFrom.length === 0 || ipv4Of(allowFrom).length > 0) return [];
  const message =
    "allowFrom: the list contains no IPv4 CIDR, but the load balancer accepts IPv4 only. Add the IPv4 CIDRs of the connectors; without source ranges the load balancer would accept every source.";
  return [{ code: "LoadBalancerInvalid", message }];
}
