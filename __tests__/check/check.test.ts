import { APPLICATION, changeOf, CONFIGURATION, handWritten, HandWritten, RECORD, reportOf, Terraform } from "./fixture";
import { check } from "../../lib/check/check";
import type { CheckReport } from "../../lib/check/model";

const WIKI = "wiki.example.com";
const GIT = "git.example.com";
const both = (more: Partial<HandWritten> = {}) => handWritten({ hosts: [WIKI, GIT], ...more });
const one = (more: Partial<HandWritten> = {}) => handWritten({ hosts: [GIT], ...more });

const ids = ({ findings }: CheckReport) => findings.map(({ id }) => id);
const stepsOf = ({ findings }: CheckReport) =>
  findings[0].steps?.map(
    ({ operation, address }) => `${operation} ${address.replace(/^cloudflare_(?:zero_trust_)?/, "")}`,
  );

describe("a check of hosts that are published", () => {
  test("passes if the applications exist before the configuration", () => {
    const report = reportOf(undefined, both());
    expect([report.passes, report.exitCode, report.findings]).toEqual([true, 0, []]);
    expect(report.accessChanges).toEqual(
      [GIT, WIKI].map((target) => ({
        target,
        change: "gains",
        who: "a user with an e-mail of example.com",
        because: "the target is added",
      })),
    );
    expect(report.checked).toMatchObject({ hosts: 2, routes: 0, everyOrder: true });
    expect(report.unchanged).toEqual({ hosts: 0, routes: 0 });
  });

  test("fails if a host becomes public, once", () => {
    const open = both({ isPublic: true });
    expect(ids(reportOf(undefined, open))).toEqual([`public-host@${GIT}`, `public-host@${WIKI}`]);
    const again = reportOf(open, { ...open });
    expect(ids(again)).toEqual([`public-existing@${GIT}`, `public-existing@${WIKI}`]);
    expect(again.exitCode).toBe(0);
    expect(reportOf(open, open, { failOn: ["existing"] }).exitCode).toBe(1);
  });

  test("passes if the comment of the record declares the reason", () => {
    const report = reportOf(undefined, both({ isPublic: true, comment: "public: status page" }));
    expect([report.exitCode, report.findings]).toEqual([0, []]);
    expect(report.accessChanges.map(({ who }) => who)).toEqual(["anyone", "anyone"]);
  });

  test.each(["/status", "^/v[0-9]+/", "\\.php$", "php$"])("fails if the only path of a public host is %s", (path) => {
    const open = one({ isPublic: true });
    const [{ config }] = Object.values<any>(open.resource[CONFIGURATION]);
    config.ingress[0].path = path;
    expect(ids(reportOf(undefined, open))).toEqual([`public-host@${GIT}`]);
    expect(reportOf(undefined, open).exitCode).toBe(1);
  });

  test.each([
    ["a wildcard", { name: "*.example.com" }],
    ["another type", { type: "TXT", content: "v=spf1 -all" }],
  ])("fails if only a record of %s declares a reason", (_, more) => {
    const [before, after] = [false, true].map((isPublic) => {
      const terraform = handWritten({ hosts: ["a.example.com"], isPublic });
      const { a } = terraform.resource[RECORD];
      terraform.resource[RECORD].other = { ...a, comment: "public: marketing", ...more };
      return terraform;
    });
    expect(reportOf(before, after).findings.map(({ id }) => id)).toContain("public-host@a.example.com");
  });

  test("fails if a policy that a host needs becomes open", () => {
    const report = reportOf(both(), both({ include: [{ everyone: {} }] }));
    expect(ids(report)).toEqual([`public-host@${GIT}`, `public-host@${WIKI}`]);
    expect(report.findings[0].who).toBe("anyone who logs in");
  });
});

