import {
  ACCOUNT_ID,
  addRecord,
  app,
  checked,
  codesIn,
  configure,
  deploy,
  Deployed,
  drifting,
  healthyTunnel,
  HOST,
  zoneOf,
} from "./fixture";
import { APPLICATION, CONFIG, POLICY, rule, TUNNEL } from "../inventory/fixture";
import { ACCOUNT, APPS, POLICIES, TUNNELS, withClient } from "../rehearsal/cloudflare-api/client";

const client = withClient();
const drift = drifting(client);

const APP = (type: string, name: string) => `${type}.${name}`;
const BYPASS = { name: "office", decision: "bypass", include: [{ everyone: {} }] };

describe("drift of an app", () => {
  let deployed: Deployed;
  beforeEach(async () => (deployed = await deploy(client)));

  const putApplication = (policies: object[], more: object = {}) =>
    client.result("PUT", `${APPS}/${String(deployed.application.id)}`, {
      name: HOST,
      type: "self_hosted",
      destinations: [{ type: "public", uri: HOST }],
      policies,
      ...more,
    });

  test("finds nothing after the apply", async () => {
    const { code, json } = await drift(app());
    expect({ code, ...json, hosts: json.hosts.map(({ hostname }) => hostname) }).toMatchObject({
      code: 0,
      findings: [],
      notCompared: [],
      notRead: [],
      hosts: [HOST],
    });
    expect([...client.api.notUnderstood]).toEqual([]);
  });

  test("compares only the objects of the account that is read", async () => {
    const other = { account_id: "f".repeat(32) };
    const { code, json } = await drift(
      app({
        [TUNNEL]: { other: { ...other, name: "other", config_src: "cloudflare" } },
        [CONFIG]: {
          other: { ...other, tunnel_id: `\${${TUNNEL}.other.id}`, config: { ingress: [rule("b.example.com")] } },
        },
        [POLICY]: { other: { ...other, name: "staff", decision: "allow", include: [{ everyone: {} }] } },
      }),
      { accountId: ACCOUNT_ID },
    );
    const why = "it belongs to account ffffffff, which --account-id selects";
    expect({ code, findings: json.findings }).toEqual({ code: 0, findings: [] });
    expect(json.notCompared).toEqual(
      [POLICY, TUNNEL, CONFIG].map((type) => ({ about: `${type}.other`, why, matters: false })),
    );
  });

  test("finds a host that was added to a tunnel of the app", async () => {
    const { aud } = deployed.application;
    await configure(client, deployed.tunnel, [
      checked(HOST, aud),
      { hostname: "wiki.example.com", service: "http://10.0.0.9:80" },
    ]);
    await addRecord(client, deployed.zone, "wiki.example.com", deployed.tunnel);
    const { code, json, stdout } = await drift(app());
    expect(code).toBe(1);
    expect(codesIn(json)).toEqual(["HostExposed wiki.example.com", "HostUnknown wiki.example.com"]);
    expect(stdout).toContain("Tunnel edge serves this host (http://10.0.0.9:80), and the app does not publish it.");
  });

  test("finds that an application was deleted, and that the connector protects its host alone", async () => {
    await client.result("DELETE", `${APPS}/${String(deployed.application.id)}`);
    expect(codesIn((await drift(app())).json)).toEqual([
      expect.stringMatching(/^HostUnverified /),
      `ProtectionChanged ${HOST}`,
      `RecordWithoutApplication ${HOST}`,
      `ObjectMissing ${APP(APPLICATION, "argocd")}`,
    ]);
  });

  test("finds a policy that matches other users", async () => {
    const include = [{ email_domain: { domain: "example.com" } }, { email: { email: "eve@example.org" } }];
    await client.result("PUT", `${POLICIES}/${deployed.policy}`, { name: "staff", decision: "allow", include });
    const { json } = await drift(app());
    expect(json.findings).toEqual([
      expect.objectContaining({
        code: "ObjectChanged",
        about: APP(POLICY, "staff"),
        message:
          "It matches emails ending in @example.com or eve@example.org in the account, and emails ending in @example.com in the app.",
      }),
    ]);
  });

  test.each([
    [[{ everyone: {} }], [{ email: { email: "a@example.com" } }]],
    [[{ email: { email: "a@example.com" } }], [{ everyone: {} }]],
    [[{ service_token: { token_id: "a" } }], [{ service_token: { token_id: "b" } }]],
    [[{ any_valid_service_token: {} }], [{ certificate: {} }]],
  ])("finds that a policy with the rules %j has the rules %j", async (include, actual) => {
    const other = { name: "other", decision: "non_identity" };
    await client.result("POST", POLICIES, { ...other, include: actual });
    const { json } = await drift(app({ [POLICY]: { other: { account_id: ACCOUNT_ID, ...other, include } } }));
    expect(codesIn(json)).toEqual([`ObjectChanged ${APP(POLICY, "other")}`]);
  });

  test("finds an ingress rule that serves only a path", async () => {
    await configure(client, deployed.tunnel, [{ ...checked(HOST, deployed.application.aud), path: "^/x$" }]);
    expect((await drift(app())).stdout).toContain("path of its ingress rules is ");
  });

  test("finds a bypass that was added to an application, and who passes", async () => {
    const { id } = await client.result("POST", POLICIES, BYPASS);
    await putApplication([
      { id, precedence: 1 },
      { id: deployed.policy, precedence: 2 },
    ]);
    const { json } = await drift(app());
    expect(codesIn(json)).toEqual(
      expect.arrayContaining([
        `BypassAdded ${APP(APPLICATION, "argocd")}`,
        `ObjectChanged ${APP(APPLICATION, "argocd")}`,
        `ProtectionChanged ${HOST}`,
      ]),
    );
    const messages = json.findings.map(({ message }) => message);
    expect(messages).toContain("Policy office lets anyone pass without login (bypass).");
    expect(messages).toContain("Its policies are office, staff in the account, and staff in the app.");
  });

  test("finds a bypass that is written in the application", async () => {
    await putApplication([
      { id: "inline", precedence: 1, ...BYPASS },
      { id: deployed.policy, precedence: 2 },
    ]);
    expect(codesIn((await drift(app())).json)).toContain(`BypassAdded ${APP(APPLICATION, "argocd")}`);
  });

  test("finds an attribute that decides who passes, and that the app does not write", async () => {
    await putApplication([{ id: deployed.policy, precedence: 1 }], { options_preflight_bypass: true });
    expect((await drift(app())).stdout).toContain(
      "options_preflight_bypass is true in the account and false in the app.",
    );
  });

  test("finds that the connector no longer requires a token", async () => {
    await configure(client, deployed.tunnel, [{ hostname: HOST, service: "http://10.0.0.1:80" }]);
    const { json } = await drift(app());
    expect(codesIn(json)).toEqual([
      `HostPartiallyProtected ${HOST}`,
      `ObjectChanged ${HOST}`,
      `ObjectChanged ${HOST}`,
      `ObjectChanged ${HOST}`,
      `ProtectionChanged ${HOST}`,
    ]);
  });

  test("finds a host that is missing in the configuration, and one that is served by another rule", async () => {
    await configure(client, deployed.tunnel, []);
    expect(codesIn((await drift(app())).json)).toContain(`HostMissing ${HOST}`);
    await configure(client, deployed.tunnel, [
      { ...checked(HOST, deployed.application.aud), service: "http://evil:80" },
    ]);
    expect((await drift(app())).stdout).toContain(
      'service of its ingress rules is \\"http://evil:80\\" in the account and \\"http://10.0.0.1:80\\" in the app.',
    );
  });

  test("finds a record that points elsewhere", async () => {
    const [record] = await client.list(`zones/${deployed.zone}/dns_records`);
    const content = "other.example.net";
    await client.result("PUT", `zones/${deployed.zone}/dns_records/${String(record.id)}`, { ...record, content });
    expect(codesIn((await drift(app())).json)).toEqual([
      `RecordMismatch ${HOST}`,
      "ObjectChanged cloudflare_dns_record.argocd",
    ]);
  });

  test("finds a record anywhere in the account that points to a tunnel without an application", async () => {
    const other = await zoneOf(client, "example.net");
    const tunnel = await healthyTunnel(client, "other");
    await configure(client, tunnel, []);
    await addRecord(client, other, "old.example.net", tunnel);
    await addRecord(client, other, "gone.example.net", "0a1b2c3d-0000-4000-8000-000000000000");
    const { code, json, stdout } = await drift(app());
    expect(code).toBe(1);
    expect(codesIn(json)).toEqual([
      "RecordWithoutApplication gone.example.net",
      "RecordWithoutApplication old.example.net",
    ]);
    expect(stdout).toContain("The record points to a tunnel that does not exist");
  });

  test("does not report a record whose name an application of its zone covers", async () => {
    const { tunnel, zone } = deployed;
    await addRecord(client, zone, "zonal.example.com", tunnel);
    await client.result("POST", `zones/${zone}/access/apps`, {
      domain: "zonal.example.com",
      policies: [{ id: deployed.policy }],
    });
    expect(codesIn((await drift(app())).json)).toEqual([]);
  });

  test("does not report a record if the account denies requests without an application", async () => {
    await addRecord(client, deployed.zone, "old.example.com", deployed.tunnel);
    await client.result("PUT", `${ACCOUNT}/access/organizations`, { deny_unmatched_requests: true });
    expect(codesIn((await drift(app())).json)).toEqual([]);
  });

  test("finds several objects that can be the one of the app, and guesses none", async () => {
    await client.result("POST", POLICIES, { name: "staff", decision: "deny" });
    const { json } = await drift(app());
    expect(codesIn(json)).toContain(`ObjectAmbiguous ${APP(POLICY, "staff")}`);
  });

  test("finds everything missing in an empty account", async () => {
    client.close();
    await client.open();
    await zoneOf(client);
    const { code, json } = await drift(app());
    expect(code).toBe(1);
    expect(codesIn(json).every((each) => each.startsWith("ObjectMissing "))).toBe(true);
    expect(codesIn(json)).toHaveLength(5);
  });

  test("does not report a record as missing in a zone that the token cannot read", async () => {
    client.close();
    await client.open();
    const { json } = await drift(app());
    expect(codesIn(json).filter((each) => each.includes("record"))).toEqual([]);
    expect(json.notCompared).toEqual([
      {
        about: "cloudflare_dns_record.argocd",
        why: "its zone is not among the zones that the token can read",
        matters: true,
      },
    ]);
  });

  test("reports what only Terraform can evaluate as incomplete", async () => {
    const { code, json } = await drift(app({ [POLICY]: { other: { account_id: ACCOUNT_ID, name: "${var.name}" } } }));
    expect(code).toBe(3);
    expect(json.notCompared).toEqual([
      { about: APP(POLICY, "other"), why: "only Terraform can evaluate what identifies it", matters: true },
    ]);
  });

  test("renders the same as text", async () => {
    await client.result("DELETE", `${TUNNELS}/${deployed.tunnel}`);
    const { stdout, stderr } = await drift(app(), { format: "text" });
    expect(stdout).toContain(`Account ${ACCOUNT_ID}: `);
    expect(stdout).toContain("Findings\n");
    expect(stdout).toContain("  ! cloudflare_zero_trust_tunnel_cloudflared.edge (ObjectMissing)\n");
    expect(stderr).toBe("");
  });
});
