import { login, paths, redirect, status } from "./edge";
import { findingsOf, gapsOf, probeOne, publicTarget, target, testEdge } from "./fixture";

const holder = testEdge();
const HOST = "status.example.com";

describe("probe of a public host", () => {
  test("accepts the declared paths, and 404 elsewhere", async () => {
    holder.edge.host(HOST, paths({ "/api/webhook": status(405), "/feed": status(200) }));
    const host = await probeOne(holder.edge, publicTarget(HOST, "/api/webhook", "/feed"));
    expect([findingsOf(host), gapsOf(host)]).toEqual([[], []]);
    expect(host.requests.map(({ request, result }) => `${request}: ${result}`)).toEqual([
      "HEAD /: answers 404",
      "GET /: answers 404",
      "HEAD /api/webhook: the application answers 405",
      "GET /api/webhook: the application answers 405",
      "HEAD /feed: the application answers 200",
      "GET /feed: the application answers 200",
      "HEAD /cdktf-zero-trust-probe: answers 404",
      "GET /cdktf-zero-trust-probe: answers 404",
    ]);
  });

  test("reports an undeclared path that answers", async () => {
    holder.edge.host(HOST, (request, response) => status(request.url === "/" ? 200 : 404)(request, response));
    const host = await probeOne(holder.edge, publicTarget(HOST, "/feed"));
    expect(host.findings).toMatchObject([
      {
        code: "UndeclaredPathAnswers",
        requests: ["HEAD /", "GET /"],
        message: "the application answers 200, without a login",
      },
    ]);
  });

  test("reports an application that answers every path with a redirect", async () => {
    holder.edge.host(HOST, paths({ "/feed": status(200), "/": redirect("/feed") }));
    const host = await probeOne(holder.edge, publicTarget(HOST, "/feed"));
    expect(findingsOf(host)).toEqual([
      "UndeclaredPathAnswers: the application redirects to its own /feed (302), without a login",
    ]);
  });

  test("does not accept 404 that does not come from Cloudflare", async () => {
    holder.edge.host(HOST, (_, response) => {
      response.removeHeader("cf-ray");
      response.writeHead(404).end();
    });
    expect(gapsOf(await probeOne(holder.edge, publicTarget(HOST, "/feed")))).toEqual([
      "NotFromCloudflare: answers 404, but not through Cloudflare (no cf-ray header)",
    ]);
  });

  test("reports a declared path that requires a login, or that is not available", async () => {
    holder.edge.host(HOST, paths({ "/feed": login(), "/hook": status(403), "/down": status(502) }));
    const host = await probeOne(holder.edge, publicTarget(HOST, "/feed", "/hook", "/down"));
    expect(findingsOf(host)).toEqual([
      "PublicPathRefused: redirects to the login of team example",
      "PublicPathRefused: refused with 403",
      "PublicPathUnavailable: the edge forwards the request and answers 502",
    ]);
  });

  test("requests no unknown path of a host that is public as a whole", async () => {
    holder.edge.host(HOST, status(200));
    const whole = publicTarget(HOST, "/").paths.map(({ path }) => ({ path, served: "origin" as const }));
    const host = await probeOne(holder.edge, publicTarget(HOST, "/"), {});
    expect(findingsOf(host)[0]).toMatch(/^UndeclaredPathAnswers/);
    const open = await probeOne(holder.edge, { ...publicTarget(HOST, "/"), paths: whole });
    expect(open.requests.map(({ request }) => request)).toEqual(["HEAD /", "GET /"]);
    expect(open.findings).toEqual([]);
  });
});

describe("probe of a TCP host", () => {
  const NAME = "db.example.com";
  const open = () =>
    holder.edge.upgrade(NAME, (_, socket) =>
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\ncf-ray: 1\r\n\r\n",
      ),
    );

  test("accepts a refused WebSocket", async () => {
    holder.edge.host(NAME, login());
    const host = await probeOne(holder.edge, target(NAME, { tcp: true }));
    expect([findingsOf(host), gapsOf(host)]).toEqual([[], []]);
    expect(host.requests.at(-1)).toEqual({ request: "WebSocket /", status: 403, result: "refused with 403" });
  });

  test("reports a WebSocket that is accepted", async () => {
    holder.edge.host(NAME, login());
    open();
    const host = await probeOne(holder.edge, target(NAME, { tcp: true }));
    expect(host.findings).toMatchObject([
      { code: "ConnectionAccepted", requests: ["WebSocket /"], evidence: { status: 101 } },
    ]);
  });

  test("accepts a WebSocket of a public host", async () => {
    open();
    const whole = [{ path: "/", served: "origin" as const }];
    const host = await probeOne(holder.edge, { ...publicTarget(NAME), paths: whole, tcp: true });
    expect(findingsOf(host)).toEqual([]);
    expect(host.requests).toEqual([{ request: "WebSocket /", status: 101, result: "accepts the WebSocket (101)" }]);
  });
});

describe("probe of a CORS preflight request", () => {
  const NAME = "api.example.com";
  const cors = { kind: "cors" as const, origins: ["https://web.example.com"], method: "PUT" };
  const answering = (allowed: (origin: string) => string | undefined, code = 200) =>
    holder.edge.host(NAME, (request, response) => {
      if (request.method !== "OPTIONS") return login()(request, response);
      const { origin, "access-control-request-method": method } = request.headers;
      const header = method === undefined ? undefined : allowed(origin!);
      status(code, header === undefined ? {} : { "access-control-allow-origin": header })(request, response);
    });
  const asked = (preflight: Parameters<typeof target>[1]) => probeOne(holder.edge, target(NAME, preflight));
  const declared = (origin: string) => (origin === cors.origins[0] ? origin : undefined);

  test("accepts an answer that allows the declared origin alone", async () => {
    answering(declared);
    const host = await asked({ preflight: cors });
    expect(findingsOf(host)).toEqual([]);
    expect(host.requests.slice(-2).map(({ request, result }) => `${request}: ${result}`)).toEqual([
      "OPTIONS / from https://web.example.com: the origin is allowed",
      expect.stringMatching(/^OPTIONS \/ from https:\/\/\w+\.invalid: the origin is not allowed$/),
    ]);
  });

  test("reports a declared origin that is refused", async () => {
    answering(declared, 403);
    expect(findingsOf(await asked({ preflight: cors }))[0]).toMatch(/^PreflightRefused: .* gets 403 /);
    answering(() => "https://other.example.com");
    expect(findingsOf(await asked({ preflight: cors }))).toEqual([
      "PreflightRefused: the preflight request of a declared origin gets 200 and another allowed origin",
    ]);
  });

  test.each([
    ["repeats every origin", (origin: string) => origin, "it repeats the origin"],
    ["allows any origin", () => "*", "*"],
  ])("reports an answer that %s", async (_, allowed, how) => {
    answering(allowed);
    expect(findingsOf(await asked({ preflight: cors }))).toEqual([
      `PreflightAllowsOrigin: the answer allows an origin that is not declared (${how})`,
    ]);
  });

  test("accepts any origin if it is declared", async () => {
    answering(() => "*");
    expect(findingsOf(await asked({ preflight: { ...cors, origins: "any" } }))).toEqual([]);
  });

  test("requires that the connector refuses preflight requests that pass the edge", async () => {
    answering(() => undefined, 204);
    expect(findingsOf(await asked({ preflight: { kind: "bypass" } }))).toEqual([
      "PreflightAnswers: the application answers 204, without a login",
    ]);
    answering(() => undefined, 403);
    expect(findingsOf(await asked({ preflight: { kind: "bypass" } }))).toEqual([]);
  });
});
