import { ACCOUNT, APPS, POLICIES, TUNNELS, withClient } from "./client";

const client = withClient();

describe("requests to CloudflareApi", () => {
  test("are refused without credentials", async () => {
    expect(await client.sendAnonymously("GET", APPS)).toBe(403);
    expect((await client.send("GET", APPS, undefined, { authorization: "", "x-auth-key": "key" })).status).toBe(200);
  });

  test.each([
    ["GET", `${ACCOUNT}/workers/scripts`],
    ["PATCH", `${APPS}/id`],
    ["GET", `${APPS}/id/deeper/still`],
  ])("are recorded as not understood if there is no such endpoint: %s %s", async (method, path) => {
    const reply = await client.send(method, path, method === "GET" ? undefined : {});
    expect(reply).toMatchObject({ status: 404, body: { success: false, errors: [{ code: 7000 }] } });
    expect([...client.api.notUnderstood]).toEqual([`${method} ${path}`]);
  });

  test.each([
    ["POST", POLICIES, "no JSON", "the body is not a JSON object"],
    ["POST", POLICIES, [1], "the body is not a JSON object"],
    ["PUT", `${ACCOUNT}/devices/policy/exclude`, {}, "the body is not a JSON list"],
    ["GET", `${POLICIES}?shape=round`, undefined, 'the filter "shape" is not supported'],
    ["GET", `${TUNNELS}?is_deleted=true`, undefined, 'the filter "is_deleted" is not supported'],
    ["GET", "zones?shape=round", undefined, 'the filter "shape" of zones is not supported'],
    ["GET", `${POLICIES}?page=0`, undefined, '"0" is not a valid page or size'],
  ])("are recorded as not understood if they are not supported: %s %s", async (method, path, body, message) => {
    expect(await client.send(method, path, body)).toMatchObject({ status: 400, body: { errors: [{ message }] } });
    expect([...client.api.notUnderstood]).toHaveLength(1);
  });

  test("for an object that does not exist get 404, which is understood", async () => {
    for (const method of ["GET", "PUT", "DELETE"]) {
      const reply = await client.send(method, `${APPS}/missing`, method === "PUT" ? {} : undefined);
      expect(reply).toMatchObject({ status: 404, body: { success: false, result: null } });
    }
    expect([...client.api.notUnderstood]).toEqual([]);
  });

  test("about the same name in several accounts are told apart in reports", async () => {
    client.severalEndpoints = new Set(["cloudflare"]);
    const { id } = await client.result("POST", TUNNELS, { name: "edge" });
    await client.result("PUT", `${TUNNELS}/${String(id)}/configurations`, { config: {} });
    await client.result("POST", TUNNELS.replace("0123", "ffff"), { name: "edge" });
    expect(client.cloud.objects().map(({ name }) => name)).toEqual([
      "edge in account 01234567",
      "config of edge in account 01234567",
      "edge in account ffff4567",
    ]);
  });

  test("see only the objects of their account", async () => {
    const { id } = await client.result("POST", POLICIES, { name: "p" });
    const other = POLICIES.replace("0123", "ffff");
    expect(await client.list(other)).toEqual([]);
    expect((await client.send("GET", `${other}/${String(id)}`)).status).toBe(404);
  });
});

describe("lists of CloudflareApi", () => {
  const names = Array.from({ length: 45 }, (_, i) => `p${i}`);

  beforeEach(async () => {
    for (const name of names) await client.result("POST", `${ACCOUNT}/access/groups`, { name });
  });

  test("are divided into pages that together contain every object once", async () => {
    const seen: unknown[] = [];
    for (let page = 1; page < 5; page++) {
      const { body } = await client.send("GET", `${ACCOUNT}/access/groups?page=${page}`);
      expect(body.result_info).toMatchObject({ page, per_page: 20, total_count: 45, total_pages: 3 });
      seen.push(...(body.result as unknown as { name: string }[]).map(({ name }) => name));
    }
    expect(seen).toEqual(names);
  });

  test("have pages of the requested size", async () => {
    const { body } = await client.send("GET", `${ACCOUNT}/access/groups?per_page=2&page=23`);
    expect(body.result).toHaveLength(1);
    expect(body.result_info).toEqual({ page: 23, per_page: 2, count: 1, total_count: 45, total_pages: 23 });
  });

  test("are filtered", async () => {
    expect((await client.list(`${ACCOUNT}/access/groups?name=p7`)).map(({ name }) => name)).toEqual(["p7"]);
    expect(await client.list(`${ACCOUNT}/access/groups?name=missing`)).toEqual([]);
  });
});
