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

test("plain JSON comes back from the wire as it was", () => {
  fc.assert(
    fc.property(json, (value) => {
      const sent = encodeObject({ value: fromPlain(value) });
      expect(toPlain(decodeObject(sent)!.value)).toEqual(value);
    }),
  );
});

test("what Terraform sends goes back byte for byte, also integers that no JavaScript number holds", () => {
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

test("an integer past 2^53 is read as text instead of another number", () => {
  expect(toPlain(pair("number", 2n ** 53n + 1n))).toBe("9007199254740993");
  expect(toPlain(pair("number", "1e400"))).toBe("1e400");
  expect(toPlain(pair("number", 7n))).toBe(7);
});

test.each([
  ["by itself", UNKNOWN],
  ["with its type", pair("string", UNKNOWN)],
  ["refined by a prefix", pair("string", new ExtData(12, Uint8Array.of(0x81)))],
])("a value not known yet is seen %s", (_, wire) => {
  expect(isUnknown(wire)).toBe(true);
  expect(toPlain(wire)).toBe(KNOWN_AFTER_APPLY);
});

test("values not known yet are seen inside of others, and do not make those unknown", () => {
  const wire = pair(
    ["tuple", [["object", { id: "string", rest: "dynamic" }]]],
    [{ id: UNKNOWN, rest: pair("bool", true) }],
  );
  expect(toPlain(wire)).toEqual([{ id: KNOWN_AFTER_APPLY, rest: true }]);
  expect(isUnknown(wire)).toBe(false);
});

test("lists, sets and maps of one type are read", () => {
  expect(toPlain(pair(["map", ["list", "number"]], { a: [1, 2] }))).toEqual({ a: [1, 2] });
  expect(toPlain(pair(["set", ["object", { x: "dynamic" }]], [{ x: null }]))).toEqual([{ x: null }]);
});

test("what does not exist is null", () => {
  expect(decodeObject(encodeObject(null))).toBeNull();
  expect(decodeObject({})).toBeNull();
  expect(decode(encodeObject(null).msgpack!)).toBeNull();
});
