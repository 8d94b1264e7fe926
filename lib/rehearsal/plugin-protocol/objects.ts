import type { Attribute, Block } from "./schema";
import { fromPlain, isUnknown, rowsOf, toPlain, tupleOf, UNKNOWN, Wire, WireObject } from "./values";
import type { Values } from "../../core/terraform/values";

/** @internal Converts an object to plain JSON. */
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

/** @internal An object without any values. */
export function emptyObject({ attributes, blocks }: Block): WireObject {
  return {
    ...Object.fromEntries([...attributes.keys()].map((name) => [name, null])),
    ...Object.fromEntries([...blocks.keys()].map((name) => [name, tupleOf([])])),
  };
}

/** @internal The planned object: the proposed one, in which attributes that the API assigns are unknown. */
export function plannedObject(proposed: WireObject, isNew: boolean, block: Block): WireObject {
  return mapAttributes(proposed, block, (_name, wire, { computed, writeOnly }) => {
    if (writeOnly) return null;
    return isNew && computed && wire === null ? UNKNOWN : wire;
  });
}

/** @internal The applied object: the planned one, in which `assign` provides the unknown attributes. */
export function appliedObject(
  planned: WireObject,
  block: Block,
  assign: (name: string, attribute: Attribute) => unknown,
): WireObject {
  return mapAttributes(planned, block, (name, wire, attribute, isTop) => {
    if (!isUnknown(wire)) return wire;
    const value = assign(name, attribute);
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
    // The blocks that `dynamic` generates from unknown values are unknown as a whole.
    mapped[name] = rows ? tupleOf(rows.map((row) => mapAttributes(row, block, map, false))) : (object[name] ?? null);
  }
  return mapped;
}
