import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  ACCOUNT_ID,
  addRecord,
  app,
  configure,
  deploy,
  FAST,
  healthyTunnel,
  HOST,
  Ran,
  running,
  TOKEN,
  zoneOf,
} from "./fixture";
import { adopt, AdoptOptions } from "../../lib/cli/adopt";
import { blocks } from "../../lib/core/terraform/values";
import { readStacks } from "../../lib/inventory";
import { temporaryDirectory, writeApp, writeTerraform } from "../cli/fixture";
import { APPLICATION, CONFIG, POLICY, RECORD, TUNNEL } from "../inventory/fixture";
import { ACCOUNT, APPS, POLICIES, TUNNELS, withClient } from "../rehearsal/cloudflare-api/client";

const client = withClient();
const directory = temporaryDirectory("adopt-");
let runs = 0;

/** A remark of the result. */
interface Remark {
  readonly about: string;
  readonly message: string;
}

/** The JSON of a result. */
interface Result {
  readonly stacks: { readonly imports: { readonly to: string; readonly id: string }[]; readonly file: string }[];
  readonly refused: Remark[];
  readonly changed: Remark[];
  readonly created: Remark[];
  readonly unknown: Remark[];
  readonly notRead: { readonly what: string }[];
}

const pathOf = (terraform: object) => writeApp(join(directory.path, `${runs++}`), { publish: terraform });
const fileIn = (path: string) => join(path, "stacks/publish/imports.tf.json");

/** Writes one file of Terraform JSON, beside which other files are not read. */
function writeTerraformFile(terraform: object): string {
  return join(writeTerraform(join(directory.path, `${runs++}`), terraform), "main.tf.json");
}

async function adopting(path: string, options: AdoptOptions = {}): Promise<Ran & { json: Result }> {
  const ran = await running(client.url, (streams) => adopt(path, { format: "json", ...options }, streams, FAST));
  return { ...ran, json: (options.format === "text" ? undefined : JSON.parse(ran.stdout)) as Result };
}

const own = { account_id: ACCOUNT_ID };
const only = (type: string, values: object) => ({ resource: { [type]: { a: { ...own, ...values } } } });

