import { ACCOUNT, APPS, POLICIES, RULES, TUNNELS, withClient } from "./client";

const client = withClient();

const ZONE = "zones/0123456789abcdef0123456789abcdef";

/** A collection, a body that creates an object, and one that changes it. */
const COLLECTIONS: [string, string, "PUT" | "PATCH", object, object][] = [
  ["Access applications", APPS, "PUT", { name: "a", domain: "a.example.com" }, { name: "b", domain: "a.example.com" }],
  ["Access policies", POLICIES, "PUT", { name: "p", decision: "allow" }, { name: "p", decision: "deny" }],
  ["Access groups", `${ACCOUNT}/access/groups`, "PUT", { name: "g" }, { name: "h" }],
  ["service tokens", `${ACCOUNT}/access/service_tokens`, "PUT", { name: "s" }, { name: "s", duration: "1h" }],
  ["identity providers", `${ACCOUNT}/access/identity_providers`, "PUT", { name: "i", type: "okta" }, { name: "j" }],
  ["applications of a zone", `${ZONE}/access/apps`, "PUT", { domain: "z.example.com" }, { domain: "y.example.com" }],
  ["tunnels", TUNNELS, "PATCH", { name: "t", config_src: "cloudflare" }, { name: "u" }],
  ["routes", `${ACCOUNT}/teamnet/routes`, "PATCH", { network: "10.0.0.0/8", tunnel_id: "t" }, { comment: "c" }],
  ["virtual networks", `${ACCOUNT}/teamnet/virtual_networks`, "PATCH", { name: "lab" }, { comment: "c" }],
  ["hostname routes", `${ACCOUNT}/zerotrust/routes/hostname`, "PATCH", { hostname: "a.internal" }, { comment: "c" }],
  ["Gateway policies", RULES, "PUT", { name: "r", action: "block" }, { name: "r", action: "allow" }],
  [
    "Gateway lists",
    `${ACCOUNT}/gateway/lists`,
    "PUT",
    { name: "l", type: "IP" },
    { name: "l", items: [{ value: "x" }] },
  ],
  ["DNS records", `${ZONE}/dns_records`, "PUT", { name: "a.example.com", type: "A" }, { name: "b.example.com" }],
  ["notifications", `${ACCOUNT}/alerting/v3/policies`, "PUT", { name: "n" }, { name: "n", enabled: false }],
  ["webhooks", `${ACCOUNT}/alerting/v3/destinations/webhooks`, "PUT", { name: "w" }, { name: "v", url: "https://a" }],
  ["device profiles", `${ACCOUNT}/devices/policy`, "PATCH", { name: "d", match: "x" }, { description: "c" }],
];

