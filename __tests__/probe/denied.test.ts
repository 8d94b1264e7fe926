import { login, paths, redirect, status } from "./edge";
import { findingsOf, gapsOf, optionsFor, probeOne, target, testEdge } from "./fixture";
import { probe } from "../../lib/probe";

const holder = testEdge();
const HOST = "app.example.com";

const answering = (handler: ReturnType<typeof status>) => {
  holder.edge.host(HOST, handler);
  return probeOne(holder.edge, target(HOST));
};

describe("probe of a host behind Access", () => {
  test("accepts the login of the own team, and requests HEAD and GET at the root and at an unknown path", async () => {
    holder.edge.log.length = 0;
    const host = await answering(login());
    expect([findingsOf(host), gapsOf(host)]).toEqual([[], []]);
    expect(host.requests.map(({ status: code, result }) => [code, result])).toEqual(
      Array(4).fill([302, "login of team example"]),
    );
    expect(holder.edge.log).toEqual(
      ["/", "/cdktf-zero-trust-probe"].flatMap((path) => ["HEAD", "GET"].map((method) => `${method} ${HOST}${path}`)),
    );
  });

  test.each([401, 403])("accepts %i", async (code) => {
    const host = await answering(status(code));
    expect([findingsOf(host), gapsOf(host)]).toEqual([[], []]);
    expect(host.requests[0].result).toBe(`refused with ${code}`);
  });

  test("reports a page with status 200, even if it is a login page, without its body", async () => {
    const host = await answering(status(200, { "set-cookie": "session=hidden" }));
    expect(host.findings).toEqual([
      {
        code: "HostAnswers",
        requests: ["HEAD /", "GET /", ...host.requests.slice(2).map(({ request }) => request)],
        message: "the application answers 200, without a login",
        evidence: {
          status: 200,
          headers: { "content-type": "text/html", "cf-ray": "8f00000000000000-NRT", server: "cloudflare" },
        },
      },
    ]);
    expect(JSON.stringify(host)).not.toMatch(/private text|hidden/);
  });

  test.each([
    ["to its own login", redirect("/login?next=%2F"), "HostAnswers: the application redirects to its own /login (302)"],
    [
      "to its own login by an absolute URL",
      redirect(`https://${HOST}/login`, 307),
      "HostAnswers: the application redirects to its own /login (307)",
    ],
    [
      "to another identity provider",
      redirect("https://accounts.example.net/o/oauth2?state=s3cret"),
      "HostAnswers: the application redirects to accounts.example.net (302)",
    ],
    ["to nowhere", status(302), "HostAnswers: the application answers 302 without a location"],
    [
      "to an invalid location",
      redirect("https://[/"),
      "HostAnswers: the application redirects to an invalid location (302)",
    ],
  ])("reports an application that redirects %s", async (_, handler, expected) => {
    const host = await answering(handler);
    expect(findingsOf(host)).toEqual([`${expected}, without a login`]);
    expect(JSON.stringify(host)).not.toContain("s3cret");
  });

  test("reports the login of another team", async () => {
    expect(findingsOf(await answering(login("other")))).toEqual([
      "ForeignLogin: redirects to the login of team other, not of example",
    ]);
  });

  test.each([
    "http://example.cloudflareaccess.com/cdn-cgi/access/login/app.example.com",
    "https://example.cloudflareaccess.com:8443/cdn-cgi/access/login/app.example.com",
    "https://example.cloudflareaccess.com.evil.example/cdn-cgi/access/login/app.example.com",
    "https://example.cloudflareaccess.com@evil.example/cdn-cgi/access/login/app.example.com",
    "https://user@example.cloudflareaccess.com/cdn-cgi/access/login/app.example.com",
    "https://example.cloudflareaccess.com/",
    "//example.cloudflareaccess.com/cdn-cgi/access/login/app.example.com",
  ])("reports %s, which is not the login of Access", async (location) => {
    expect(findingsOf(await answering(redirect(location)))[0]).toMatch(/^HostAnswers: the application redirects to /);
  });

  test("does not accept a login URL without a redirect", async () => {
    const location = "https://example.cloudflareaccess.com/cdn-cgi/access/login/app.example.com";
    expect(findingsOf(await answering(status(200, { location })))).toHaveLength(1);
  });

  test.each([404, 500, 530])("reports %i, because Access answers before the connector", async (code) => {
    const [finding] = findingsOf(await answering(status(code)));
    expect(finding).toMatch(new RegExp(`^HostAnswers: the .* answers ${code}, without a login$`));
  });

  test("reports an application that asks for a password", async () => {
    const host = await answering(status(401, { "www-authenticate": 'Basic realm="wiki"' }));
    expect(findingsOf(host)).toEqual([
      "HostAnswers: the application answers 401 and asks for its own Basic credentials, without a login",
    ]);
  });

  test("reports a single path or method that is exposed", async () => {
    const exposed = await answering(paths({ "/": login() }));
    expect(exposed.findings.map(({ requests }) => requests.length)).toEqual([2]);
    const get = await answering((request, response) =>
      (request.method === "GET" ? status(200) : login())(request, response),
    );
    expect(get.findings[0].requests).toEqual(["GET /", "GET /cdktf-zero-trust-probe"]);
  });

  test("requests the paths of the rules and the applications", async () => {
    holder.edge.host(HOST, (request, response) =>
      (request.url === "/webhook" ? status(200) : login())(request, response),
    );
    const declared = ["/", "/webhook"].map((path) => ({ path, served: "origin" as const }));
    const host = await probeOne(holder.edge, target(HOST, { paths: declared }));
    expect(host.findings.map(({ requests }) => requests)).toEqual([["HEAD /webhook", "GET /webhook"]]);
  });
});

