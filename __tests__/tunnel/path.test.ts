import * as fc from "fast-check";
import { RE2JS } from "re2js";
import { validateExactPath, exactPathRegex, literalLength, validatePath, pathRegex } from "../../lib/tunnel/path";

const finds = (regex: string, path: string) => RE2JS.compile(regex).matcher(path).find();

const segment = fc.stringMatching(/^[A-Za-z0-9~!&',;=:@_-][A-Za-z0-9.~!&',;=:@_-]{0,6}$/);
const literal = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`);

describe("a literal path", () => {
  test.each([
    "/api",
    "/api/v1",
    "/a.b",
    "/.well-known/acme",
    "/v1.0/x",
    "/日本語",
    "/a-b_c~d",
    "/c++",
    "/a;v=1",
    "/...",
    "/@me",
  ])("accepts %s", (path) => expect(validatePath(path)).toEqual([]));

  test.each([
    ["", /must start with/],
    ["api", /must start with/],
    ["  ", /must start with/],
    ["*", /must start with/],
    ["?", /must start with/],
    [".*", /must start with/],
    [".", /must start with/],
    ["^", /must start with/],
    ["^api", /must start with/],
    ["(?i)/api", /must start with/],
    ["^\\/api", /must start with/],
    ["https://a.example.com/x", /must start with/],
    ["/api/*", /globs are not supported/],
    ["/api/**", /globs are not supported/],
    ["/a%20b", /matched after decoding/],
    ["/a b", /white space/],
    ["/a\n", /white space/],
    ["/a\0", /control/],
    ["/api?x=1", /query/],
    ["/api#top", /fragment/],
    ["/a{,3}", /looks like a regex/],
    ["/api(/|$)", /looks like a regex/],
    ["/[a-z]", /looks like a regex/],
    ["/a.+", /looks like a regex/],
    ["/api$", /looks like a regex/],
    ["/a\\.b", /looks like a regex/],
    ["//api", /"\/\/"/],
    ["/a//b", /"\/\/"/],
    ["/./api", /segment/],
    ["/a/../b", /segment/],
    ["/a/..", /segment/],
    ["/..", /segment/],
    ["/api/", /ends with a slash/],
  ])("refuses %j", (path, message) => {
    expect(validatePath(path)).toEqual([{ code: "PathInvalid", message: expect.stringMatching(message) }]);
  });

  test("becomes a regex for the path and everything below it", () => {
    expect(pathRegex("/reports")).toBe("^/reports(?:/|$)");
    expect(pathRegex("/v1.0")).toBe("^/v1\\.0(?:/|$)");
  });

  test("matches itself and its children, but no sibling or parent", () => {
    fc.assert(
      fc.property(literal, segment, (path, other) => {
        expect(validatePath(path)).toEqual([]);
        const regex = pathRegex(path);
        expect(finds(regex, path)).toBe(true);
        expect(finds(regex, `${path}/`)).toBe(true);
        expect(finds(regex, `${path}/${other}`)).toBe(true);
        expect(finds(regex, `${path}${other}`)).toBe(false);
        expect(finds(regex, `/${other}${path}`)).toBe(`/${other}${path}`.startsWith(`${path}/`));
        expect(finds(regex, path.slice(0, -1))).toBe(false);
        expect(finds(regex, path.replace(/[^/]$/, "\u0000"))).toBe(false);
      }),
    );
  });

  test("matches a dot literally", () => {
    expect(finds(pathRegex("/v1.0"), "/v1x0")).toBe(false);
  });
});

describe("a regex path", () => {
  test.each([
    "^/api$",
    "^/api(/|$)",
    "^/api/[0-9]+$",
    "^/api/.*",
    "^/(?<n>x)",
    "^/(?P<n>x)",
    "^/(?i)api",
    "^/\\pN",
    "^/x\\z",
    "^/a\\-b",
    "^/a\\/b",
    "^/(?:a|b)/",
    "^/[|]x",
    "^/a\\|b",
    "^/[]|]x",
    "^/[[:alpha:]|]x",
    "^/$",
    "^/.+",
    "^/colou?r",
    "^/a{2}",
    "^/a{0,3}b",
    "^/\\.well-known/",
    "^/[^/]+/logs$",
    "^/é",
  ])("accepts %s and returns it unchanged", (path) => {
    expect(validatePath(path)).toEqual([]);
    expect(pathRegex(path)).toBe(path);
  });

  test.each([
    ["^/api/*", /glob/],
    ["^/api/**", /glob/],
    ["^/a\\/*api", /glob/],
    ["^/a**", /glob/],
    ["^/a{,3}", /\{0,n\}/],
    ["^/a%20b", /matched after decoding/],
    ["^/a b", /\\x20/],
    ["^/a?x=1", /query/],
    ["^/a\\?x=1", /query/],
    ["^/a#b", /fragment/],
    ["^//admin", /"\/\/"/],
    ["^/a\\/\\/b", /"\/\/"/],
    ["^/a/../b", /segment/],
    ["^/a/./b", /segment/],
    ["^/a/\\.\\./b", /segment/],
    ["^/a/\\.\\.$", /segment/],
    ["^/a/\\.(?:/|$)", /segment/],
    ["^/a|b", /outside a group/],
    ["^/a|^/b", /outside a group/],
    ["^/(a)|(b)", /outside a group/],
    ["^/((a|b)|c)|d", /outside a group/],
    ["^/(?!x)", /invalid or unsupported Perl syntax: `\(\?!`/],
    ["^/(?=x)", /invalid or unsupported Perl syntax/],
    ["^/(a)\\1", /invalid escape sequence: `\\1`/],
    ["^/\\Z", /invalid escape sequence/],
    ["^/\\u00e9", /invalid escape sequence/],
    ["^/a++", /invalid nested repetition operator/],
    ["^/a{1001}", /invalid repeat count: `\{1001\}`/],
    ["^/(a{500}){500}", /invalid repeat count/],
    ["^/[", /missing closing/],
    ["^/(", /missing closing/],
    ["^/[^]", /missing closing/],
  ])("refuses %s", (path, message) => {
    expect(validatePath(path)).toEqual([{ code: "PathRegexInvalid", message: expect.stringMatching(message) }]);
  });

  test("reports the malformed path", () => {
    expect(validatePath("^/a b")[0].message).toMatch(/^path: "\^\/a b" /);
  });
});

test.each(["/", "^/", "^/.*", "^/.?", "^/(?:.*)", "^/?", "^/+", "^/[a-z]*", "^/(?:|x)", "^/(?s:.*)$"])(
  "validatePath refuses %s, which matches every path",
  (path) => {
    expect(validatePath(path)).toEqual([
      { code: "PathMatchesEverything", message: expect.stringMatching(/Publish the host without a path/) },
    ]);
  },
);

describe("an exact path", () => {
  test("becomes a regex for itself alone", () => {
    expect(exactPathRegex("/api/webhook")).toBe("^/api/webhook$");
    fc.assert(
      fc.property(literal, segment, (path, other) => {
        expect(validateExactPath(path)).toEqual([]);
        const regex = exactPathRegex(path);
        expect(finds(regex, path)).toBe(true);
        for (const wrong of [`${path}/`, `${path}/${other}`, `${path}${other}`, `/${other}${path}`]) {
          expect(finds(regex, wrong)).toBe(false);
        }
      }),
    );
  });

  test.each(["/", "/api/webhook/"])("accepts %s as a separate path", (path) => {
    expect(validateExactPath(path)).toEqual([]);
  });

  test.each(["^/api$", "api", "/a/*", "/a%20b", "/a?x=1", "/a#b", "/a/../b", "//a", "/a b", "/[a]"])(
    "refuses %s",
    (path) => expect(validateExactPath(path)).toEqual([{ code: "PathInvalid", message: expect.any(String) }]),
  );
});

describe("literalLength", () => {
  test.each([
    ["/reports", 8],
    ["^/reports$", 8],
    ["^/reports(?:/|$)", 8],
    ["^/reports", 8],
    ["^/report[s]", 7],
    ["^/reports?", 7],
    ["^/reports*", 7],
    ["^/reports{2}", 7],
    ["^/reports.*", 8],
    ["^/v1\\.0/", 6],
    ["^/a\\-?b", 2],
    ["^/\\d+", 1],
    ["^/(?i)api", 1],
    ["^/?api", 0],
  ])("of %s is %d characters", (path, length) => expect(literalLength(path)).toBe(length));

  test("is the same for a literal and its regexes", () => {
    fc.assert(
      fc.property(literal, (path) => {
        expect(literalLength(pathRegex(path))).toBe(path.length);
        expect(literalLength(exactPathRegex(path))).toBe(path.length);
      }),
    );
  });
});
