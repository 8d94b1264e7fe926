import {
  ACCOUNT_ID,
  addRecord,
  app,
  checked,
  codesIn,
  configure,
  deploy,
  drifting,
  healthyTunnel,
  HOST,
  TOKEN,
  zoneOf,
} from "./fixture";
import { ACCOUNT, APPS, POLICIES, withClient } from "../rehearsal/cloudflare-api/client";

const client = withClient();
const drift = drifting(client);

describe("drift --account", () => {
  test("lists the hosts of all tunnels, those that more users reach first", async () => {
    const { tunnel, zone, application } = await deploy(client);
    const open = (hostname: string) => ({ hostname, service: "http://10.0.0.2:80" });
    await configure(client, tunnel, [
      checked(HOST, application.aud),
      open("a-without-record.example.com"),
      open("status.example.com"),
      open("wiki.example.com"),
    ]);
    await addRecord(client, zone, "status.example.com", tunnel, { comment: "public: status page" });
    await addRecord(client, zone, "wiki.example.com", tunnel);
    const { code, stdout } = await drift(undefined, { format: "text" });
    expect(code).toBe(1);
    expect(stdout.split("\n").slice(0, 8)).toEqual([
      `Account ${ACCOUNT_ID}: 4 hosts on 1 tunnel, 2 EXPOSED, 2 findings`,
      "",
      "Hosts",
      "  EXPOSED          wiki.example.com              tunnel edge (healthy)",
      "  EXPOSED          a-without-record.example.com  tunnel edge (healthy); no DNS record",
      "  declared public  status.example.com            tunnel edge (healthy)",
      "  two layers       argocd.example.com            tunnel edge (healthy)",
      "",
    ]);
  });

  test("is incomplete if the token cannot read the zone of a host, and names the host", async () => {
    const { tunnel, application } = await deploy(client);
    await configure(client, tunnel, [checked(HOST, application.aud), checked("wiki.hidden.test", application.aud)]);
    const { code, stdout } = await drift(undefined, { format: "text" });
    expect(code).toBe(3);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "? zones of hosts (zones): the list contains no zone of wiki.hidden.test; the account contains none",
    );
  });

  test("reports a host of a tunnel whose rules are in a file of its connector, unless an application covers it", async () => {
    const zone = await zoneOf(client);
    const tunnel = await healthyTunnel(client, "office", { config_src: "local" });
    await addRecord(client, zone, "wiki.example.com", tunnel);
    await addRecord(client, zone, "crm.example.com", tunnel);
    const policy = { name: "staff", decision: "allow", include: [{ email_domain: { domain: "example.com" } }] };
    const { id } = await client.result("POST", POLICIES, policy);
    await client.result("POST", APPS, { domain: "crm.example.com", policies: [{ id }] });
    const { json } = await drift(undefined);
    expect(json.hosts.map(({ hostname, protection }) => [hostname, protection.state])).toEqual([
      ["wiki.example.com", "exposed"],
      ["crm.example.com", "one layer"],
    ]);
    expect(codesIn(json)).toEqual(["HostExposed wiki.example.com"]);
  });

  test("counts a policy that is written in its application, which the account does not list", async () => {
    const zone = await zoneOf(client);
    const tunnel = await healthyTunnel(client, "office");
    await addRecord(client, zone, "wiki.example.com", tunnel);
    await configure(client, tunnel, [{ hostname: "wiki.example.com", service: "http://10.0.0.2:80" }]);
    const policies = [{ id: "p1", name: "all", decision: "allow", include: [{ everyone: {} }] }];
    await client.result("POST", APPS, { domain: "wiki.example.com", policies });
    const { json, stdout } = await drift(undefined);
    expect(codesIn(json)).toEqual(["HostExposed wiki.example.com"]);
    expect(stdout).toContain("Policy all allows an");
  });

  test("ignores tunnels, routes and policies that were deleted", async () => {
    const tunnel = await healthyTunnel(client, "office", { deleted_at: "2026-01-01T00:00:00Z" });
    await client.result("POST", `${ACCOUNT}/teamnet/routes`, {
      network: "10.0.0.0/8",
      tunnel_id: tunnel,
      deleted_at: "x",
    });
    const { code, json } = await drift(undefined);
    expect({ code, hosts: json.hosts, findings: json.findings }).toEqual({ code: 0, hosts: [], findings: [] });
  });

  test("reports private routes that every enrolled device reaches", async () => {
    const tunnel_id = await healthyTunnel(client, "office");
    await client.result("POST", `${ACCOUNT}/teamnet/routes`, { network: "10.1.0.0/16", tunnel_id });
    await client.result("POST", `${ACCOUNT}/zerotrust/routes/hostname`, { hostname: "db.internal", tunnel_id });
    const { code, json } = await drift(undefined);
    expect(code).toBe(1);
    expect(codesIn(json)).toEqual([
      'RouteExposed network_hostname_route "db.internal"',
      'RouteExposed tunnel_cloudflared_route "10.1.0.0/16"',
    ]);
  });

  test("accepts a route that a Gateway policy guards with a list, whose items it reads", async () => {
    const tunnel_id = await healthyTunnel(client, "office");
    await client.result("POST", `${ACCOUNT}/teamnet/routes`, { network: "10.1.0.0/16", tunnel_id });
    const rule = {
      enabled: true,
      filters: ["l4"],
      action: "block",
      precedence: 1,
      name: "block",
      traffic: "net.dst.ip in {10.1.0.0/16}",
    };
    await client.result("POST", `${ACCOUNT}/gateway/rules`, rule);
    expect((await drift(undefined)).code).toBe(0);
  });

  test("lists unhealthy tunnels and outdated connectors as notices, and as findings with --strict", async () => {
    const connections = [
      { id: "old", version: "2024.1.0", conns: [] },
      { id: "broken", version: "2026.8.1", conns: [] },
      { id: "own", version: "DEV", conns: [] },
    ];
    await healthyTunnel(client, "office", { connections });
    await healthyTunnel(client, "attic", { status: "down", connections: [] });
    await healthyTunnel(client, "cellar", { status: "inactive", connections: [] });
    await healthyTunnel(client, "hall", { status: "degraded" });
    const { code, json } = await drift(undefined);
    expect(code).toBe(0);
    expect(json.findings.map(({ code: each, message }) => `${each}: ${message}`)).toEqual([
      "TunnelUnhealthy: The tunnel is down: no connector is connected.",
      "TunnelUnhealthy: The tunnel is inactive: no connector was ever connected.",
      "TunnelUnhealthy: The tunnel is degraded: not all connections of its 1 connectors are established.",
      "ConnectorOutdated: Connector broken runs cloudflared 2026.8.1, which normalizes paths differently from Access, so that a request can bypass it.",
      "ConnectorOutdated: Connector old runs cloudflared 2024.1.0, which is more than one year old and not supported.",
    ]);
    expect((await drift(undefined, { strict: true })).code).toBe(1);
  });

  test("tells apart two objects with the same name", async () => {
    const ids = [
      await healthyTunnel(client, "office", { status: "down" }),
      await healthyTunnel(client, "office", { status: "down" }),
    ];
    const { json } = await drift(undefined);
    expect(json.findings.map(({ about }) => about).sort()).toEqual(
      ids.map((id) => `tunnel_cloudflared "office" (${id})`).sort(),
    );
  });
});

