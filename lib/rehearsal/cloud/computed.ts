import { createHash } from "node:crypto";
import { INDEX, ReferencePath } from "../plugin-protocol/references";

/** Attributes whose shape references do not show. */
const KNOWN_SHAPES: Record<string, ReferencePath[]> = { name_servers: [[INDEX]] };

/** @internal A hash of these words only. */
export function hash(...words: (string | number)[]): Buffer {
  return createHash("sha256").update(JSON.stringify(words)).digest();
}

/** @internal The value that the API assigns to an attribute: unique for each object, and the same in every run. */
export function computedValue(owner: (string | number)[], attribute: string, paths: ReferencePath[]): unknown {
  return shaped(hash(...owner, attribute).toString("hex"), attribute, KNOWN_SHAPES[attribute] ?? paths);
}

function shaped(digest: string, name: string, paths: ReferencePath[]): unknown {
  const deeper = paths.filter((path) => path.length > 0);
  if (deeper.length === 0) return leaf(digest, name);
  const below = (key: string) => deeper.filter(([first]) => first === key).map((path) => path.slice(1));
  if (deeper.every(([first]) => first === INDEX)) return [shaped(digest, name, below(INDEX))];
  const keys = [...new Set(deeper.map(([first]) => first))].filter((key) => key !== INDEX);
  return Object.fromEntries(keys.map((key) => [key, shaped(digest, key, below(key))]));
}

function leaf(digest: string, name: string): string {
  if (name === "id" || name.endsWith("_id")) {
    return digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  }
  if (name === "aud") return digest;
  return `${name.replaceAll("_", "-")}-${digest.slice(0, 12)}`;
}
