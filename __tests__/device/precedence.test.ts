import * as fc from "fast-check";
import { defaultPrecedence } from "../../lib/device/precedence";

test("defaultPrecedence() is stable, because a change would reorder existing profiles", () => {
  expect(["engineers", "sre", ""].map(defaultPrecedence)).toMatchInlineSnapshot(`
   [
     37106,
     35507,
     88124,
   ]
  `);
});

test("defaultPrecedence() returns an integer from 10,000 to 99,999 for every name", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const precedence = defaultPrecedence(name);
      expect(Number.isInteger(precedence) && precedence >= 10_000 && precedence < 100_000).toBe(true);
    }),
  );
});
