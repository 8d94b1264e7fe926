import {
  APPLICATION,
  application,
  CONFIG,
  config,
  hostsOf,
  inventoryOf,
  locked,
  lockedBy,
  policy,
  POLICY,
  RECORD,
  record,
  rule,
  TUNNEL,
} from "./fixture";
import { inventory, isOpenByMistake } from "../../lib/inventory";

const HOST = "a.example.com";

describe("locks of a host", () => {
  test("are two where an application covers it and every rule asks for its token", () => {
    const { host, codes } = hostsOf([locked(rule(HOST), "a")], { a: application(HOST, "staff") }, [record(HOST)]);
    expect(host).toEqual({
      hostname: HOST,
      url: "https://a.example.com",
      tunnel: { address: `${TUNNEL}.edge`, name: "edge" },
      routes: [{ service: "http://10.0.0.1:80" }],
      dnsRecord: `${RECORD}.r0`,
      access: {
        kind: "policies",
        application: `${APPLICATION}.a`,
        policies: [
          {
            address: `${POLICY}.staff`,
            name: "staff",
            decision: "allow",
            people: ["e-mails ending in @example.com"],
            require: [],
            exclude: [],
            who: "e-mails ending in @example.com",
            opaque: false,
            anyone: false,
          },
        ],
      },
      locks: { edge: `${APPLICATION}.a`, connector: true, state: "two locks" },
      notes: [],
    });
    expect(codes).toEqual([]);
  });

  test("are one where the connector asks for nothing", () => {
    const { host, codes } = hostsOf([rule(HOST)], { a: application(HOST, "staff") }, [record(HOST)]);
    expect(host.locks).toEqual({ edge: `${APPLICATION}.a`, connector: false, state: "one lock" });
    expect(codes).toEqual(["HostHalfLocked"]);
  });

  test.each([
    ["required is not said", { team_name: "example", aud_tag: ["x"] }],
    ["required is false", { required: false, team_name: "example", aud_tag: ["x"] }],
    ["required is text", { required: "true", team_name: "example", aud_tag: ["x"] }],
    ["the audience is empty", { required: true, team_name: "example", aud_tag: [""] }],
    ["there is no audience", { required: true, team_name: "example", aud_tag: [] }],
    ["the team is empty", { required: true, team_name: "", aud_tag: ["x"] }],
  ])("count no connector where %s", (_, access) => {
    const { host } = hostsOf([{ ...rule(HOST), origin_request: { access } }], { a: application(HOST, "staff") });
    expect(host.locks).toMatchObject({ connector: false, state: "one lock" });
  });

  test("count no connector where one rule of several does not ask", () => {
    const rules = [locked(rule(HOST, "http://b:80", "^/b(?:/|$)"), "a"), rule(HOST)];
    expect(hostsOf(rules, { a: application(HOST, "staff") }).host.locks.state).toBe("one lock");
  });

  test("count no connector where the paths left over fall to a wildcard rule that does not ask", () => {
    const rules = [locked(rule(HOST, "http://b:80", "^/b(?:/|$)"), "a"), rule("*.example.com", "http://other:80")];
    const { hosts } = hostsOf(rules, { a: application(HOST, "staff") });
    const host = hosts.find(({ hostname }) => hostname === HOST)!;
    expect(host.routes.map(({ service }) => service)).toEqual(["http://b:80", "http://other:80"]);
    expect(host.locks.connector).toBe(false);
  });

  test("count no rule behind the one that takes every path", () => {
    const { host } = hostsOf([locked(rule(HOST), "a"), rule("*.example.com")], { a: application(HOST, "staff") });
    expect(host).toMatchObject({ hostname: "*.example.com" });
    const { hosts } = hostsOf([locked(rule(HOST), "a"), rule("*.example.com")], { a: application(HOST, "staff") });
    expect(hosts[1].locks.state).toBe("two locks");
  });

  test("are none where nothing is said, and that is a mistake", () => {
    const { host, findings } = hostsOf([rule(HOST)], {}, [record(HOST)]);
    expect(host).toMatchObject({ access: { kind: "none" }, locks: { connector: false, state: "open" } });
    expect(host.locks.edge).toBeUndefined();
    expect(isOpenByMistake(host)).toBe(true);
    expect(findings).toEqual([
      { code: "HostOpen", about: HOST, message: "anyone gets in, and nothing says that this is meant" },
    ]);
  });

  test("are none, and no mistake, where the record says why it is public", () => {
    const { host, codes } = hostsOf([rule(HOST)], {}, [record(HOST, { comment: "public: costs $${x}" })]);
    expect(host).toMatchObject({ access: { kind: "public", reason: "costs ${x}" }, locks: { state: "open" } });
    expect(isOpenByMistake(host)).toBe(false);
    expect(codes).toEqual([]);
  });

  test("stay as they are where a record says public and an application covers the host", () => {
    const { host } = hostsOf([rule(HOST)], { a: application(HOST, "staff") }, [record(HOST, { comment: "public: x" })]);
    expect(host).toMatchObject({ access: { kind: "policies" }, locks: { state: "one lock" } });
  });

  test("are the connector's alone where the application is somebody else's", () => {
    const { host, codes } = hostsOf([lockedBy(rule(HOST), "0a1b")], {}, [record(HOST)]);
    expect(host).toMatchObject({
      access: { kind: "existing", aud: "0a1b" },
      locks: { connector: true, state: "one lock" },
    });
    expect(codes).toEqual([]);
    const said = record(HOST, { comment: "Access elsewhere: made by the platform team" });
    expect(hostsOf([lockedBy(rule(HOST), "0a1b")], {}, [said]).host.access).toEqual({
      kind: "existing",
      aud: "0a1b",
      reason: "made by the platform team",
    });
  });

  test("are not taken for somebody else's where the connector asks for another application of the stack", () => {
    const applications = { a: application(HOST, "staff"), b: application("b.example.com", "staff") };
    const { codes, findings } = hostsOf([locked(rule(HOST), "b")], applications, [record(HOST)]);
    expect(codes).toEqual(["AudienceOfAnother"]);
    expect(findings[0].message).toContain("nobody gets in");
    const both = lockedBy(rule(HOST), `\${${APPLICATION}.a.aud}`, `\${${APPLICATION}.b.aud}`);
    expect(hostsOf([both], applications, [record(HOST)]).codes).toEqual([]);
    const alone = hostsOf([locked(rule(HOST), "b")], { b: application("b.example.com", "staff") }, [record(HOST)]);
    expect(alone.codes).toEqual(["AudienceOfAnother"]);
  });

  test.each([
    ["everyone", [{ everyone: {} }]],
    ["all addresses", [{ ip: { ip: "0.0.0.0/0" } }]],
    ["a group of everyone", [{ group: { id: "${cloudflare_zero_trust_access_policy.all.id}" } }]],
  ])("are none behind a policy that allows %s", (_, include) => {
    const policies = { open: policy("open", include), all: policy("all", [{ everyone: {} }]) };
    const { host, codes } = hostsOf([locked(rule(HOST), "a")], { a: application(HOST, "staff", "open") }, [], policies);
    expect(host.locks.state).toBe("open");
    expect(isOpenByMistake(host)).toBe(true);
    expect(codes).toEqual(["HostOpen"]);
  });

  test("stay where require narrows everyone", () => {
    const policies = { jp: policy("jp", [{ everyone: {} }], { require: [{ geo: { country_code: "JP" } }] }) };
    expect(hostsOf([locked(rule(HOST), "a")], { a: application(HOST, "jp") }, [], policies).host.locks.state).toBe(
      "two locks",
    );
  });

  test("are the connector's alone behind a bypass for everyone: it gives no token", () => {
    const policies = { open: policy("open", [{ everyone: {} }], { decision: "bypass" }) };
    const { host, codes } = hostsOf([locked(rule(HOST), "a")], { a: application(HOST, "open") }, [], policies);
    expect(host.locks.state).toBe("one lock");
    expect(codes).toEqual(["HostHalfLocked"]);
    expect(hostsOf([rule(HOST)], { a: application(HOST, "open") }, [], policies).host.locks.state).toBe("open");
  });

  test("stay behind a policy that keeps everyone out", () => {
    const policies = { closed: policy("closed", [{ everyone: {} }], { decision: "deny" }) };
    expect(hostsOf([locked(rule(HOST), "a")], { a: application(HOST, "closed") }, [], policies).host.locks.state).toBe(
      "two locks",
    );
  });
});

