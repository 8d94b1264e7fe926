import { asTerraform, Exposure, unintended } from "../../../lib/rehearsal/checks/exposure";
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

/** The exposures in a state with these objects. Other states contain the other objects. */
function exposed(objects: CloudObject[], options: PublishedHostsOptions = {}, others: CloudObject[] = []): string[] {
  const check = publishedHosts(options).prepare([...objects, ...others].map(asTerraform));
  return check(objects).map(({ target, level, to }) => `${target.slice("https://".length)} ${level} ${to}`);
}

const AUD = `aud-${HOST}`;
const published = [tunnel, staff, everyone, bypass, office, record(HOST)];

describe("publishedHosts", () => {
  test.each<[string, CloudObject[], string[]]>([
    ["an application and a token check", [application(HOST), routing(rule(HOST, AUD))], []],
    ["no rule", [routing()], []],
    ["a rule that returns a fixed status", [routing(rule(HOST, undefined, undefined, "http_status:403"))], []],
    ["a rule without protection", [routing(rule(HOST))], ["/ exposed anyone"]],
    ["an application without a token check", [application(HOST), routing(rule(HOST))], ["/ partial anyone"]],
    [
      "only the audience of another existing application",
      [application("b.example.com"), routing(rule(HOST, "aud-b.example.com"))],
      ["/ partial anyone"],
    ],
    ["the audience of a deleted application", [routing(rule(HOST, AUD))], ["/ exposed anyone"]],
    [
      "the audience of an application that allows anyone",
      [application("b.example.com", "everyone"), application(HOST), routing(rule(HOST, "aud-b.example.com"))],
      ["/ partial anyone"],
    ],
    ["a policy for everyone", [application(HOST, "everyone"), routing(rule(HOST, AUD))], ["/ exposed anyone"]],
    [
      "a bypass for everyone, which issues no token",
      [application(HOST, "bypass"), routing(rule(HOST, AUD))],
      ["/ partial anyone"],
    ],
    [
      "a bypass for some addresses",
      [application(HOST, "office"), routing(rule(HOST))],
      ["/ exposed from 192.0.2.0/24, without login (bypass)"],
    ],
    [
      "an application without a policy, which allows no user",
      [application(HOST, "gone"), routing(rule(HOST, AUD))],
      [],
    ],
  ])("finds the exposures of %s", (_, objects, expected) => {
    // Another state contains the application, so its audience is not external.
    const found = exposed([...published, ...objects], {}, [application(HOST)]);
    expect(found.filter((each) => each.startsWith(HOST)).map((each) => each.slice(HOST.length))).toEqual(expected);
  });

  test("assumes that a literal audience belongs to an application that is managed elsewhere", () => {
    expect(exposed([...published, routing(rule(HOST, "c0ffee"))])).toEqual([`${HOST}/ partial anyone`]);
  });

  test("does not count the token check with ignoreTokenCheck", () => {
    const options = { ignoreTokenCheck: true };
    expect(exposed([...published, application(HOST), routing(rule(HOST, AUD))], options)).toEqual([
      `${HOST}/ partial anyone`,
    ]);
    expect(
      exposed([...published, application("b.example.com"), routing(rule(HOST, "aud-b.example.com"))], options),
    ).toEqual([`${HOST}/ exposed anyone`]);
  });

  test("covers one label of a wildcard by Access, and any depth by the connector", () => {
    const objects = [tunnel, staff, application("*.example.com"), routing(rule("*.example.com"))];
    expect(exposed(objects)).toEqual(["any.deeper.example.com/ exposed anyone", "any.example.com/ partial anyone"]);
  });

  test("requests hosts of a wildcard rule that only an application or a record specifies", () => {
    const objects = [tunnel, staff, routing(rule("*.example.com"))];
    expect(exposed([...objects, record("x.example.com")], {}, [application("y.example.com")])).toEqual(
      expect.arrayContaining(["x.example.com/ exposed anyone", "y.example.com/ exposed anyone"]),
    );
  });

  test("requests any name of a rule without a hostname", () => {
    const catchAll = object(`${TUNNEL}_config`, "edge", {
      tunnel_id: "edge",
      config: { ingress: [{ service: "http://10.0.0.1" }] },
    });
    expect(exposed([tunnel, catchAll])).toEqual(["<any other name>/ exposed anyone"]);
  });
});

describe("publishedHosts with resolveEverything: false", () => {
  const options = { resolveEverything: false };
  test.each<[string, CloudObject[], number]>([
    ["no record", [], 0],
    ["its own record", [record(HOST)], 1],
    ["a wildcard record", [record("*.example.com")], 1],
    ["the wildcard record of another tunnel", [record("*.example.com", "other")], 0],
    ["its own record to another tunnel, and a wildcard record", [record("*.example.com"), record(HOST, "other")], 0],
    ["the longer of two wildcard records", [record("*.com"), record("*.example.com", "other")], 0],
  ])("resolves a host by %s", (_, records, times) => {
    const found = exposed([tunnel, routing(rule(HOST)), ...records], options);
    expect(found.filter((each) => each.startsWith(HOST))).toHaveLength(times);
  });

  test("assumes a wildcard record of another stack by default", () => {
    expect(exposed([tunnel, routing(rule(HOST))])).toEqual([`${HOST}/ exposed anyone`]);
  });
});

describe("publishedHosts for paths", () => {
  test("uses the application of a path instead of that of the host", () => {
    const objects = [...published, application(HOST), application(`${HOST}/status`, "bypass"), routing(rule(HOST))];
    expect(exposed(objects)).toEqual([`${HOST}/ partial anyone`, `${HOST}/status exposed anyone`]);
  });

  test("finds the rest of a host exposed if an application covers only a path", () => {
    const objects = [...published, application(`${HOST}/admin/*`), routing(rule(HOST))];
    expect(exposed(objects)).toEqual([`${HOST}/ exposed anyone`, `${HOST}/admin/any partial anyone`]);
  });

  test("requests a path of each rule, because each has its own token check", () => {
    const objects = [
      ...published,
      application(HOST),
      routing(rule(HOST, undefined, "^/reports(?:/|$)"), rule(HOST, undefined, "^/[0-9]+$"), rule(HOST, AUD)),
    ];
    expect(exposed(objects)).toEqual([`${HOST}/reports partial anyone`, `${HOST}^/[0-9]+$ partial anyone`]);
  });
});

describe("unintended", () => {
  const partial: Exposure = { target: "https://a/", origin: "o", level: "partial", to: "anyone" };
  const full: Exposure = { ...partial, level: "exposed" };
  const some: Exposure = { ...full, to: "the office" };
  test.each<[string, Exposure, Exposure[], Exposure[], boolean]>([
    ["keeps an exposure that neither steady state has", full, [], [], true],
    ["removes an exposure of the state before", full, [full], [], false],
    ["removes an exposure of the state after", full, [], [full], false],
    ["keeps an exposure if both states are partially protected", full, [partial], [partial], true],
    ["keeps partial protection that neither state has", partial, [], [], true],
    ["removes partial protection if a state is exposed", partial, [], [full], false],
    ["keeps an exposure of another origin", full, [{ ...full, origin: "p" }], [], true],
    ["keeps an exposure to anyone if both states expose it to some users", full, [some], [some], true],
    ["removes an exposure to some users if a state exposes it to anyone", some, [full], [], false],
  ])("%s", (_, now, before, after, isKept) => {
    expect(unintended([now], before, after)).toEqual(isKept ? [now] : []);
  });
});
