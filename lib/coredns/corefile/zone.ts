import { Token } from "cdktf";
import { Problem } from "../../core/errors";
import { literalExpected } from "../../core/terraform/resources";

/** @internal The zone that every cluster serves by default. */
export const CLUSTER_LOCAL = "cluster.local";

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);
/** Leaves room for `<service>.<namespace>.svc.` in a name of at most 253 characters. */
const LONGEST = 121;

/**
 * Validates a zone. CoreDNS itself accepts nearly everything: white space adds a second zone, "#" drops the port,
 * "tls://" changes the protocol, "10.0.0.0/8" is served as reverse zones, "{$NAME}" reads its environment, and any
 * other invalid text is a zone that contains no names.
 *
 * @internal
 */
export function validateDnsZone(what: string, zone: string): Problem[] {
  if (Token.isUnresolved(zone)) return [literalExpected(what)];
  const mistake = mistakeIn(zone);
  return mistake === undefined
    ? []
    : [{ code: "ClusterDnsZoneInvalid", message: `${what}: ${JSON.stringify(zone)} ${mistake}` }];
}

/** @internal Requires unique zones: CoreDNS does not start with a duplicate. */
export function validateUniqueZones(what: string, zones: string[]): Problem[] {
  const duplicates = new Set(zones.filter((zone, i) => zones.indexOf(zone) < i));
  return [...duplicates].map((zone) => ({
    code: "ClusterDnsZoneInvalid" as const,
    message: `${what}: "${zone}" is listed more than once. Remove the duplicate.`,
  }));
}

function mistakeIn(zone: string): string | undefined {
  if (zone === ".") return "is the root zone, which contains every name. Use a zone such as dev.k8s.example.internal.";
  const plain = zone.toLowerCase().replace(/\.$/, "");
  if (!NAME.test(plain)) {
    return 'is not a valid DNS name. Use two or more labels of a-z, 0-9 and "-", such as dev.k8s.example.internal.';
  }
  if (plain !== zone) return `is not in canonical form. Use "${plain}".`;
  if (/\.[0-9]+$/.test(zone)) return "is an address. Use a DNS name such as dev.k8s.example.internal.";
  if (/(^|\.)arpa$/.test(zone)) {
    return "is a reverse zone, which would hide the reverse names of all other hosts. Use a forward zone.";
  }
  if (zone.length <= LONGEST) return undefined;
  return `has ${zone.length} characters. Use at most ${LONGEST}, so that the name of every Service fits.`;
}
