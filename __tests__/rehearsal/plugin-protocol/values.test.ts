import { decode, encode, ExtData } from "@msgpack/msgpack";
import * as fc from "fast-check";
import {
  decodeObject,
  encodeObject,
  fromPlain,
  isUnknown,
  KNOWN_AFTER_APPLY,
  toPlain,
  UNKNOWN,
  Wire,
} from "../../../lib/rehearsal/plugin-protocol/values";

const pair = (type: unknown, value: Wire): Wire => [Buffer.from(JSON.stringify(type)), value];
const json = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  .filter((value) => !JSON.stringify(value).includes("__proto__"));

describe("encodeObject", () => {
  test("returns any plain JSON unchanged after encoding and decoding", () => {
    fc.assert(
      fc.property(json, (value) => {
        const sent = encodeObject({ value: fromPlain(value) });
        expect(toPlain(decodeObject(sent)!.value)).toEqual(value);
      }),
    );
  });

  test("encodes a decoded object to the same bytes, including integers that JavaScript cannot represent", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.double({ noNaN: true }),
        fc.string(),
        (int, double, text) => {
          const bytes = encode(
            { int: pair("number", int), double: pair("number", double), text: pair("string", text) },
            { useBigInt64: true },
          );
          expect(Buffer.from(encodeObject(decodeObject({ msgpack: bytes })).msgpack!)).toEqual(Buffer.from(bytes));
        },
      ),
    );
  });
});

describe("toPlain", () => {
  test("converts an integer above 2^53 to text instead of another number", () => {
    expect(toPlain(pair("number", 2n ** 53n + 1n))).toBe("9007199254740993");
    expect(toPlain(pair("number", "1e400"))).toBe("1e400");
    expect(toPlain(pair("number", 7n))).toBe(7);
  });

  test.each([
    ["without a type", UNKNOWN],
    ["with a type", pair("string", UNKNOWN)],
    ["with a refinement", pair("string", new ExtData(12, Uint8Array.of(0x81)))],
  ])("converts an unknown value %s", (_, wire) => {
    expect(isUnknown(wire)).toBe(true);
    expect(toPlain(wire)).toBe(KNOWN_AFTER_APPLY);
  });

  test("converts unknown values within a known value", () => {
    const wire = pair(
      ["tuple", [["object", { id: "string", rest: "dynamic" }]]],
      [{ id: UNKNOWN, rest: pair("bool", true) }],
    );
    expect(toPlain(wire)).toEqual([{ id: KNOWN_AFTER_APPLY, rest: true }]);
    expect(isUnknown(wire)).toBe(false);
  });

  test("converts lists, sets and maps of one type", () => {
    expect(toPlain(pair(["map", ["list", "number"]], { a: [1, 2] }))).toEqual({ a: [1, 2] });
    expect(toPlain(pair(["set", ["object", { x: "dynamic" }]], [{ x: null }]))).toEqual([{ x: null }]);
  });
});

describe("decodeObject", () => {
  test("decodes null and an empty message to null", () => {
    expect(decodeObject(encodeObject(null))).toBeNull();
    expect(decodeObject({})).toBeNull();
    expect(decode(encodeObject(null).msgpack!)).toBeNull();
  });
});
