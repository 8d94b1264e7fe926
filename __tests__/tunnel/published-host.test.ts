import { TerraformStack, TerraformVariable } from "cdktf";
import { address } from "../../lib/core/terraform/resources";
import {
  ACCOUNT,
  OTHER_ACCOUNT,
  messages,
  problems,
  resourceAt,
  stackWithProvider,
  synth,
  zoneIn,
} from "../support/stack";
import {
  AccessDecision,
  AccessPolicy,
  AccessRule,
  HostAccess,
  IZone,
  Origin,
  PublishOptions,
  PublishedHost,
  ServiceToken,
  Tunnel,
  Zone,
} from "cdktf-zero-trust";

const HOST = "a.example.com";
const ORIGIN = Origin.http("10.0.3.7", 8080);
const AUD = "0123456789abcdef".repeat(4);

let stack: TerraformStack;
let zone: IZone;
let staff: AccessPolicy;
let tunnel: Tunnel;

beforeEach(() => {
  stack = stackWithProvider();
  zone = zoneIn(stack);
  staff = policyIn(stack, "staff");
  tunnel = new Tunnel(stack, "eks-dev", { account: ACCOUNT });
});

describe("the DNS record of a host", () => {
  test("points the full hostname to the tunnel, proxied by Cloudflare", () => {
    publish();
    expect(resourceAt(stack, `Hosts/${HOST}/Record`)).toEqual({
      zone_id: zone.zoneId,
      name: HOST,
      type: "CNAME",
      content: `\${${address(tunnel.resource)}.id}.cfargotunnel.com`,
      proxied: true,
      ttl: 1,
      depends_on: [expect.stringContaining("eks-dev_Config")],
    });
  });

  test("is created for the apex of the zone and for a wildcard", () => {
    publish({}, "example.com");
    publish({}, "*.apps.example.com");
    expect(resourceAt(stack, "Hosts/example.com/Record").name).toBe("example.com");
    expect(resourceAt(stack, "Hosts/*.apps.example.com/Record").name).toBe("*.apps.example.com");
  });
});

describe("a host behind policies", () => {
  test("has an Access application that contains the policies in order", () => {
    const partners = policyIn(stack, "partners");
    const host = publish({ access: HostAccess.policies(partners, staff) });
    const application = resourceAt(stack, `Hosts/${HOST}/Application`);
    expect(application).toMatchObject({
      account_id: ACCOUNT.accountId,
      name: HOST,
      destinations: [{ type: "public", uri: HOST }],
      policies: [partners, staff].map(({ resource }, i) => ({ id: `\${${address(resource)}.id}`, precedence: i + 1 })),
    });
    expect(host.application!.resource.node.path).toBe(`stack/Hosts/${HOST}/Application/Resource`);
    expect(host.url).toBe(`https://${HOST}`);
  });

  test("passes the options of HostAccess.of to its application", () => {
    const access = HostAccess.of({
      policies: [staff],
      name: "Argo CD",
      sessionDuration: "1h",
      appLauncherVisible: false,
    });
    publish({ access });
    expect(resourceAt(stack, `Hosts/${HOST}/Application`)).toMatchObject({
      name: "Argo CD",
      session_duration: "1h",
      app_launcher_visible: false,
    });
  });

  test("has the connector token check of its own application on every rule, including the 404", () => {
    publish().addPath("/reports", Origin.http("10.0.3.8"));
    publish({ onlyPaths: ["/api/webhook", "/healthz"] }, "b.example.com");
    publish({}, "*.apps.example.com").addPath("/x", Origin.http("10.0.3.9"));
    const rules = ingress();
    expect(rules).toHaveLength(2 + 3 + 2 + 1);
    for (const { hostname, origin_request: settings } of rules.slice(0, -1)) {
      const { application } = tunnel.hosts.find((host) => host.hostname === hostname)!;
      const access = { required: true, team_name: "example", aud_tag: [`\${${address(application!.resource)}.aud}`] };
      expect([hostname, settings]).toEqual([hostname, { access }]);
    }
  });

  test("fails without policies, unless a service token is allowed", () => {
    const host = publish({ access: HostAccess.policies() });
    expect(problems(stack)).toEqual([`Hosts/${HOST}/Application NobodyGetsIn`]);
    host.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(problems(stack)).toEqual([]);
  });

  test("appends the policy of a service token", () => {
    const ci = new ServiceToken(stack, "ci", { account: ACCOUNT });
    const host = publish();
    host.allowServiceToken(ci);
    const { policies } = resourceAt(stack, `Hosts/${HOST}/Application`);
    const policy = ci.node.findChild("Policy") as AccessPolicy;
    expect(policies).toEqual([
      { id: `\${${address(staff.resource)}.id}`, precedence: 1 },
      { id: `\${${address(policy.resource)}.id}`, precedence: 2 },
    ]);
    expect(resourceAt(stack, "ci/Policy").decision).toBe("non_identity");
  });

  test("fails when a policy is open, in another account or in another stack", () => {
    const open = new AccessPolicy(stack, "open", { account: ACCOUNT, include: [AccessRule.everyone()] });
    const bypass = new AccessPolicy(stack, "bypass", {
      account: ACCOUNT,
      decision: AccessDecision.BYPASS,
      include: [AccessRule.ip("192.0.2.0/24")],
    });
    const foreign = policyIn(stack, "foreign", OTHER_ACCOUNT);
    const distant = policyIn(stackWithProvider(), "distant");
    publish({ access: HostAccess.policies(open, bypass, foreign, distant) });
    expect(problems(stack)).toEqual(
      ["AccountMismatch", "OpenPolicyAsLock", "OpenPolicyAsLock", "StackMismatch"].map(
        (code) => `Hosts/${HOST}/Application ${code}`,
      ),
    );
  });
});

