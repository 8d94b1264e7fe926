import fc from "fast-check";
import { defaultPrecedence } from "../../lib/gateway/precedence";

test("defaultPrecedence() is stable for a path", () => {
  expect(defaultPrecedence("app/fleet/dev", false)).toBe(defaultPrecedence("app/fleet/dev", false));
  expect([defaultPrecedence("app/fleet/dev", false), defaultPrecedence("app/fleet/dev", true)]).toMatchInlineSnapshot(`
   [
     36764614,
     984764614,
   ]
  `);
});

test("defaultPrecedence() orders every allow policy before every block policy", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const allow = defaultPrecedence(one, false);
      const block = defaultPrecedence(other, true);
      return allow >= 1_000_000 && allow < block && block < 1_000_000_000;
    }),
  );
});

test("defaultPrecedence() does not collide for 500 policies of a fleet", () => {
  const paths = Array.from({ length: 500 }, (_, i) => `app/fleet/cluster-${i}/Resolver`);
  expect(new Set(paths.map((path) => defaultPrecedence(path, false))).size).toBe(500);
});
