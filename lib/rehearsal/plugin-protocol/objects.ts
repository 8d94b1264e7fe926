import type { Attribute, Block } from "./schema";
import { fromPlain, isUnknown, rowsOf, toPlain, tupleOf, UNKNOWN, Wire, WireObject } from "./values";
import type { Values } from "../../inventory/terraform/values";

/** @internal An object as plain JSON, as people and judges read it. */
export function plainObject(object: WireObject, { attributes, blocks }: Block): Values {
  const plain = (name: string): unknown => {
    const wire = object[name] ?? null;
    return name === "id" && typeof wire === "string" ? wire : toPlain(wire);
  };
  return {
    ...Object.fromEntries([...attributes.keys()].map((name) => [name, plain(name)])),
    ...Object.fromEntries([...blocks.keys()].map((name) => [name, plain(name)])),
  };
}

/** @internal What Terraform proposed, with what the API will say left open. */
export function plannedObject(proposed: WireObject, isNew: boolean, block: Block): WireObject {
  return mapAttributes(proposed, block, (_name, wire, { computed, writeOnly }) => {
    if (writeOnly) return null;
    return isNew && computed && wire === null ? UNKNOWN : wire;
  });
}

/** @internal What was planned, with what was left open said by `say`. */
export function appliedObject(
  planned: WireObject,
  block: Block,
  say: (name: string, attribute: Attribute) => unknown,
): WireObject {
  return mapAttributes(planned, block, (name, wire, attribute, isTop) => {
    if (!isUnknown(wire)) return wire;
    const value = say(name, attribute);
    return isTop && name === "id" ? (value as string) : fromPlain(value);
  });
}

function mapAttributes(
  object: WireObject,
  { attributes, blocks }: Block,
  map: (name: string, wire: Wire, attribute: Attribute, isTop: boolean) => Wire,
  isTop = true,
): WireObject {
  const mapped: WireObject = {};
  for (const [name, attribute] of attributes) mapped[name] = map(name, object[name] ?? null, attribute, isTop);
  for (const [name, block] of blocks) {
    const rows = rowsOf(object[name] ?? null);
    // What `dynamic` generates from what is not known yet is unknown as a whole.
    mapped[name] = rows ? tupleOf(rows.map((row) => mapAttributes(row, block, map, false))) : (object[name] ?? null);
  }
  return mapped;
}
