import { asTerraform, Exposure, unwanted } from "../../../lib/rehearsal/checks/exposure";
import { publishedHosts, PublishedHostsOptions } from "../../../lib/rehearsal/checks/published-hosts";
import type { CloudObject } from "../../../lib/rehearsal/index";

const TUNNEL = "cloudflare_zero_trust_tunnel_cloudflared";
const APPLICATION = "cloudflare_zero_trust_access_application";
const POLICY = "cloudflare_zero_trust_access_policy";
const HOST = "app.example.com";

const object = (type: string, id: string, values: CloudObject["values"]): CloudObject => ({
  type,
  id,
  name: id,
  values,
  state: {},
});
const tunnel = object(TUNNEL, "edge", { name: "edge" });
const policy = (id: string, include: object[], decision = "allow") =>
  object(POLICY, id, { name: id, decision, include });
const staff = policy("staff", [{ email_domain: { domain: "example.com" } }]);
const everyone = policy("everyone", [{ everyone: {} }]);
const bypass = policy("bypass", [{ everyone: {} }], "bypass");
const office = policy("office", [{ ip: { ip: "192.0.2.0/24" } }], "bypass");
const application = (uri: string, policyId = "staff", aud = `aud-${uri}`) =>
  object(APPLICATION, uri, {
    aud,
    destinations: [{ type: "public", uri }],
    policies: [{ id: policyId, precedence: 1 }],
  });
const record = (name: string, target = "edge") =>
  object("cloudflare_dns_record", name, { name, type: "CNAME", content: `${target}.cfargotunnel.com` });
const rule = (hostname: string, aud?: string, path?: string, service = "http://10.0.0.1:80") => ({
  hostname,
  service,
  ...(path !== undefined && { path }),
  ...(aud !== undefined && { origin_request: { access: { required: true, team_name: "example", aud_tag: [aud] } } }),
});
const routing = (...ingress: object[]) =>
  object(`${TUNNEL}_config`, "edge", {
    tunnel_id: "edge",
    config: { ingress: [...ingress, { service: "http_status:404" }] },
  });

/** What is exposed while there are these objects, when the steps speak of those beside. */
function exposed(objects: CloudObject[], options: PublishedHostsOptions = {}, beside: CloudObject[] = []): string[] {
  const judge = publishedHosts(options).judging([...objects, ...beside].map(asTerraform));
  return judge(objects).map(({ target, locks, to }) => `${target.slice("https://".length)} ${locks} ${to}`);
}

const AUD = `aud-${HOST}`;
const published = [tunnel, staff, everyone, bypass, office, record(HOST)];

test.each<[string, CloudObject[], string[]]>([
  ["both locks", [application(HOST), routing(rule(HOST, AUD))], []],
  ["no rule", [routing()], []],
  ["a rule that answers by itself", [routing(rule(HOST, undefined, undefined, "http_status:403"))], []],
  ["no lock", [routing(rule(HOST))], ["/ open anyone"]],
  ["the application alone", [application(HOST), routing(rule(HOST))], ["/ one lock anyone"]],
  [
    "a live audience of another application alone",
    [application("b.example.com"), routing(rule(HOST, "aud-b.example.com"))],
    ["/ one lock anyone"],
  ],
  ["a dead audience", [routing(rule(HOST, AUD))], ["/ open anyone"]],
  [
    "the audience of an application that lets anyone in",
    [application("b.example.com", "everyone"), application(HOST), routing(rule(HOST, "aud-b.example.com"))],
    ["/ one lock anyone"],
  ],
  ["a policy for everyone", [application(HOST, "everyone"), routing(rule(HOST, AUD))], ["/ open anyone"]],
  [
    "a bypass for everyone, which gives no token",
    [application(HOST, "bypass"), routing(rule(HOST, AUD))],
    ["/ one lock anyone"],
  ],
  [
    "a bypass for some",
    [application(HOST, "office"), routing(rule(HOST))],
    ["/ open from 192.0.2.0/24, without login (bypass)"],
  ],
  ["an application without a policy, which lets nobody in", [application(HOST, "gone"), routing(rule(HOST, AUD))], []],
])("judges %s", (_, objects, expected) => {
  // The last application is spoken of, and so its audience is no stranger's.
  const found = exposed([...published, ...objects], {}, [application(HOST)]);
  expect(found.filter((each) => each.startsWith(HOST)).map((each) => each.slice(HOST.length))).toEqual(expected);
});

test("an audience that is written out belongs to an application elsewhere", () => {
  expect(exposed([...published, routing(rule(HOST, "c0ffee"))])).toEqual([`${HOST}/ one lock anyone`]);
});

