import { join } from "node:path";
import type { ClientOptions } from "../../lib/account/api/client";
import { drift, DriftCommandOptions } from "../../lib/cli/drift";
import type { Values } from "../../lib/core/terraform/values";
import { temporaryDirectory, writeApp } from "../cli/fixture";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  POLICY,
  record,
  RECORD,
  rule,
  staff,
  tokenChecked,
  TUNNEL,
} from "../inventory/fixture";
import { ACCOUNT, APPS, Client, POLICIES, TUNNELS } from "../rehearsal/cloudflare-api/client";

export const ACCOUNT_ID = ACCOUNT.replace("accounts/", "");
export const TOKEN = "very-secret-token-0123456789";
export const HOST = "argocd.example.com";
export const ZONE_NAME = "example.com";

/** Waits that are short enough for tests. */
export const FAST: ClientOptions = { firstWait: 1, timeout: 2_000 };

/** An app that publishes one host through the tunnel "edge", behind the policy "staff". */
export function app(more: Record<string, Record<string, object>> = {}): object {
  const own = { account_id: ACCOUNT_ID };
  const resource: Record<string, Record<string, object>> = {
    [TUNNEL]: { edge: { ...own, name: "edge", config_src: "cloudflare" } },
    [POLICY]: { staff: { ...own, ...staff } },
    [APPLICATION]: { argocd: { ...own, ...application(HOST, "staff") } },
    [CONFIG]: { edge: { ...own, ...config([tokenChecked(rule(HOST), "argocd")]) } },
    [RECORD]: { argocd: { zone_id: "${data.cloudflare_zone.zone.zone_id}", ...record(HOST) } },
  };
  for (const [type, objects] of Object.entries(more)) resource[type] = { ...resource[type], ...objects };
  return { resource, data: { cloudflare_zone: { zone: { filter: { name: ZONE_NAME } } } } };
}

/** What the account of the app contains. */
export interface Deployed {
  readonly zone: string;
  readonly tunnel: string;
  readonly policy: string;
  readonly application: Values;
}

/** Creates the objects of the app in an account, as its apply does. */
export async function deploy(client: Client): Promise<Deployed> {
  const zone = await zoneOf(client);
  const tunnel = await healthyTunnel(client, "edge");
  const policy = String((await client.result("POST", POLICIES, staff)).id);
  const destinations = [{ type: "public", uri: HOST }];
  const body = { name: HOST, type: "self_hosted", destinations, policies: [{ id: policy, precedence: 1 }] };
  const created = await client.result("POST", APPS, body);
  await configure(client, tunnel, [checked(HOST, created.aud)]);
  await addRecord(client, zone, HOST, tunnel);
  return { zone, tunnel, policy, application: created };
}

/** The id of the zone, which the account contains from then on. */
export async function zoneOf(client: Client, name = ZONE_NAME): Promise<string> {
  return String((await client.list(`zones?name=${name}`))[0].id);
}

/** Creates a tunnel with one connector. */
export async function healthyTunnel(client: Client, name: string, more: Values = {}): Promise<string> {
  const connector = { id: `connector of ${name}`, version: "2026.8.2", conns: [{ id: "1" }] };
  const body = { name, config_src: "cloudflare", status: "healthy", connections: [connector], ...more };
  return String((await client.result("POST", TUNNELS, body)).id);
}

/** An ingress rule in the form of the API, which requires the token of an application. */
export function checked(hostname: string, aud: unknown): Values {
  const access = { required: true, teamName: "example", audTag: [aud] };
  return { hostname, service: "http://10.0.0.1:80", originRequest: { access } };
}

/** Writes the configuration of a tunnel. */
export async function configure(client: Client, tunnel: string, rules: Values[]): Promise<void> {
  const ingress = [...rules, { service: "http_status:404" }];
  await client.result("PUT", `${TUNNELS}/${tunnel}/configurations`, { config: { ingress } });
}

/** Adds a record that points to a tunnel. */
export async function addRecord(client: Client, zone: string, name: string, tunnel: string, more: Values = {}) {
  const content = `${tunnel}.cfargotunnel.com`;
  return client.result("POST", `zones/${zone}/dns_records`, { name, type: "CNAME", proxied: true, content, ...more });
}

/** The output of a command. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Collects what a command prints. */
export async function running(
  url: string,
  act: (streams: Parameters<typeof drift>[2]) => Promise<number>,
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const [stdout, stderr]: string[][] = [[], []];
  const stream = (into: string[]) => ({ write: (text: string) => into.push(text) > 0, isTTY: false });
  const environment = {
    CLOUDFLARE_API_TOKEN: TOKEN,
    CLOUDFLARE_BASE_URL: url,
    CLOUDFLARE_ACCOUNT_ID: ACCOUNT_ID,
    ...env,
  };
  const code = await act({ env: environment, stdout: stream(stdout), stderr: stream(stderr) });
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}

/** Runs `drift` for a written app, or for the whole account. */
export function drifting(client: { readonly url: string }) {
  const directory = temporaryDirectory("account-");
  let runs = 0;
  return async (terraform: object | undefined, options: DriftCommandOptions = {}): Promise<Ran & { json: Report }> => {
    const path = terraform && writeApp(join(directory.path, `${runs++}`), { publish: terraform });
    const all = { account: terraform === undefined, format: "json", ...options } as const;
    const ran = await running(client.url, (streams) => drift(path, all, streams, FAST));
    return { ...ran, json: (all.format === "json" ? JSON.parse(ran.stdout) : undefined) as Report };
  };
}

/** The JSON of a report. */
export interface Report {
  readonly findings: { readonly code: string; readonly about: string; readonly message: string; isNotice: boolean }[];
  readonly hosts: { readonly hostname: string; readonly protection: { readonly state: string } }[];
  readonly notCompared: { readonly about: string; readonly why: string }[];
  readonly notRead: { readonly what: string; readonly why: string; readonly permission?: string }[];
}

/** The findings of a report as "code about". */
export function codesIn({ findings }: Report): string[] {
  return findings.filter(({ isNotice }) => !isNotice).map(({ code, about }) => `${code} ${about}`);
}
