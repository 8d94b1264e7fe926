import fc from "fast-check";
import { patterns } from "./arbitraries";
import { literalEnds, parsePattern } from "../../lib/gateway/pattern-grammar";

const mistakeOf = (source: string) => {
  const parsed = parsePattern(source);
  return Array.isArray(parsed) ? undefined : parsed;
};

test.each([
  "^(?:[a-z0-9_-]+[.])*lab[.]example[.]internal$",
  "^[_]http[.][_]tcp[.](?:a|b)$",
  "^a-{1,63}[^a.]$",
  "^.*[a-]$",
  "^(?:ab|c(?:d|e))?$",
  "^a{0,}b{2,}$",
  "^(?:[^.]{1,63}[.]){1,3}a$",
  "^(?:[^.a-c]*[.])?a$",
])("takes %s", (source) => expect(mistakeOf(source)).toBeUndefined());

test.each([
  ["", 0, /\^/],
  ["a$", 0, /searches/],
  ["^a", 2, /"\$"/],
  ["^$", 1, /nothing/],
  ["^a|b$", 2, /outside a group/],
  ["^a$b$", 3, /last/],
  ["^a\\.b$", 2, /backslash; write "\[\.\]"/],
  ["^(a)$", 1, /captures/],
  ["^(?i:a)$", 1, /sets a flag/],
  ["^(?=a)a$", 1, /looks around/],
  ["^(?:a$", 5, /closes/],
  ["^a)$", 2, /"\)"/],
  ["^(?:|a)$", 4, /nothing/],
  ["^(?:a|)$", 6, /nothing/],
  ["^*a$", 1, /nothing in front/],
  ["^a**$", 3, /second quantifier/],
  ["^a+?$", 3, /second quantifier/],
  ["^a{1}{2}$", 5, /second quantifier/],
  ["^a{64}$", 2, /63/],
  ["^a{3,1}$", 2, /n <= m/],
  ["^a{0}$", 2, /nothing at all/],
  ["^a{,3}$", 2, /\{n,m\}/],
  ["^a{$", 2, /\{n,m\}/],
  ["^(?:a+)+$", 7, /label loop/],
  ["^(?:a{2})?$", 9, /label loop/],
  ["^(?:a(?:b+))*$", 12, /label loop/],
  ["^(?:.+[.])*$", 10, /label loop/],
  ["^(?:[a.]+[.])*$", 13, /label loop/],
  ["^(?:[^a]+[.])*$", 13, /label loop/],
  ["^(?:[a-z]{63}[.]){16}$", 17, /1008/],
  ["^[]$", 2, /begins/],
  ["^[^]$", 3, /begins/],
  ["^[-a]$", 2, /begins/],
  ["^[a$", 3, /in a class/],
  ["^[ab", 4, /closes the class/],
  ["^[z-a]$", 4, /range/],
  ["^[a-9]$", 4, /range/],
  ["^[.-a]$", 4, /range/],
  ["^[a&&b]$", 3, /in a class/],
  ["^[[a]]$", 2, /begins/],
  ["^_a$", 1, /\[_\]/],
  ["^Dev$", 1, /lower case/],
  ["^é$", 1, /"é"/],
  ['^"$', 1, /expected a-z/],
  ["^a b$", 2, /" "/],
  ["^a\nb$", 2, /\\n/],
  ["^a$\n", 3, /last/],
])("refuses %j at %i", (source, position, mistake) => {
  expect(mistakeOf(source)).toMatchObject({ position, mistake: expect.stringMatching(mistake) });
});

test("takes every pattern of the subset", () => {
  fc.assert(fc.property(patterns, (source) => mistakeOf(source) === undefined));
});

test.each([
  ["^(?:[a-z]+[.])*dev[.]x$", ["dev.x"]],
  ["^a(?:dev|stg)[.]x$", ["adev.x", "astg.x"]],
  ["^a(?:dev|st+g)[.]x$", [".x"]],
  ["^(?:a|b)?x$", ["x"]],
  ["^x+$", [""]],
])("knows how all that %s matches ends", (source, ends) => {
  expect(literalEnds(parsePattern(source) as any)).toEqual(ends);
});
