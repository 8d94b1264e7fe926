import fc from "fast-check";
import { RE2JS } from "re2js";
import { names, patterns } from "./arbitraries";
import { HostnamePattern, HostnamePatternError, nameInAll } from "../../lib/gateway/hostname-pattern";

const { environments, exactly, labels, regex, under } = HostnamePattern;

/** Skips random patterns that are too complex to compare. */
function commonNameOf(one: HostnamePattern, other: HostnamePattern): string | undefined {
  try {
    return one.findCommonName(other);
  } catch (error) {
    fc.pre((error as HostnamePatternError).code !== "HostnamePatternTooComplex");
    throw error;
  }
}

const codesOf = (pattern: HostnamePattern) => pattern._problems.map(({ code }) => code);

describe("HostnamePattern.source", () => {
  test.each(
    (
      [
        [under("lab.example.internal"), "^(?:[a-z0-9_-]+[.])*lab[.]example[.]internal$"],
        [under("a.internal", "b.internal", "a.internal"), "^(?:[a-z0-9_-]+[.])*(?:a[.]internal|b[.]internal)$"],
        [exactly("_http._tcp.web.internal"), "^[_]http[.][_]tcp[.]web[.]internal$"],
        [exactly("a", "b"), "^(?:a|b)$"],
        [environments(["dev"], "k8s.internal"), "^(?:[a-z0-9_-]+[.])*dev[.]k8s[.]internal$"],
        [environments(["dev", "stg"], "k8s.internal"), "^(?:[a-z0-9_-]+[.])*(?:dev|stg)[.]k8s[.]internal$"],
        [labels("*.*.svc.dev.internal"), "^[a-z0-9_-]+[.][a-z0-9_-]+[.]svc[.]dev[.]internal$"],
        [regex("^[a-z]+-[0-9]{1,3}$"), "^[a-z]+-[0-9]{1,3}$"],
      ] as const
    ).map(([pattern, source]) => [source, pattern] as const),
  )("is the regular expression %s", (source, pattern) => {
    expect(pattern.source).toBe(source);
    expect(codesOf(pattern)).toEqual([]);
  });
});

describe("HostnamePattern.matches()", () => {
  test.each(
    (
      [
        [under("a.internal"), "a.internal", true],
        [under("a.internal"), "_http._tcp.web.a.internal", true],
        [under("a.internal"), "xa.internal", false],
        [under("a.internal"), "a.internal.evil.com", false],
        [under("a.internal"), "aninternal", false],
        [under("a.internal"), "A.internal", false],
        [under("a.internal"), ".a.internal", false],
        [exactly("a.internal"), "x.a.internal", false],
        [environments(["dev", "stg"], "k8s.internal"), "a.b.svc.stg.k8s.internal", true],
        [environments(["dev", "stg"], "k8s.internal"), "a.b.svc.prod.k8s.internal", false],
        [environments(["dev"], "k8s.internal"), "a.xdev.k8s.internal", false],
        [labels("*.svc.internal"), "a.svc.internal", true],
        [labels("*.svc.internal"), "a.b.svc.internal", false],
        [labels("*.svc.internal"), "svc.internal", false],
      ] as const
    ).map(([pattern, host, expected]) => [pattern.source, host, expected, pattern] as const),
  )("decides %#: %s, %s: %s", (_source, host, expected, pattern) => expect(pattern.matches(host)).toBe(expected));

  test("agrees with re2js and JavaScript", () => {
    fc.assert(
      fc.property(patterns, fc.array(names, { maxLength: 20 }), (source, hosts) => {
        for (const host of hosts) {
          const expected = new RegExp(source).test(host);
          if (regex(source).matches(host) !== expected) return false;
          if (RE2JS.compile(source).matcher(host).find() !== expected) return false;
        }
        return true;
      }),
      { numRuns: 300 },
    );
  });

  test("fails when the pattern is not valid", () => {
    expect(() => regex("^a\\.b$").matches("a.b")).toThrow("HostnamePatternInvalid");
    expect(() => regex("(").findCommonName(under("a"))).toThrow("HostnamePatternInvalid");
  });
});