describe("a public host", () => {
  test("has a rule and a record with the reason, and no Access application", () => {
    const host = publish({ access: HostAccess.publicly("status page, read only") });
    expect(problems(stack)).toEqual([]);
    expect(host.application?.node.path).toBeUndefined();
    expect(synth(stack).resource.cloudflare_zero_trust_access_application).toBeUndefined();
    expect(ingress()[0]).toEqual({ hostname: HOST, service: "http://10.0.3.7:8080" });
    expect(resourceAt(stack, `Hosts/${HOST}/Record`).comment).toBe("public: status page, read only");
  });

  test("escapes Terraform templates in its reason", () => {
    publish({ access: HostAccess.publicly('costs ${var.price} and %{ if true }, "quoted"') });
    expect(resourceAt(stack, `Hosts/${HOST}/Record`).comment).toBe(
      'public: costs $${var.price} and %%{ if true }, "quoted"',
    );
  });

  test("accepts a reason of 92 characters, so that the comment has 100", () => {
    publish({ access: HostAccess.publicly("x".repeat(92)) });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, `Hosts/${HOST}/Record`).comment).toHaveLength(100);
  });

  test.each([
    ["empty", ""],
    ["white space", "  "],
    ["two lines", "status\npage"],
    ["93 characters", "x".repeat(93)],
  ])("fails when the reason is %s", (_, reason) => {
    publish({ access: HostAccess.publicly(reason) });
    expect(problems(stack)).toEqual([`Hosts/${HOST} ReasonInvalid`]);
  });

  test("fails when it is a wildcard", () => {
    publish({ access: HostAccess.publicly("previews") }, "*.apps.example.com");
    expect(messages(stack)).toEqual([
      'Hosts/*.apps.example.com WildcardPublic: "*.apps.example.com" would make every name below it public. Publish each public host by its own name, or protect the wildcard with policies.',
    ]);
  });

  test("fails when a service token is allowed, because it has no application", () => {
    publish({ access: HostAccess.publicly("status page") }).allowServiceToken(
      new ServiceToken(stack, "ci", { account: ACCOUNT }),
    );
    expect(messages(stack)).toEqual([
      `Hosts/${HOST} ServiceTokenOnPublicHost: "${HOST}" has no Access application in this app that could allow stack/ci. Protect the host with HostAccess.policies(…).`,
    ]);
  });
});