test("masked, the connector counts for nothing", () => {
  const options = { ignoreConnectorLock: true };
  expect(exposed([...published, application(HOST), routing(rule(HOST, AUD))], options)).toEqual([
    `${HOST}/ one lock anyone`,
  ]);
  expect(
    exposed([...published, application("b.example.com"), routing(rule(HOST, "aud-b.example.com"))], options),
  ).toEqual([`${HOST}/ open anyone`]);
});

test("Access covers a wildcard one label deep, the connector serves any depth", () => {
  const objects = [tunnel, staff, application("*.example.com"), routing(rule("*.example.com"))];
  expect(exposed(objects)).toEqual(["any.deeper.example.com/ open anyone", "any.example.com/ one lock anyone"]);
});

test("a host that only an application or a record speaks of is reached by a wildcard rule", () => {
  const objects = [tunnel, staff, routing(rule("*.example.com"))];
  expect(exposed([...objects, record("x.example.com")], {}, [application("y.example.com")])).toEqual(
    expect.arrayContaining(["x.example.com/ open anyone", "y.example.com/ open anyone"]),
  );
});

test("a rule without a hostname serves every name", () => {
  const catchAll = object(`${TUNNEL}_config`, "edge", {
    tunnel_id: "edge",
    config: { ingress: [{ service: "http://10.0.0.1" }] },
  });
  expect(exposed([tunnel, catchAll])).toEqual(["<any other name>/ open anyone"]);
});

describe("by records alone", () => {
  const options = { resolveEverything: false };
  test.each<[string, CloudObject[], number]>([
    ["none", [], 0],
    ["its own", [record(HOST)], 1],
    ["a wildcard", [record("*.example.com")], 1],
    ["the wildcard of another tunnel", [record("*.example.com", "other")], 0],
    ["its own to another tunnel, beside a wildcard", [record("*.example.com"), record(HOST, "other")], 0],
    ["the nearer of two wildcards", [record("*.com"), record("*.example.com", "other")], 0],
  ])("%s", (_, records, times) => {
    const found = exposed([tunnel, routing(rule(HOST)), ...records], options);
    expect(found.filter((each) => each.startsWith(HOST))).toHaveLength(times);
  });

  test("a wildcard record of another stack resolves everything", () => {
    expect(exposed([tunnel, routing(rule(HOST))])).toEqual([`${HOST}/ open anyone`]);
  });
});

describe("paths", () => {
  test("an application of a path stands there instead of the host's", () => {
    const objects = [...published, application(HOST), application(`${HOST}/status`, "bypass"), routing(rule(HOST))];
    expect(exposed(objects)).toEqual([`${HOST}/ one lock anyone`, `${HOST}/status open anyone`]);
  });

  test("an application of a path leaves the rest of the host without a lock", () => {
    const objects = [...published, application(`${HOST}/admin/*`), routing(rule(HOST))];
    expect(exposed(objects)).toEqual([`${HOST}/ open anyone`, `${HOST}/admin/any one lock anyone`]);
  });

  test("each rule has its own lock, and is asked for by a path of its own", () => {
    const objects = [
      ...published,
      application(HOST),
      routing(rule(HOST, undefined, "^/reports(?:/|$)"), rule(HOST, undefined, "^/[0-9]+$"), rule(HOST, AUD)),
    ];
    expect(exposed(objects)).toEqual([`${HOST}/reports one lock anyone`, `${HOST}^/[0-9]+$ one lock anyone`]);
  });
});

describe("a moment is unwanted", () => {
  const one: Exposure = { target: "https://a/", origin: "o", locks: "one lock", to: "anyone" };
  const open: Exposure = { ...one, locks: "open" };
  const some: Exposure = { ...open, to: "the office" };
  test.each<[string, Exposure, Exposure[], Exposure[], boolean]>([
    ["where neither state exposes it", open, [], [], true],
    ["not where the state before does", open, [open], [], false],
    ["not where the state after does", open, [], [open], false],
    ["where both states have one lock", open, [one], [one], true],
    ["with one lock where neither has it so", one, [], [], true],
    ["not with one lock where a state has none", one, [], [open], false],
    ["where another origin is meant", open, [{ ...open, origin: "p" }], [], true],
    ["where only some were meant", open, [some], [some], true],
    ["not where some of anyone get in", some, [open], [], false],
  ])("%s", (_, now, before, after, is) => {
    expect(unwanted([now], before, after)).toEqual(is ? [now] : []);
  });
});
