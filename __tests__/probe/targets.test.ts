import { objectsOf } from "../../lib/inventory/terraform/objects";
import {
  distinctTargets,
  parseConnectTo,
  ProbeTarget,
  probeTargets,
  UNKNOWN_PATH,
  unreadConfigurations,
} from "../../lib/probe";
import { addressOf } from "../../lib/probe/connect-to";
import {
  application,
  APPLICATION,
  config,
  CONFIG,
  GROUP,
  policy,
  POLICY,
  record,
  RECORD,
  rule,
  SERVICE_TOKEN,
  staff,
  tokenChecked,
  tokenCheckedBy,
  TUNNEL,
} from "../inventory/fixture";

const PUBLIC = { comment: "public: a status page" };

function targetsOf(resource: Record<string, Record<string, object>>): ProbeTarget[] {
  const all = { [TUNNEL]: { edge: { name: "edge" } }, ...resource, [POLICY]: { staff, ...resource[POLICY] } };
  return probeTargets({ name: "dev", own: objectsOf({ resource: all }) });
}

const hosts = (rules: object[], more: Record<string, Record<string, object>> = {}) =>
  targetsOf({ [CONFIG]: { edge: config(rules) }, ...more });

const pathsOf = ({ paths }: ProbeTarget) => paths.map(({ path, served }) => `${path} ${served}`);

describe("probeTargets", () => {
  test("knows the status of a rule for every host, wherever it is", () => {
    const rules = [
      { service: "http_status:503", path: "^/down$" },
      rule("app.example.com", "http://10.0.0.1:80", "^/a$"),
      rule("app.example.com", "http://10.0.0.1:80", "^/down$"),
      { service: "http_status:502" },
    ];
    expect(pathsOf(hosts(rules)[0])).toEqual(["/ 502", "/a origin", "/down 503", `${UNKNOWN_PATH} 502`]);
  });

  test("reads the team, the paths and the service of a host behind Access", () => {
    const rules = [
      rule("app.example.com", "http://10.0.0.1:80", "^/reports(?:/|$)"),
      rule("app.example.com", "http://10.0.0.1:80", "^/v[0-9]+$"),
      rule("app.example.com", "ssh://10.0.0.1:22"),
    ];
    const [target] = hosts(
      rules.map((each) => tokenChecked(each, "a")),
      { [APPLICATION]: { a: application("app.example.com", "staff"), b: application("app.example.com/admin/*") } },
    );
    expect(target).toMatchObject({
      hostname: "app.example.com",
      expected: "denied",
      teams: ["example"],
      tcp: true,
      serviceTokens: [],
      notes: ["The path ^/v[0-9]+$ is a pattern and is not requested."],
    });
    expect(target.paths.map(({ path }) => path)).toEqual(["/", "/reports", "/admin/probe", UNKNOWN_PATH]);
  });

  test("reads what a public host serves, in the order of the rules", () => {
    const [target] = hosts(
      [
        rule("status.example.com", "http_status:410", "^/feed/old$"),
        rule("status.example.com", "http://10.0.0.1:80", "^/feed(?:/|$)"),
        rule("status.example.com", "http://10.0.0.1:80", "^/a\\.txt$"),
      ],
      { [RECORD]: { r: record("status.example.com", PUBLIC) } },
    );
    expect([target.expected, target.tcp]).toEqual(["public", false]);
    expect(pathsOf(target)).toEqual(["/ 404", "/feed/old 410", "/feed origin", "/a.txt origin", `${UNKNOWN_PATH} 404`]);
  });

  test("reads a public host that serves every path, and one whose pattern only cloudflared understands", () => {
    const [whole, odd] = hosts([rule("a.example.com"), rule("b.example.com", "http://10.0.0.1:80", "^/(")], {
      [RECORD]: { a: record("a.example.com", PUBLIC), b: record("b.example.com", PUBLIC) },
    });
    expect([whole, odd].map(pathsOf)).toEqual(Array(2).fill(["/ origin", `${UNKNOWN_PATH} origin`]));
  });

  test("requires that an undeclared host refuses strangers", () => {
    const [wildcard, undeclared] = hosts([rule("app.example.com"), tokenCheckedBy(rule("*.example.com"), "c0ffee")]);
    expect([wildcard.hostname, undeclared.hostname]).toEqual(["*.example.com", "app.example.com"]);
    expect([wildcard.expected, undeclared.expected]).toEqual(["denied", "denied"]);
    expect([wildcard.teams, undeclared.teams]).toEqual([["example"], []]);
  });

  test("takes the team from the organization if no rule contains it", () => {
    const organization = { cloudflare_zero_trust_organization: { o: { auth_domain: "acme.cloudflareaccess.com" } } };
    expect(hosts([rule("app.example.com")], organization)[0].teams).toEqual(["acme"]);
    const checked = tokenCheckedBy(rule("app.example.com"), "c0ffee");
    expect(hosts([checked], organization)[0].teams).toEqual(["example"]);
  });

  test.each<[string, object, ProbeTarget["preflight"]]>([
    [
      "origins",
      { cors_headers: { allowed_origins: ["https://a.example.com"], allowed_methods: ["PUT"] } },
      { kind: "cors", origins: ["https://a.example.com"], method: "PUT" },
    ],
    [
      "any origin",
      { cors_headers: [{ allow_all_origins: true, allow_all_methods: true }] },
      { kind: "cors", origins: "any", method: "GET" },
    ],
    ["patterns alone", { cors_headers: { allowed_origins: ["https://*.example.com"] } }, undefined],
    ["a bypass", { options_preflight_bypass: true }, { kind: "bypass" }],
    ["nothing", {}, undefined],
  ])("reads the preflight requests of an application that declares %s", (_, more, expected) => {
    const [target] = hosts([tokenChecked(rule("app.example.com"), "a")], {
      [APPLICATION]: { a: { ...application("app.example.com", "staff"), ...more } },
    });
    expect(target.preflight).toEqual(expected);
  });

  test("reads the service tokens that surely pass, also in groups", () => {
    const token = (name: string) => ({ service_token: { token_id: `\${${SERVICE_TOKEN}.${name}.id}` } });
    const early = (include: object[], more: object = {}) => policy("p", include, { decision: "non_identity", ...more });
    const tokensOf = (written: object) =>
      hosts([tokenChecked(rule("app.example.com"), "a")], {
        [APPLICATION]: { a: application("app.example.com", "p") },
        [POLICY]: { p: written },
        [SERVICE_TOKEN]: { ci: { name: "ci" }, backup: { name: "backup" } },
        [GROUP]: { g: { name: "g", include: [token("backup")] } },
      })[0].serviceTokens;
    expect(tokensOf(early([token("ci"), { group: { id: `\${${GROUP}.g.id}` } }]))).toEqual(["ci", "backup"]);
    expect(tokensOf(early([{ any_valid_service_token: {} }]))).toEqual(["*"]);
    expect(tokensOf(early([{ service_token: { token_id: "0a1b" } }]))).toEqual(["0a1b"]);
    expect(tokensOf(early([token("ci")], { require: [{ ip: { ip: "192.0.2.0/24" } }] }))).toEqual([]);
    expect(tokensOf(policy("p", [token("ci")]))).toEqual([]);
  });
});