describe("applications", () => {
  test("cover one label for each *", () => {
    const covered = hostsOf([locked(rule("x.apps.example.com"), "a")], {
      a: application("*.apps.example.com", "staff"),
    });
    expect(covered.host.locks.edge).toBe(`${APPLICATION}.a`);
    const deeper = hostsOf([rule("x.y.apps.example.com")], { a: application("*.apps.example.com", "staff") });
    expect(deeper.host.locks).toEqual({ connector: false, state: "open" });
    const apex = hostsOf([rule("apps.example.com")], { a: application("*.apps.example.com", "staff") });
    expect(apex.host.locks.state).toBe("open");
  });

  test("cover a host by the most specific of them", () => {
    const applications = {
      wide: application("*.example.com", "staff"),
      narrow: application("A.example.com/*", "staff"),
    };
    expect(hostsOf([rule(HOST)], applications).host.locks.edge).toBe(`${APPLICATION}.narrow`);
  });

  test("of a path cover no host", () => {
    const { host, findings } = hostsOf([rule(HOST)], { a: application(`${HOST}/admin`, "staff") }, [record(HOST)]);
    expect(host.locks.state).toBe("open");
    expect(findings.map(({ code }) => code)).toEqual(["HostOpen", "PathLockedApart"]);
    expect(findings[1].message).toContain("/admin");
    expect(findings[1].message).toContain("e-mails ending in @example.com");
  });

  test.each([
    ["a bookmark", { ...application(HOST, "staff"), type: "bookmark" }],
    [
      "private, whatever else they say",
      {
        ...application(HOST, "staff"),
        destinations: [{ type: "private", uri: HOST }],
      },
    ],
    ["private", { ...application(HOST, "staff"), destinations: [{ type: "private", hostname: HOST }] }],
  ])("that are %s cover no host", (_, bookmark) => {
    expect(hostsOf([rule(HOST)], { a: bookmark }).host.locks.state).toBe("open");
  });

  test("cover by their older ways of saying so", () => {
    const byDomain = { name: "a", domain: HOST, policies: [] };
    const { host } = hostsOf([rule(HOST)], { a: byDomain });
    expect(host.locks.edge).toBe(`${APPLICATION}.a`);
    expect(host.notes).toContain("its application has no policy: nobody gets in");
    const byList = { name: "a", self_hosted_domains: [HOST] };
    expect(hostsOf([rule(HOST)], { a: byList }).host.locks.edge).toBe(`${APPLICATION}.a`);
  });

  test("are listed apart where no host of the stack has them", () => {
    const { applications } = hostsOf([rule(HOST)], { b: application("b.example.com", "staff") });
    expect(applications).toMatchObject([
      { address: `${APPLICATION}.b`, name: "b.example.com", destinations: ["b.example.com"] },
    ]);
  });

  test("that are only looked up cover nothing", () => {
    const data = { [APPLICATION]: { a: application(HOST, "staff") } };
    expect(inventoryOf({ [CONFIG]: { edge: config([rule(HOST)]) } }, { data }).hosts[0].locks.state).toBe("open");
  });

  test("are not listed apart where a host has them", () => {
    const covering = { a: application(HOST, "staff"), b: application(`${HOST}/admin`, "staff") };
    expect(hostsOf([rule(HOST)], covering).applications).toEqual([]);
  });

  test("whose hostname only Terraform knows are told of", () => {
    const { codes } = hostsOf([], { a: application("${var.host}", "staff") });
    expect(codes).toEqual(["NotKnown"]);
  });

  test("and rules with the same expression belong together", () => {
    const { host, codes } = hostsOf([locked(rule("${var.host}"), "a")], { a: application("${ var.host }", "staff") });
    expect(host.locks.state).toBe("two locks");
    expect(codes).toEqual(["NotKnown", "NotKnown"]);
  });
});

