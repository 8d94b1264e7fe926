import * as fc from "fast-check";
import { RE2JS } from "re2js";
import { tunnelMatches } from "../../lib/core/addresses/hostname";
import {
  CATCH_ALL,
  compareRules,
  validateIngress,
  IngressRule,
  validateReachability,
  toIngress,
} from "../../lib/tunnel/ingress";
import { exactPathRegex, literalLength, pathRegex } from "../../lib/tunnel/path";

const ACCESS = { teamName: "example", audTag: ["${cloudflare_zero_trust_access_application.app.aud}"] };

/** A rule as `publish` creates it. A leading "=" marks an exact path. */
function rule(hostname: string, path?: string, more: Partial<IngressRule> = {}): IngressRule {
  const service = "http://app:80";
  if (path === undefined) return { hostname, literalLength: 0, service, ...more };
  const written = path.replace(/^=/, "");
  const regex = path.startsWith("=") ? exactPathRegex(written) : pathRegex(path);
  return { hostname, path: regex, literalLength: literalLength(written), service, ...more };
}

const key = ({ hostname, path }: { hostname?: string; path?: string }) => `${hostname ?? "*"} ${path ?? ""}`.trim();
const sorted = (...rules: IngressRule[]) => [...rules].sort(compareRules).map(key);

/** What cloudflared applies: the first rule whose host and path match. */
function firstMatch<R extends { hostname?: string; path?: string }>(
  rules: R[],
  hostname: string,
  path: string,
): R | undefined {
  return rules.find(
    (r) =>
      (r.hostname === undefined || tunnelMatches(r.hostname, hostname)) &&
      (r.path === undefined || RE2JS.compile(r.path).matcher(path).find()),
  );
}

const PATHS = ["/a", "/a/b", "/a/b/c", "/b", "=/a", "=/a/b", "=/b", "^/a", "^/a[0-9]", "^/b.*"] as const;

/** Requests that only the rule's own path matches. */
const REQUEST: { [path: string]: string } = {
  "/a": "/a/zz",
  "/a/b": "/a/b/zz",
  "/a/b/c": "/a/b/c/zz",
  "/b": "/b/zz",
  "=/a": "/a",
  "=/a/b": "/a/b",
  "=/b": "/b",
  "^/a": "/azz",
  "^/a[0-9]": "/a7",
  "^/b.*": "/bzz",
};

const host = fc
  .tuple(fc.boolean(), fc.array(fc.constantFrom("a", "b", "dev"), { maxLength: 3 }))
  .map(([wild, labels]) => [...(wild ? ["*"] : []), ...labels, "example", "com"].join("."));
const address = fc.record({ host, path: fc.option(fc.constantFrom(...PATHS), { nil: undefined }) });
const addresses = fc.uniqueArray(address, { maxLength: 40, selector: (a) => `${a.host} ${a.path}` });
const rules = addresses.map((all) => all.map((a) => rule(a.host, a.path)));

