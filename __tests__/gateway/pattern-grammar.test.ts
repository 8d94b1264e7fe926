import fc from "fast-check";
import { patterns } from "./arbitraries";
import { literalSuffixes, parsePattern } from "../../lib/gateway/pattern-grammar";

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
])("parsePattern() accepts %s", (source) => expect(mistakeOf(source)).toBeUndefined());

test.each([
  ["", 0, /\^/],
  ["a$", 0, /parts of longer names/],
  ["^a", 2, /"\$"/],
  ["^$", 1, /expected a letter/],
  ["^a|b$", 2, /outside a group/],
  ["^a$b$", 3, /at the end/],
  ["^a\\.b$", 2, /backslashes are not supported. Use "\[\.\]"/],
  ["^(a)$", 1, /capturing groups/],
  ["^(?i:a)$", 1, /flags are not supported/],
  ["^(?=a)a$", 1, /lookarounds/],
  ["^(?:a$", 5, /close the group/],
  ["^a)$", 2, /"\)"/],
  ["^(?:|a)$", 4, /expected a letter/],
  ["^(?:a|)$", 6, /expected a letter/],
  ["^*a$", 1, /must follow an atom/],
  ["^a**$", 3, /second quantifier/],
  ["^a+?$", 3, /second quantifier/],
  ["^a{1}{2}$", 5, /second quantifier/],
  ["^a{64}$", 2, /63/],
  ["^a{3,1}$", 2, /n <= m/],
  ["^a{0}$", 2, /matches nothing/],
  ["^a{,3}$", 2, /\{n,m\}/],
  ["^a{$", 2, /\{n,m\}/],
  ["^(?:a+)+$", 7, /label loop/],
  ["^(?:a{2})?$", 9, /label loop/],
  ["^(?:a(?:b+))*$", 12, /label loop/],
  ["^(?:.+[.])*$", 10, /label loop/],
  ["^(?:[a.]+[.])*$", 13, /label loop/],
  ["^(?:[^a]+[.])*$", 13, /label loop/],
  ["^(?:[a-z]{63}[.]){16}$", 17, /1008/],
  ["^[]$", 2, /must begin/],
  ["^[^]$", 3, /must begin/],
  ["^[-a]$", 2, /must begin/],
  ["^[a$", 3, /in a class/],
  ["^[ab", 4, /close the class/],
  ["^[z-a]$", 4, /range/],
  ["^[a-9]$", 4, /range/],
  ["^[.-a]$", 4, /range/],
  ["^[a&&b]$", 3, /in a class/],
  ["^[[a]]$", 2, /must begin/],
  ["^_a$", 1, /\[_\]/],
  ["^Dev$", 1, /lower case/],
  ["^é$", 1, /"é"/],
  ['^"$', 1, /Expected a-z/],
  ["^a b$", 2, /" "/],
  ["^a\nb$", 2, /\\n/],
  ["^a$\n", 3, /at the end/],
])("parsePattern() refuses %j at position %i", (source, position, mistake) => {
  expect(mistakeOf(source)).toMatchObject({ position, mistake: expect.stringMatching(mistake) });
});

test("parsePattern() accepts every pattern of the subset", () => {
  fc.assert(fc.property(patterns, (source) => mistakeOf(source) === undefined));
});

test.each([
  ["^(?:[a-z]+[.])*dev[.]x$", ["dev.x"]],
  ["^a(?:dev|stg)[.]x$", ["adev.x", "astg.x"]],
  ["^a(?:dev|st+g)[.]x$", [".x"]],
  ["^(?:a|b)?x$", ["x"]],
  ["^x+$", [""]],
])("literalSuffixes() returns the suffixes of %s", (source, ends) => {
  expect(literalSuffixes(parsePattern(source) as any)).toEqual(ends);
});
