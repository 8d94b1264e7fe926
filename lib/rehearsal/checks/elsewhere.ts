import { hostnamesIn } from "./requests";
import { isPrivateAddress } from "../../core/addresses/reserved-ranges";
import { text } from "../../core/terraform/values";
import { contentOf, isProxied, recordName, tunnelIn } from "../../inventory/hosts/ingress-matching";
import { configurationsOf } from "../../inventory/hosts/tunnels";
import { ofType, TerraformObject } from "../../inventory/terraform/objects";
import { publicDestinations } from "../../reachability/access/destinations";
import { coversHostname } from "../../reachability/access/wildcards";

const RECORD = "cloudflare_dns_record";

/**
 * Returns how the record of a name leads to an origin that no known rule serves: through Cloudflare's edge, where only
 * the Access application protects it, or past the edge. Undefined for other records, and for names that no application
 * of any state covers: what Access does not protect is not published here.
 *
 * @internal
 */
export function elsewhereIn(
  allObjects: TerraformObject[],
): (hostname: string, record: TerraformObject, content: string) => "through the edge" | "past the edge" | undefined {
  const unconfigured = unconfiguredIn(allObjects);
  const covered = coveredIn(allObjects);
  const proxied = new Set(ofType(allObjects, RECORD).filter(isProxied).map(recordName));
  return (hostname, record, content) => {
    if (!covered.has(hostname)) return undefined;
    const tunnel = tunnelIn(content);
    if (tunnel !== undefined) return unconfigured.has(tunnel) ? "through the edge" : undefined;
    if (isProxied(record)) return "through the edge";
    // A name that never passes the edge is not published here.
    const wasProxied = [hostname, recordName(record)].some((name) => proxied.has(name));
    return wasProxied && !isUnreachableAddress(content) ? "past the edge" : undefined;
  };
}

/**
 * The tunnels to which records point, but whose configuration no state contains: it is in another directory, in the
 * dashboard, or in a file of the connector.
 */
function unconfiguredIn(allObjects: TerraformObject[]): Set<string> {
  const found = new Set(ofType(allObjects, RECORD).flatMap((record) => tunnelIn(contentOf(record)) ?? []));
  for (const { values } of configurationsOf(allObjects)) found.delete(text(values.tunnel_id) ?? "");
  return found;
}

/** The hostnames that an application of any state covers. */
function coveredIn(allObjects: TerraformObject[]): Set<string> {
  const applications = ofType(allObjects, "cloudflare_zero_trust_access_application");
  const patterns = [
    ...new Set(applications.flatMap((each) => publicDestinations(each, each.values)).map(({ hostname }) => hostname)),
  ];
  const isCovered = (hostname: string) => patterns.some((each) => coversHostname(each, hostname));
  return new Set(hostnamesIn(allObjects).filter(isCovered));
}

/** Whether strangers cannot connect to the address of a record. */
function isUnreachableAddress(content: string): boolean {
  return isPrivateAddress(content) || /^(?:127\.|0\.|169\.254\.|::1?$|fe80:)/i.test(content);
}
