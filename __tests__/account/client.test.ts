import { createServer, IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ACCOUNT_ID, FAST, running, TOKEN } from "./fixture";
import { Client } from "../../lib/account/api/client";
import { connectionFrom } from "../../lib/account/api/connection";
import { listAll } from "../../lib/account/api/pages";
import { waitAfter } from "../../lib/account/api/repetition";
import { drift } from "../../lib/cli/drift";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let server: Server;
let url = "";
let handler: Handler;
let requests: IncomingMessage[];

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    requests.push(request);
    handler(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4/`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const send = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) => {
  response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
};
const success = (result: unknown, result_info?: object) => ({
  success: true,
  errors: [],
  messages: [],
  result,
  result_info,
});
const refusal = (code: number, message: string) => ({ success: false, errors: [{ code, message }], result: null });
const client = (options = FAST) => new Client({ baseUrl: url, token: TOKEN }, options);
const queryOf = ({ url: path }: IncomingMessage) => new URL(path!, "http://x").searchParams;

const ALL = Array.from({ length: 1000 }, (_, i) => ({ id: `o${i}` }));

describe("Client", () => {
  test("sends only GET requests, with the token in one header", async () => {
    handler = (_, response) => send(response, success([]));
    await client().get("accounts/a/things", { name: "a b&c" });
    expect(requests.map(({ method, url: path, headers }) => [method, path, headers.authorization])).toEqual([
      ["GET", "/client/v4/accounts/a/things?name=a+b%26c", `Bearer ${TOKEN}`],
    ]);
    const { prototype } = Client;
    expect(Object.getOwnPropertyNames(prototype).filter((name) => /post|put|patch|delete/i.test(name))).toEqual([]);
  });

  test("waits as long as the API asks for, and repeats", async () => {
    const times: number[] = [];
    handler = (_, response) => {
      times.push(performance.now());
      if (times.length > 1) send(response, success([1]));
      else send(response, refusal(971, "rate limited"), 429, { "retry-after": "1" });
    };
    expect((await client().get("x")).result).toEqual([1]);
    expect(times[1] - times[0]).toBeGreaterThan(900);
  });

  test("names the limit if the API still refuses after the repetitions", async () => {
    handler = (_, response) => send(response, {}, 429);
    await expect(client({ ...FAST, repetitions: 1 }).get("x")).rejects.toThrow(
      "HTTP 429: Cloudflare limits the number of requests; run the command again later",
    );
  });

  test.each([400, 401, 403, 404])("does not repeat a request that cannot succeed (%d)", async (status) => {
    handler = (_, response) => send(response, refusal(7003, "no"), status);
    await expect(client().get("x")).rejects.toThrow(`HTTP ${status}: no (7003)`);
    expect(requests).toHaveLength(1);
  });

  test("gives up after its repetitions", async () => {
    handler = (_, response) => send(response, "<html>Bad gateway</html>", 502);
    await expect(client({ ...FAST, repetitions: 2 }).get("x")).rejects.toThrow("HTTP 502: the answer is not JSON");
    expect(requests).toHaveLength(3);
  });

  test.each([
    ["before the answer", () => undefined],
    ["in the middle of the answer", (response: ServerResponse) => void response.writeHead(200).write('{"success"')],
  ])("ends a request that takes too long %s", async (_, act) => {
    handler = (__, response) => act(response);
    await expect(client({ timeout: 100, repetitions: 0 }).get("x")).rejects.toThrow("no complete answer within 0.1 s");
  });

  test("limits the time of all attempts together, and names the request", async () => {
    handler = () => undefined;
    const hanging = client({ ...FAST, timeout: 100, totalTimeout: 250 }).get("accounts/a/things");
    await expect(hanging).rejects.toThrow("GET accounts/a/things: no complete answer within 0.25 s in 3 attempts");
    expect(requests).toHaveLength(3);
  });

  test("reports how long the API holds the requests back", async () => {
    const waits: number[] = [];
    handler = (_, response) => {
      if (requests.length > 1) send(response, success([]));
      else send(response, refusal(971, "rate limited"), 429, { "retry-after-ms": "30" });
    };
    await client({ ...FAST, onLimit: (wait) => waits.push(wait) }).get("x");
    expect(waits).toEqual([30]);
  });

  test.each([
    ["no JSON", "<html>", "the answer is not JSON"],
    ["no object", [1], "the answer is not JSON"],
    ["no success", { result: [] }, "the answer reports no success"],
    ["no result", { success: true }, "the answer contains no result"],
  ])("refuses an answer with %s", async (_, body, message) => {
    handler = (__, response) => send(response, body);
    await expect(client().get("x")).rejects.toThrow(message);
  });

  test("follows no redirect, which would send the token elsewhere", async () => {
    handler = (_, response) => response.writeHead(302, { location: `${url}elsewhere` }).end();
    await expect(client({ ...FAST, repetitions: 0 }).get("x")).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });

  test("removes the token from a message that contains it", async () => {
    handler = ({ headers }, response) => send(response, refusal(1, `bad header ${headers.authorization}`), 400);
    await expect(client().get("x")).rejects.toThrow("bad header Bearer [token]");
  });

  test("limits how many requests run at the same time", async () => {
    let [answered, most] = [0, 0];
    let waiting: (() => void)[] = [];
    const release = () => {
      const all = waiting;
      [waiting, answered] = [[], answered + all.length];
      all.forEach((answer) => answer());
    };
    handler = (_, response) => {
      most = Math.max(
        most,
        waiting.push(() => send(response, success([]))),
      );
      // A ninth request would arrive in the meantime.
      if (waiting.length === Math.min(8, 40 - answered)) setTimeout(release, 20);
    };
    const shared = client();
    await Promise.all(Array.from({ length: 40 }, () => shared.get("x")));
    expect(requests).toHaveLength(40);
    expect(most).toBe(8);
  });
});

describe("waitAfter", () => {
  test.each([
    ["2", 2_000],
    ["0", 0],
    ["100000", 300_000],
    ["Thu, 01 Jan 2026 00:00:07 GMT", 7_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ])("reads Retry-After %s", (header, expected) => {
    expect(waitAfter(0, 500, header, Date.UTC(2026, 0, 1))).toBe(expected);
  });

  test.each([null, "", "soon"])("doubles its own wait without a valid header (%j)", (header) => {
    expect(waitAfter(0, 100, header)).toBeGreaterThanOrEqual(100);
    expect(waitAfter(3, 100, header)).toBeGreaterThanOrEqual(800);
    expect(waitAfter(3, 100, header)).toBeLessThanOrEqual(1000);
  });
});

describe("listAll", () => {
  const list = (pageSize?: number) => listAll(client(), { path: "x", pageSize, id: "id" });
  /** Serves 1,000 objects in pages, with what `infoOf` adds to each. */
  const paged = (infoOf: (page: number, size: number) => object | undefined): Handler => {
    return (request, response) => {
      const page = Number(queryOf(request).get("page") ?? 1);
      const size = Number(queryOf(request).get("per_page"));
      send(response, success(ALL.slice((page - 1) * size, page * size), infoOf(page, size)));
    };
  };

  test.each<[string, (page: number, size: number) => object | undefined]>([
    ["the number of pages", (page, size) => ({ page, per_page: size, total_pages: 1000 / size, total_count: 1000 })],
    ["the number of objects", (page, size) => ({ page, per_page: size, total_count: 1000 })],
    ["the page only", (page, size) => ({ page, per_page: size })],
    ["nothing", () => undefined],
  ])("reads 1,000 objects by page number, if the answer contains %s", async (_, infoOf) => {
    handler = paged(infoOf);
    expect(await list(50)).toEqual(ALL);
  });

  test("reads 1,000 objects by cursor", async () => {
    handler = (request, response) => {
      const at = Number(queryOf(request).get("cursor") ?? 0);
      const after = at + 100 < 1000 ? String(at + 100) : "";
      send(response, success(ALL.slice(at, at + 100), { cursors: { after } }));
    };
    expect(await list(100)).toEqual(ALL);
    expect(requests).toHaveLength(10);
  });

  test("reads a list that has one page", async () => {
    handler = (_, response) => send(response, success(ALL));
    expect(await list()).toEqual(ALL);
    expect(requests.map(({ url: path }) => path)).toEqual(["/client/v4/x"]);
  });

  test("reads a list that is null as empty", async () => {
    handler = (_, response) => send(response, success(null));
    expect(await list(10)).toEqual([]);
  });

  test.each([
    ["a page that is repeated", paged(() => ({ total_pages: 9 })), "two pages contain the same objects", true],
    [
      "fewer objects than it reports",
      paged(() => ({ total_pages: 1, total_count: 1000 })),
      "50 of 1000 objects were returned",
      false,
    ],
  ])("refuses %s", async (_, serve, message, ignoresPage) => {
    handler = ignoresPage ? (__, response) => send(response, success(ALL.slice(0, 50), { total_pages: 9 })) : serve;
    await expect(list(50)).rejects.toThrow(message);
  });

  test.each([
    ["a cursor that never ends", success([], { cursors: { after: "same" } }), "the list has no end"],
    ["a result that is no list", success({ id: "a" }), "the result is not a list"],
    ["an object without an id", success([{ id: "a" }, {}]), "an object of the list has no id"],
    ["an element that is no object", success(["a"]), "an object of the list has no id"],
  ])("refuses %s", async (_, body, message) => {
    handler = (__, response) => send(response, body);
    await expect(list(50)).rejects.toThrow(message);
  });
});

describe("connectionFrom", () => {
  test.each([undefined, "", "  ", "two words", "line\nbreak", "abc12"])("fails when the token is %j", (token) => {
    const act = () => connectionFrom({ CLOUDFLARE_API_TOKEN: token });
    expect(act).toThrow(expect.objectContaining({ code: "AccountTokenMissing" }));
    if (token !== undefined && token.trim().length > 4) expect(act).not.toThrow(token);
  });

  test.each([
    "no url",
    "http://api.example.com",
    "ftp://127.0.0.1",
    "https://user:pw123@example.com",
    "https://example.com/?a=b",
  ])("fails when the base URL is %s, without its text", (base) => {
    const act = () => connectionFrom({ CLOUDFLARE_API_TOKEN: TOKEN, CLOUDFLARE_BASE_URL: base });
    expect(act).toThrow(expect.objectContaining({ code: "AccountOptionsInvalid" }));
    expect(act).not.toThrow(base);
  });

  test.each([
    [undefined, "https://api.cloudflare.com/client/v4/"],
    ["https://api.example.com/v4", "https://api.example.com/v4/"],
    ["http://[::1]:8080/", "http://[::1]:8080/"],
  ])("accepts the base URL %s", (base, expected) => {
    expect(connectionFrom({ CLOUDFLARE_API_TOKEN: ` ${TOKEN}\n`, CLOUDFLARE_BASE_URL: base })).toEqual({
      baseUrl: expected,
      token: TOKEN,
    });
  });
});

describe("drift with an API that refuses or fails", () => {
  const run = (accountId?: string, env: NodeJS.ProcessEnv = {}) =>
    running(
      url,
      (streams) => drift(undefined, { account: true, accountId }, streams, { ...FAST, repetitions: 1 }),
      env,
    );

  test.each([
    ["the token is invalid", 401, 1000, "Invalid API Token"],
    ["the token is malformed", 400, 6003, "Invalid request headers"],
    ["the token has no access to the account", 403, 10000, "Authentication error"],
  ])("fails when %s", async (_, status, code, message) => {
    handler = (__, response) => send(response, refusal(code, message), status);
    await expect(run()).rejects.toMatchObject({
      code: "AccountTokenRejected",
      message: expect.stringContaining(message),
    });
  });

  test("fails when only the list of zones is readable", async () => {
    handler = ({ url: path }, response) =>
      path!.includes("/zones")
        ? send(response, success([]))
        : send(response, refusal(10000, "Authentication error"), 403);
    await expect(run()).rejects.toMatchObject({ code: "AccountTokenRejected" });
  });

  test("fails when no request succeeds", async () => {
    handler = (_, response) => send(response, "", 500);
    await expect(run()).rejects.toMatchObject({ code: "AccountUnreachable" });
  });

  test("fails when nothing listens", async () => {
    handler = () => undefined;
    await expect(run(undefined, { CLOUDFLARE_BASE_URL: "http://127.0.0.1:9/" })).rejects.toMatchObject({
      code: "AccountUnreachable",
      message: expect.not.stringContaining(TOKEN),
    });
  });

  test.each([
    ["XYZ", {}],
    [`${ACCOUNT_ID}/../x`, {}],
    [undefined, { CLOUDFLARE_ACCOUNT_ID: "" }],
  ])("fails when the account id is %j", async (id, env) => {
    handler = () => undefined;
    await expect(run(id, env)).rejects.toMatchObject({ code: "AccountOptionsInvalid" });
    expect(requests).toEqual([]);
  });

  test("reports an object that it does not understand as incomplete", async () => {
    handler = ({ url: path }, response) => {
      if (path!.includes("/cfd_tunnel/")) send(response, success({ config: { ingress: [{ hostname: "a" }] } }));
      else if (path!.includes("/cfd_tunnel")) send(response, success([{ id: "t1", name: "t", status: "down" }]));
      else if (/organizations|devices\/policy$|settings/.test(path!)) send(response, success({}));
      else send(response, success([]));
    };
    const { code, stdout } = await run();
    expect(code).toBe(3);
    expect(stdout.replace(/\s+/g, " ")).toContain("the ingress rules of the answer are not understood");
  });
});