describe("a wildcard host", () => {
  const WILDCARD = "*.apps.example.com";

  test("is told that deeper names end at the connector", () => {
    const { host } = hostsOf([locked(rule(WILDCARD), "a")], { a: application(WILDCARD, "staff") }, [record(WILDCARD)]);
    expect(host.locks.state).toBe("two locks");
    expect(host.notes).toEqual(["one label deep, as Access covers it: the connector answers 403 to deeper names"]);
  });

  test("is open where the connector does not ask: deeper names have no application", () => {
    const { host, findings } = hostsOf([rule(WILDCARD)], { a: application(WILDCARD, "staff") });
    expect(host.locks.state).toBe("open");
    expect(findings[0]).toMatchObject({ code: "HostOpen", message: expect.stringContaining("deeper") });
  });

  test("brings along the names that applications and records speak of", () => {
    const applications = { a: application(WILDCARD, "staff"), b: application("b.apps.example.com", "open") };
    const { hosts } = hostsOf(
      [rule(WILDCARD)],
      applications,
      [record("c.d.apps.example.com"), record("e.example.org")],
      {
        open: policy("open", [{ everyone: {} }], { decision: "bypass" }),
      },
    );
    expect(hosts.map(({ hostname, locks }) => [hostname, locks.state])).toEqual([
      [WILDCARD, "open"],
      ["b.apps.example.com", "open"],
      ["c.d.apps.example.com", "open"],
    ]);
  });
});

