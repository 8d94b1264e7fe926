import * as fc from "fast-check";
import { DEFAULT_FALLBACK_SUFFIXES } from "../../lib/core/addresses/cloudflare-defaults";
import { isWithin } from "../../lib/core/addresses/hostname";
import { LocalDomain } from "../../lib/device";
import { validateLocalDomains, localDomains, removedSuffixes } from "../../lib/device/local-domains";

const suffixes = (zones: string[], own: LocalDomain[] = []) => localDomains(zones, own).map(({ suffix }) => suffix);

test("localDomains() returns Cloudflare's default list if no suffix contains a zone", () => {
  expect(suffixes(["dev.example.com"])).toEqual([...DEFAULT_FALLBACK_SUFFIXES].sort());
  expect(localDomains([], [])[0]).toEqual({ suffix: "corp" });
});

test.each([
  ["dev.k8s.example.internal", "internal"],
  ["cluster.local", "local"],
  ["k8s.home.arpa", "home.arpa"],
  ["home.arpa", "home.arpa"],
])("localDomains() removes the suffix that contains %s", (zone, suffix) => {
  expect(removedSuffixes([zone], [])).toEqual([suffix]);
  expect(suffixes([zone])).not.toContain(suffix);
  expect(suffixes([zone])).toHaveLength(DEFAULT_FALLBACK_SUFFIXES.length - 1);
});

test.each(["notinternal", "internal.example.com", "example.localdomains", "arpa"])(
  "localDomains() keeps all suffixes for %s",
  (zone) => {
    expect(removedSuffixes([zone], [])).toEqual([]);
  },
);

test("localDomains() adds custom domains, sorted, each suffix once", () => {
  const own = [
    { suffix: "office.example.com", dnsServers: ["192.0.2.53"] },
    { suffix: "lan", description: "flat" },
  ];
  expect(localDomains([], own)).toEqual(expect.arrayContaining(own));
  expect(suffixes([], own)).toEqual([...DEFAULT_FALLBACK_SUFFIXES, "office.example.com"].sort());
});

test("localDomains() never contains a suffix of a reachable zone", () => {
  const label = fc.constantFrom("a", "dev", "home", "arpa", "internal", "local", "test");
  const zones = fc.array(fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join(".")));
  fc.assert(
    fc.property(zones, (all) => {
      const list = suffixes(all);
      expect(list.filter((suffix) => all.some((zone) => isWithin(zone, suffix)))).toEqual([]);
      expect([...list, ...removedSuffixes(all, [])].sort()).toEqual([...DEFAULT_FALLBACK_SUFFIXES].sort());
    }),
  );
});

describe("validateLocalDomains()", () => {
  const codes = (own: LocalDomain[], zones = ["dev.example.internal"]) =>
    validateLocalDomains(zones, own).map(({ code }) => code);

  test.each(["internal", "example.internal", "dev.example.internal", "svc.dev.example.internal"])(
    "refuses the custom domain %s, which contains names of a reachable zone",
    (suffix) => {
      expect(codes([{ suffix }])).toEqual(["ZoneSwallowedByLocalDomain"]);
      expect(validateLocalDomains(["dev.example.internal"], [{ suffix }])[0].message).toContain("dev.example.internal");
      expect(removedSuffixes(["dev.example.internal"], [{ suffix }])).toEqual(
        suffix === "internal" ? [] : ["internal"],
      );
    },
  );

  test.each([
    "",
    "*.example.com",
    "Example.com",
    "example.com.",
    "exa mple.com",
    "-a.example.com",
    "a..b",
    "x".repeat(64),
  ])("refuses the suffix %j", (suffix) => expect(codes([{ suffix }])).toEqual(["LocalDomainInvalid"]));

  test("refuses a duplicated suffix, a DNS server that is not an address, and a token", () => {
    expect(codes([{ suffix: "example.com" }, { suffix: "example.com" }])).toEqual(["LocalDomainInvalid"]);
    expect(codes([{ suffix: "example.com", dnsServers: ["192.0.2.53", "ns.example.com"] }])).toEqual([
      "LocalDomainInvalid",
    ]);
    expect(codes([{ suffix: "${TfToken[TOKEN.1]}" }])).toEqual(["TokenNotAllowed"]);
  });

  test("accepts a domain outside the reachable zones, with IPv4, IPv6 and token DNS servers", () => {
    expect(
      codes([{ suffix: "stg.example.internal", dnsServers: ["192.0.2.53", "2001:db8::53", "${TfToken[TOKEN.1]}"] }]),
    ).toEqual([]);
  });
});
