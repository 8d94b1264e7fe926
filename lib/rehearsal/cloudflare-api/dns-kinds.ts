import type { ObjectKind } from "./object-kind";
import { text } from "../../core/terraform/values";

/** @internal The records of a zone. */
export const DNS_KINDS: ObjectKind[] = [
  {
    type: "cloudflare_dns_record",
    path: "zones/{zone_id}/dns_records",
    update: "PUT",
    filters: ["name", "type", "content", "name.exact", "content.exact"],
    defaults: { proxied: false, ttl: 1, tags: [], settings: {}, comment: null },
    assign: ({ now }) => ({ created_on: now, proxiable: true, meta: {} }),
    derive: (record, { now, path, zoneName }) => ({
      name: fullName(text(record.name) ?? "", zoneName(path.zone_id)),
      modified_on: now,
      ...(text(record.comment) !== undefined && { comment_modified_on: now }),
    }),
  },
];

/** The API stores complete names in lowercase. A name is relative if it does not end with the zone's. */
function fullName(name: string, zone: string | undefined): string {
  const written = name.toLowerCase();
  if (zone === undefined || written === zone || written.endsWith(`.${zone}`)) return written;
  return written === "@" ? zone : `${written}.${zone}`;
}
