import { APPS, POLICIES, TUNNELS, withClient } from "./client";

const client = withClient();

const CREATE = "create cloudflare_zero_trust_access_policy p";
const policy = { name: "p", decision: "allow" };
const policies = () => client.cloud.ofType("cloudflare_zero_trust_access_policy");

describe("faults of CloudflareApi", () => {
  test.each([
    ["unavailable", 503],
    ["rate-limit", 429],
    ["conflict", 409],
  ] as const)("%s is answered with %i before the request takes effect", async (kind, status) => {
    client.inject({ call: CREATE, kind, times: 1 });
    const reply = await client.send("POST", POLICIES, policy);
    expect(reply).toMatchObject({ status, body: { success: false } });
    expect(reply.headers.get("retry-after-ms")).toBe("1");
    expect(policies()).toEqual([]);
    expect(client.journal).toMatchObject([{ operation: "create", outcome: "failed before" }]);
    expect((await client.send("POST", POLICIES, policy)).status).toBe(200);
    expect(policies()).toHaveLength(1);
  });

  test("bad-gateway is answered with 502 after the request took effect", async () => {
    client.inject({ call: CREATE, kind: "bad-gateway", times: 1 });
    expect((await client.send("POST", POLICIES, policy)).status).toBe(502);
    expect(policies()).toHaveLength(1);
    expect(client.journal).toMatchObject([{ outcome: "failed after" }]);
  });

  test("lost-answer closes the connection after the request took effect, so that a repetition creates a second object", async () => {
    client.inject({ call: CREATE, kind: "lost-answer", times: 1 });
    await expect(client.send("POST", POLICIES, policy)).rejects.toThrow("fetch failed");
    expect(policies()).toHaveLength(1);
    const { id } = await client.result("POST", POLICIES, policy);
    expect(policies().map((each) => each.id)).toEqual([expect.not.stringMatching(String(id)), id]);
  });

  test("a fault without a limit lasts", async () => {
    client.inject({ call: CREATE, kind: "unavailable", times: Infinity });
    for (let i = 0; i < 5; i++) expect((await client.send("POST", POLICIES, policy)).status).toBe(503);
  });

  test("a fault applies only to the call of its name", async () => {
    client.inject({ call: CREATE, kind: "unavailable", times: 1 });
    expect((await client.send("POST", POLICIES, { ...policy, name: "q" })).status).toBe(200);
    expect((await client.send("GET", POLICIES)).status).toBe(200);
  });

  test("stale-read returns the object as it was before the last change", async () => {
    const { id } = await client.result("POST", POLICIES, policy);
    const path = `${POLICIES}/${String(id)}`;
    const read = "read cloudflare_zero_trust_access_policy p";
    client.inject({ call: read, kind: "stale-read", times: 1 });
    expect((await client.send("GET", path)).status).toBe(404);
    await client.result("PUT", path, { ...policy, decision: "deny" });
    client.inject({ call: read, kind: "stale-read", times: 1 });
    expect(await client.result("GET", path)).toMatchObject({ decision: "allow" });
    expect(await client.result("GET", path)).toMatchObject({ decision: "deny" });
  });

  test("stale-read still returns a deleted object", async () => {
    const { id } = await client.result("POST", POLICIES, policy);
    const path = `${POLICIES}/${String(id)}`;
    await client.result("DELETE", path);
    client.inject({ call: `read cloudflare_zero_trust_access_policy ${String(id)}`, kind: "stale-read", times: 1 });
    expect(await client.result("GET", path)).toMatchObject({ name: "p" });
    expect((await client.send("GET", path)).status).toBe(404);
  });

  test("partial-list returns the first half as if it were complete", async () => {
    for (const name of ["a", "b", "c"]) await client.result("POST", TUNNELS, { name });
    const call = "read cloudflare_zero_trust_tunnel_cloudflared list";
    client.inject({ call, kind: "partial-list", times: 1 });
    const { body } = await client.send("GET", TUNNELS);
    expect(body.result).toMatchObject([{ name: "a" }]);
    expect(body.result_info).toMatchObject({ total_count: 1, total_pages: 1 });
    expect(await client.list(TUNNELS)).toHaveLength(3);
  });

  test("a read can fail and lose its answer as well", async () => {
    const read = "read cloudflare_zero_trust_access_application list";
    client.inject({ call: read, kind: "rate-limit", times: 1 });
    expect((await client.send("GET", APPS)).status).toBe(429);
    client.inject({ call: read, kind: "lost-answer", times: Infinity });
    await expect(client.send("GET", APPS)).rejects.toThrow("fetch failed");
  });
});
