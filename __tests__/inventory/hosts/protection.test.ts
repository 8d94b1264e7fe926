import { isExposed } from "../../../lib/inventory";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  GROUP,
  inventoryOf,
  hostsOf,
  tokenChecked,
  tokenCheckedBy,
  policy,
  POLICY,
  RECORD,
  record,
  rule,
  TUNNEL,
} from "../fixture";

const HOST = "a.example.com";

describe("protection of a host", () => {
  test("reports two layers if an application covers the host and every rule requires its token", () => {
    const { host, codes } = hostsOf([tokenChecked(rule(HOST), "a")], { a: application(HOST, "staff") }, [record(HOST)]);
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
            include: ["emails ending in @example.com"],
            require: [],
            exclude: [],
            who: "emails ending in @example.com",
            opaque: false,
            anyone: false,
          },
        ],
      },
      protection: {
        application: `${APPLICATION}.a`,
        connectorTokenCheck: true,
        layers: ["Access application", "connector token check"],
        unverified: [],
        unknown: [],
        state: "two layers",
      },
      notes: [],
    });
    expect(codes).toEqual([]);
  });

  test("reports one layer if the connector requires no token", () => {
    const { host, codes } = hostsOf([rule(HOST)], { a: application(HOST, "staff") }, [record(HOST)]);
    expect(host.protection).toEqual({
      application: `${APPLICATION}.a`,
      connectorTokenCheck: false,
      layers: ["Access application"],
      unverified: [],
      unknown: [],
      state: "one layer",
    });
    expect(codes).toEqual(["HostPartiallyProtected"]);
  });

  test.each([
    ["required is not set", { team_name: "example", aud_tag: ["x"] }],
    ["required is false", { required: false, team_name: "example", aud_tag: ["x"] }],
    ["required is a string", { required: "true", team_name: "example", aud_tag: ["x"] }],
    ["the audience is empty", { required: true, team_name: "example", aud_tag: [""] }],
    ["the list of audiences is empty", { required: true, team_name: "example", aud_tag: [] }],
    ["the team is empty", { required: true, team_name: "", aud_tag: ["x"] }],
  ])("does not count the connector token check if %s", (_, access) => {
    const { host } = hostsOf([{ ...rule(HOST), origin_request: { access } }], { a: application(HOST, "staff") });
    expect(host.protection).toMatchObject({
      connectorTokenCheck: false,
      layers: ["Access application"],
      state: "one layer",
    });
  });

  test("does not count the connector token check if one of several rules lacks it", () => {
    const rules = [tokenChecked(rule(HOST, "http://b:80", "^/b(?:/|$)"), "a"), rule(HOST)];
    expect(hostsOf(rules, { a: application(HOST, "staff") }).host.protection.state).toBe("one layer");
  });

  test("does not count the connector token check if the other paths match a wildcard rule without it", () => {
    const rules = [
      tokenChecked(rule(HOST, "http://b:80", "^/b(?:/|$)"), "a"),
      rule("*.example.com", "http://other:80"),
    ];
    const { hosts } = hostsOf(rules, { a: application(HOST, "staff") });
    const host = hosts.find(({ hostname }) => hostname === HOST)!;
    expect(host.routes.map(({ service }) => service)).toEqual(["http://b:80", "http://other:80"]);
    expect(host.protection.connectorTokenCheck).toBe(false);
  });

  test("ignores rules after the first one that matches every path", () => {
    const { host } = hostsOf([tokenChecked(rule(HOST), "a"), rule("*.example.com")], { a: application(HOST, "staff") });
    expect(host).toMatchObject({ hostname: "*.example.com" });
    const { hosts } = hostsOf([tokenChecked(rule(HOST), "a"), rule("*.example.com")], {
      a: application(HOST, "staff"),
    });
    expect(hosts[1].protection.state).toBe("two layers");
  });

  test("reports a host without application, token check and reason as exposed", () => {
    const { host, findings } = hostsOf([rule(HOST)], {}, [record(HOST)]);
    expect(host).toMatchObject({
      access: { kind: "none" },
      protection: { connectorTokenCheck: false, state: "exposed" },
    });
    expect(host.protection.application).toBeUndefined();
    expect(isExposed(host)).toBe(true);
    expect(findings).toEqual([
      {
        code: "HostExposed",
        about: HOST,
        message: "Anyone can reach this host, and its DNS record does not declare it public.",
      },
    ]);
  });

  test("reports a host as declared public if its record contains the reason", () => {
    const { host, codes } = hostsOf([rule(HOST)], {}, [record(HOST, { comment: "public: costs $${x}" })]);
    expect(host).toMatchObject({ access: { kind: "public", reason: "costs ${x}" }, protection: { state: "exposed" } });
    expect(isExposed(host)).toBe(false);
    expect(codes).toEqual([]);
  });

  test("ignores the reason of the record if an application covers the host", () => {
    const { host } = hostsOf([rule(HOST)], { a: application(HOST, "staff") }, [record(HOST, { comment: "public: x" })]);
    expect(host).toMatchObject({ access: { kind: "policies" }, protection: { state: "one layer" } });
  });

  test("reports one layer that is not verified if the application is managed elsewhere", () => {
    const { host, codes } = hostsOf([tokenCheckedBy(rule(HOST), "0a1b")], {}, [record(HOST)]);
    expect(host).toMatchObject({
      access: { kind: "existing", aud: "0a1b" },
      protection: {
        connectorTokenCheck: true,
        layers: [],
        unverified: ["connector token check"],
        unknown: ["with a token for audience 0a1b"],
        state: "one layer, not verified",
      },
    });
    expect(codes).toEqual(["HostUnverified"]);
    const explained = record(HOST, { comment: "Access elsewhere: made by the platform team" });
    const declared = hostsOf([tokenCheckedBy(rule(HOST), "0a1b")], {}, [explained]);
    expect(declared.codes).toEqual([]);
    expect(declared.host.access).toEqual({
      kind: "existing",
      aud: "0a1b",
      reason: "made by the platform team",
    });
  });

  test("reports a mismatch if the connector requires the token of another application of the stack", () => {
    const applications = { a: application(HOST, "staff"), b: application("b.example.com", "staff") };
    const { codes, findings } = hostsOf([tokenChecked(rule(HOST), "b")], applications, [record(HOST)]);
    expect(codes).toEqual(["AudienceMismatch"]);
    expect(findings[0].message).toContain("every request is denied");
    const both = tokenCheckedBy(rule(HOST), `\${${APPLICATION}.a.aud}`, `\${${APPLICATION}.b.aud}`);
    expect(hostsOf([both], applications, [record(HOST)]).codes).toEqual([]);
    const alone = hostsOf([tokenChecked(rule(HOST), "b")], { b: application("b.example.com", "staff") }, [
      record(HOST),
    ]);
    expect(alone.codes).toEqual(["AudienceMismatch"]);
  });

  test.each([
    ["everyone", [{ everyone: {} }]],
    ["all addresses", [{ ip: { ip: "0.0.0.0/0" } }]],
    ["a country", [{ geo: { country_code: "JP" } }]],
    ["a group of everyone", [{ group: { id: `\${${GROUP}.all.id}` } }]],
  ])("reports a host as exposed if a policy allows %s", (_, include) => {
    const { hosts, findings } = inventoryOf({
      [CONFIG]: { edge: config([tokenChecked(rule(HOST), "a")]) },
      [APPLICATION]: { a: application(HOST, "staff", "open") },
      [POLICY]: { open: policy("open", include) },
      [GROUP]: { all: { name: "all", include: [{ everyone: {} }] } },
    });
    expect(hosts[0].protection.state).toBe("exposed");
    expect(isExposed(hosts[0])).toBe(true);
    expect(findings.map(({ code }) => code)).toEqual(["HostExposed"]);
  });

  test("reports two layers if require narrows everyone", () => {
    const policies = {
      jp: policy("jp", [{ everyone: {} }], { require: [{ email_domain: { domain: "example.com" } }] }),
    };
    expect(
      hostsOf([tokenChecked(rule(HOST), "a")], { a: application(HOST, "jp") }, [], policies).host.protection.state,
    ).toBe("two layers");
  });

  test("reports one layer behind a bypass for everyone, which issues no token", () => {
    const policies = { open: policy("open", [{ everyone: {} }], { decision: "bypass" }) };
    const { host, codes } = hostsOf([tokenChecked(rule(HOST), "a")], { a: application(HOST, "open") }, [], policies);
    expect(host.protection.state).toBe("one layer");
    expect(codes).toEqual(["HostPartiallyProtected"]);
    expect(hostsOf([rule(HOST)], { a: application(HOST, "open") }, [], policies).host.protection.state).toBe("exposed");
  });

  test("reports two layers behind a policy that denies everyone", () => {
    const policies = { closed: policy("closed", [{ everyone: {} }], { decision: "deny" }) };
    expect(
      hostsOf([tokenChecked(rule(HOST), "a")], { a: application(HOST, "closed") }, [], policies).host.protection.state,
    ).toBe("two layers");
  });
});
