import { Token } from "cdktf";
import { mergeCidrs, parseCidr } from "../core/addresses/cidr";
import { validateCidr } from "../core/addresses/cidr-validation";
import { Problem } from "../core/errors";

/** @internal Canonical, each once, in the order of the caller. */
export function canonicalCidrs(cidrs: string[]): string[] {
  return [...new Set(cidrs.flatMap((cidr) => (Token.isUnresolved(cidr) ? [] : (parseCidr(cidr)?.text ?? []))))];
}

/** @internal What is wrong with who may ask. Nobody is a mistake, too: an empty list means everybody to a load balancer. */
export function validateAllowedClients(allowFrom: string[], openToAll: string | undefined): Problem[] {
  const invalid = (message: string): Problem[] => [{ code: "ClusterDnsSourcesInvalid", message }];
  if (allowFrom.length === 0) {
    return invalid("allowFrom is empty; expected the CIDRs of those who ask, such as the connectors' subnet or pods");
  }
  const malformed = allowFrom.flatMap((cidr) => validateCidr("allowFrom", cidr));
  if (malformed.length > 0) return malformed;
  const everyone = mergeCidrs(allowFrom.map((cidr) => parseCidr(cidr)!)).find(({ prefix }) => prefix === 0);
  if (everyone !== undefined && openToAll === undefined) {
    return invalid(
      `allowFrom holds all of ${everyone.text}; expected the CIDRs of those who ask, or openToAll with a reason`,
    );
  }
  if (everyone === undefined && openToAll !== undefined) {
    return invalid("openToAll is said, and allowFrom does not hold 0.0.0.0/0 or ::/0; remove one of them");
  }
  if (openToAll !== undefined && (!/\S/.test(openToAll) || /[\r\n]/.test(openToAll) || openToAll.length > 200)) {
    return invalid(
      `openToAll is ${JSON.stringify(openToAll)}; expected one line of 1 to 200 characters: why all may ask`,
    );
  }
  return [];
}

/** @internal The sources that reach a load balancer of IPv4. */
export function ipv4Of(allowFrom: string[]): string[] {
  return allowFrom.filter((cidr) => parseCidr(cidr)?.version === 4);
}

/** @internal What is wrong with sources that are right otherwise; none at all is said elsewhere. */
export function validateIpv4Source(allowFrom: string[]): Problem[] {
  if (allowFrom.length === 0 || ipv4Of(allowFrom).length > 0) return [];
  const message =
    "allowFrom holds no range of IPv4, and nothing else reaches the load balancer; without sources it would let everybody in";
  return [{ code: "LoadBalancerInvalid", message }];
}