describe("distinctTargets", () => {
  test("merges the targets of one host, of which the strictest counts", () => {
    const [a] = hosts([rule("app.example.com")], { [RECORD]: { r: record("app.example.com", PUBLIC) } });
    const [b] = hosts([tokenCheckedBy(rule("app.example.com", "tcp://10.0.0.1:1"), "c0ffee")]);
    const [other] = hosts([rule("a.example.com")]);
    const merged = distinctTargets([a, b, other]);
    expect(merged.map(({ hostname }) => hostname)).toEqual(["a.example.com", "app.example.com"]);
    expect(merged[1]).toMatchObject({ expected: "denied", teams: ["example"], tcp: true });
    expect(merged[1].paths).toHaveLength(2);
  });
});

describe("unreadConfigurations", () => {
  test.each([
    ["count", { ...config([]), count: 2 }],
    ["an expression", { tunnel_id: "t", config: "${local.config}" }],
    ["an expression in place of the rules", { tunnel_id: "t", config: { ingress: "${local.rules}" } }],
    ["dynamic blocks", { tunnel_id: "t", config: [{ dynamic: { ingress: {} } }] }],
  ])("reports a configuration with %s", (_, written) => {
    expect(unreadConfigurations(objectsOf({ resource: { [CONFIG]: { edge: written } } }))).toEqual([
      `${CONFIG}.edge is not understood: only a plan shows its hosts; use probe --plan-json`,
    ]);
  });

  test("reports nothing for rules that are written out", () => {
    expect(unreadConfigurations(objectsOf({ resource: { [CONFIG]: { edge: config([]) } } }))).toEqual([]);
  });
});

describe("parseConnectTo", () => {
  test("parses entries as curl does", () => {
    const entry = { host: "app.example.com", port: 443, connectHost: "127.0.0.1", connectPort: 8443 };
    expect(parseConnectTo("App.example.com:443:127.0.0.1:8443")).toEqual(entry);
    expect(parseConnectTo("::[::1]:8443")).toEqual({ connectHost: "::1", connectPort: 8443 });
    expect(parseConnectTo("app.example.com:443::")).toEqual({ host: "app.example.com", port: 443 });
  });

  test.each(["", "app.example.com", "a:443:b", "a:0:b:1", "a:443:b:65536", "a:443:b:x", "a:443:::1:8443"])(
    "refuses %p",
    (text) => expect(parseConnectTo(text)).toBeUndefined(),
  );

  test("connects to the first entry that matches, otherwise to the name", () => {
    const all = [
      { host: "a.example.com", connectHost: "192.0.2.1" },
      { port: 443, connectPort: 8443 },
      { connectHost: "192.0.2.9" },
    ];
    expect(addressOf("a.example.com", 443, all)).toEqual({ host: "192.0.2.1", port: 443 });
    expect(addressOf("b.example.com", 443, all)).toEqual({ host: "b.example.com", port: 8443 });
    expect(addressOf("b.example.com", 443, [])).toEqual({ host: "b.example.com", port: 443 });
  });
});
