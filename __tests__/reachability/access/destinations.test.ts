import * as fc from "fast-check";
import { PublicDestinations, publicDestinations } from "../../../lib/reachability/access/destinations";
import { coversPath, matchesWildcard, PathReading } from "../../../lib/reachability/access/wildcards";

/** Applications by name, with their URIs. */
function covering(applications: Record<string, string | string[]>, request: string): (string | undefined)[] {
  const all = Object.entries(applications).flatMap(([name, uris]) =>
    publicDestinations(name, { destinations: [uris].flat().map((uri) => ({ type: "public", uri })) }),
  );
  const [hostname] = request.split("/");
  return [...new PublicDestinations(all).at(hostname, request.slice(hostname.length) || "/")];
}

describe("PublicDestinations", () => {
  test.each<[string, Record<string, string>, string, (string | undefined)[]]>([
    ["a wildcard does not cover two labels", { A: "*.example.com" }, "a.b.example.com/", [undefined]],
    ["a wildcard does not cover its parent", { A: "*.example.com" }, "example.com/", [undefined]],
    ["two wildcards cover two labels", { A: "*.*.example.com" }, "a.b.example.com", ["A"]],
    ["a wildcard in a label may be empty", { A: "*test.example.com" }, "test.example.com", ["A"]],
    ["a wildcard in a label covers longer labels", { A: "*test.example.com" }, "alphatest.example.com", ["A"]],
    ["a wildcard in a label does not cover two labels", { A: "*test.example.com" }, "a.test.example.com", [undefined]],
    ["a wildcard between labels covers one label", { A: "a.*.example.com" }, "a.b.example.com", ["A"]],
    ["a longer path decides alone", { A: "x.com/eng", B: "x.com/eng/exec" }, "x.com/eng/exec/q3", ["B"]],
    ["a path covers the paths below it", { A: "x.com/eng", B: "x.com/eng/exec" }, "x.com/eng/ops", ["A"]],
    ["a path does not cover the host", { A: "x.com/eng" }, "x.com/", [undefined]],
    ["a final wildcard does not cover its parent path", { A: "x.com/alpha/*" }, "x.com/alpha", [undefined]],
    ["a final wildcard covers a path", { A: "x.com/alpha/*" }, "x.com/alpha/one", ["A"]],
    ["a wildcard in a path crosses segments", { A: "x.com/foo*/bar" }, "x.com/food/stuff/bar", ["A"]],
    ["a wildcard in a path may be empty", { A: "x.com/foo*/bar" }, "x.com/foo/bar", ["A"]],
    ["a wildcard for all paths covers the host", { A: "x.com/*" }, "x.com/", ["A"]],
    [
      "a path replaces the application of the host",
      { A: "x.com", B: "x.com/oauth/callback" },
      "x.com/oauth/callback",
      ["B"],
    ],
    ["a path below a wildcard is more specific", { A: "x.com/a/*", B: "x.com/a/b" }, "x.com/a/b/c", ["B"]],
    ["the query is not part of the path", { A: "x.com/eng" }, "x.com/eng?a=b", ["A"]],
    ["the case of the hostname does not matter", { A: "X.com/eng" }, "x.com/eng", ["A"]],
    ["a hostname precedes a wildcard with a path", { A: "a.x.com", B: "*.x.com/eng" }, "a.x.com/eng", ["A"]],
    ["a wildcard decides on the other hosts", { A: "a.x.com", B: "*.x.com" }, "b.x.com/", ["B"]],
    ["a wildcard with a path decides there", { A: "*.x.com", B: "*.x.com/eng" }, "a.x.com/eng", ["B"]],
    ["a published wildcard is covered by its own wildcard only", { A: "*.x.com", B: "a.x.com" }, "*.x.com/", ["A"]],
  ])("%s", (_, applications, request, expected) => {
    expect(covering(applications, request)).toEqual(expected);
  });

  test.each<[string, Record<string, string>, string, (string | undefined)[]]>([
    ["two wildcards cover a host", { A: "*.x.com", B: "*a.x.com" }, "a.x.com/", ["A", "B"]],
    ["two paths with wildcards cover a path", { A: "x.com/a*/c", B: "x.com/a/*" }, "x.com/a/b/c", ["A", "B"]],
    ["a segment only begins with the path", { A: "x.com/eng" }, "x.com/engineering", ["A", undefined]],
    ["a segment begins with a bypassed path", { A: "x.com", B: "x.com/eng" }, "x.com/engineering", ["A", "B"]],
    ["only a final slash follows", { A: "x.com/alpha/*" }, "x.com/alpha/", ["A", undefined]],
    ["the case of the path differs", { A: "x.com/eng" }, "x.com/ENG", ["A", undefined]],
    ["a character of the path is encoded", { A: "x.com/eng" }, "x.com/%65ng", ["A", undefined]],
    ["the path contains two slashes", { A: "x.com/eng" }, "x.com//eng", ["A", undefined]],
    ["the path leaves the directory again", { A: "x.com/eng" }, "x.com/eng/../ops", ["A", undefined]],
    ["the path has an invalid escape", { A: "x.com/eng" }, "x.com/eng%", ["A", undefined]],
    ["a path is duplicated", { A: "x.com/eng", B: "x.com/eng" }, "x.com/eng", ["A", "B"]],
  ])("returns every application that may decide if %s", (_, applications, request, expected) => {
    expect(covering(applications, request)).toEqual(expected);
  });

  it("names the paths of a host at which other applications may decide", () => {
    const destinations = ["x.com", "x.com/eng", "*.com/ops", "y.com/z"].map((uri, i) =>
      publicDestinations(i, { domain: uri }),
    );
    expect(new PublicDestinations(destinations.flat()).pathsOf("x.com")).toEqual(["/", "/eng", "/ops"]);
  });
});

