import fc from "fast-check";
import { defaultPrecedence } from "../../lib/gateway/precedence";

test("is the same for a path for ever", () => {
  expect(defaultPrecedence("app/fleet/dev", false)).toBe(defaultPrecedence("app/fleet/dev", false));
  expect([defaultPrecedence("app/fleet/dev", false), defaultPrecedence("app/fleet/dev", true)]).toMatchInlineSnapshot(`
   [
     36764614,
     984764614,
   ]
  `);
});

test("has every allow before every block, in a range of its own", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const [allow, block] = [defaultPrecedence(one, false), defaultPrecedence(other, true)];
      return allow >= 1_000_000 && allow < block && block < 1_000_000_000;
    }),
  );
});

test("500 policies of a fleet do not collide", () => {
  const paths = Array.from({ length: 500 }, (_, i) => `app/fleet/cluster-${i}/Resolver`);
  expect(new Set(paths.map((path) => defaultPrecedence(path, false))).size).toBe(500);
});