describe("adopt", () => {
  test("writes an import block for each object of the app that exists", async () => {
    const { zone, tunnel, policy, application } = await deploy(client);
    const path = pathOf(app());
    const { code, json } = await adopting(path);
    expect(code).toBe(0);
    expect(json).toMatchObject({ refused: [], changed: [], created: [], unknown: [], notRead: [] });
    const record = (await client.list(`zones/${zone}/dns_records`))[0].id;
    const imports = [
      { to: `${RECORD}.argocd`, id: `${zone}/${String(record)}` },
      { to: `${APPLICATION}.argocd`, id: `accounts/${ACCOUNT_ID}/${String(application.id)}` },
      { to: `${POLICY}.staff`, id: `${ACCOUNT_ID}/${policy}` },
      { to: `${TUNNEL}.edge`, id: `${ACCOUNT_ID}/${tunnel}` },
      { to: `${CONFIG}.edge`, id: `${ACCOUNT_ID}/${tunnel}` },
    ];
    expect(json.stacks).toEqual([expect.objectContaining({ imports, file: "written" })]);
    expect(JSON.parse(readFileSync(fileIn(path), "utf8"))).toMatchObject({ import: imports });
    expect(blocks(readStacks(path)[0].terraform.import)).toEqual(imports);
  });

  test("changes nothing when it runs again", async () => {
    await deploy(client);
    const path = pathOf(app());
    await adopting(path);
    const before = readFileSync(fileIn(path), "utf8");
    expect((await adopting(path)).json.stacks[0].file).toBe("unchanged");
    expect(readFileSync(fileIn(path), "utf8")).toBe(before);
  });

  test("removes its file when no object exists any more", async () => {
    const { id } = await client.result("POST", POLICIES, { name: "staff" });
    const path = pathOf(only(POLICY, { name: "staff" }));
    await adopting(path);
    await client.result("DELETE", `${POLICIES}/${String(id)}`);
    expect((await adopting(path)).json.stacks[0].file).toBe("removed");
    expect(existsSync(fileIn(path))).toBe(false);
  });

  test("writes nothing with --dry-run", async () => {
    await deploy(client);
    const path = pathOf(app());
    const { json } = await adopting(path, { dryRun: true });
    expect(json.stacks[0].imports).toHaveLength(5);
    expect(existsSync(fileIn(path))).toBe(false);
  });

  test("fails when the file contains import blocks of the user", async () => {
    await deploy(client);
    const path = pathOf(app());
    writeFileSync(fileIn(path), JSON.stringify({ import: [] }));
    await expect(adopting(path)).rejects.toMatchObject({ code: "ImportsUnwritable" });
    writeFileSync(fileIn(path), "{}");
    await expect(adopting(path)).rejects.toMatchObject({ code: "ImportsUnwritable" });
  });

  test("fails when the file cannot be written", async () => {
    const path = writeTerraformFile(app());
    await deploy(client);
    mkdirSync(join(path, "..", "imports.tf.json"));
    await expect(adopting(path)).rejects.toMatchObject({ code: "ImportsUnwritable" });
  });

  test("does not create a record in a zone that the token cannot read", async () => {
    const { code, json } = await adopting(pathOf(app()));
    expect(code).toBe(3);
    expect(json.created.map(({ about }) => about)).not.toContain("publish/cloudflare_dns_record.argocd");
    expect(json.unknown.map(({ message }) => message)).toEqual([
      "It is not matched: its zone is not among the zones that the token can read.",
    ]);
  });

  test("lists what the first apply creates", async () => {
    await zoneOf(client);
    const { code, json } = await adopting(pathOf(app()));
    expect(code).toBe(0);
    expect(json.stacks[0]).toMatchObject({ imports: [], file: "none" });
    expect(json.created.map(({ about }) => about)).toEqual([
      `publish/${RECORD}.argocd`,
      `publish/${APPLICATION}.argocd`,
      `publish/${POLICY}.staff`,
      `publish/${TUNNEL}.edge`,
      `publish/${CONFIG}.edge`,
    ]);
  });

  test("guesses nothing when several objects match", async () => {
    await deploy(client);
    await client.result("POST", POLICIES, { name: "staff", decision: "deny" });
    const { code, json } = await adopting(pathOf(app()));
    expect(code).toBe(1);
    expect(json.stacks[0].imports.map(({ to }) => to)).not.toContain(`${POLICY}.staff`);
    expect(json.refused).toEqual([
      {
        about: `publish/${POLICY}.staff`,
        message: expect.stringMatching(/^Several objects can be this one: .* or write the import block\.$/),
      },
    ]);
  });

  test("lists what differs, and the hosts that the first apply removes", async () => {
    const { tunnel } = await deploy(client);
    await configure(client, tunnel, [
      { hostname: HOST, service: "http://10.0.0.1:80" },
      { hostname: "wiki.example.com", service: "http://10.0.0.2:80" },
    ]);
    const { code, json } = await adopting(pathOf(app()));
    expect(code).toBe(1);
    expect(json.changed).toContainEqual({
      about: "wiki.example.com",
      message:
        "Tunnel edge serves this host (http://10.0.0.2:80), and the app does not publish it. The first apply removes it from the tunnel.",
    });
    expect(json.changed.map(({ about }) => about)).toContain(HOST);
  });

  test.each([
    ["local", /config_src is local/],
    [undefined, /The API does not return config_src/],
  ])("does not import a tunnel that the provider would replace (config_src %s)", async (source, message) => {
    await deploy(client);
    const [tunnel] = await client.list(TUNNELS);
    const stored = client.cloud.ofType(TUNNEL)[0];
    const { config_src: _, ...others } = stored.state as Record<string, never>;
    const state = source === undefined ? others : { ...others, config_src: source, remote_config: false };
    client.cloud.apply({ operation: "update", before: stored, after: { ...stored, state: state as never } });
    const { code, json } = await adopting(pathOf(app()));
    expect(code).toBe(1);
    expect(json.refused.map(({ about }) => about)).toEqual([`publish/${TUNNEL}.edge`, `publish/${CONFIG}.edge`]);
    expect(json.refused[0].message).toMatch(message);
    expect(json.stacks[0].imports.map(({ id }) => id)).not.toContain(`${ACCOUNT_ID}/${String(tunnel.id)}`);
    const ignoring = {
      edge: { ...own, name: "edge", config_src: "cloudflare", lifecycle: { ignore_changes: ["config_src"] } },
    };
    expect((await adopting(pathOf(app({ [TUNNEL]: ignoring })))).json.refused).toEqual([]);
  });

  test.each<[string, string, string, object, object]>([
    [
      "a group by its name",
      "cloudflare_zero_trust_access_group",
      `${ACCOUNT}/access/groups`,
      { name: "g" },
      { name: "g" },
    ],
    [
      "a service token by its name",
      "cloudflare_zero_trust_access_service_token",
      `${ACCOUNT}/access/service_tokens`,
      { name: "s" },
      { name: "s" },
    ],
    [
      "a route by its CIDR",
      `${TUNNEL}_route`,
      `${ACCOUNT}/teamnet/routes`,
      { network: "10.0.0.0/8", tunnel_id: "t" },
      { network: "10.0.0.0/8", tunnel_id: "t" },
    ],
    [
      "a hostname route",
      "cloudflare_zero_trust_network_hostname_route",
      `${ACCOUNT}/zerotrust/routes/hostname`,
      { hostname: "*.db.internal" },
      { hostname: "*.DB.internal" },
    ],
    [
      "a Gateway policy by its name",
      "cloudflare_zero_trust_gateway_policy",
      `${ACCOUNT}/gateway/rules`,
      { name: "r", precedence: 7 },
      { name: "r" },
    ],
    [
      "a Gateway policy by its precedence",
      "cloudflare_zero_trust_gateway_policy",
      `${ACCOUNT}/gateway/rules`,
      { name: "old", precedence: 7, action: "block", traffic: "x" },
      { name: "new", precedence: 7, action: "block", traffic: "x" },
    ],
    [
      "a device profile by its name",
      "cloudflare_zero_trust_device_custom_profile",
      `${ACCOUNT}/devices/policy`,
      { name: "d", match: "m" },
      { name: "d" },
    ],
    [
      "an application of another type",
      APPLICATION,
      APPS,
      { name: "Enrollment", type: "warp" },
      { name: "Devices", type: "warp" },
    ],
  ])("finds %s", async (_, type, path, existing, values) => {
    const { id, policy_id } = await client.result("POST", path, existing);
    const { json } = await adopting(pathOf(only(type, values)));
    expect(json.stacks[0].imports).toEqual([
      { to: `${type}.a`, id: expect.stringMatching(new RegExp(`/${String(id ?? policy_id)}$`)) },
    ]);
  });

  test("finds a route in its virtual network only", async () => {
    const vnet = `${TUNNEL}_virtual_network`;
    const path = `${ACCOUNT}/teamnet/virtual_networks`;
    const lab = (await client.result("POST", path, { name: "lab" })).id;
    const routes = `${ACCOUNT}/teamnet/routes`;
    await client.result("POST", routes, { network: "10.0.0.0/8", tunnel_id: "t" });
    const inLab = await client.result("POST", routes, {
      network: "10.0.0.0/8",
      tunnel_id: "t",
      virtual_network_id: lab,
    });
    const virtual_network_id = `\${${vnet}.lab.id}`;
    const terraform = (name: string) => ({
      resource: {
        [vnet]: { lab: { ...own, name } },
        [`${TUNNEL}_route`]: { r: { ...own, network: "10.0.0.0/8", tunnel_id: "t", virtual_network_id } },
      },
    });
    const { json } = await adopting(pathOf(terraform("lab")));
    expect(json.stacks[0].imports).toContainEqual({ to: `${TUNNEL}_route.r`, id: `${ACCOUNT_ID}/${String(inLab.id)}` });
    expect((await adopting(pathOf(terraform("new")))).json.created.map(({ about }) => about)).toEqual([
      `publish/${TUNNEL}_route.r`,
      `publish/${vnet}.lab`,
    ]);
  });

  test("refuses a Gateway policy whose precedence another policy has, and a record whose name another type has", async () => {
    await client.result("POST", `${ACCOUNT}/gateway/rules`, { name: "other", precedence: 7, action: "allow" });
    const policy = { name: "ours", precedence: 7, action: "block", traffic: "x" };
    const refused = (await adopting(pathOf(only("cloudflare_zero_trust_gateway_policy", policy)))).json.refused;
    expect(refused.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^gateway_policy "other" \(.*\) has its place, so that the apply fails\.$/),
    ]);
    const zone = await zoneOf(client);
    await client.result("POST", `zones/${zone}/dns_records`, { name: HOST, type: "A", content: "192.0.2.1" });
    const { json } = await adopting(
      pathOf({ resource: { [RECORD]: { r: { zone_id: zone, name: HOST, type: "CNAME" } } } }),
    );
    expect(json.refused[0].message).toContain("has its place");
  });

  test("does not import an application of a zone into the account", async () => {
    const { zone, tunnel, policy } = await deploy(client);
    await addRecord(client, zone, "zonal.example.com", tunnel);
    await client.result("POST", `zones/${zone}/access/apps`, {
      domain: "zonal.example.com",
      policies: [{ id: policy }],
    });
    const { json } = await adopting(pathOf(only(APPLICATION, { destinations: [{ uri: "zonal.example.com" }] })));
    expect(json.refused[0].message).toContain(`belongs to zone ${zone}`);
  });

  test("is incomplete when a list cannot be read, and calls nothing in it new", async () => {
    await deploy(client);
    client.inject({ call: `read ${POLICY} list`, kind: "denied", times: Infinity });
    const { code, json } = await adopting(pathOf(only(POLICY, { name: "staff" })));
    expect({ code, created: json.created }).toEqual({ code: 3, created: [] });
    expect(json.unknown.map(({ message }) => message)).toEqual([
      "It is not matched: Access policies could not be read.",
    ]);
  });

  test("renders the same as text, without the token", async () => {
    const tunnel = await healthyTunnel(client, "edge");
    await zoneOf(client);
    const path = pathOf(app());
    const { stdout } = await adopting(path, { format: "text", dryRun: true });
    expect(stdout).toContain(`Account ${ACCOUNT_ID}: 2 objects to import, 3 to create\n`);
    expect(stdout).toContain("imports.tf.json (not written because of --dry-run)\n");
    expect(stdout).toContain(`    ${TUNNEL}.edge = ${ACCOUNT_ID}/${tunnel}\n`);
    expect(stdout).not.toContain(TOKEN);
  });
});