describe("a catch-all rule", () => {
  const tunnel_id = `\${${TUNNEL}.edge.id}`;

  test("that refuses is no host", () => {
    expect(inventoryOf({ [CONFIG]: { edge: config([]) } }).hosts).toEqual([]);
  });

  test.each([{ service: "http://10.0.0.9" }, { hostname: "*", service: "http://10.0.0.9" }])(
    "that serves is one: %j",
    (last) => {
      const { hosts } = inventoryOf({
        [CONFIG]: { edge: { tunnel_id, config: { ingress: [last] } } },
        [RECORD]: { r: record("z.example.com") },
      });
      expect(hosts.map(({ hostname, locks }) => [hostname, locks.state])).toEqual([
        ["*", "open"],
        ["z.example.com", "open"],
      ]);
    },
  );
});

describe("routes", () => {
  test("keep the connector's order and say which paths are exact", () => {
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

  test("of other protocols say how to reach them", () => {
    const { host } = hostsOf([rule(HOST, "tcp://10.0.3.9:5432")], {}, [record(HOST)]);
    expect(host.notes).toEqual([`reach it with: cloudflared access tcp --hostname ${HOST} --url localhost:<port>`]);
  });
});

describe("DNS records", () => {
  test("that are missing are told of", () => {
    expect(hostsOf([rule(HOST)]).host).toMatchObject({ notes: ["no DNS record for it in this stack"] });
  });

  test("of a wildcard stand in for the host's own", () => {
    const { host } = hostsOf([rule(HOST)], {}, [record("*.example.com"), { name: HOST, type: "TXT", content: "x" }]);
    expect(host.dnsRecord).toBe(`${RECORD}.r0`);
    expect(hostsOf([rule(HOST)], {}, [record("*.example.com"), record(HOST)]).host.dnsRecord).toBe(`${RECORD}.r1`);
  });

  test.each([
    ["to another tunnel", { content: "${x.other.id}.cfargotunnel.com" }, ["RecordMisleads"]],
    ["elsewhere", { content: "origin.example.org" }, ["RecordMisleads"]],
    ["around Cloudflare", { proxied: false }, ["RecordMisleads"]],
    ["where only Terraform knows", { content: "${local.target}" }, []],
  ])("that lead %s", (_, more, codes) => {
    const found = hostsOf([locked(rule(HOST), "a")], { a: application(HOST, "staff") }, [record(HOST, more)]);
    expect(found.codes).toEqual(codes);
  });

  test("deeper than Universal SSL reaches are told of where the zone's name is known", () => {
    const deep = "a.b.example.com";
    const resource = { [CONFIG]: { edge: config([rule(deep)]) }, cloudflare_zone: { z: { name: "example.com" } } };
    const known = inventoryOf({ ...resource, [RECORD]: { r: record(deep, { zone_id: "${cloudflare_zone.z.id}" }) } });
    expect(known.hosts[0].notes).toEqual([
      "Universal SSL ends one label below example.com: it needs a certificate of its own",
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
});

describe("tunnels", () => {
  test("have their own hosts, in one order", () => {
    const { tunnels, hosts } = inventoryOf({
      [TUNNEL]: { z: { name: "b" }, y: { name: "a" } },
      [CONFIG]: {
        z: config([rule("x.example.com")], "z"),
        y: config([rule("y.example.com"), rule("a.example.com")], "y"),
      },
    });
    expect(tunnels.map(({ name, address }) => [name, address])).toEqual([
      ["a", `${TUNNEL}.y`],
      ["b", `${TUNNEL}.z`],
    ]);
    expect(hosts.map(({ hostname, tunnel }) => [hostname, tunnel.name])).toEqual([
      ["a.example.com", "a"],
      ["x.example.com", "b"],
      ["y.example.com", "a"],
    ]);
  });

  test("share no wildcard for a name that one of them has a rule for", () => {
    const { hosts } = inventoryOf({
      [TUNNEL]: { z: { name: "b" }, y: { name: "a" } },
      [CONFIG]: { z: config([rule("*.example.com")], "z"), y: config([rule(HOST)], "y") },
      [APPLICATION]: { a: application(HOST, "staff") },
    });
    expect(hosts.map(({ hostname, tunnel }) => [hostname, tunnel.name])).toEqual([
      ["*.example.com", "b"],
      [HOST, "a"],
    ]);
  });

  test("of another stack are known by their id", () => {
    const { tunnels, hosts } = inventory({
      name: "dev",
      terraform: { resource: { [CONFIG]: { c: { tunnel_id: "0a1b", config: { ingress: [rule(HOST)] } } } } },
    });
    expect(tunnels).toEqual([
      {
        id: "0a1b",
        name: "0a1b",
        configurations: [`${CONFIG}.c`],
        connectors: [],
        notes: ["the tunnel is defined elsewhere", "no connector in this stack"],
      },
    ]);
    expect(hosts[0].tunnel).toEqual({ name: "0a1b" });
  });

  test("say where their token is kept", () => {
    const data = { cloudflare_zero_trust_tunnel_cloudflared_token: { t: { tunnel_id: `\${${TUNNEL}.edge.id}` } } };
    expect(inventoryOf({}, { data }).tunnels[0].notes).toContain("its token is in Terraform's state");
    expect(inventoryOf({}).tunnels[0].notes).not.toContain("its token is in Terraform's state");
    const other = { cloudflare_zero_trust_tunnel_cloudflared_token: { t: { tunnel_id: "0a1b" } } };
    expect(inventoryOf({}, { data: other }).tunnels[0].notes).not.toContain("its token is in Terraform's state");
    const secret = inventoryOf({ [TUNNEL]: { edge: { tunnel_secret: "${var.secret}" } } });
    expect(secret.tunnels[0].notes).toContain("its secret is in Terraform's state");
  });

  test("say what connects them", () => {
    const deployment = (name: string, tunnel: string, image: string) => ({
      metadata: { namespace: "cloudflared", name },
      spec: { template: { spec: { container: [{ image }] } } },
      depends_on: [`${TUNNEL}.${tunnel}`],
    });
    const { tunnels } = inventoryOf({
      [TUNNEL]: { edge: { name: "edge" }, "edge-2": { name: "other" } },
      kubernetes_deployment_v1: {
        c: deployment("edge", "edge", "cloudflare/cloudflared:2025.9.1"),
        c2: deployment("edge-2", "edge-2", "example.com/mirror/cloudflared@sha256:0a1b"),
        app: deployment("app", "edge", "example/app:1"),
      },
    });
    expect(tunnels.map(({ connectors }) => connectors)).toEqual([
      [{ address: "kubernetes_deployment_v1.c", name: "cloudflared/edge", image: "cloudflare/cloudflared:2025.9.1" }],
      [
        {
          address: "kubernetes_deployment_v1.c2",
          name: "cloudflared/edge-2",
          image: "example.com/mirror/cloudflared@sha256:0a1b",
        },
      ],
    ]);
  });

  test("with two configurations are told of", () => {
    const { findings } = inventoryOf({ [CONFIG]: { a: config([]), b: config([]) } });
    expect(findings.map(({ code }) => code)).toEqual(["ConfigurationsCollide"]);
  });

  test("whose rules only Terraform knows are told of", () => {
    const tunnel_id = `\${${TUNNEL}.edge.id}`;
    for (const opaque of ["${local.config}", { ingress: "${local.rules}" }]) {
      const { findings } = inventoryOf({ [CONFIG]: { a: { tunnel_id, config: opaque } } });
      expect(findings.map(({ code }) => code)).toEqual(["NotKnown"]);
    }
  });

  test("with access for the whole configuration are told that nobody enforces it", () => {
    const whole = config([rule(HOST)]);
    const origin_request = { access: { required: true, team_name: "example", aud_tag: ["0a1b"] } };
    const { findings, hosts } = inventoryOf({
      [CONFIG]: { edge: { ...whole, config: { ...whole.config, origin_request } } },
      [RECORD]: { r: record(HOST) },
    });
    expect(hosts[0].locks.state).toBe("open");
    expect(findings.map(({ code }) => code)).toEqual(["HostOpen", "AccessUnenforced"]);
  });
});

test("names come from construct paths where cdktf wrote them", () => {
  const { tunnels } = inventoryOf({
    [TUNNEL]: { eksdev_1A2B: { "//": { metadata: { path: "dev/eks-dev/Resource" } }, name: "${var.name}" } },
  });
  expect(tunnels[0].name).toBe("eks-dev");
});

test("blocks may be lists, as Terraform allows", () => {
  const terraform = {
    resource: [
      { [TUNNEL]: [{ edge: [{ name: "edge" }] }] },
      { [CONFIG]: { edge: { tunnel_id: `\${${TUNNEL}.edge.id}`, config: [{ ingress: [locked(rule(HOST), "a")] }] } } },
      { [APPLICATION]: { a: { ...application(HOST), policies: null } } },
    ],
  };
  expect(inventory({ name: "dev", terraform }).hosts[0].locks.state).toBe("two locks");
});

test("the order of what is written does not matter", () => {
  const rules = [locked(rule(HOST), "a"), rule("b.example.com")];
  const resource = {
    [TUNNEL]: { edge: { name: "edge" } },
    [CONFIG]: { edge: config(rules) },
    [APPLICATION]: { b: application("x.example.com"), a: application(HOST) },
    [RECORD]: { b: record("b.example.com"), a: record(HOST) },
  };
  const reversed = (value: object): object =>
    Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, each]) => [key, value === resource ? reversed(each) : each]),
    );
  expect(inventory({ name: "dev", terraform: { resource: reversed(resource) } })).toEqual(
    inventory({ name: "dev", terraform: { resource } }),
  );
});

test("an origin whose address only Terraform knows is called by its name", () => {
  const CLOUD_RUN = "google_cloud_run_v2_service";
  const { hosts } = inventoryOf({
    [CONFIG]: {
      edge: config([rule("a.example.com", `\${${CLOUD_RUN}.admin.uri}`), rule("b.example.com", "${var.b}")]),
    },
    [CLOUD_RUN]: { admin: { name: "admin-of-shop" } },
  });
  expect(hosts.map(({ routes }) => routes[0].origin)).toEqual(["cloud_run_v2_service admin-of-shop", undefined]);
});

test("an empty stack publishes nothing", () => {
  expect(inventory({ name: "dev", terraform: {} })).toEqual({
    stack: "dev",
    tunnels: [],
    hosts: [],
    applications: [],
    privateRoutes: [],
    privateNames: [],
    accountSettings: [],
    findings: [],
  });
});
