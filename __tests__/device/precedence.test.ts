import * as fc from "fast-check";
import { defaultPrecedence } from "../../lib/device/precedence";

test("stays what it is: another number would reorder the profiles of everybody who upgrades", () => {
  expect(["engineers", "sre", ""].map(defaultPrecedence)).toMatchInlineSnapshot(`
   [
     37106,
     35507,
     88124,
   ]
  `);
});

test("is in its range, for every name", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const precedence = defaultPrecedence(name);
      expect(Number.isInteger(precedence) && precedence >= 10_000 && precedence < 100_000).toBe(true);
    }),
  );
});
