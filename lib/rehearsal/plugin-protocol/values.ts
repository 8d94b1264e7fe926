import { decode, encode, ExtData } from "@msgpack/msgpack";
import type { Values } from "../../core/terraform/values";

/**
 * A value as Terraform sends it. An attribute of type "dynamic" is null, unknown, or a pair of its type (JSON, as
 * bytes) and its value. It is passed on undecoded, so that Terraform receives exactly what it sent.
 *
 * @internal
 */
export type Wire = null | boolean | number | bigint | string | ExtData | Uint8Array | Wire[] | { [key: string]: Wire };

/** @internal An object as Terraform sends it. */
export type WireObject = { [attribute: string]: Wire };

/** @internal A type as Terraform writes it in JSON: "string", ["list", T], ["object", {k: T}], … */
export type Type = string | [string, Type | Type[] | { [key: string]: Type }];

/** @internal Represents an unknown value in plain JSON. */
export const KNOWN_AFTER_APPLY = "(known after apply)";

/** @internal An unknown value. */
export const UNKNOWN: Wire = new ExtData(0, Uint8Array.of(0));

// Without this option, integers above 2^53 are changed, and Terraform refuses the plan.
const BIG = { useBigInt64: true };

/** @internal An encoded value of the protocol. */
export interface DynamicValue {
  /** The value in MessagePack. */
  readonly msgpack?: Uint8Array;
  /** The value in JSON. Terraform uses it only for stored states. */
  readonly json?: Uint8Array;
}

/** @internal Decodes the object of a message. Returns null if the message contains none. */
export function decodeObject(value: DynamicValue | null | undefined): WireObject | null {
  const bytes = value?.msgpack;
  return bytes === undefined || bytes.length === 0 ? null : (decode(bytes, BIG) as WireObject | null);
}

/** @internal Encodes an object for a message. */
export function encodeObject(object: WireObject | null): DynamicValue {
  return { msgpack: encode(object, BIG) };
}

/** @internal Whether a value is unknown. Terraform uses several extension types for unknown values with refinements. */
export function isUnknown(wire: Wire): boolean {
  return wire instanceof ExtData || (isPair(wire) && wire[1] instanceof ExtData);
}

/** @internal Converts the value of a dynamic attribute to plain JSON. */
export function toPlain(wire: Wire, type: Type = "dynamic"): unknown {
  if (wire === null) return null;
  if (wire instanceof ExtData) return KNOWN_AFTER_APPLY;
  if (type === "dynamic") {
    if (!isPair(wire)) throw new Error("The dynamic value has no type.");
    return toPlain(wire[1], JSON.parse(Buffer.from(wire[0]).toString()) as Type);
  }
  if (typeof type === "string") return type === "number" ? plainNumber(wire as number | bigint | string) : wire;
  const [kind, inner] = type;
  if (Array.isArray(wire)) {
    return wire.map((each, i) => toPlain(each, kind === "tuple" ? (inner as Type[])[i] : (inner as Type)));
  }
  const types = inner as { [key: string]: Type };
  return Object.fromEntries(
    Object.entries(wire).map(([key, each]) => [key, toPlain(each, kind === "object" ? types[key] : (inner as Type))]),
  );
}

/** @internal Converts plain JSON to the value of a dynamic attribute. */
export function fromPlain(plain: unknown): Wire {
  return plain === null ? null : [Buffer.from(JSON.stringify(typeOf(plain))), plain as Wire];
}

/**
 * The rows of a list of blocks, each attribute as a dynamic value. Undefined if the rows are unknown. A list of blocks
 * with dynamic values is itself dynamic.
 *
 * @internal
 */
export function rowsOf(wire: Wire): WireObject[] | undefined {
  if (!isPair(wire) || !Array.isArray(wire[1])) return undefined;
  const [kind, inner] = JSON.parse(Buffer.from(wire[0]).toString()) as [string, Type | Type[]];
  return wire[1].map((row, i) => {
    const [, types] = (kind === "tuple" ? (inner as Type[])[i] : inner) as [string, { [key: string]: Type }];
    return Object.fromEntries(
      Object.entries(row as WireObject).map(([key, value]) => [key, dynamic(types[key], value)]),
    );
  });
}

/** @internal Combines rows to a list of blocks. */
export function tupleOf(rows: WireObject[]): Wire {
  const types = rows.map((row) => ["object", Object.fromEntries(Object.keys(row).map((key) => [key, "dynamic"]))]);
  return [Buffer.from(JSON.stringify(["tuple", types])), rows];
}

function dynamic(type: Type, value: Wire): Wire {
  return type === "dynamic" || value === null ? value : [Buffer.from(JSON.stringify(type)), value];
}

function typeOf(plain: unknown): Type {
  if (plain === null) return "dynamic";
  if (Array.isArray(plain)) return ["tuple", plain.map(typeOf)];
  if (typeof plain === "object") {
    return ["object", Object.fromEntries(Object.entries(plain as Values).map(([key, each]) => [key, typeOf(each)]))];
  }
  return typeof plain === "boolean" ? "bool" : typeof plain;
}

/** A number that JavaScript cannot represent arrives as text, and remains text. */
function plainNumber(wire: number | bigint | string): number | string {
  const number = Number(wire);
  return typeof wire === "number" || (typeof wire === "bigint" && Number.isSafeInteger(number)) ? number : String(wire);
}

function isPair(wire: Wire): wire is [Uint8Array, Wire] {
  return Array.isArray(wire) && wire.length === 2 && wire[0] instanceof Uint8Array;
}