describe("a host behind an application that is managed elsewhere", () => {
  test("has the connector token check of that application and creates none", () => {
    const host = publish({ access: HostAccess.existing({ aud: AUD, reason: "made by the platform team" }) });
    host.addPath("/reports", ORIGIN);
    expect(problems(stack)).toEqual([]);
    expect(host.application?.node.path).toBeUndefined();
    expect(synth(stack).resource.cloudflare_zero_trust_access_application).toBeUndefined();
    const access = { required: true, team_name: "example", aud_tag: [AUD] };
    const rules = ingress().slice(0, -1);
    expect(rules.map((rule) => rule.origin_request)).toEqual([{ access }, { access }]);
    expect(resourceAt(stack, `Hosts/${HOST}/Record`).comment).toBe("Access elsewhere: made by the platform team");
  });

  test("accepts an audience tag that is a token", () => {
    const aud = new TerraformVariable(stack, "aud", {}).stringValue;
    publish({ access: HostAccess.existing({ aud, reason: "made by the platform team" }) });
    expect(problems(stack)).toEqual([]);
    expect(ingress()[0].origin_request.access.aud_tag).toEqual(["${var.aud}"]);
  });

  test.each([
    ["a short audience tag", "AudInvalid", "0123", "why"],
    ["an upper-case audience tag", "AudInvalid", AUD.toUpperCase(), "why"],
    ["no reason", "ReasonInvalid", AUD, " "],
    ["a reason of 83 characters", "ReasonInvalid", AUD, "x".repeat(83)],
  ])("fails with %s", (_, code, aud, reason) => {
    publish({ access: HostAccess.existing({ aud, reason }) });
    expect(problems(stack)).toEqual([`Hosts/${HOST} ${code}`]);
  });

  test("fails when a service token is allowed, because its application is managed elsewhere", () => {
    const host = publish({ access: HostAccess.existing({ aud: AUD, reason: "made by the platform team" }) });
    host.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(problems(stack)).toEqual([`Hosts/${HOST} ServiceTokenOnPublicHost`]);
  });
});

describe("the hostname of a host", () => {
  test.each([
    ["in upper case", "A.example.com"],
    ["with a port", "a.example.com:443"],
    ["with a scheme", "https://a.example.com"],
    ["with a dot at the end", "a.example.com."],
    ["with a star inside", "a.*.example.com"],
  ])("is refused %s, with and without policies", (_, hostname) => {
    publish({}, hostname);
    const guarded = problems(stack).filter((problem) => problem.endsWith("HostnameInvalid"));
    expect(guarded).toHaveLength(1);
    expect(guarded[0]).toContain("/Application");

    const other = stackWithProvider();
    const options = { zone: zoneIn(other), origin: ORIGIN, access: HostAccess.publicly("status page") };
    new Tunnel(other, "eks-dev", { account: ACCOUNT }).publish(hostname, options);
    expect(problems(other).filter((problem) => problem.endsWith("HostnameInvalid"))).toHaveLength(1);
  });

  test("is corrected in the error message", () => {
    publish({ access: HostAccess.publicly("status page") }, "A.example.com");
    expect(messages(stack)).toEqual([expect.stringContaining('"a.example.com"')]);
  });

  test.each(["a.example.org", "example.org", "aexample.com", "*.com"])(
    "fails when it is outside its zone: %s",
    (hostname) => {
      publish({}, hostname);
      expect(problems(stack)).toContain(`Hosts/${hostname} HostOutsideZone`);
    },
  );

  test("is not compared with a zone whose name is a token", () => {
    const zoneName = new TerraformVariable(stack, "zoneName", {}).stringValue;
    const unknown = Zone.fromZoneAttributes(stack, "unknown", { zoneId: zone.zoneId, zoneName });
    publish({ zone: unknown }, "a.example.org");
    expect(problems(stack)).toEqual(["unknown warning ZoneNameUnknown"]);
  });
});

describe("the origin of a host", () => {
  test("can be TCP, with the same token check", () => {
    publish({ origin: Origin.tcp("10.0.3.9", 5432) });
    expect(problems(stack)).toEqual([]);
    expect(ingress()[0]).toMatchObject({
      hostname: HOST,
      service: "tcp://10.0.3.9:5432",
      origin_request: { access: { required: true } },
    });
  });

  test("can have options in addition to the token check", () => {
    publish({ origin: Origin.https("10.0.3.9", 8443, { noTlsVerify: true, connectTimeoutSeconds: 5 }) });
    expect(ingress()[0].origin_request).toEqual({
      connect_timeout: 5,
      no_tls_verify: true,
      access: expect.objectContaining({ required: true }),
    });
  });

  test.each<[string, Origin, string]>([
    ["a service that cloudflared cannot proxy to", Origin.of("http://10.0.3.7/path"), "ServiceInvalid"],
    ["an address with its port twice", Origin.http("10.0.3.7:80", 80), "ServiceInvalid"],
    [
      "an option that is out of range",
      Origin.http("10.0.3.7", 80, { connectTimeoutSeconds: 0 }),
      "OriginOptionInvalid",
    ],
    ["an option of another scheme", Origin.http("10.0.3.7", 80, { noTlsVerify: true }), "OriginOptionInvalid"],
    [
      "a problem that its factory found",
      Origin._reachedBy("http://web.shop:80", undefined, { kind: "local" }, [
        { code: "PathInvalid", message: "found by the factory" },
      ]),
      "PathInvalid",
    ],
  ])("fails with %s, on the host and on a path", (_, origin, code) => {
    publish({ origin });
    publish({}, "b.example.com").addPath("/reports", origin);
    expect(problems(stack)).toEqual([`Hosts/${HOST} ${code}`, `Hosts/b.example.com ${code}`]);
  });
});