describe("HostnamePattern validation", () => {
  test.each(
    (
      [
        [under(), "HostnamePatternInvalid"],
        [under(""), "HostnamePatternInvalid"],
        [under("*.a.internal"), "HostnamePatternInvalid"],
        [under("a.internal."), "HostnamePatternInvalid"],
        [under("A.internal"), "HostnamePatternInvalid"],
        [exactly("a..b"), "HostnamePatternInvalid"],
        [exactly("-a.b"), "HostnamePatternInvalid"],
        [exactly("é.b"), "HostnamePatternInvalid"],
        [exactly(`${"a".repeat(64)}.b`), "HostnamePatternInvalid"],
        [exactly(`${"a.".repeat(127)}b`), "HostnamePatternInvalid"],
        [environments([], "internal"), "HostnamePatternInvalid"],
        [environments(["a.b"], "internal"), "HostnamePatternInvalid"],
        [environments(["_a"], "internal"), "HostnamePatternInvalid"],
        [environments(["Dev"], "internal"), "HostnamePatternInvalid"],
        [environments(["dev"], "inter nal"), "HostnamePatternInvalid"],
        [labels("*a.internal"), "HostnamePatternInvalid"],
        [labels("**.internal"), "HostnamePatternInvalid"],
        [regex("^a"), "HostnamePatternInvalid"],
        [under("${TfToken[TOKEN.1]}"), "TokenNotAllowed"],
        [environments(["${TfToken[TOKEN.1]}"], "a"), "TokenNotAllowed"],
        [regex("${TfToken[TOKEN.1]}"), "TokenNotAllowed"],
      ] as const
    ).map(([pattern, code]) => [pattern.source, pattern, code] as const),
  )("fails when the pattern is not valid: %#: %s", (_source, pattern, code) =>
    expect(codesOf(pattern)).toEqual([code]),
  );

  test("reports the position of a mistake in a regular expression", () => {
    expect(regex("^dev\\.x$")._problems[0].message).toBe(
      'pattern "^dev\\.x$", character 5: backslashes are not supported. Use "[.]" for a dot and "[0-9]" for a digit.',
    );
  });
});

describe("HostnamePattern.findCommonName()", () => {
  test.each(
    (
      [
        [under("a.internal"), under("b.a.internal"), "b.a.internal"],
        [under("a.internal"), under("b.internal"), undefined],
        [under("a.internal"), under("xa.internal"), undefined],
        [environments(["dev", "stg"], "k"), environments(["stg", "prod"], "k"), "stg.k"],
        [environments(["dev"], "k"), environments(["stg"], "k"), undefined],
        [labels("*.svc.k"), labels("a.*.k"), "a.svc.k"],
        [labels("*.svc.k"), labels("*.*.svc.k"), undefined],
        [regex("^.*$"), regex("^[.]*$"), undefined],
        [regex("^[a-z]*[.]x$"), regex("^[a-z]?[.]x$"), "a.x"],
        [regex("^(?:a|ab)(?:c|bcd)$"), exactly("abcd"), "abcd"],
      ] as const
    ).map(([one, other, name]) => [one.source, other.source, name, one, other] as const),
  )("returns the shortest common name: %#: %s and %s: %s", (_one, _other, name, one, other) => {
    expect(one.findCommonName(other)).toBe(name);
    expect(other.findCommonName(one)).toBe(name);
    expect(one.overlaps(other)).toBe(name !== undefined);
  });

  test("returns a shortest name that both match, or proves that there is none", () => {
    let disjoint = 0;
    fc.assert(
      fc.property(patterns, patterns, fc.array(names, { maxLength: 20 }), (a, b, hosts) => {
        const one = regex(a);
        const other = regex(b);
        const name = commonNameOf(one, other);
        if (name !== undefined) {
          const shorter = hosts.some((host) => host.length < name.length && one.matches(host) && other.matches(host));
          return one.matches(name) && other.matches(name) && !shorter;
        }
        disjoint++;
        return !hosts.some((host) => one.matches(host) && other.matches(host));
      }),
      { numRuns: 500 },
    );
    expect(disjoint).toBeGreaterThan(50);
  });

  test("finds a name when a pattern that matches any name is compared with itself", () => {
    fc.assert(
      fc.property(patterns, names, (source, host) => {
        const pattern = regex(source);
        return pattern.matches(host) ? commonNameOf(pattern, pattern) !== undefined : true;
      }),
    );
  });

  test("fails when the comparison takes too long", () => {
    expect(() => regex("^.{20}a.*$").findCommonName(regex("^.*b.*$"))).toThrow("HostnamePatternTooComplex");
    const wide = (letter: string) => regex(`^(?:[a-z]|[0-9][a-z]|[.]${letter}){60}$`);
    expect(wide("a").findCommonName(wide("b"))).toBeDefined();
  });
});

test("nameInAll() excludes names that other patterns match", () => {
  expect(nameInAll([under("a"), regex("^[a-z.]+$")], [exactly("a"), labels("*.a")])).toBe("a.a.a");
  expect(nameInAll([under("b.a")], [under("a")])).toBeUndefined();
});
