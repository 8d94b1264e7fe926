import { createHash } from "node:crypto";
import type { Values } from "../../core/terraform/values";
import { INDEX, ReferencePath } from "../plugin-protocol/references";

/** Attributes whose shape references do not show. */
const KNOWN_SHAPES: Record<string, ReferencePath[]> = { name_servers: [[INDEX]] };

const MAX_WORD = 27;

/** @internal A hash of these words only. */
export function hash(...words: (string | number)[]): Buffer {
  return createHash("sha256").update(JSON.stringify(words)).digest();
}

/** @internal The object for which values are invented. */
export interface Owner {
  /** The Terraform type. */
  readonly type: string;
  /** The name of the object, or of the data source. */
  readonly name: string;
  /** What distinguishes it from other objects of the same type and name. */
  readonly distinction: string | number;
}

/**
 * The value that the API assigns to an attribute: unique for each object, the same in every run, and readable in
 * reports.
 *
 * @param known values that attributes of the same names have, at any depth
 * @internal
 */
export function computedValue(owner: Owner, attribute: string, paths: ReferencePath[], known: Values = {}): unknown {
  const digest = hash(owner.type, owner.name, owner.distinction, attribute).toString("hex");
  return shaped({ digest, owner, known }, attribute, KNOWN_SHAPES[attribute] ?? paths);
}

interface Source {
  readonly digest: string;
  readonly owner: Owner;
  readonly known: Values;
}

function shaped(source: Source, name: string, paths: ReferencePath[]): unknown {
  const deeper = paths.filter((path) => path.length > 0);
  if (deeper.length === 0) return leaf(source, name);
  const below = (key: string) => deeper.filter(([first]) => first === key).map((path) => path.slice(1));
  if (deeper.every(([first]) => first === INDEX)) return [shaped(source, name, below(INDEX))];
  const keys = [...new Set(deeper.map(([first]) => first))].filter((key) => key !== INDEX);
  return Object.fromEntries(keys.map((key) => [key, shaped(source, key, below(key))]));
}

function leaf({ digest, owner, known }: Source, name: string): string {
  const value = known[name];
  if (typeof value === "string") return value;
  if (name === "id" || name.endsWith("_id")) {
    return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  }
  if (name === "aud") return digest;
  // At most 63 characters, so that it can be a label of a host name.
  return [name, owner.name]
    .map((each) =>
      each
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "")
        .slice(0, MAX_WORD),
    )
    .concat(digest.slice(0, 6))
    .join("-");
}
