import type { NotUnderstood, ResourceChange } from "./model";
import { push } from "../core/push";
import { isExpression } from "../core/terraform/expressions";
import { text } from "../core/terraform/values";
import { hostnameOf, recordLookup, recordName } from "../inventory/hosts/ingress-matching";
import { rulesOf } from "../inventory/hosts/tunnels";
import { ofType, TerraformObject } from "../inventory/terraform/objects";

const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

/**
 * What has several meanings, of which one could expose a host: configurations of one tunnel, and names of records that
 * may be relative to their zone.
 *
 * @internal
 */
export function ambiguitiesIn(changes: readonly ResourceChange[]): NotUnderstood[] {
  const before = changes.flatMap((change) => (change.deposed === undefined ? (change.before ?? []) : []));
  // A configuration that is only forgotten is overwritten by the next one.
  const after = changes.flatMap((change) => (change.action === "forget" ? [] : (change.after ?? [])));
  const found = [before, after].flatMap((objects) => [...conflictsIn(objects), ...relativeNamesIn(objects)]);
  return [...new Map(found.map((each) => [`${each.address} ${each.why}`, each])).values()];
}

function conflictsIn(objects: readonly TerraformObject[]): NotUnderstood[] {
  const byTunnel = new Map<string, TerraformObject[]>();
  for (const each of ofType([...objects], CONFIGURATION)) push(byTunnel, text(each.values.tunnel_id) ?? "", each);
  return [...byTunnel.values()].flatMap(([first, ...others]) =>
    others.map(({ address }) => ({
      address,
      where: "tunnel_id",
      why: `${first.address} configures the same tunnel, and they overwrite each other`,
    })),
  );
}

/** Records that lead to nothing, although a tunnel has a rule for their name in some zone. */
function relativeNamesIn(objects: readonly TerraformObject[]): NotUnderstood[] {
  const records = ofType([...objects], "cloudflare_dns_record");
  const recordOf = recordLookup(records);
  const hostnames = ofType([...objects], CONFIGURATION)
    .flatMap(rulesOf)
    .map(hostnameOf)
    .filter((hostname) => recordOf(hostname) === undefined);
  if (hostnames.length === 0) return [];
  return records.flatMap((record) => {
    const name = recordName(record);
    const hostname = hostnames.find((each) => !isExpression(each) && each.startsWith(`${name}.`));
    if (hostname === undefined || !name.includes(".")) return [];
    const why = `"${name}" may be relative to its zone, and mean ${hostname}; write the whole name`;
    return [{ address: record.address, where: "name", why }];
  });
}
