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

describe("the record", () => {
  test("points the whole name to the tunnel, through Cloudflare's edge", () => {
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

  test("is there for the zone's own name and for a wildcard", () => {
    publish({}, "example.com");
    publish({}, "*.apps.example.com");
    expect(resourceAt(stack, "Hosts/example.com/Record").name).toBe("example.com");
    expect(resourceAt(stack, "Hosts/*.apps.example.com/Record").name).toBe("*.apps.example.com");
  });
});

describe("a host behind policies", () => {
  test("has an application that covers it and names the policies in their order", () => {
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

  test("says in detail what its application is", () => {
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

  test("makes the connector ask for its own application on every rule, 404 included", () => {
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

  test("refuses to let nobody in, except a service token", () => {
    const host = publish({ access: HostAccess.policies() });
    expect(problems(stack)).toEqual([`Hosts/${HOST}/Application NobodyGetsIn`]);
    host.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(problems(stack)).toEqual([]);
  });

  test("lets a service token in after the people", () => {
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

  test("refuses a policy that locks nothing, one of another account and one of another stack", () => {
    const open = new AccessPolicy(stack, "open", { account: ACCOUNT, include: [AccessRule.everyone()] });
    const bypass = new AccessPolicy(stack, "bypass", {
      account: ACCOUNT,
      decision: AccessDecision.BYPASS,
      include: [AccessRule.emailDomain("example.com")],
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
  test("has a name and a route, no lock, and says why", () => {
    const host = publish({ access: HostAccess.publicly("status page, read only") });
    expect(problems(stack)).toEqual([]);
    expect(host.application?.node.path).toBeUndefined();
    expect(synth(stack).resource.cloudflare_zero_trust_access_application).toBeUndefined();
    expect(ingress()[0]).toEqual({ hostname: HOST, service: "http://10.0.3.7:8080" });
    expect(resourceAt(stack, `Hosts/${HOST}/Record`).comment).toBe("public: status page, read only");
  });

  test("gives its reason as text, never as a Terraform template", () => {
    publish({ access: HostAccess.publicly('costs ${var.price} and %{ if true }, "quoted"') });
    expect(resourceAt(stack, `Hosts/${HOST}/Record`).comment).toBe(
      'public: costs $${var.price} and %%{ if true }, "quoted"',
    );
  });

  test("gives a reason that fits into the 100 characters of a comment", () => {
    publish({ access: HostAccess.publicly("x".repeat(92)) });
    expect(problems(stack)).toEqual([]);
    expect(resourceAt(stack, `Hosts/${HOST}/Record`).comment).toHaveLength(100);
  });

  test.each([
    ["none", ""],
    ["white space", "  "],
    ["two lines", "status\npage"],
    ["93 characters", "x".repeat(93)],
  ])("refuses a reason of %s", (_, reason) => {
    publish({ access: HostAccess.publicly(reason) });
    expect(problems(stack)).toEqual([`Hosts/${HOST} ReasonInvalid`]);
  });

  test("refuses to be a wildcard", () => {
    publish({ access: HostAccess.publicly("previews") }, "*.apps.example.com");
    expect(messages(stack)).toEqual([
      'Hosts/*.apps.example.com WildcardPublic: "*.apps.example.com" would open every name below it; publish the hosts that are meant one by one, or put policies in front',
    ]);
  });

  test("refuses a service token, which no application could check", () => {
    publish({ access: HostAccess.publicly("status page") }).allowServiceToken(
      new ServiceToken(stack, "ci", { account: ACCOUNT }),
    );
    expect(messages(stack)).toEqual([
      `Hosts/${HOST} ServiceTokenOnPublicHost: ${HOST} has no application made here that could let stack/ci in; put policies in front of it by HostAccess.policies(…)`,
    ]);
  });
});

describe("a host behind an application that somebody else owns", () => {
  test("makes the connector ask for that application, and makes none", () => {
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

  test("takes its audience tag from elsewhere in Terraform", () => {
    const aud = new TerraformVariable(stack, "aud", {}).stringValue;
    publish({ access: HostAccess.existing({ aud, reason: "made by the platform team" }) });
    expect(problems(stack)).toEqual([]);
    expect(ingress()[0].origin_request.access.aud_tag).toEqual(["${var.aud}"]);
  });

  test.each([
    ["an audience tag that is short", "AudInvalid", "0123", "why"],
    ["an audience tag in capitals", "AudInvalid", AUD.toUpperCase(), "why"],
    ["no reason", "ReasonInvalid", AUD, " "],
    ["a reason of 83 characters", "ReasonInvalid", AUD, "x".repeat(83)],
  ])("refuses %s", (_, code, aud, reason) => {
    publish({ access: HostAccess.existing({ aud, reason }) });
    expect(problems(stack)).toEqual([`Hosts/${HOST} ${code}`]);
  });

  test("refuses a service token, whose policy that application would need", () => {
    const host = publish({ access: HostAccess.existing({ aud: AUD, reason: "made by the platform team" }) });
    host.allowServiceToken(new ServiceToken(stack, "ci", { account: ACCOUNT }));
    expect(problems(stack)).toEqual([`Hosts/${HOST} ServiceTokenOnPublicHost`]);
  });
});

describe("the hostname", () => {
  test.each([
    ["in capitals", "A.example.com"],
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

  test("is told how to be written", () => {
    publish({ access: HostAccess.publicly("status page") }, "A.example.com");
    expect(messages(stack)).toEqual([expect.stringContaining('write "a.example.com"')]);
  });

  test.each(["a.example.org", "example.org", "aexample.com", "*.com"])(
    "%s is refused outside of its zone",
    (hostname) => {
      publish({}, hostname);
      expect(problems(stack)).toContain(`Hosts/${hostname} HostOutsideZone`);
    },
  );

  test("is not compared with a zone whose name only Terraform knows", () => {
    const zoneName = new TerraformVariable(stack, "zoneName", {}).stringValue;
    const unknown = Zone.fromZoneAttributes(stack, "unknown", { zoneId: zone.zoneId, zoneName });
    publish({ zone: unknown }, "a.example.org");
    expect(problems(stack)).toEqual(["unknown warning ZoneNameUnknown"]);
  });
});

describe("the origin", () => {
  test("may be TCP, behind the same lock", () => {
    publish({ origin: Origin.tcp("10.0.3.9", 5432) });
    expect(problems(stack)).toEqual([]);
    expect(ingress()[0]).toMatchObject({
      hostname: HOST,
      service: "tcp://10.0.3.9:5432",
      origin_request: { access: { required: true } },
    });
  });

  test("may have options, beside the lock", () => {
    publish({ origin: Origin.https("10.0.3.9", 8443, { noTlsVerify: true, connectTimeoutSeconds: 5 }) });
    expect(ingress()[0].origin_request).toEqual({
      connect_timeout: 5,
      no_tls_verify: true,
      access: expect.objectContaining({ required: true }),
    });
  });

  test.each<[string, Origin, string]>([
    ["a service cloudflared cannot proxy to", Origin.of("http://10.0.3.7/path"), "ServiceInvalid"],
    ["an address with its port twice", Origin.http("10.0.3.7:80", 80), "ServiceInvalid"],
    ["an option out of its range", Origin.http("10.0.3.7", 80, { connectTimeoutSeconds: 0 }), "OriginOptionInvalid"],
    ["an option of another scheme", Origin.http("10.0.3.7", 80, { noTlsVerify: true }), "OriginOptionInvalid"],
    [
      "what its factory found",
      Origin._reachedBy("http://web.shop:80", undefined, { kind: "local" }, [
        { code: "PathInvalid", message: "of the factory" },
      ]),
      "PathInvalid",
    ],
  ])("is refused for %s, of the host and of a path", (_, origin, code) => {
    publish({ origin });
    publish({}, "b.example.com").addPath("/reports", origin);
    expect(problems(stack)).toEqual([`Hosts/${HOST} ${code}`, `Hosts/b.example.com ${code}`]);
  });
});

describe("a path", () => {
  test("stands for itself and all below it, in front of the host's own rule", () => {
    publish().addPath("/reports", Origin.http("10.0.3.8", 80));
    expect(ingress().map(({ path, service }) => [path, service])).toEqual([
      ["^/reports(?:/|$)", "http://10.0.3.8:80"],
      [undefined, "http://10.0.3.7:8080"],
      [undefined, "http_status:404"],
    ]);
  });

  test("may be a regex, which is never a Terraform template", () => {
    publish().addPath("^/v[0-9]+${1}", Origin.http("10.0.3.8"));
    expect(ingress()[0].path).toBe("^/v[0-9]+$${1}");
  });

  test.each([
    ["without slash", "reports", "PathInvalid"],
    ["a glob", "/reports/*", "PathInvalid"],
    ["everything", "/", "PathMatchesEverything"],
    ["everything, as a regex", "^/.*", "PathMatchesEverything"],
    ["a broken regex", "^/(", "PathRegexInvalid"],
  ])("is refused: %s", (_, path, code) => {
    publish().addPath(path, ORIGIN);
    expect(problems(stack)).toContain(`Hosts/${HOST} ${code}`);
  });

  test("is refused at once where it is a token", () => {
    const path = new TerraformVariable(stack, "path", {}).stringValue;
    expect(() => publish().addPath(path, ORIGIN)).toThrow(`[stack/Hosts/${HOST}] TokenNotAllowed: a path is a token`);
    expect(() => publish({ onlyPaths: [path] }, "b.example.com")).toThrow(
      "[stack/Hosts/b.example.com] TokenNotAllowed: a path is a token",
    );
  });
});

describe("a host of exact paths only", () => {
  test("answers 404 to all others itself, so that no wildcard of the tunnel does", () => {
    const hostname = "hooks.a.example.com"; // the tunnel's wildcard takes names at any depth, that of Access one level only
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

  test("refuses another path beside them", () => {
    publish({ onlyPaths: ["/api/webhook"] }).addPath("/reports", ORIGIN);
    expect(messages(stack)).toEqual([
      `Hosts/${HOST} PathsInvalid: addPath("/reports") on a host that serves exact paths only; name the path in onlyPaths, or give it a host of its own`,
    ]);
  });

  test.each<[string, string[], string]>([
    ["no path at all", [], "PathsInvalid"],
    ["a regex", ["^/api"], "PathInvalid"],
    ["a path without slash", ["api"], "PathInvalid"],
  ])("refuses %s", (_, onlyPaths, code) => {
    publish({ onlyPaths });
    expect(problems(stack)).toContain(`Hosts/${HOST} ${code}`);
  });

  test("refuses a path twice", () => {
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
