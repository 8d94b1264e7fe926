import { Token } from "cdktf";
import { Problem } from "../../core/errors";
import { literalExpected } from "../../core/terraform/resources";

/** @internal */
export const CLUSTER_LOCAL = "cluster.local";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);
/** `<service>.<namespace>.svc.` in front of it, and a name has 253 characters at most. */
const LONGEST = 121;

/**
 * What a zone gets wrong. CoreDNS itself takes nearly everything: white space makes a second zone, "#" drops the port, "tls://" and "10.0.0.0/8" change
 * what is served, "{$NAME}" reads its environment, and the rest is a zone that no name is in.
 *
 * @internal
 */
export function validateDnsZone(what: string, zone: string): Problem[] {
  if (Token.isUnresolved(zone)) return [literalExpected(what)];
  const mistake = mistakeIn(zone);
  return mistake === undefined
    ? []
    : [{ code: "ClusterDnsZoneInvalid", message: `${what} is ${JSON.stringify(zone)}, ${mistake}` }];
}

/** @internal Two of one zone, which CoreDNS does not start with. */
export function validateUniqueZones(what: string, zones: string[]): Problem[] {
  const twice = new Set(zones.filter((zone, i) => zones.indexOf(zone) < i));
  return [...twice].map((zone) => ({
    code: "ClusterDnsZoneInvalid" as const,
    message: `${what} are to serve "${zone}" twice; remove one`,
  }));
}

function mistakeIn(zone: string): string | undefined {
  if (zone === ".") return "which is every name there is; write the zone that is meant, like dev.k8s.example.internal";
  const plain = zone.toLowerCase().replace(/\.$/, "");
  if (!NAME.test(plain)) {
    return 'which is no DNS name of two labels or more; expected labels of a-z, 0-9 and "-", like dev.k8s.example.internal';
  }
  if (plain !== zone) return `which is not as names are compared; write "${plain}"`;
  if (/\.[0-9]+$/.test(zone)) return "which is an address; expected a DNS name, like dev.k8s.example.internal";
  if (/(^|\.)arpa$/.test(zone)) return "which would deny everybody else's reverse names; expected a forward zone";
  if (zone.length <= LONGEST) return undefined;
  return `which has ${zone.length} characters; expected ${LONGEST} at most, so that every Service has a name in it`;
}