describe("a check of a host whose record leads to its origin indirectly", () => {
  const deployed = (content: string, more: object): Terraform => {
    const terraform = handWritten({ hosts: ["a.example.com", "b.example.com"] });
    Object.assign(terraform.resource[RECORD].b, more, { content });
    return terraform;
  };
  const withoutApplication = (terraform: Terraform): Terraform => {
    const { b: _, ...rest } = terraform.resource[APPLICATION];
    return { resource: { ...terraform.resource, [APPLICATION]: rest } };
  };

  test.each([
    ["a tunnel that is configured elsewhere", {}, "c1744f8b-faa1-48a4-9e5c-02ac921467fa.cfargotunnel.com"],
    ["a CNAME", {}, "a.example.com"],
    ["a CNAME to another domain", {}, "wiki.example.net"],
    ["an address", { type: "A" }, "203.0.113.9"],
  ])("fails if the host is no longer protected, behind %s", (_, more, content) => {
    const [before, after] = [deployed(content, more), withoutApplication(deployed(content, more))];
    const { findings } = reportOf(before, after);
    expect(findings.map(({ id }) => id)).toEqual(["public-host@b.example.com"]);
  });

  test("does not evaluate a record that is not proxied, for which Access is not evaluated", () => {
    const [before, after] = [{ proxied: false, type: "A" }].flatMap((more) => {
      const terraform = deployed("203.0.113.9", more);
      return [terraform, withoutApplication(terraform)];
    });
    expect(reportOf(before, after).findings).toEqual([]);
  });

  test.each([
    ["an address", "203.0.113.9", {}],
    ["a name", "origin.example.net", {}],
    ["an address, behind a wildcard", "203.0.113.9", { name: "*.example.com" }],
  ])("fails if a record no longer passes the edge, and leads to %s", (_, content, more) => {
    const [before, after] = [true, false].map((proxied) => deployed(content, { proxied, ...more }));
    const { findings } = reportOf(before, after);
    expect(findings.map(({ id }) => id)).toContain("public-host@b.example.com");
  });

  test("fails if a record leads past the edge in place of a tunnel", () => {
    const before = handWritten({ hosts: ["a.example.com", "b.example.com"] });
    const { findings } = reportOf(before, deployed("203.0.113.9", { type: "A", proxied: false }));
    expect(findings.map(({ id }) => id)).toContain("public-host@b.example.com");
  });

  test("passes if a record then leads to a private address", () => {
    const [before, after] = [true, false].map((proxied) => deployed("10.0.0.9", { type: "A", proxied }));
    expect(reportOf(before, after).findings).toEqual([]);
  });

  test("fails if only the record is kept by a removed block", () => {
    const before = handWritten({ hosts: ["a.example.com", "b.example.com"] });
    const removed = [{ from: `${RECORD}.b`, lifecycle: { destroy: false } }];
    const after = withoutApplication(before);
    const { b: _, ...records } = after.resource[RECORD];
    after.resource[RECORD] = records;
    const { findings } = reportOf(before, { ...after, removed });
    expect(findings.map(({ id }) => id)).toEqual(["public-host@b.example.com"]);
  });
});

describe("a check of a removal", () => {
  test("finds the application that is deleted while the host is routed, and the shortest way there", () => {
    // The record is deleted first, so a stranger needs one that leads there from elsewhere.
    expect(reportOf(both(), one()).findings).toEqual([]);
    const report = reportOf(both(), one(), { assumeForeignRecords: true });
    expect([report.exitCode, ids(report)]).toEqual([1, [`exposure-window@${WIKI}`]]);
    expect(stepsOf(report)).toEqual(["delete dns_record.wiki", "delete access_application.wiki"]);
    expect(report.findings[0]).toMatchObject({ failureClass: "public", who: "anyone on the internet", fails: true });
    expect(report.findings[0].prevention?.code).toContain("depends_on");
    expect(report.unchanged).toEqual({ hosts: 1, routes: 0 });
  });

  test("finds nothing with create_before_destroy, unless the update fails first", () => {
    const report = reportOf(both({ createsFirst: true }), one({ createsFirst: true }), { assumeForeignRecords: true });
    expect(stepsOf(report)).toEqual([
      "delete dns_record.wiki",
      "fail update tunnel_cloudflared_config.edge",
      "delete access_application.wiki",
    ]);
  });

  test("grades a missing application as a layer if the connector requires its token", () => {
    const [before, after] = [both({ checksToken: true }), one({ checksToken: true })];
    const report = reportOf(before, after, { assumeForeignRecords: true });
    expect([report.exitCode, ids(report)]).toEqual([0, [`layer-removed@${WIKI}`]]);
    expect(reportOf(before, after, { assumeForeignRecords: true, failOn: ["layer"] }).exitCode).toBe(1);
  });
});

