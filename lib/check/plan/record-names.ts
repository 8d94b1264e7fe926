import { isWithin } from "../../core/addresses/hostname";
import { blocks, text, Values } from "../../core/terraform/values";
import type { TerraformObject } from "../../inventory/terraform/objects";

/** @internal Makes the names of DNS records absolute. The provider also accepts "@", and "app" without its zone. */
export class RecordNames {
  private readonly zones = new Map<string, string>();

  public constructor(objects: readonly TerraformObject[]) {
    const records = objects.filter(({ type, data }) => type === "cloudflare_dns_record" && !data);
    for (const { values } of records) this.add(values.zone_id, zoneOf(values));
    for (const [id, names] of namesByZone(records)) this.add(id, commonZone(names));
    // What the zone itself contains is better than what records suggest.
    for (const { type, values } of objects) {
      if (type === "cloudflare_zone") for (const id of [values.id, values.zone_id]) this.add(id, zoneName(values));
      if (type !== "cloudflare_zones") continue;
      for (const zone of [...blocks(values.result), ...blocks(values.zones)]) this.add(zone.id, text(zone.name));
    }
  }

  /** The absolute name of a record, or undefined if it is relative to a zone whose name is not known. */
  public absolute(values: Values): string | undefined {
    const name = text(values.name)?.replace(/\.$/, "");
    // Version 4 of the provider stores the absolute name in another attribute.
    const stored = text(values.hostname);
    if (name === undefined || name.startsWith("unknown:")) return name;
    const zone = this.zones.get(text(values.zone_id) ?? "");
    if (zone === undefined) {
      if (stored !== undefined && (name === "@" || `${stored}.`.startsWith(`${name}.`))) return stored;
      return name.includes(".") ? name : undefined;
    }
    if (name === "@") return zone;
    return isWithin(name.toLowerCase(), zone) ? name : `${name}.${zone}`;
  }

  private add(id: unknown, name: string | undefined): void {
    const key = text(id);
    if (key !== undefined && name !== undefined) this.zones.set(key, name.toLowerCase().replace(/\.$/, ""));
  }
}

function zoneName({ name, filter }: Values): string | undefined {
  return text(name) ?? blocks(filter).flatMap((each) => text(each.name) ?? [])[0];
}

/** The zone of a record with a relative and an absolute name. */
function zoneOf({ name, hostname }: Values): string | undefined {
  const [relative, absolute] = [text(name), text(hostname)];
  if (relative === undefined || absolute === undefined || relative === absolute) return undefined;
  if (relative === "@") return absolute;
  return absolute.startsWith(`${relative}.`) ? absolute.slice(relative.length + 1) : undefined;
}

function namesByZone(records: readonly TerraformObject[]): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  for (const { values } of records) {
    const [zone, name] = [text(values.zone_id), text(values.name)];
    if (zone === undefined || name?.includes(".") !== true || name.startsWith("unknown:")) continue;
    names.set(zone, (names.get(zone) ?? new Set()).add(name.toLowerCase().replace(/\.$/, "")));
  }
  return names;
}

/** What several absolute names of a zone have in common, if that is surely the zone. */
function commonZone(names: ReadonlySet<string>): string | undefined {
  if (names.size < 2) return undefined;
  const [first, ...others] = [...names].map((name) => name.split(".").reverse());
  const length = others.reduce((shared, labels) => {
    const different = labels.findIndex((label, i) => label !== first[i]);
    return Math.min(shared, different < 0 ? labels.length : different);
  }, first.length);
  const zone = first.slice(0, length).reverse().join(".");
  return length === 2 || (length > 2 && names.has(zone)) ? zone : undefined;
}