describe("compareRules", () => {
  test("orders rules by the specificity of the host before the path", () => {
    expect(
      sorted(
        rule("*.example.com"),
        rule("*.example.com", "/a/very/long/path"),
        rule("*.dev.example.com"),
        rule("example.com"),
        rule("b.example.com"),
        rule("a.example.com"),
        rule("a.dev.example.com"),
      ),
    ).toEqual([
      "a.dev.example.com",
      "a.example.com",
      "b.example.com",
      "example.com",
      "*.dev.example.com",
      "*.example.com ^/a/very/long/path(?:/|$)",
      "*.example.com",
    ]);
  });

  test("orders the rules of a host by the specificity of the path", () => {
    const hostname = "a.example.com";
    const paths = ["/a", "^/a", "=/a", "^/a[0-9]", "^/a.*b", "/a/b", "^/?b", "/b"];
    expect(sorted(rule(hostname), ...paths.map((path) => rule(hostname, path)))).toEqual(
      ["^/a/b(?:/|$)", "^/a$", "^/a(?:/|$)", "^/a.*b", "^/a[0-9]", "^/a", "^/b(?:/|$)", "^/?b", ""].map((path) =>
        `${hostname} ${path}`.trim(),
      ),
    );
  });

  test("defines a total order", () => {
    const one = rules.filter((all) => all.length >= 3);
    fc.assert(
      fc.property(one, ([a, b, c]) => {
        expect(Math.sign(compareRules(a, b))).toBe(-Math.sign(compareRules(b, a)) + 0);
        expect(compareRules(a, { ...a })).toBe(0);
        expect(compareRules(a, b)).not.toBe(0);
        if (compareRules(a, b) < 0 && compareRules(b, c) < 0) expect(compareRules(a, c)).toBeLessThan(0);
      }),
    );
  });

  test("leaves at least one request for every rule", () => {
    fc.assert(
      fc.property(addresses, (all) => {
        const ordered = all.map((a) => rule(a.host, a.path)).sort(compareRules);
        for (const { host: hostname, path } of all) {
          const got = firstMatch(ordered, hostname.replace("*", "zz"), path === undefined ? "/zz" : REQUEST[path]);
          expect(got && key(got)).toBe(key(rule(hostname, path)));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("orders two notations of one path", () => {
    const [one, other] = [rule("a.example.com", "^/x"), rule("a.example.com", "^/x.*")];
    expect(sorted(other, one)).toEqual(sorted(one, other));
  });

  test("returns the same order for every order of the input", () => {
    const shuffled = rules.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(fc.property(shuffled, ([one, other]) => expect(sorted(...other)).toEqual(sorted(...one))));
  });
});

describe("validateIngress", () => {
  test("accepts any rules of different hosts and paths, in any order", () => {
    fc.assert(fc.property(rules, (all) => expect(validateIngress(all)).toEqual([])));
    expect(validateIngress([])).toEqual([]);
  });

  test("refuses two rules with the same host and path", () => {
    const same = [
      rule("a.example.com", "/x"),
      rule("a.example.com"),
      rule("a.example.com", "/x", { service: "http://other" }),
    ];
    expect(validateIngress(same)).toEqual([
      {
        code: "IngressRuleDuplicate",
        message: expect.stringMatching(/^host "a\.example\.com" with path \^\/x\(\?:\/\|\$\) has two rules/),
      },
    ]);
    expect(validateIngress([rule("a.example.com"), rule("a.example.com")])[0].message).toMatch(
      /^host "a\.example\.com" has two rules/,
    );
    expect(validateIngress([rule("a.example.com"), rule("a.example.com"), rule("a.example.com")])).toHaveLength(2);
  });

  test.each([
    ["/x", "^/x(/|$)"],
    ["^/x", "^/x.*"],
    ["^/(?:a|b)", "^/(a|b)"],
  ])("refuses %s in addition to %s, which matches the same paths", (one, other) => {
    for (const paths of [
      [one, other],
      [other, one],
    ]) {
      const codes = validateIngress(paths.map((path) => rule("a.example.com", path))).map(({ code }) => code);
      expect(codes).toEqual(["IngressRuleUnreachable"]);
    }
  });

  test("distinguishes an escaped character from a metacharacter", () => {
    expect(validateIngress([rule("a.example.com", "^/x"), rule("a.example.com", "^/x\\.*")])).toEqual([]);
    expect(validateIngress([rule("a.example.com", "^/x\\(?:"), rule("a.example.com", "^/x\\(")])).toEqual([]);
  });

  test("reports a host once when only some of its rules have a token check", () => {
    const mixed = [
      rule("a.example.com", undefined, { access: ACCESS }),
      rule("a.example.com", "/x"),
      rule("a.example.com", "/y"),
    ];
    for (const all of [mixed, [...mixed].reverse()]) {
      expect(validateIngress(all)).toEqual([
        {
          code: "IngressAccessDiffers",
          message: expect.stringMatching(/^host "a\.example\.com" .*on its own host\.$/),
        },
      ]);
    }
  });

  test.each([
    [{ ...ACCESS, teamName: "other" }, 1],
    [{ ...ACCESS, audTag: [...ACCESS.audTag, "b"] }, 1],
    [{ ...ACCESS, audTag: [...ACCESS.audTag] }, 0],
  ])("compares the team name and the audience tags of a host's rules", (access, count) => {
    const all = [rule("a.example.com", undefined, { access: ACCESS }), rule("a.example.com", "/x", { access })];
    expect(validateIngress(all)).toHaveLength(count);
  });

  test("ignores the order of audTag", () => {
    const access = (...audTag: string[]) => ({ access: { teamName: "example", audTag } });
    const all = [rule("a.example.com", undefined, access("x", "y")), rule("a.example.com", "/x", access("y", "x"))];
    expect(validateIngress(all)).toEqual([]);
  });

  test("accepts a protected host together with a public one", () => {
    expect(validateIngress([rule("a.example.com", undefined, { access: ACCESS }), rule("b.example.com")])).toEqual([]);
  });
});

describe("validateReachability", () => {
  test.each([
    [["*.example.com", "a.example.com"], /the rule of host "\*\.example\.com" precedes it/],
    [["*.example.com", "*.dev.example.com"], /the rule of host "\*\.example\.com" precedes it/],
    [["*.example.com", "a.b.c.example.com"], /precedes it/],
    [["a.example.com", "a.example.com /x"], /precedes it/],
    [["*.example.com /x", "a.example.com /x"], /precedes it/],
  ])("refuses %j in this order", (order, message) => {
    const all = order.map((text) => rule(...(text.split(" ") as [string, string?])));
    expect(validateReachability(all)).toEqual([
      { code: "IngressRuleUnreachable", message: expect.stringMatching(message) },
    ]);
    expect(validateReachability([...all].reverse())).toEqual([]);
  });

  test.each([
    ["a.example.com", "*.example.com"],
    ["*.example.com", "example.com"],
    ["*.example.com", "a.example.org"],
    ["*.example.com /x", "a.example.com /y"],
    ["*.example.com /x", "a.example.com"],
    ["a.example.com /x", "a.example.com"],
  ])("accepts %s before %s", (...order) => {
    expect(validateReachability(order.map((text) => rule(...(text.split(" ") as [string, string?]))))).toEqual([]);
  });

  test("treats the path .* as no path", () => {
    expect(validateReachability([{ ...rule("a.example.com"), path: ".*" }, rule("a.example.com", "/x")])).toHaveLength(
      1,
    );
  });
});

describe("toIngress", () => {
  test("ends with the catch-all rule, also without other rules", () => {
    expect(toIngress([])).toEqual([{ service: "http_status:404" }]);
    expect(toIngress([rule("a.example.com")]).at(-1)).toEqual({ service: CATCH_ALL });
  });

  test("adds the token check to each rule", () => {
    const all = [rule("a.example.com", undefined, { access: ACCESS }), rule("a.example.com", "/x", { access: ACCESS })];
    const originRequest = { access: { required: true, teamName: "example", audTag: ACCESS.audTag } };
    expect(toIngress(all)).toEqual([
      { hostname: "a.example.com", path: "^/x(?:/|$)", service: "http://app:80", originRequest },
      { hostname: "a.example.com", service: "http://app:80", originRequest },
      { service: CATCH_ALL },
    ]);
  });

  test("omits an empty originRequest", () => {
    for (const options of [undefined, {}, { noTlsVerify: undefined }, { socksProxy: false }]) {
      expect(Object.keys(toIngress([rule("a.example.com", undefined, { options })])[0])).toEqual([
        "hostname",
        "service",
      ]);
    }
  });

  test("converts options to the arguments of the provider", () => {
    const [entry] = toIngress([
      rule("a.example.com", undefined, { options: { connectTimeoutSeconds: 5, noTlsVerify: false, socksProxy: true } }),
    ]);
    expect(entry.originRequest).toEqual({ connectTimeout: 5, noTlsVerify: false, proxyType: "socks" });
    expect(Object.keys(entry.originRequest!)).not.toContain("socksProxy");
  });

  test("ends a host that has only paths with a protected 404, so that no wildcard matches the rest", () => {
    const all = [
      rule("hooks.example.com", "=/hook", { access: ACCESS }),
      rule("*.example.com"),
      rule("a.example.com", "/x"),
    ];
    const ingress = toIngress(all);
    expect(ingress.map(key)).toEqual([
      "a.example.com ^/x(?:/|$)",
      "a.example.com",
      "hooks.example.com ^/hook$",
      "hooks.example.com",
      "*.example.com",
      "*",
    ]);
    expect(firstMatch(ingress, "hooks.example.com", "/other")).toEqual({
      hostname: "hooks.example.com",
      service: CATCH_ALL,
      originRequest: { access: { required: true, teamName: "example", audTag: ACCESS.audTag } },
    });
    expect(firstMatch(ingress, "a.example.com", "/other")).toEqual({ hostname: "a.example.com", service: CATCH_ALL });
  });

  test("never serves a host with the rule of another host", () => {
    fc.assert(
      fc.property(rules, host, fc.constantFrom(...Object.values(REQUEST)), (all, hostname, path) => {
        const ingress = toIngress(all);
        const own = all.some((r) => r.hostname === hostname);
        const got = firstMatch(ingress, hostname.replace("*", "zz"), path);
        expect(got).toBeDefined();
        if (own) expect(got!.hostname).toBe(hostname);
      }),
    );
  });

  test("does not change the rules of the caller", () => {
    const all = [rule("*.example.com"), rule("a.example.com", undefined, { access: ACCESS })];
    const before = structuredClone(all);
    const ingress = toIngress(all);
    ingress[0].originRequest!.access!.audTag.push("x");
    expect(all).toEqual(before);
  });

  test("handles 4,000 hosts and 4,000 paths of one host in less than two seconds", () => {
    const hosts = Array.from({ length: 4000 }, (_, i) =>
      rule(`h${(i * 7919) % 4000}.d${i % 7}.example.com`, undefined, { access: ACCESS }),
    );
    const paths = Array.from({ length: 4000 }, (_, i) => rule("a.example.com", `/p${i}/x`));
    const start = process.cpuUsage(); // CPU time, because other processes may be busy
    expect(validateIngress([...hosts, ...paths])).toEqual([]);
    expect(toIngress([...hosts, ...paths])).toHaveLength(8002);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
  });
});
