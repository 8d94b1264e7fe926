import { createServer, Server, Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { login, status } from "./edge";
import { findingsOf, gapsOf, optionsFor, probeOne, target, testEdge } from "./fixture";
import { probe } from "../../lib/probe";
import { TestAuthority } from "../support/certificates";

const holder = testEdge();
const HOST = "app.example.com";

/** Runs with a TCP server that handles each connection. */
async function withServer<Result>(
  onConnection: (socket: Socket) => void,
  run: (port: number) => Promise<Result>,
): Promise<Result> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await run((server.address() as AddressInfo).port);
  } finally {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  }
}

const connectTo = (connectPort: number) => [{ connectHost: "127.0.0.1", connectPort }];

describe("probe of a host without a valid answer", () => {
  test("does not report a name that does not resolve as protected", async () => {
    const host = await probeOne(holder.edge, target("absent.invalid"), { connectTo: [] });
    expect([findingsOf(host), gapsOf(host)]).toEqual([[], [expect.stringMatching(/^NameUnresolved: the (name|DNS)/)]]);
    expect(host.requests).toHaveLength(1);
  });

  test("reports a refused and a reset connection", async () => {
    const closed = await withServer(
      () => undefined,
      async (port) => port,
    );
    const refused = await probeOne(holder.edge, target(HOST), { connectTo: connectTo(closed) });
    expect(gapsOf(refused)).toEqual(["ConnectionFailed: the connection fails (ECONNREFUSED)"]);
    const reset = await withServer(
      (socket) => socket.resetAndDestroy(),
      (port) => probeOne(holder.edge, target(HOST), { connectTo: connectTo(port) }),
    );
    expect(gapsOf(reset)).toEqual(["ConnectionFailed: the connection fails (ECONNRESET)"]);
  });

  test("stops after a time limit, before and after the TLS handshake", async () => {
    const started = performance.now();
    const silent = await withServer(
      () => undefined,
      (port) => probeOne(holder.edge, target(HOST), { connectTo: connectTo(port), timeout: 0.2 }),
    );
    holder.edge.host(HOST, () => undefined);
    const hanging = await probeOne(holder.edge, target(HOST), { timeout: 0.5 });
    expect([silent, hanging].flatMap(gapsOf)).toEqual([
      "TimedOut: no answer within 0.2 s",
      "TimedOut: no answer within 0.5 s",
    ]);
    // Further requests to the host are not attempted.
    expect([silent, hanging].map(({ requests }) => requests.length)).toEqual([1, 1]);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test("limits the time of headers that arrive byte by byte", async () => {
    holder.edge.host(HOST, (_, response) => {
      const { socket } = response;
      socket!.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => (socket!.destroyed ? clearInterval(timer) : socket!.write("x")), 50);
    });
    expect(gapsOf(await probeOne(holder.edge, target(HOST), { timeout: 0.5 }))).toEqual([
      "TimedOut: no answer within 0.5 s",
    ]);
  });

  test("does not wait for a body that never ends", async () => {
    holder.edge.host(HOST, ({ method }, response) => {
      response.writeHead(200).write("private");
      if (method === "HEAD") response.end();
    });
    const host = await probeOne(holder.edge, target(HOST), { timeout: 2 });
    expect(host.findings).toHaveLength(1);
    expect(host.notExamined).toEqual([]);
  });

  test.each([
    ["that is not HTTP", "hello\r\n\r\n"],
    ["with headers that are too large", `HTTP/1.1 200 OK\r\nx: ${"a".repeat(100_000)}\r\n\r\n`],
  ])("reports an answer %s, and continues with the other requests", async (_, text) => {
    holder.edge.host(HOST, (request, response) =>
      request.method === "HEAD" ? void response.socket!.end(text) : status(200)(request, response),
    );
    const host = await probeOne(holder.edge, target(HOST));
    expect(gapsOf(host)[0]).toMatch(/^AnswerMalformed: the answer is not valid HTTP \(HPE_/);
    expect(findingsOf(host)).toEqual(["HostAnswers: the application answers 200, without a login"]);
  });

  test("accepts no certificate that does not verify, although the answer would be the expected one", async () => {
    const { edge } = holder;
    edge.host(HOST, login());
    const other = new TestAuthority("Other CA");
    edge.present("foreign.example.com", other.certify(["foreign.example.com"]));
    edge.present("expired.example.com", edge.authority.certify(["expired.example.com"], [-3, -2]));
    edge.present("wrong.example.com", edge.authority.certify(["right.example.com"]));
    const names = ["foreign", "expired", "wrong"].map((name) => target(`${name}.example.com`));
    const hosts = await probe(names, optionsFor(edge));
    expect(hosts.map(gapsOf)).toEqual([
      [expect.stringMatching(/^CertificateInvalid: .*\(UNABLE_TO_VERIFY_LEAF_SIGNATURE\)$/)],
      [expect.stringMatching(/^CertificateInvalid: .*\(CERT_HAS_EXPIRED\)$/)],
      [expect.stringMatching(/^CertificateInvalid: .*\(ERR_TLS_CERT_ALTNAME_INVALID\)$/)],
    ]);
  });

  test("trusts no test authority by default", async () => {
    const host = await probeOne(holder.edge, target(HOST), { authorities: undefined });
    expect(gapsOf(host)[0]).toMatch(/^CertificateInvalid: /);
  });

  test("reports a failed TLS handshake", async () => {
    const host = await withServer(
      (socket) => socket.end("not TLS at all\r\n"),
      (port) => probeOne(holder.edge, target(HOST), { connectTo: connectTo(port) }),
    );
    expect(gapsOf(host)[0]).toMatch(/^CertificateInvalid: the TLS handshake fails \((EPROTO|ERR_SSL_\w+)\)/);
  });
});

describe("retries of probe", () => {
  /** Fails the first requests of a host. */
  const failing = (failures: number, fail: Parameters<typeof holder.edge.host>[1]) => {
    let left = failures;
    holder.edge.host(HOST, (request, response) => (left-- > 0 ? fail : login())(request, response));
  };

  test.each([
    ["a reset", (_: unknown, response: { socket: Socket | null }) => void response.socket!.destroy()],
    ["502", status(502)],
    ["429", status(429)],
  ])("repeats a request after %s", async (_, fail) => {
    failing(2, fail as never);
    const host = await probeOne(holder.edge, target(HOST), { retries: 2 });
    expect([findingsOf(host), gapsOf(host)]).toEqual([[], []]);
  });

  test("stops after the number of retries", async () => {
    failing(3, status(502));
    const host = await probeOne(holder.edge, target(HOST), { retries: 2 });
    expect(findingsOf(host)).toEqual(["HostAnswers: the edge forwards the request and answers 502, without a login"]);
  });

  test("does not repeat a request that the application answers", async () => {
    holder.edge.log.length = 0;
    holder.edge.host(HOST, status(200));
    await probeOne(holder.edge, target(HOST), { retries: 3 });
    expect(holder.edge.log).toHaveLength(4);
  });
});
