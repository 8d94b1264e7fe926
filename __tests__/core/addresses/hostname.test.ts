import * as fc from "fast-check";
import {
  accessMatches,
  validateHostname,
  isWildcard,
  isWithin,
  isBelowUniversalSsl,
  labelCount,
  tunnelMatches,
} from "../../../lib/core/addresses/hostname";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const hostname = fc.array(label, { minLength: 2, maxLength: 5 }).map((labels) => labels.join("."));

describe("validateHostname", () => {
  test.each([
    "app.example.com",
    "a.b.c.example.com",
    "*.example.com",
    "*.apps.example.com",
    "my_host.example.com",
    "_dmarc.example.com",
    "xn--mnchen-3ya.example.com",
    "192.0.2.1",
    "a.b",
    `${"a".repeat(63)}.example.com`,
  ])("accepts %s", (name) => expect(validateHostname(name)).toEqual([]));

  test.each([
    ["", /fewer than two labels/],
    ["*", /not the first label/],
    ["localhost", /fewer than two labels/],
    ["*.com", /fewer than two labels/],
    ["a.example.com:443", /port/],
    ["a.example.com:", /port/],
    ["a.example.com:https", /port/],
    ["https://a.example.com", /scheme/],
    ["a.example.com/path", /path/],
    ["a.example.com?x=1", /path/],
    ["a.*.example.com", /not the first label/],
    ["**.example.com", /not the first label/],
    ["*.*.example.com", /not the first label/],
    ["*example.com", /not the first label/],
    ["*.", /ends with a dot|two labels/],
    [".example.com", /empty label/],
    ["a..example.com", /empty label/],
    ["*.Example.com", /use "\*\.example\.com"/],
    ["A.Example.com", /use "a\.example\.com"/],
    ["A.EXAMPLE.COM", /use "a\.example\.com"/],
    ["a.example.com.", /ends with a dot/],
    [" a.example.com", /white space/],
    ["a.example.com ", /white space/],
    ["a.example.com\n", /white space/],
    ["a.\texample.com", /white space/],
    ["a.exam\0ple.com", /control characters/],
    ["-a.example.com", /label "-a"/],
    ["a-.example.com", /label "a-"/],
    ["a,b.example.com", /label "a,b"/],
    ["a.example.com-", /label "com-"/],
    ["a.example.c_m", /label "c_m"/],
    [`${"a".repeat(64)}.example.com`, /label "a{64}"/],
    [`a.example.${"m".repeat(64)}`, /label "m{64}"/],
    [`${"a.".repeat(130)}com`, /263 characters/],
    ["münchen.example.com", /use "xn--mnchen-3ya\.example\.com"/],
    ["MÜNCHEN.example.com", /use "xn--mnchen-3ya\.example\.com"/],
    ["*.münchen.example.com", /use "\*\.xn--mnchen-3ya\.example\.com"/],
    ["[2001:db8::1]", /IPv6/],
    ["2001:db8::1", /IPv6/],
  ])("refuses %j", (name, message) => {
    expect(validateHostname(name)).toEqual([{ code: "HostnameInvalid", message: expect.stringMatching(message) }]);
  });

  test("starts the message with the invalid hostname", () => {
    expect(validateHostname("a..b")[0].message).toMatch(/^hostname "a\.\.b" /);
  });

  test("accepts 253 characters and refuses 254", () => {
    const name = (length: number) => `${"a.".repeat(125)}${"c".repeat(length - 250)}`;
    expect(validateHostname(name(253))).toEqual([]);
    expect(validateHostname(name(254))).toHaveLength(1);
  });

  test("accepts the hostname that its message suggests", () => {
    for (const name of ["*.Example.com", "*.münchen.example.com", "日本語.example.com"]) {
      const [, suggested] = /use "(.*)"$/.exec(validateHostname(name)[0].message)!;
      expect(validateHostname(suggested)).toEqual([]);
    }
  });

  test("accepts a wildcard of every name that it accepts", () => {
    fc.assert(fc.property(hostname, (name) => validateHostname(`*.${name}`).length === validateHostname(name).length));
  });
});

test("labelCount counts the star as a label", () => {
  expect([labelCount("example.com"), labelCount("*.example.com"), labelCount("a.b.example.com")]).toEqual([2, 3, 4]);
  expect([isWildcard("*.example.com"), isWildcard("example.com")]).toEqual([true, false]);
});

test.each([
  ["example.com", true],
  ["a.example.com", true],
  ["a.b.example.com", true],
  ["*.example.com", true],
  ["*.a.example.com", true],
  ["notexample.com", false],
  ["*.com", false],
  ["com", false],
  ["example.com.evil.test", false],
])("isWithin decides whether %s is within example.com: %s", (name, expected) =>
  expect(isWithin(name, "example.com")).toBe(expected),
);

test.each([
  // pattern, hostname, whether cloudflared matches it, whether Access covers it
  ["a.example.com", "a.example.com", true, true],
  ["a.example.com", "b.example.com", false, false],
  ["a.example.com", "a.a.example.com", false, false],
  ["*.example.com", "a.example.com", true, true],
  ["*.example.com", "a.b.example.com", true, false],
  ["*.example.com", "example.com", false, false],
  ["*.example.com", "evil-example.com", false, false],
  ["*.example.com", "*.example.com", true, true],
  ["*.example.com", "*.dev.example.com", true, false],
  ["*.dev.example.com", "*.example.com", false, false],
  ["*.*.example.com", "a.b.example.com", false, true],
  ["dev-*.example.com", "dev-a.example.com", false, true],
  ["dev-*.example.com", "dev-.example.com", false, false],
  ["dev-*.example.com", "stg-a.example.com", false, false],
  ["*-dev.example.com", "a-dev.example.com", false, true],
  ["*-dev.example.com", "a-dev2.example.com", false, false],
])("matches %s with %s: tunnel %s, Access %s", (pattern, name, byTunnel, byAccess) => {
  expect([tunnelMatches(pattern, name), accessMatches(pattern, name)]).toEqual([byTunnel, byAccess]);
});

test("accessMatches never covers more of a wildcard than tunnelMatches", () => {
  fc.assert(
    fc.property(hostname, hostname, fc.boolean(), (base, name, below) => {
      const candidate = below ? `${name}.${base}` : name;
      return !accessMatches(`*.${base}`, candidate) || tunnelMatches(`*.${base}`, candidate);
    }),
  );
});

test.each([
  ["example.com", "example.com", false],
  ["a.example.com", "example.com", false],
  ["*.example.com", "example.com", false],
  ["a.b.example.com", "example.com", true],
  ["*.b.example.com", "example.com", true],
  ["a.b.c.example.com", "example.com", true],
  ["a.dev.example.com", "dev.example.com", false],
  ["a.b.example.org", "example.com", false],
  ["a.b.example.co.jp", "example.co.jp", true],
  ["b.example.co.jp", "example.co.jp", false],
])("isBelowUniversalSsl(%s, %s) is %p", (name, zoneName, below) => {
  expect(isBelowUniversalSsl(name, zoneName)).toBe(below);
});
