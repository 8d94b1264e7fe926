import { ACCOUNT, APPS, POLICIES, RULES, TUNNELS, withClient } from "./client";

const client = withClient();

const destinations = [{ type: "public", uri: "a.example.com" }];
const ingress = [{ hostname: "a.example.com", service: "http://web" }, { service: "http_status:404" }];

describe("behaviors of CloudflareApi", () => {
  test("a host has one application", async () => {
    await client.result("POST", APPS, { destinations });
    const reply = await client.send("POST", APPS, { destinations });
    expect(reply).toMatchObject({
      status: 409,
      body: { errors: [{ code: 11010, message: expect.stringContaining("application_already_exists") }] },
    });
    expect(client.journal.at(-1)).toMatchObject({ outcome: "refused", refusal: { code: "AlreadyExists" } });
  });

  test("a policy that an application uses cannot be deleted", async () => {
    const { id } = await client.result("POST", POLICIES, { name: "p" });
    const app = await client.result("POST", APPS, { destinations, policies: [{ id, precedence: 1 }] });
    const path = `${POLICIES}/${String(id)}`;
    expect((await client.send("DELETE", path)).status).toBe(409);
    await client.result("DELETE", `${APPS}/${String(app.id)}`);
    expect((await client.send("DELETE", path)).status).toBe(200);
  });

  test("a deleted tunnel takes its configuration and its routes along, and is still returned", async () => {
    const { id } = await client.result("POST", TUNNELS, { name: "t" });
    const tunnel = `${TUNNELS}/${String(id)}`;
    await client.result("PUT", `${tunnel}/configurations`, { config: { ingress } });
    const route = await client.result("POST", `${ACCOUNT}/teamnet/routes`, { network: "10.0.0.0/8", tunnel_id: id });
    await client.result("DELETE", tunnel);
    expect(client.cloud.objects()).toEqual([]);
    expect((await client.send("DELETE", `${ACCOUNT}/teamnet/routes/${String(route.id)}`)).status).toBe(404);
    expect((await client.send("PUT", `${tunnel}/configurations`, { config: { ingress } })).status).toBe(404);
    expect((await client.send("GET", `${tunnel}/configurations`)).status).toBe(404);
    expect((await client.send("GET", `${tunnel}/token`)).status).toBe(404);
    expect(await client.result("GET", tunnel)).toMatchObject({ id, name: "t", deleted_at: expect.any(String) });
    expect(await client.list(TUNNELS)).toEqual([]);
  });

  test("a deleted device profile takes its list of local domains along", async () => {
    const { policy_id: id } = await client.result("POST", `${ACCOUNT}/devices/policy`, { name: "d", match: "x" });
    const profile = `${ACCOUNT}/devices/policy/${String(id)}`;
    await client.result("PUT", `${profile}/fallback_domains`, [{ suffix: "internal" }]);
    await client.result("DELETE", profile);
    expect(client.cloud.objects()).toEqual([]);
    expect((await client.send("GET", `${profile}/fallback_domains`)).status).toBe(404);
    expect((await client.send("PUT", `${profile}/fallback_domains`, [])).status).toBe(404);
  });

  test("a deleted application takes its certificate authority along", async () => {
    const { id } = await client.result("POST", APPS, { destinations });
    const authority = `${APPS}/${String(id)}/ca`;
    await client.result("POST", authority);
    await client.result("DELETE", `${APPS}/${String(id)}`);
    expect(client.cloud.objects()).toEqual([]);
    expect((await client.send("GET", authority)).status).toBe(404);
    expect((await client.send("POST", authority)).status).toBe(404);
  });

  test("an application has one certificate authority", async () => {
    const { id } = await client.result("POST", APPS, { destinations });
    await client.result("POST", `${APPS}/${String(id)}/ca`);
    expect(await client.send("POST", `${APPS}/${String(id)}/ca`)).toMatchObject({ status: 409 });
    expect(client.journal.at(-1)).toMatchObject({ outcome: "refused", refusal: { code: "AlreadyExists" } });
  });

  test("the policies of two accounts have precedences of their own", async () => {
    const rule = { name: "a", action: "block", filters: ["l4"] };
    const other = RULES.replace("0123", "ffff");
    await client.result("POST", RULES, { ...rule, precedence: 5 });
    await client.result("POST", other, { ...rule, precedence: 5 });
    expect(await client.result("POST", other, { ...rule, name: "b" })).toMatchObject({ precedence: 1005 });
    await client.result("POST", RULES, { ...rule, name: "b", precedence: 9000 });
    expect(await client.result("POST", other, { ...rule, name: "c" })).toMatchObject({ precedence: 2005 });
  });

  test("a tunnel with connections cannot be deleted", async () => {
    const { id } = await client.result("POST", TUNNELS, { name: "t" });
    client.cloud.hasLiveConnections = true;
    const reply = await client.send("DELETE", `${TUNNELS}/${String(id)}`);
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ code: 1022 }] } });
  });

  test("a precedence is unique among policies of a kind", async () => {
    const rule = { action: "block", filters: ["l4"], precedence: 5 };
    await client.result("POST", RULES, { ...rule, name: "a" });
    expect((await client.send("POST", RULES, { ...rule, name: "b" })).status).toBe(409);
    expect((await client.send("POST", RULES, { ...rule, name: "c", filters: ["dns"] })).status).toBe(200);
  });

  test("hooks receive the cloud after each change that took effect", async () => {
    const seen: number[] = [];
    client.hooks = { onChange: (cloud) => void seen.push(cloud.objects().length) };
    const { id } = await client.result("POST", APPS, { destinations });
    await client.send("POST", APPS, { destinations });
    await client.result("GET", `${APPS}/${String(id)}`);
    await client.result("DELETE", `${APPS}/${String(id)}`);
    expect(seen).toEqual([1, 0]);
  });
});