describe("PublishedHost.addPath", () => {
  test("adds a rule for the path and everything below it, before the rule of the host", () => {
    publish().addPath("/reports", Origin.http("10.0.3.8", 80));
    expect(ingress().map(({ path, service }) => [path, service])).toEqual([
      ["^/reports(?:/|$)", "http://10.0.3.8:80"],
      [undefined, "http://10.0.3.7:8080"],
      [undefined, "http_status:404"],
    ]);
  });

  test("accepts a regex and escapes Terraform templates in it", () => {
    publish().addPath("^/v[0-9]+${1}", Origin.http("10.0.3.8"));
    expect(ingress()[0].path).toBe("^/v[0-9]+$${1}");
  });

  test.each([
    ["without a slash", "reports", "PathInvalid"],
    ["a glob", "/reports/*", "PathInvalid"],
    ["everything", "/", "PathMatchesEverything"],
    ["everything, as a regex", "^/.*", "PathMatchesEverything"],
    ["a broken regex", "^/(", "PathRegexInvalid"],
  ])("fails when the path is %s", (_, path, code) => {
    publish().addPath(path, ORIGIN);
    expect(problems(stack)).toContain(`Hosts/${HOST} ${code}`);
  });

  test("throws when the path is a token", () => {
    const path = new TerraformVariable(stack, "path", {}).stringValue;
    expect(() => publish().addPath(path, ORIGIN)).toThrow(`[stack/Hosts/${HOST}] TokenNotAllowed: path`);
    expect(() => publish({ onlyPaths: [path] }, "b.example.com")).toThrow(
      "[stack/Hosts/b.example.com] TokenNotAllowed: path",
    );
  });
});

describe("a host with onlyPaths", () => {
  test("returns 404 for all other paths, so that no wildcard of the tunnel matches them", () => {
    const hostname = "hooks.apps.example.com"; // the tunnel's wildcard matches names at any depth, that of Access one level only
    publish({}, "*.example.com");
    publish({ onlyPaths: ["/api/webhook", "/healthz"], access: HostAccess.publicly("webhooks, signed") }, hostname);
    expect(problems(stack)).toEqual([]);
    expect(ingress().slice(0, 3)).toEqual([
      { hostname, path: "^/api/webhook$", service: "http://10.0.3.7:8080" },
      { hostname, path: "^/healthz$", service: "http://10.0.3.7:8080" },
      { hostname, service: "http_status:404" },
    ]);
    expect(ingress()[3].hostname).toBe("*.example.com");
  });

  test("fails when another path is added", () => {
    publish({ onlyPaths: ["/api/webhook"] }).addPath("/reports", ORIGIN);
    expect(messages(stack)).toEqual([
      `Hosts/${HOST} PathsInvalid: addPath: "/reports" cannot be added to a host that serves exact paths only. Add the path to onlyPaths, or publish it on its own host.`,
    ]);
  });

  test.each<[string, string[], string]>([
    ["without a path", [], "PathsInvalid"],
    ["with a regex", ["^/api"], "PathInvalid"],
    ["with a path without a slash", ["api"], "PathInvalid"],
  ])("fails %s", (_, onlyPaths, code) => {
    publish({ onlyPaths });
    expect(problems(stack)).toContain(`Hosts/${HOST} ${code}`);
  });

  test("fails when a path is duplicated", () => {
    publish({ onlyPaths: ["/api", "/api"] });
    expect(problems(stack)).toEqual(["eks-dev IngressRuleDuplicate"]);
  });
});

function policyIn(scope: TerraformStack, id: string, account = ACCOUNT): AccessPolicy {
  return new AccessPolicy(scope, id, { account, include: [AccessRule.emailDomain("example.com")] });
}

function publish(options: Partial<PublishOptions> = {}, hostname = HOST): PublishedHost {
  return tunnel.publish(hostname, { zone, origin: ORIGIN, access: HostAccess.policies(staff), ...options });
}

function ingress(): any[] {
  return resourceAt(stack, "eks-dev/Config").config.ingress;
}
