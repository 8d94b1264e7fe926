import { app, codesIn, deploy, Deployed, drifting, ACCOUNT_ID } from "./fixture";
import { TUNNEL } from "../inventory/fixture";
import { ACCOUNT, APPS, withClient } from "../rehearsal/cloudflare-api/client";

const client = withClient();
const drift = drifting(client);

const ROUTE = `${TUNNEL}_route`;
const withRoute = () =>
  app({ [ROUTE]: { pods: { account_id: ACCOUNT_ID, network: "10.10.0.0/16", tunnel_id: `\${${TUNNEL}.edge.id}` } } });

describe("drift of an app with private routes", () => {
  let deployed: Deployed;
  beforeEach(async () => {
    deployed = await deploy(client);
    const tunnel_id = deployed.tunnel;
    await client.result("POST", `${ACCOUNT}/teamnet/routes`, { network: "10.10.0.0/16", tunnel_id });
    await client.result("PUT", `${ACCOUNT}/devices/settings`, {
      gateway_proxy_enabled: true,
      gateway_udp_proxy_enabled: true,
    });
    await client.result("POST", APPS, { name: "Enrollment", type: "warp", policies: [{ id: deployed.policy }] });
    await client.result("PATCH", `${ACCOUNT}/devices/policy`, { exclude: [{ address: "192.168.0.0/16" }] });
    const block = { name: "guard", enabled: true, filters: ["l4"], action: "block", precedence: 1 };
    await client.result("POST", `${ACCOUNT}/gateway/rules`, { ...block, traffic: "net.dst.ip in {10.10.0.0/16}" });
  });

  test("finds nothing if the account has the required settings", async () => {
    expect(codesIn((await drift(withRoute())).json)).toEqual([]);
  });

  const settings = async () => {
    const { json } = await drift(withRoute());
    return json.findings
      .filter(({ code }) => code === "SettingMismatch")
      .map(({ message }) => /In the account: (.*?)\. So /.exec(message)?.[1]);
  };

  test("finds disabled proxies", async () => {
    await client.result("PUT", `${ACCOUNT}/devices/settings`, { gateway_udp_proxy_enabled: false });
    expect(await settings()).toEqual(["gateway_udp_proxy_enabled disabled"]);
  });

  test("finds that no policy allows devices to enroll", async () => {
    const [enrollment] = (await client.list(APPS)).filter(({ type }) => type === "warp");
    await client.result("DELETE", `${APPS}/${String(enrollment.id)}`);
    expect(await settings()).toEqual(["no policy for enrollment"]);
  });

  test.each([
    [{ service_mode_v2: { mode: "1dot1" } }, "client mode 1dot1"],
    [{ exclude: [{ address: "10.0.0.0/8" }] }, "10.10.0.0/16 excluded"],
    [{ include: [{ address: "10.20.0.0/16" }], exclude: [] }, "10.10.0.0/16 not included"],
  ])("finds another value in the default profile (%j)", async (change, expected) => {
    await client.result("PATCH", `${ACCOUNT}/devices/policy`, change);
    expect(await settings()).toEqual([expected]);
  });

  test("finds a route without a guarding policy, and one that the app does not contain", async () => {
    const [guard] = await client.list(`${ACCOUNT}/gateway/rules`);
    await client.result("DELETE", `${ACCOUNT}/gateway/rules/${String(guard.id)}`);
    await client.result("POST", `${ACCOUNT}/teamnet/routes`, { network: "10.30.0.0/16", tunnel_id: deployed.tunnel });
    expect(codesIn((await drift(withRoute())).json)).toEqual([
      'RouteExposed tunnel_cloudflared_route "10.10.0.0/16"',
      'RouteExposed tunnel_cloudflared_route "10.30.0.0/16"',
      'RouteUnknown tunnel_cloudflared_route "10.30.0.0/16"',
    ]);
  });

  test("finds unhealthy connectors of its tunnel", async () => {
    const [before] = client.cloud.ofType(TUNNEL);
    const after = { ...before, state: { ...before.state, status: "degraded" } };
    client.cloud.apply({ operation: "update", before, after });
    expect(codesIn((await drift(withRoute())).json)).toEqual(['TunnelUnhealthy tunnel_cloudflared "edge"']);
  });
});
