import { join } from "node:path";
import {
  ACCOUNT_ID,
  addRecord,
  app,
  checked,
  configure,
  deploy,
  drifting,
  FAST,
  healthyTunnel,
  HOST,
  running,
  zoneOf,
} from "./fixture";
import type { DriftCode } from "../../lib/account/drift/model";
import { adopt } from "../../lib/cli/adopt";
import { temporaryDirectory, writeApp } from "../cli/fixture";
import { POLICY } from "../inventory/fixture";
import { POLICIES, withClient } from "../rehearsal/cloudflare-api/client";
import { retypedEach, schemaOf, validatorOf, Variant, withoutEach } from "../support/json-schema";

const client = withClient();
const directory = temporaryDirectory("account-schema-");

/** An app with objects that cannot be matched, and a module, which is not understood. */
function partlyKnown(): object {
  const unknown = { account_id: ACCOUNT_ID, name: "${var.name}", decision: "allow", include: [{ everyone: {} }] };
  return { ...app({ [POLICY]: { unknown } }), module: { more: { source: "./more" } } };
}

/** An account with a host in each state, tunnels in several states, and a part that cannot be read. */
async function account(): Promise<void> {
  const { zone, tunnel, application } = await deploy(client);
  const rules = [
    { ...checked(HOST, application.aud), path: "^/x$" },
    { hostname: "exposed.example.com", service: "http://10.0.0.9:80" },
    checked("elsewhere.example.com", "c0ffee"),
  ];
  await configure(client, tunnel, rules);
  await addRecord(client, zone, "exposed.example.com", tunnel);
  await healthyTunnel(client, "old", { status: "down", connections: [{ id: "no version", conns: [] }] });
  await addRecord(client, await zoneOf(client, "example.net"), "gone.example.net", tunnel);
  client.inject({ call: "read cloudflare_zero_trust_list list", kind: "denied", times: Infinity });
}

const pathsAccepted = (command: string, variants: Variant[]) => {
  const errorsOf = validatorOf(command);
  return [...new Set(variants.filter(({ document }) => errorsOf(document) === null).map(({ path }) => path))].sort();
};

describe("drift.schema.json", () => {
  const drift = drifting(client);

  test("describes the JSON of drift, for an app and for a whole account", async () => {
    await account();
    const { json } = await drift(partlyKnown());
    expect(validatorOf("drift")(json)).toBeNull();
    expect(validatorOf("drift")((await drift(undefined)).json)).toBeNull();
    const empty = Object.entries(json).filter(([, value]) => Array.isArray(value) && value.length === 0);
    expect(empty).toEqual([]);
  });

  test("requires every property except those that can be absent", async () => {
    await account();
    const { json } = await drift(partlyKnown());
    expect(pathsAccepted("drift", withoutEach(json))).toEqual([
      "hosts.access.policies.address",
      "hosts.access.policies.decision",
      "hosts.dnsRecord",
      "hosts.protection.application",
      "hosts.routes.exact",
      "hosts.routes.path",
      "hosts.tunnel.address",
      "notRead.permission",
      "tunnels.connectors.version",
      "tunnels.status",
    ]);
  });

  test("refuses every property of another type", async () => {
    await account();
    const { json } = await drift(partlyKnown());
    const variants = retypedEach(json);
    expect(variants.length).toBeGreaterThan(50);
    expect(pathsAccepted("drift", variants)).toEqual([]);
  });

  test("lists every code, and describes hosts as the summary does", () => {
    const { $defs } = schemaOf("drift");
    expect([...$defs.finding.properties.code.enum].sort()).toEqual(Object.keys(CODES).sort());
    const shared = ["host", "access", "protection", "layer", "policy", "texts"];
    const inSummary = schemaOf("summary").$defs;
    for (const name of shared) expect({ [name]: $defs[name] }).toEqual({ [name]: inSummary[name] });
  });
});

describe("adopt.schema.json", () => {
  const adopting = async (terraform: object, dryRun = false) => {
    const path = writeApp(join(directory.path, `${dryRun}`), { publish: terraform });
    const options = { format: "json", dryRun } as const;
    const { stdout } = await running(client.url, (streams) => adopt(path, options, streams, FAST));
    return JSON.parse(stdout);
  };
  /** The app has an object of each kind: imported, changed, refused, created, and not matched. */
  const complete = async () => {
    await account();
    await client.result("POST", POLICIES, { name: "twice", decision: "deny" });
    await client.result("POST", POLICIES, { name: "twice", decision: "deny" });
    const own = { account_id: ACCOUNT_ID };
    const { resource, ...rest } = partlyKnown() as { resource: Record<string, Record<string, object>> };
    const policies = { ...resource[POLICY], twice: { ...own, name: "twice" }, created: { ...own, name: "new" } };
    return { ...rest, resource: { ...resource, [POLICY]: policies } };
  };

  test("describes the JSON of adopt, with and without --dry-run", async () => {
    const terraform = await complete();
    const document = await adopting(terraform);
    expect(validatorOf("adopt")(document)).toBeNull();
    expect(validatorOf("adopt")(await adopting(terraform, true))).toBeNull();
    const empty = Object.entries(document).filter(([, value]) => Array.isArray(value) && value.length === 0);
    expect(empty).toEqual([]);
  });

  test("requires every property except those that can be absent", async () => {
    expect(pathsAccepted("adopt", withoutEach(await adopting(await complete())))).toEqual(["notRead.permission"]);
  });

  test("refuses every property of another type", async () => {
    const variants = retypedEach(await adopting(await complete()));
    expect(variants.length).toBeGreaterThan(25);
    expect(pathsAccepted("adopt", variants)).toEqual([]);
  });
});

/** The compiler requires every code here. */
const CODES: Record<DriftCode, true> = {
  HostExposed: true,
  HostPartiallyProtected: true,
  HostUnverified: true,
  AudienceAdmitsOthers: true,
  PolicyIneffective: true,
  RouteExposed: true,
  RouteUnverified: true,
  PathCoveredSeparately: true,
  AudienceMismatch: true,
  AccessNotEnforced: true,
  RecordMismatch: true,
  ConfigurationConflict: true,
  ValueUnknown: true,
  HostUnknown: true,
  HostMissing: true,
  ProtectionChanged: true,
  ObjectMissing: true,
  ObjectChanged: true,
  ObjectAmbiguous: true,
  BypassAdded: true,
  RecordWithoutApplication: true,
  RouteUnknown: true,
  TunnelUnhealthy: true,
  ConnectorOutdated: true,
  SettingMismatch: true,
};