describe("CloudflareApi", () => {
  test.each(COLLECTIONS)("creates, reads, changes, lists and deletes %s", async (_, path, method, body, change) => {
    const created = await client.result("POST", path, body);
    const id = String(created.id ?? created.policy_id);
    expect(created).toMatchObject(body);
    const item = `${path}/${id}`;
    const listPath = path.endsWith("/policy") ? `${ACCOUNT}/devices/policies` : path;
    const { client_secret: _secret, ...readable } = created;
    expect(await client.result("GET", item)).toEqual(readable);
    const changed = await client.result(method, item, change);
    expect(changed).toMatchObject(change);
    expect(String(changed.id ?? changed.policy_id)).toBe(id);
    expect(await client.list(listPath)).toEqual([changed]);
    expect(await client.result("DELETE", item)).toEqual({ id });
    expect(await client.list(listPath)).toEqual([]);
    expect([...client.api.notUnderstood]).toEqual([]);
  });

  test("keeps the settings of the organization that a request does not contain", async () => {
    const path = `${ACCOUNT}/access/organizations`;
    expect(await client.result("GET", path)).toMatchObject({ session_duration: "24h" });
    await client.result("PUT", path, { name: "Example", deny_unmatched_requests: true });
    const changed = await client.result("PUT", path, { session_duration: "8h" });
    expect(changed).toMatchObject({ name: "Example", deny_unmatched_requests: true, session_duration: "8h" });
    expect(await client.result("GET", path)).toEqual(changed);
  });

  test("resets the device settings with DELETE", async () => {
    const path = `${ACCOUNT}/devices/settings`;
    expect(await client.result("PUT", path, { gateway_proxy_enabled: true })).toMatchObject({
      gateway_proxy_enabled: true,
      gateway_udp_proxy_enabled: false,
    });
    expect(await client.result("DELETE", path)).toMatchObject({ gateway_proxy_enabled: false });
    expect(await client.result("GET", path)).toMatchObject({ gateway_proxy_enabled: false });
  });

  test("never returns the secret of a webhook", async () => {
    const path = `${ACCOUNT}/alerting/v3/destinations/webhooks`;
    expect(await client.result("POST", path, { name: "w", secret: "hunter2" })).not.toHaveProperty("secret");
  });

  test("creates one application for device enrollment", async () => {
    const warp = { name: "Device enrollment", type: "warp" };
    expect(await client.result("POST", APPS, warp)).toMatchObject({ type: "warp", domain: expect.any(String) });
    const { status } = await client.send("POST", APPS, warp);
    expect(status).toBe(409);
  });

  test("replaces an object with PUT and keeps what it assigned", async () => {
    const { id, aud } = await client.result("POST", APPS, { domain: "a.example.com", custom_deny_url: "https://x" });
    const after = await client.result("PUT", `${APPS}/${String(id)}`, { domain: "a.example.com" });
    expect(after).toMatchObject({ id, aud, session_duration: "24h" });
    expect(after.custom_deny_url).toBeUndefined();
  });

  test("resets an attribute that is null with PATCH", async () => {
    const path = `${ACCOUNT}/teamnet/virtual_networks`;
    const { id } = await client.result("POST", path, { name: "lab", comment: "old" });
    expect(await client.result("PATCH", `${path}/${String(id)}`, { comment: null })).toMatchObject({
      name: "lab",
      comment: "",
    });
  });

  test("returns the destinations of an application in all three attributes", async () => {
    const uris = ["a.example.com", "b.example.com/x"];
    const destinations = uris.map((uri) => ({ type: "public", uri }));
    const derived = { domain: uris[0], self_hosted_domains: uris };
    expect(await client.result("POST", APPS, { destinations })).toMatchObject(derived);
    expect(await client.result("POST", APPS, { domain: "c.example.com" })).toMatchObject({
      destinations: [{ type: "public", uri: "c.example.com" }],
      self_hosted_domains: ["c.example.com"],
    });
  });

  test("returns the current content of an application's policies", async () => {
    const { id } = await client.result("POST", POLICIES, { name: "p", decision: "allow" });
    const app = await client.result("POST", APPS, { domain: "a.example.com", policies: [{ id }, { id: "elsewhere" }] });
    await client.result("PUT", `${POLICIES}/${String(id)}`, { name: "p", decision: "deny" });
    const { policies } = await client.result("GET", `${APPS}/${String(app.id)}`);
    expect(policies).toEqual([
      expect.objectContaining({ id, decision: "deny", precedence: 1, reusable: true }),
      { id: "elsewhere", precedence: 2 },
    ]);
  });

  test("returns the secret of a service token once", async () => {
    const path = `${ACCOUNT}/access/service_tokens`;
    const created = await client.result("POST", path, { name: "s" });
    expect(created.client_secret).toMatch(/^client-secret-/);
    expect(await client.result("GET", `${path}/${String(created.id)}`)).not.toHaveProperty("client_secret");
  });

  test("never returns the secret of a tunnel, but a token with it", async () => {
    const { id, tunnel_secret: secret } = await client.result("POST", TUNNELS, {
      name: "t",
      tunnel_secret: "c2VjcmV0",
    });
    expect(secret).toBeUndefined();
    const token = (await client.result("GET", `${TUNNELS}/${String(id)}/token`)) as unknown as string;
    expect(JSON.parse(Buffer.from(token, "base64").toString())).toEqual({
      a: ACCOUNT.replace("accounts/", ""),
      t: id,
      s: "c2VjcmV0",
    });
  });

  test("gives each configuration of a tunnel a version", async () => {
    const { id } = await client.result("POST", TUNNELS, { name: "t" });
    const path = `${TUNNELS}/${String(id)}/configurations`;
    expect(await client.result("GET", path)).toMatchObject({ config: null, version: 0 });
    const config = { ingress: [{ service: "http_status:404" }] };
    expect(await client.result("PUT", path, { config })).toMatchObject({ config, version: 1 });
    expect(await client.result("PUT", path, { config })).toMatchObject({ config, version: 2 });
    expect(client.journal.filter(({ operation }) => operation !== "read").map((each) => each.operation)).toEqual([
      "create",
      "create",
      "update",
    ]);
  });

  test("looks zones up by name, and then by id", async () => {
    const [{ id }] = await client.list("zones?name=example.com");
    expect(await client.result("GET", `zones/${String(id)}`)).toMatchObject({ id, name: "example.com" });
    expect(await client.list("zones")).toHaveLength(1);
    expect((await client.send("GET", "zones/0123")).status).toBe(404);
  });

  test("completes relative names of records", async () => {
    const [{ id }] = await client.list("zones?name=example.com");
    const path = `zones/${String(id)}/dns_records`;
    const names = ["a", "@", "B.example.com"].map(async (name) => client.result("POST", path, { name, type: "TXT" }));
    expect((await Promise.all(names)).map(({ name }) => name)).toEqual([
      "a.example.com",
      "example.com",
      "b.example.com",
    ]);
  });

  test("normalizes networks and hostnames of routes", async () => {
    const routes = `${ACCOUNT}/teamnet/routes`;
    expect(await client.result("POST", routes, { network: "10.0.0.1", tunnel_id: "t" })).toMatchObject({
      network: "10.0.0.1/32",
      virtual_network_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(client.cloud.ofType("cloudflare_zero_trust_tunnel_cloudflared_route")[0].values).not.toHaveProperty(
      "virtual_network_id",
    );
    const hostnames = `${ACCOUNT}/zerotrust/routes/hostname`;
    const body = { hostname: "*.k8s.internal", tunnel_id: "t" };
    expect(await client.result("POST", hostnames, body)).toMatchObject({ hostname: "k8s.internal" });
  });

  test("assigns the precedence and the version of a Gateway policy", async () => {
    const first = await client.result("POST", RULES, { name: "a", action: "block", filters: ["l4"] });
    const second = await client.result("POST", RULES, { name: "b", action: "block", filters: ["l4"] });
    expect([first.precedence, second.precedence]).toEqual([1000, 2000]);
    expect(await client.result("PUT", `${RULES}/${String(first.id)}`, { name: "a", action: "allow" })).toMatchObject({
      precedence: 1000,
      version: 2,
      traffic: "",
      enabled: false,
    });
  });

  test("keeps the lists of the default and of a custom device profile", async () => {
    const policy = `${ACCOUNT}/devices/policy`;
    const { policy_id: id } = await client.result("POST", policy, { name: "d", match: "x", include: [{ host: "a" }] });
    for (const profile of [policy, `${policy}/${String(id)}`]) {
      const exclude = [{ address: "10.0.0.0/8" }];
      expect(await client.result("PUT", `${profile}/exclude`, exclude)).toEqual(exclude);
      expect(await client.result("GET", profile)).toMatchObject({ exclude });
      expect(await client.result("GET", `${profile}/exclude`)).toEqual(exclude);
      const domains = [{ suffix: "internal", dns_server: ["10.0.0.53"] }];
      expect(await client.result("GET", `${profile}/fallback_domains`)).toEqual([]);
      expect(await client.result("PUT", `${profile}/fallback_domains`, domains)).toEqual(domains);
    }
    expect(await client.result("GET", `${policy}/${String(id)}/include`)).toEqual([{ host: "a" }]);
    expect(await client.result("PATCH", policy, { switch_locked: true })).toMatchObject({
      switch_locked: true,
      default: true,
    });
  });

  test("creates, reads, lists and deletes the certificate authority of an application", async () => {
    const app = await client.result("POST", APPS, { destinations: [{ type: "public", uri: "ssh.example.com" }] });
    const authority = `${APPS}/${String(app.id)}/ca`;
    expect((await client.send("GET", authority)).status).toBe(404);
    const created = await client.result("POST", authority);
    expect(created).toMatchObject({ aud: app.aud, public_key: expect.stringMatching(/^ecdsa-sha2-nistp256 /) });
    expect(await client.result("GET", authority)).toEqual(created);
    expect(await client.list(`${APPS}/ca`)).toEqual([created]);
    expect(await client.list(`${APPS.replace("0123", "ffff")}/ca`)).toEqual([]);
    const [object] = client.cloud.ofType("cloudflare_zero_trust_access_short_lived_certificate");
    expect(object).toMatchObject({ id: app.id, values: { app_id: app.id, aud: app.aud } });
    expect(await client.result("DELETE", authority)).toEqual({ id: created.id });
    expect(await client.list(`${APPS}/ca`)).toEqual([]);
    expect([...client.api.notUnderstood]).toEqual([]);
  });

  test("stores what the checks read in Terraform's spelling", async () => {
    const { id } = await client.result("POST", TUNNELS, { name: "t" });
    const access = { required: true, teamName: "example", audTag: ["aud"] };
    const ingress = [{ service: "http://web", originRequest: { access, noTLSVerify: true, matchSNItoHost: true } }];
    await client.result("PUT", `${TUNNELS}/${String(id)}/configurations`, { config: { ingress } });
    await client.result("POST", POLICIES, { decision: "allow", include: [{ azureAD: { id: "g" } }] });
    const [configuration] = client.cloud.ofType("cloudflare_zero_trust_tunnel_cloudflared_config");
    expect(configuration).toMatchObject({
      id,
      name: "config of t",
      values: {
        tunnel_id: id,
        account_id: ACCOUNT.replace("accounts/", ""),
        config: {
          ingress: [
            {
              origin_request: {
                access: { required: true, team_name: "example", aud_tag: ["aud"] },
                no_tls_verify: true,
                match_sn_ito_host: true,
              },
            },
          ],
        },
      },
    });
    const [policy] = client.cloud.ofType("cloudflare_zero_trust_access_policy");
    expect(policy.values.include).toEqual([{ azure_ad: { id: "g" } }]);
  });
});