describe("a check of users and origins", () => {
  const partners = [{ email_domain: { domain: "example.com" } }, { email: { email: "ann@partner.example" } }];

  test("names the users who gain access and the policy that changes", () => {
    const report = reportOf(both(), both({ include: partners }));
    expect(report.accessChanges[0]).toEqual({
      target: GIT,
      change: "gains",
      who: "a user with e-mail ann@partner.example",
      because: 'policy "staff" (allow) is updated',
    });
    expect(reportOf(both({ include: partners }), both()).accessChanges[0].change).toBe("loses");
  });

  test("finds the added users who reach the old origin for a moment", () => {
    const report = reportOf(both(), both({ include: partners, port: 8080 }));
    expect(ids(report)).toEqual([`exposure-window@${GIT}`, `exposure-window@${WIKI}`]);
    expect(report.findings[0]).toMatchObject({ failureClass: "users", who: "a user with e-mail ann@partner.example" });
    expect(report.headline).toMatch(/^2 failures\. git\.example\.com is exposed to a user/);
  });
});

describe("a check without the order of the apply", () => {
  test("does not call a change of several objects safe", () => {
    const report = check(changeOf(both(), one()), undefined);
    expect([report.exitCode, ids(report), report.checked.everyOrder]).toEqual([3, [`not-understood@${WIKI}`], false]);
  });

  test("needs no order for a change of one object", () => {
    expect(check(changeOf(both(), both({ port: 8080 })), undefined).exitCode).toBe(0);
  });
});

describe("something that is not understood", () => {
  const unread = { address: "module.shop", where: "the whole object", why: "only a plan shows it" };
  const change = { ...changeOf(undefined, both()), notUnderstood: [unread] };

  test("fails with its own exit code", () => {
    expect(check(change, undefined, { failOn: ["public", "unknown"] })).toMatchObject({ passes: false, exitCode: 3 });
  });

  test("is one finding for all parts of an object", () => {
    const parts = [
      { address: "t.a", where: "include[0].x", why: "an external service decides" },
      { address: "t.b", where: "include[0].x", why: "an external service decides" },
      { address: "t.a", where: "exclude[1].y", why: "the value is unknown" },
    ];
    const { findings } = check({ ...changeOf(undefined, both()), notUnderstood: parts }, undefined);
    const objects = findings.filter(({ target }) => target.startsWith("t."));
    expect(objects.map(({ id, where, why }) => [id, where, why])).toEqual([
      [
        "not-understood@t.a",
        "include[0].x, exclude[1].y",
        "include[0].x: an external service decides; exclude[1].y: the value is unknown",
      ],
      ["not-understood@t.b", "include[0].x", "an external service decides"],
    ]);
  });

  test("does not hide a failure", () => {
    const open = { ...changeOf(undefined, both({ isPublic: true })), notUnderstood: [unread] };
    expect(check(open, undefined)).toMatchObject({ passes: false, exitCode: 1 });
  });
});

describe("a change whose calls wait for each other", () => {
  const version = (a: object, b: object) => ({ resource: { terraform_data: { a, b } } });
  const after = (name: string) => ({ depends_on: [`terraform_data.${name}`] });

  test("is not called safe, because Terraform refuses it", () => {
    const report = reportOf(
      version({ triggers_replace: 1 }, { triggers_replace: 1, ...after("a") }),
      version({ triggers_replace: 2, ...after("b") }, { triggers_replace: 2 }),
    );
    expect(report.exitCode).toBe(3);
    expect(report.findings).toMatchObject([
      { id: "not-understood@app", where: "the order of the apply", why: expect.stringContaining('the error "Cycle"') },
    ]);
  });
});
