import { Certainty, findStranger, findUser } from "../../../lib/reachability/users/search";
import { describeUser } from "../../../lib/reachability/users/user-text";
import { Comparison, EvaluatedState } from "../../../lib/rehearsal/checks/comparison";
import { asTerraform } from "../../../lib/rehearsal/checks/exposure";
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
const application = (uri: string, policyId = "staff", more: CloudObject["values"] = {}) =>
  object(APPLICATION, uri, {
    aud: `aud-${uri}`,
    ...more,
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

/**
 * Who gets through in a state with these objects, and the layers that are missing. Other states contain the other
 * objects.
 */
function reached(objects: CloudObject[], options: PublishedHostsOptions = {}, others: CloudObject[] = []): string[] {
  const check = publishedHosts(options).prepare([...objects, ...others].map(asTerraform));
  return check(objects.map(asTerraform)).map(({ target, users, layers }) => {
    const user = findStranger(users, Certainty.CERTAIN) ?? findUser(users);
    const missing = ["edge", "connector"].filter(
      (_, i) => findStranger(layers[i] ?? false, Certainty.CERTAIN) !== undefined,
    );
    const who = user === undefined ? "no user" : describeUser(user);
    return `${target.replace("https://", "")}: ${who}${missing.length === 0 ? "" : `, without ${missing.join(" and ")}`}`;
  });
}

const AUD = `aud-${HOST}`;
const published = [tunnel, staff, everyone, bypass, office, record(HOST)];
const STAFF = "a user with an e-mail of example.com";

describe("publishedHosts", () => {
  test.each<[string, CloudObject[], string[]]>([
    ["an application and a token check", [application(HOST), routing(rule(HOST, AUD))], [`/: ${STAFF}`]],
    [
      "an application that renders a terminal for SSH",
      [application(HOST, "staff", { type: "ssh" }), routing(rule(HOST, AUD, undefined, "ssh://10.0.0.1:22"))],
      [`/: ${STAFF}`],
    ],
    [
      "an application that renders VNC, without a token check",
      [application(HOST, "staff", { type: "vnc" }), routing(rule(HOST, undefined, undefined, "tcp://10.0.0.1:5900"))],
      [`/: ${STAFF}, without connector`],
    ],
    ["no rule", [routing()], []],
    ["a rule that returns a fixed status", [routing(rule(HOST, undefined, undefined, "http_status:403"))], []],
    ["a rule without protection", [routing(rule(HOST))], ["/: anyone, without edge and connector"]],
    [
      "an application without a token check",
      [application(HOST), routing(rule(HOST))],
      [`/: ${STAFF}, without connector`],
    ],
    [
      "only the audience of another existing application",
      [application("b.example.com"), routing(rule(HOST, "aud-b.example.com"))],
      [`/: ${STAFF}, without edge`],
    ],
    [
      "the audience of a deleted application, with which the connector returns 403",
      [routing(rule(HOST, AUD))],
      ["/: no user, without edge"],
    ],
    [
      "the audience of an application that allows anyone, at another application",
      [application("b.example.com", "everyone"), application(HOST), routing(rule(HOST, "aud-b.example.com"))],
      ["/: no user, without connector"],
    ],
    [
      "a policy for everyone",
      [application(HOST, "everyone"), routing(rule(HOST, AUD))],
      ["/: anyone who logs in, without edge and connector"],
    ],
    [
      "a bypass for everyone, which issues no token",
      [application(HOST, "bypass"), routing(rule(HOST, AUD))],
      ["/: no user, without edge"],
    ],
    [
      "a bypass for some addresses",
      [application(HOST, "office"), routing(rule(HOST))],
      ["/: a user from 192.0.2.0/24, without connector"],
    ],
    [
      "an application without a policy, which allows no user",
      [application(HOST, "gone"), routing(rule(HOST, AUD))],
      ["/: no user"],
    ],
  ])("finds who gets through with %s", (_, objects, expected) => {
    // Another state contains the application and its policy, so they are not managed elsewhere.
    const found = reached([...published, ...objects], {}, [application(HOST), policy("gone", [])]);
    expect(found.filter((each) => each.startsWith(HOST)).map((each) => each.slice(HOST.length))).toEqual(expected);
  });

  test("assumes that a literal audience belongs to an application that is managed elsewhere", () => {
    expect(reached([...published, routing(rule(HOST, "c0ffee"))])).toEqual([
      `${HOST}/: a user with a token for audience c0ffee, without edge`,
    ]);
  });

  test("does not count the token check with ignoreTokenCheck", () => {
    const options = { ignoreTokenCheck: true };
    expect(reached([...published, application(HOST), routing(rule(HOST, AUD))], options)).toEqual([
      `${HOST}/: ${STAFF}, without connector`,
    ]);
    expect(reached([...published, routing(rule(HOST, AUD))], options, [application(HOST)])).toEqual([
      `${HOST}/: anyone, without edge and connector`,
    ]);
  });

  test("covers one label of a wildcard by Access, and any depth by the connector", () => {
    const objects = [tunnel, staff, application("*.example.com"), routing(rule("*.example.com"))];
    expect(reached(objects)).toEqual([
      "any.deeper.example.com/: anyone, without edge and connector",
      `any.example.com/: ${STAFF}, without connector`,
    ]);
  });

  test("requests hosts of a wildcard rule that only an application or a record specifies", () => {
    const objects = [tunnel, staff, routing(rule("*.example.com"))];
    expect(reached([...objects, record("x.example.com")], {}, [application("y.example.com")])).toEqual(
      expect.arrayContaining([
        "x.example.com/: anyone, without edge and connector",
        "y.example.com/: anyone, without edge and connector",
      ]),
    );
  });

  test("requests any name of a rule without a hostname", () => {
    const catchAll = object(`${TUNNEL}_config`, "edge", {
      tunnel_id: "edge",
      config: { ingress: [{ service: "http://10.0.0.1" }] },
    });
    expect(reached([tunnel, catchAll])).toEqual(["<any other name>/: anyone, without edge and connector"]);
  });

  test("requests OPTIONS if an application has the preflight bypass", () => {
    const open = application(HOST, "staff", { options_preflight_bypass: true });
    expect(reached([...published, open, routing(rule(HOST))])).toEqual([
      `${HOST}/: ${STAFF}, without connector`,
      `OPTIONS ${HOST}/: anyone, without edge and connector`,
    ]);
  });

  test.each<[string, object, string]>([
    ["a country", { geo: { country_code: "DE" } }, "a user from DE"],
    ["any service token", { any_valid_service_token: {} }, "a user with any service token"],
    ["a group of everyone", { group: { id: "all" } }, "anyone who logs in"],
  ])("finds that strangers pass both layers with %s", (_, include, who) => {
    const decision = "any_valid_service_token" in include ? "non_identity" : "allow";
    const all = object("cloudflare_zero_trust_access_group", "all", { name: "all", include: [{ everyone: {} }] });
    const objects = [...published, all, policy("open", [include], decision), application(HOST, "open")];
    const [found] = reached([...objects, routing(rule(HOST, AUD))]);
    expect(found).toContain(`${who}`);
    expect(found).toMatch(/, without edge and connector$/);
  });

  test("finds that strangers pass both layers with ranges that are wide together", () => {
    const halves = ["0.0.0.0/1", "128.0.0.0/1"].map((ip) => ({ ip: { ip } }));
    const objects = [...published, policy("halves", halves), application(HOST, "halves"), routing(rule(HOST, AUD))];
    expect(reached(objects)[0]).toMatch(/, without edge and connector$/);
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
    const found = reached([tunnel, routing(rule(HOST)), ...records], options);
    expect(found.filter((each) => each.startsWith(HOST))).toHaveLength(times);
  });

  test("assumes a wildcard record of another stack by default", () => {
    expect(reached([tunnel, routing(rule(HOST))])).toEqual([`${HOST}/: anyone, without edge and connector`]);
  });
});

describe("publishedHosts with a record that leads to a tunnel indirectly", () => {
  const options = { resolveEverything: false };
  const alias = (name: string, content: string) =>
    object("cloudflare_dns_record", name, { name, type: "CNAME", content });

  test.each<[string, CloudObject[]]>([
    ["a CNAME to a name with a record", [alias(HOST, "Edge.example.com."), record("edge.example.com")]],
    ["a wildcard to the name of the zone", [alias("*.example.com", "example.com"), record("example.com")]],
    ["another spelling of the tunnel's name", [alias(HOST, "edge.CfArgoTunnel.com.")]],
  ])("follows %s", (_, records) => {
    expect(reached([tunnel, routing(rule(HOST)), ...records], options)).toContain(
      `${HOST}/: anyone, without edge and connector`,
    );
  });

  test("ends at records that point to each other", () => {
    const records = [alias(HOST, "b.example.com"), alias("b.example.com", HOST)];
    expect(reached([tunnel, routing(rule(HOST)), ...records], options)).toEqual([]);
  });
});

describe("publishedHosts with an origin that is not known here", () => {
  const options = { resolveEverything: false };
  const others = [application(HOST)];

  test("evaluates only the application of the host", () => {
    expect(reached([staff, record(HOST, "elsewhere"), ...others], options)).toEqual([`${HOST}/: ${STAFF}`]);
    expect(reached([staff, record(HOST, "elsewhere")], options, others)).toEqual([`${HOST}/: anyone`]);
  });

  test("evaluates a tunnel with a configuration file in the same way", () => {
    expect(reached([staff, tunnel, record(HOST)], options, others)).toEqual([`${HOST}/: anyone`]);
  });

  test("evaluates a proxied record of an origin without a tunnel in the same way", () => {
    const proxied = object("cloudflare_dns_record", HOST, {
      name: HOST,
      type: "A",
      content: "203.0.113.9",
      proxied: true,
    });
    expect(reached([staff, proxied, ...others], options)).toEqual([`${HOST}/: ${STAFF}`]);
    expect(reached([staff, proxied], options, others)).toEqual([`${HOST}/: anyone`]);
    const direct = object("cloudflare_dns_record", HOST, { ...proxied.values, proxied: false });
    expect(reached([staff, direct], options, others)).toEqual([]);
  });

  test("ignores a name that no application covers, and one to which no rule applies", () => {
    expect(reached([record(HOST, "elsewhere")], options)).toEqual([]);
    expect(reached([tunnel, routing(rule("b.example.com")), record(HOST)], options, others)).toEqual([]);
  });
});

describe("publishedHosts for paths", () => {
  test("uses the application of a path instead of that of the host", () => {
    const objects = [...published, application(HOST), application(`${HOST}/status`, "bypass"), routing(rule(HOST))];
    expect(reached(objects)).toEqual([
      `${HOST}/: ${STAFF}, without connector`,
      `${HOST}/status: anyone, without edge and connector`,
    ]);
  });

  test("finds the rest of a host exposed if an application covers only a path", () => {
    const objects = [...published, application(`${HOST}/admin/*`), routing(rule(HOST))];
    expect(reached(objects)).toEqual([
      `${HOST}/: anyone, without edge and connector`,
      `${HOST}/admin/any: ${STAFF}, without connector`,
    ]);
  });

  test("requests a path of each rule, because each has its own token check", () => {
    const objects = [
      ...published,
      application(HOST),
      routing(rule(HOST, undefined, "^/reports(?:/|$)"), rule(HOST, undefined, "^/[0-9]+$"), rule(HOST, AUD)),
    ];
    expect(reached(objects)).toEqual([
      `${HOST}/: ${STAFF}`,
      `${HOST}/reports: ${STAFF}, without connector`,
      `${HOST}/ with a path like ^/[0-9]+$: ${STAFF}, without connector`,
    ]);
  });
});

test("a group that is being replaced is told apart from its successor of the same name", () => {
  const group = (id: string, include: object[]) => ({
    ...object("cloudflare_zero_trust_access_group", id, { name: "people", include }),
    name: "people",
  });
  const old = group("old", [{ everyone: {} }]);
  const successor = group("successor", [{ email_domain: { domain: "example.com" } }]);
  const team = policy("team", [{ group: { id: "successor" } }]);
  const others = policy("others", [{ group: { id: "old" } }], "non_identity");
  const host = application(HOST, "team");
  const both = { ...host, values: { ...host.values, policies: [{ id: "team" }, { id: "others" }] } };
  const closed = { ...others, values: { ...others.values, require: [{ common_name: { common_name: "ci" } }] } };
  const objects = [tunnel, team, closed, both, record(HOST), routing(rule(HOST, `aud-${HOST}`))];
  const expected = expect.arrayContaining([expect.stringMatching(`^${HOST}/: a user with (an e-mail of|certificate)`)]);
  expect(reached([successor, old, ...objects])).toEqual(expected);
  expect(reached([old, successor, ...objects])).toEqual(expected);
});

describe("publishedHosts for a host that two tunnels serve", () => {
  const second = object(TUNNEL, "second", { name: "second" });
  const routingOf = (id: string, ...ingress: object[]) =>
    object(`${TUNNEL}_config`, id, { tunnel_id: id, config: { ingress } });
  const applied = [tunnel, second, staff, application(HOST)];
  const checked = [routingOf("edge", rule(HOST, AUD)), routingOf("second", rule(HOST, AUD))];

  test("requests both of them, and either may answer", () => {
    const check = publishedHosts().prepare([...applied, ...checked].map(asTerraform));
    const reaches = check([...applied, ...checked].map(asTerraform));
    expect(reaches.map(({ origin, isResolved }) => [origin, isResolved])).toEqual([
      ["http://10.0.0.1:80 through tunnel edge", true],
      ["http://10.0.0.1:80 through tunnel second", true],
    ]);
  });

  test("reports the one that does not check the token", () => {
    expect(reached([...applied, checked[0], routingOf("second", rule(HOST))])).toEqual([
      `${HOST}/: ${STAFF}`,
      `${HOST}/: ${STAFF}, without connector`,
    ]);
  });

  test.each([[[true, false]], [[false, true]], [[true, true]]])(
    "reports an exposure through any of them while the application is missing (%j)",
    (open) => {
      const now = [
        tunnel,
        second,
        staff,
        ...open.map((each, i) => (each ? routingOf(checked[i].id, rule(HOST)) : checked[i])),
      ];
      const check = publishedHosts().prepare([...applied, ...checked, ...now].map(asTerraform));
      const [steady, state] = [[...applied, ...checked], now].map(
        (each) => new EvaluatedState(check(each.map(asTerraform))),
      );
      const { exposures } = new Comparison(steady, steady, describeUser).differenceOf(state);
      const exposed = exposures.filter(({ level }) => level === "public").map(({ origin }) => origin);
      expect(exposed).toEqual(
        ["edge", "second"].filter((_, i) => open[i]).map((name) => `http://10.0.0.1:80 through tunnel ${name}`),
      );
    },
  );
});
