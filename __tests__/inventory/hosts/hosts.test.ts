import {
  application,
  CONFIG,
  config,
  hostsOf,
  inventoryOf,
  tokenChecked,
  policy,
  RECORD,
  record,
  rule,
  TUNNEL,
} from "../fixture";

const HOST = "a.example.com";

describe("a wildcard host", () => {
  const WILDCARD = "*.apps.example.com";

  test("notes that the connector returns 403 for deeper names", () => {
    const { host } = hostsOf([tokenChecked(rule(WILDCARD), "a")], { a: application(WILDCARD, "staff") }, [
      record(WILDCARD),
    ]);
    expect(host.protection.state).toBe("two layers");
    expect(host.notes).toEqual(["Access covers one label. The connector returns 403 for deeper names."]);
  });

  test("is exposed without a token check, because no application covers deeper names", () => {
    const { host, findings } = hostsOf([rule(WILDCARD)], { a: application(WILDCARD, "staff") });
    expect(host.protection.state).toBe("exposed");
    expect(findings[0]).toMatchObject({ code: "HostExposed", message: expect.stringContaining("deeper") });
  });

  test("includes the names of applications and DNS records that it serves", () => {
    const applications = { a: application(WILDCARD, "staff"), b: application("b.apps.example.com", "open") };
    const { hosts } = hostsOf(
      [rule(WILDCARD)],
      applications,
      [record("c.d.apps.example.com"), record("e.example.org")],
      {
        open: policy("open", [{ everyone: {} }], { decision: "bypass" }),
      },
    );
    expect(hosts.map(({ hostname, protection }) => [hostname, protection.state])).toEqual([
      [WILDCARD, "exposed"],
      ["b.apps.example.com", "exposed"],
      ["c.d.apps.example.com", "exposed"],
    ]);
  });
});

describe("a catch-all rule", () => {
  const tunnel_id = `\${${TUNNEL}.edge.id}`;

  test("publishes nothing if it returns an error", () => {
    expect(inventoryOf({ [CONFIG]: { edge: config([]) } }).hosts).toEqual([]);
  });

  test.each([{ service: "http://10.0.0.9" }, { hostname: "*", service: "http://10.0.0.9" }])(
    "publishes all other names if it serves them: %j",
    (last) => {
      const { hosts } = inventoryOf({
        [CONFIG]: { edge: { tunnel_id, config: { ingress: [last] } } },
        [RECORD]: { r: record("z.example.com") },
      });
      expect(hosts.map(({ hostname, protection }) => [hostname, protection.state])).toEqual([
        ["*", "exposed"],
        ["z.example.com", "exposed"],
      ]);
    },
  );
});

describe("routes of a host", () => {
  test("are in the connector's order and mark exact paths", () => {
    const rules = [
      rule(HOST, "http://b:80", "^/b(?:/|$)"),
      rule(HOST, "http://c:80", "^/c$"),
      rule(HOST, "http://d:80", "^/d\\$"),
    ];
    expect(hostsOf(rules).host.routes).toEqual([
      { path: "^/b(?:/|$)", service: "http://b:80" },
      { path: "^/c$", service: "http://c:80", exact: true },
      { path: "^/d\\$", service: "http://d:80" },
    ]);
  });

  test("note how to connect with other protocols", () => {
    const { host } = hostsOf([rule(HOST, "tcp://10.0.3.9:5432")], {}, [record(HOST)]);
    expect(host.notes).toEqual([`Connect with: cloudflared access tcp --hostname ${HOST} --url localhost:<port>`]);
  });
});

describe("DNS records of a host", () => {
  test("notes a missing DNS record", () => {
    expect(hostsOf([rule(HOST)]).host).toMatchObject({ notes: ["No DNS record was found for this host."] });
  });

  test("uses the record of a wildcard if the host has none", () => {
    const { host } = hostsOf([rule(HOST)], {}, [record("*.example.com"), { name: HOST, type: "TXT", content: "x" }]);
    expect(host.dnsRecord).toBe(`${RECORD}.r0`);
    expect(hostsOf([rule(HOST)], {}, [record("*.example.com"), record(HOST)]).host.dnsRecord).toBe(`${RECORD}.r1`);
  });

  test.each([
    ["to another tunnel", { content: "${x.other.id}.cfargotunnel.com" }, ["RecordMismatch"]],
    ["elsewhere", { content: "origin.example.org" }, ["RecordMismatch"]],
    ["to the tunnel without proxying", { proxied: false }, ["RecordMismatch"]],
    ["to an expression", { content: "${local.target}" }, []],
  ])("checks a record that points %s", (_, more, codes) => {
    const found = hostsOf([tokenChecked(rule(HOST), "a")], { a: application(HOST, "staff") }, [record(HOST, more)]);
    expect(found.codes).toEqual(codes);
  });

  test("notes a name that Universal SSL does not cover if the zone's name is known", () => {
    const deep = "a.b.example.com";
    const resource = { [CONFIG]: { edge: config([rule(deep)]) }, cloudflare_zone: { z: { name: "example.com" } } };
    const known = inventoryOf({ ...resource, [RECORD]: { r: record(deep, { zone_id: "${cloudflare_zone.z.id}" }) } });
    expect(known.hosts[0].notes).toEqual([
      "Universal SSL covers one label below example.com. This host needs its own certificate.",
    ]);
    const unknown = inventoryOf({ ...resource, [RECORD]: { r: record(deep, { zone_id: "0a1b" }) } });
    expect(unknown.hosts[0].notes).toEqual([]);
    const shallow = inventoryOf(
      {
        [CONFIG]: { edge: config([rule(HOST)]) },
        [RECORD]: { r: record(HOST, { zone_id: "${data.cloudflare_zone.z.id}" }) },
      },
      { data: { cloudflare_zone: { z: { filter: { name: "example.com" } } } } },
    );
    expect(shallow.hosts[0].notes).toEqual([]);
  });

  const NOTE = "Universal SSL covers one label below example.com. This host needs its own certificate.";

  test.each([
    ["the id of a data source", "data.cloudflare_zone.z.id", { cloudflare_zone: { filter: { name: "example.com" } } }],
    ["the zone_id of a data source", "data.cloudflare_zone.z.zone_id", { cloudflare_zone: { name: "example.com" } }],
    ["a list of zones", "data.cloudflare_zones.z.result[0].id", { cloudflare_zones: { name: "example.com" } }],
  ])("finds the name of the zone through %s", (_, reference, found) => {
    const deep = "a.b.example.com";
    const data = Object.fromEntries(Object.entries(found).map(([type, z]) => [type, { z }]));
    const resource = {
      [CONFIG]: { edge: config([rule(deep)]) },
      [RECORD]: { r: record(deep, { zone_id: `\${${reference}}` }) },
    };
    expect(inventoryOf(resource, { data }).hosts[0].notes).toEqual([NOTE]);
  });

  test("does not apply the certificate of a host to names that only its record resolves", () => {
    const wildcard = "*.dev.example.com";
    const comment = { zone: "example.com", certificate: wildcard };
    const { hosts } = inventoryOf({
      [CONFIG]: { edge: config([rule(wildcard), rule("a.b.dev.example.com")]) },
      [RECORD]: { r: record(wildcard, { "//": comment }) },
    });
    expect(hosts.map(({ hostname, notes }) => [hostname, notes.includes(NOTE)])).toEqual([
      ["*.dev.example.com", false],
      ["a.b.dev.example.com", true],
    ]);
  });
});