describe("probe of an answer that shows nothing", () => {
  test("does not accept 403 that does not come from Cloudflare", async () => {
    const host = await answering((_, response) => {
      response.removeHeader("cf-ray");
      response.writeHead(403).end();
    });
    expect(findingsOf(host)).toEqual([]);
    expect(gapsOf(host)[0]).toMatch(/^NotFromCloudflare: answers 403, but not through Cloudflare/);
  });

  test("does not accept a challenge or a rate limit as protection", async () => {
    const challenged = await answering(status(403, { "cf-mitigated": "challenge" }));
    expect(gapsOf(challenged)[0]).toMatch(/^RequestChallenged: Cloudflare challenges the request/);
    const limited = await answering(status(429));
    expect(gapsOf(limited)).toEqual(["RateLimited: the host limits the rate of requests (429)"]);
    expect([challenged, limited].flatMap(findingsOf)).toEqual([]);
  });

  test("does not accept the login of a team if the own team is not known", async () => {
    holder.edge.host(HOST, login("acme"));
    const host = await probeOne(holder.edge, target(HOST, { teams: [] }));
    expect(gapsOf(host)).toEqual([
      "TeamUnknown: redirects to the login of team acme; if it is your team, specify it with --team",
    ]);
  });
});

describe("probe of several names", () => {
  test("returns the results in the order of the targets, and closes the connections of each host", async () => {
    const { edge } = holder;
    const names = Array.from({ length: 20 }, (_, i) => `n${i}.example.com`);
    const done: number[] = [];
    const targets = names.map((name) => target(name));
    const hosts = await probe(targets, optionsFor(edge, { parallel: 3, onHost: (count) => done.push(count) }));
    expect(hosts.map(({ name }) => name)).toEqual(names);
    expect(done).toEqual(names.map((_, i) => i + 1));
    expect(edge.mostConnections).toBeLessThanOrEqual(6);
  });

  test("requests a random label of a wildcard", async () => {
    holder.edge.log.length = 0;
    const host = await probeOne(holder.edge, target("*.example.com"));
    expect(host.name).toMatch(/^probe-[0-9a-f]{12}\.example\.com$/);
    expect(host.notes).toEqual([`${host.name} represents the wildcard.`]);
    expect(new Set(holder.edge.log.map((line) => line.replace(/^\w+ ([^/]+).*/, "$1")))).toEqual(new Set([host.name]));
  });

  test("does not probe every other name of a tunnel, or a name that only Terraform can evaluate", async () => {
    holder.edge.log.length = 0;
    const hosts = [await probeOne(holder.edge, target("*")), await probeOne(holder.edge, target("${var.host}"))];
    expect(hosts.flatMap(gapsOf)).toEqual([
      "HostnameUnknown: it represents every name that reaches the tunnel; specify names with --host",
      "HostnameUnknown: only Terraform can evaluate this hostname",
    ]);
    expect(holder.edge.log).toEqual([]);
  });
});
