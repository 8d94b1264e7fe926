import { blocks, block, text } from "../../core/terraform/values";
import type { AccountObject, Gap } from "../model";

/**
 * The hosts of tunnels whose zone the API did not list. It lists only the zones that the token may read, and answers
 * without an error, so their records and applications were not read.
 *
 * @internal
 */
export function unlistedZones(zones: readonly AccountObject[], configurations: readonly AccountObject[]): Gap[] {
  const hosts = configurations.flatMap(({ values }) =>
    blocks(block(values.config).ingress).flatMap(({ hostname }) => text(hostname)?.toLowerCase() ?? []),
  );
  const outside = hosts.filter(
    (host) => host.includes(".") && !zones.some(({ name }) => host === name || host.endsWith(`.${name}`)),
  );
  const named = [...new Set(outside)].sort();
  if (named.length === 0) return [];
  const others = named.length > 3 ? ` and ${named.length - 3} more` : "";
  const why =
    `the list contains no zone of ${named.slice(0, 3).join(", ")}${others}; the account contains none, or the token ` +
    "lacks Zone: Read for it";
  return [{ what: "zones of hosts", path: "zones", why, types: [] }];
}
