import { APPLICATION, application, CONFIG, config, hostsOf, inventoryOf, tokenChecked, record, rule } from "../fixture";

const HOST = "a.example.com";

describe("applications", () => {
  test("cover one label per asterisk", () => {
    const covered = hostsOf([tokenChecked(rule("x.apps.example.com"), "a")], {
      a: application("*.apps.example.com", "staff"),
    });
    expect(covered.host.protection.application).toBe(`${APPLICATION}.a`);
    const deeper = hostsOf([rule("x.y.apps.example.com")], { a: application("*.apps.example.com", "staff") });
    expect(deeper.host.protection).toEqual({
      connectorTokenCheck: false,
      layers: [],
      unverified: [],
      unknown: [],
      state: "exposed",
    });
    const apex = hostsOf([rule("apps.example.com")], { a: application("*.apps.example.com", "staff") });
    expect(apex.host.protection.state).toBe("exposed");
  });

  test("the most specific one covers a host", () => {
    const applications = {
      wide: application("*.example.com", "staff"),
      narrow: application("A.example.com/*", "staff"),
    };
    expect(hostsOf([rule(HOST)], applications).host.protection.application).toBe(`${APPLICATION}.narrow`);
  });

  test("a path alone does not cover the host", () => {
    const { host, findings } = hostsOf([rule(HOST)], { a: application(`${HOST}/admin`, "staff") }, [record(HOST)]);
    expect(host.protection.state).toBe("exposed");
    expect(findings.map(({ code }) => code)).toEqual(["HostExposed", "PathCoveredSeparately"]);
    expect(findings[1].message).toContain("/admin");
    expect(findings[1].message).toContain("emails ending in @example.com");
  });

  test.each([
    ["a bookmark", { ...application(HOST, "staff"), type: "bookmark" }],
    [
      "private with a URI",
      {
        ...application(HOST, "staff"),
        destinations: [{ type: "private", uri: HOST }],
      },
    ],
    ["private", { ...application(HOST, "staff"), destinations: [{ type: "private", hostname: HOST }] }],
  ])("an application that is %s covers no host", (_, bookmark) => {
    expect(hostsOf([rule(HOST)], { a: bookmark }).host.protection.state).toBe("exposed");
  });

  test.each(["ssh", "vnc"])("cover a host with the type %s, and browsers show a terminal", (type) => {
    const { host, codes } = hostsOf(
      [tokenChecked(rule(HOST, "tcp://10.0.0.1:22"), "a")],
      { a: { ...application(HOST, "staff"), type } },
      [record(HOST)],
    );
    expect(host.protection.state).toBe("two layers");
    expect(host.notes).toContain(`Browsers show a terminal for ${type.toUpperCase()}.`);
    expect(codes).toEqual([]);
  });

  test("cover hosts by `domain` and `self_hosted_domains`", () => {
    const byDomain = { name: "a", domain: HOST, policies: [] };
    const { host } = hostsOf([rule(HOST)], { a: byDomain });
    expect(host.protection.application).toBe(`${APPLICATION}.a`);
    expect(host.notes).toContain("The application has no policy, so it denies all users.");
    const byList = { name: "a", self_hosted_domains: [HOST] };
    expect(hostsOf([rule(HOST)], { a: byList }).host.protection.application).toBe(`${APPLICATION}.a`);
  });

  test("are listed separately if they cover no published host", () => {
    const { applications } = hostsOf([rule(HOST)], { b: application("b.example.com", "staff") });
    expect(applications).toMatchObject([
      { address: `${APPLICATION}.b`, name: "b.example.com", destinations: ["b.example.com"] },
    ]);
  });

  test("a data source covers no host", () => {
    const data = { [APPLICATION]: { a: application(HOST, "staff") } };
    expect(inventoryOf({ [CONFIG]: { edge: config([rule(HOST)]) } }, { data }).hosts[0].protection.state).toBe(
      "exposed",
    );
  });

  test("are not listed separately if they cover a host or a path of it", () => {
    const covering = { a: application(HOST, "staff"), b: application(`${HOST}/admin`, "staff") };
    expect(hostsOf([rule(HOST)], covering).applications).toEqual([]);
  });

  test("reports a destination that only Terraform can evaluate", () => {
    const { codes } = hostsOf([], { a: application("${var.host}", "staff") });
    expect(codes).toEqual(["ValueUnknown"]);
  });

  test("match an ingress rule that contains the same expression", () => {
    const { host, codes } = hostsOf([tokenChecked(rule("${var.host}"), "a")], {
      a: application("${ var.host }", "staff"),
    });
    expect(host.protection.state).toBe("two layers");
    expect(codes).toEqual(["ValueUnknown", "ValueUnknown"]);
  });
});