describe("drift of an account that cannot be read completely", () => {
  test.each([
    ["list cloudflare_zero_trust_access_application", "Access applications", "Access: Apps and Policies: Read"],
    ["list cloudflare_dns_record", "DNS records of example.com", "DNS: Read"],
    ["list cloudflare_zero_trust_gateway_policy", "Gateway policies", "Zero Trust: Read"],
  ])("is incomplete, and names the permission (%s)", async (call, what, permission) => {
    await deploy(client);
    client.inject({ call: `read ${call.split(" ")[1]} list`, kind: "denied", times: Infinity });
    const { code, json } = await drift(app());
    expect(json.notRead).toContainEqual(
      expect.objectContaining({ what, permission, why: "HTTP 403: injected fault: denied (10001)" }),
    );
    expect(code).not.toBe(0);
    if (!call.includes("application") && !call.includes("record")) expect(code).toBe(3);
  });

  test("does not report what it could not read as missing", async () => {
    await deploy(client);
    client.inject({ call: "read cloudflare_zero_trust_access_policy list", kind: "denied", times: Infinity });
    const { json } = await drift(app());
    expect(json.findings.filter(({ code }) => code === "ObjectMissing")).toEqual([]);
    expect(json.notCompared.map(({ why }) => why)).toContain("Access policies could not be read");
  });

  test.each(["rate-limit", "unavailable", "bad-gateway", "lost-answer"] as const)(
    "repeats a request after a temporary failure (%s)",
    async (kind) => {
      await deploy(client);
      client.inject({ call: "read cloudflare_zero_trust_tunnel_cloudflared list", kind, times: 3 });
      expect((await drift(app())).code).toBe(0);
    },
  );

  test("is incomplete if a temporary failure does not end", async () => {
    await deploy(client);
    client.inject({ call: `read cloudflare_zero_trust_tunnel_cloudflared list`, kind: "unavailable", times: Infinity });
    const { code, json } = await drift(app());
    expect(json.notRead.map(({ what }) => what)).toContain("tunnels");
    expect(code).not.toBe(0);
  });

  test("prints no token in any format", async () => {
    await deploy(client);
    for (const format of ["text", "json"] as const) {
      const { stdout, stderr } = await drift(app(), { format });
      expect(stdout + stderr).not.toContain(TOKEN);
    }
  });

  test("does not print the secret of a tunnel", async () => {
    await deploy(client);
    const secret = "c2VjcmV0LXNlY3JldA==";
    const { stdout } = await drift(
      app({
        cloudflare_zero_trust_tunnel_cloudflared: {
          edge: { account_id: ACCOUNT_ID, name: "edge", tunnel_secret: secret },
        },
      }),
    );
    expect(stdout).not.toContain(secret);
  });
});