describe("publicDestinations", () => {
  test.each([
    "mcp",
    "bookmark",
    "saas",
    "dash_sso",
    "app_launcher",
    "warp",
    "biso",
    "proxy_endpoint",
    "infrastructure",
  ])("finds no host that an application of type %s covers", (type) => {
    expect(publicDestinations("A", { type, domain: "tools.example.com" })).toEqual([]);
  });

  test.each(["self_hosted", "ssh", "vnc", "rdp", "mcp_portal", undefined])(
    "finds the host of an application of type %s",
    (type) => {
      const [{ hostname }] = publicDestinations("A", { type, domain: "tools.example.com" });
      expect(hostname).toBe("tools.example.com");
    },
  );

  it("ignores self_hosted_domains if there are destinations", () => {
    const values = { domain: "a.com", self_hosted_domains: ["a.com", "b.com"] };
    const names = (each: Record<string, unknown>) => publicDestinations("A", each).map(({ hostname }) => hostname);
    expect(names(values)).toEqual(["a.com", "b.com"]);
    expect(names({ ...values, destinations: { uri: "c.com" } })).toEqual(["a.com", "c.com"]);
    expect(names({ destinations: [{ type: "private", hostname: "wiki.internal" }] })).toEqual([]);
  });

  it("keeps the case of a reference", () => {
    const [destination] = publicDestinations("A", { domain: '${local.HOST["a/b"]}/eng' });
    expect(destination).toEqual({ owner: "A", hostname: '${local.HOST["a/b"]}', path: "/eng" });
  });
});

describe("matchesWildcard", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*"), maxLength: 6 });

  it("agrees with a regular expression", () => {
    fc.assert(
      fc.property(pattern, text, (written, given) => {
        const expected = new RegExp(`^${written.replaceAll("*", ".*")}$`).test(given);
        expect(matchesWildcard(written, given)).toBe(expected);
      }),
    );
  });

  it("covers every path under the wide reading that it covers under the narrow reading", () => {
    fc.assert(
      fc.property(pattern, text, (written, given) => {
        fc.pre(coversPath(`/${written}`, `/${given}`, PathReading.NARROW));
        expect(coversPath(`/${written}`, `/${given}`, PathReading.WIDE)).toBe(true);
      }),
    );
  });
});
