import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory, writeApp, writeTerraform } from "./fixture";
import { probe, ProbeCommandOptions } from "../../lib/cli/probe";
import { planOf } from "../check/plan/fixture";
import {
  application,
  APPLICATION,
  CATCH_ALL,
  config,
  CONFIG,
  policy,
  POLICY,
  rule,
  SERVICE_TOKEN,
  staff,
  tokenChecked,
  tokenCheckedBy,
  TUNNEL,
} from "../inventory/fixture";
import { login, status } from "../probe/edge";
import { testEdge } from "../probe/fixture";

const directory = temporaryDirectory("probe-");
const holder = testEdge();
const HOST = "app.example.com";
const TOKEN = { CF_ACCESS_CLIENT_ID: "0123.access", CF_ACCESS_CLIENT_SECRET: "s3cret-of-the-token" };

/** An app with one host whose policies admit users, and service tokens. */
function app(name: string, ...tokens: string[]): string {
  const admits = (token: string) => ({ service_token: { token_id: `\${${SERVICE_TOKEN}.${token}.id}` } });
  const early = policy("early", tokens.map(admits), { decision: "non_identity" });
  const resource = {
    [TUNNEL]: { edge: { name: "edge" } },
    [POLICY]: { staff, early },
    [SERVICE_TOKEN]: Object.fromEntries(tokens.map((token) => [token, { name: token }])),
    [APPLICATION]: { a: application(HOST, "staff", ...(tokens.length > 0 ? ["early"] : [])) },
    [CONFIG]: { edge: config([tokenChecked(rule(HOST), "a")]) },
  };
  return writeApp(join(directory.path, name), { publish: { resource } });
}

function run(path: string | undefined, options: ProbeCommandOptions = {}, env: NodeJS.ProcessEnv = {}) {
  const caFile = join(directory.path, "ca.pem");
  writeFileSync(caFile, holder.edge.authority.cert);
  const written: string[] = [];
  const stderr = { isTTY: true, write: (text: string) => written.push(text) > 0 };
  const connectTo = [`:443:127.0.0.1:${holder.edge.port}`];
  return probe(path, { caFile, connectTo, retries: 0, ...options }, { env, stderr }).then((result) => ({
    ...result,
    progress: written,
  }));
}

describe("probe", () => {
  beforeEach(() => {
    holder.edge.log.length = 0;
    holder.edge.host(HOST, login());
  });

  test("probes the hosts of an app, and shows its progress", async () => {
    const { code, text, progress } = await run(app("fine"));
    expect(code).toBe(0);
    expect(text).toBe(
      [
        "1 host probed: 1 as declared",
        "",
        HOST,
        "  ok            HEAD and GET /; HEAD and GET /cdktf-zero-trust-probe: login of team example",
        "",
      ].join("\n"),
    );
    expect(progress).toEqual(["\r\x1b[K1 of 1 hosts probed, 0 with findings", "\r\x1b[K"]);
  });

  test("exits with 1 for a finding, and shows the evidence", async () => {
    holder.edge.host(HOST, status(200));
    const { code, text, progress } = await run(app("exposed"));
    expect(code).toBe(1);
    expect(text).toContain("1 host probed: 0 as declared, 1 with FINDINGS\n");
    expect(text).toContain("  FINDING       HostAnswers: HEAD and GET /; ");
    expect(text).toContain("status: 200; ");
    expect(text).not.toContain("private text");
    expect(progress[0]).toContain("1 with findings");
  });

  test("exits with 3 if a host could not be examined", async () => {
    const { code, text } = await run(app("absent"), { connectTo: [`:443:127.0.0.1:1`] });
    expect(code).toBe(3);
    expect(text).toContain("1 host probed: 0 as declared, 1 not or not completely examined\n");
    expect(text).toContain("  NOT EXAMINED  ConnectionFailed: HEAD /: the connection fails (ECONNREFUSED)");
  });

  test("exits with 3 if the app may publish other hosts", async () => {
    const resource = { [TUNNEL]: { edge: { name: "edge" } }, cloudflare_load_balancer: { l: {} } };
    const { code, text } = await run(writeTerraform(join(directory.path, "other"), { resource, module: { m: {} } }));
    expect(code).toBe(3);
    expect(text).toMatch(/^No host is published by what was understood\.\n\nNot understood\n {2}! module\.m is not/);
    expect(text).toContain("cloudflare_load_balancer.l is not understood");
    expect(text.replace(/\s+/g, " ")).toContain("only a plan shows what a module contains; use probe --plan-json");
    expect(text).not.toContain("check --plan");
    const empty = await run(writeTerraform(join(directory.path, "empty"), { resource: {} }));
    expect(empty).toMatchObject({ code: 0, text: "No host is published.\n" });
  });

  test("renders JSON", async () => {
    const document = JSON.parse((await run(app("json"), { format: "json" })).text);
    expect(document).toMatchObject({ schemaVersion: 1, notUnderstood: [], hosts: [{ hostname: HOST, findings: [] }] });
  });

  test("probes the hosts that exist after a plan", async () => {
    const rules = (...names: string[]) => ({
      account_id: "a",
      tunnel_id: "t",
      config: [{ ingress: [...names.map((name) => tokenCheckedBy(rule(name), "c0ffee")), CATCH_ALL] }],
    });
    const plan = planOf([
      { address: `${CONFIG}.edge`, before: rules("old.example.com", HOST), after: rules(HOST, "new.example.com") },
    ]);
    const planJson = join(directory.path, "plan.json");
    writeFileSync(planJson, JSON.stringify(plan));
    const { code, text } = await run(undefined, { planJson, format: "json" });
    const { hosts } = JSON.parse(text);
    expect(hosts.map(({ hostname, teams }: any) => [hostname, teams])).toEqual([
      [HOST, ["example"]],
      ["new.example.com", ["example"]],
    ]);
    expect(code).toBe(0);
  });

  test("probes names without Terraform", async () => {
    const unknown = await run(undefined, { host: [HOST.toUpperCase()] });
    expect(unknown.code).toBe(3);
    expect(unknown.text).toContain("TeamUnknown");
    for (const team of ["example", "EXAMPLE.cloudflareaccess.com"]) {
      expect((await run(undefined, { host: [HOST], team })).code).toBe(0);
    }
    expect(await run(undefined, { host: [HOST], team: "other" })).toMatchObject({ code: 1 });
  });

  test("prefers the team of the app to --team", async () => {
    expect((await run(app("team"), { team: "other" })).code).toBe(0);
  });
});

describe("probe with a service token", () => {
  const admitted = () =>
    holder.edge.host(HOST, ({ headers }, response) =>
      (headers["cf-access-client-secret"] === TOKEN.CF_ACCESS_CLIENT_SECRET ? status(200) : login())(
        { headers: { host: HOST } } as never,
        response,
      ),
    );

  test("uses the only token of the policies, and shows neither part of it", async () => {
    admitted();
    for (const format of ["text", "json"] as const) {
      const { code, text } = await run(app("token", "ci"), { format }, TOKEN);
      expect(code).toBe(0);
      expect(text).toContain("GET / with the service token");
      expect(text).not.toMatch(/s3cret|0123\.access/);
    }
  });

  test("exits with 1 if the token is refused", async () => {
    holder.edge.host(HOST, login());
    const { code, text } = await run(app("token", "ci"), {}, TOKEN);
    expect(code).toBe(1);
    expect(text).toContain("ServiceTokenRefused");
  });

  test("requires the name of the token if the policies admit several", async () => {
    admitted();
    await expect(run(app("two", "ci", "backup"), {}, TOKEN)).rejects.toThrow("The tokens are ci, backup");
    expect((await run(app("two", "ci", "backup"), { serviceToken: "ci" }, TOKEN)).code).toBe(0);
    await expect(run(app("two", "ci", "backup"), { serviceToken: "cd" }, TOKEN)).rejects.toThrow(
      'no policy admits "cd"',
    );
  });
});

describe("the options of probe", () => {
  test("fails when a certificate authority cannot be read", async () => {
    const caFile = join(directory.path, "broken.pem");
    writeFileSync(caFile, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    await expect(probe(undefined, { host: [HOST], caFile }, { env: {}, stderr: process.stderr })).rejects.toThrow(
      'broken.pem" contains a certificate that cannot be read',
    );
  });

  test.each<[string, string | undefined, ProbeCommandOptions, NodeJS.ProcessEnv]>([
    ["one of a directory", "cdktf.out", { host: [HOST] }, {}],
    ["one of a directory", undefined, { host: [HOST], planJson: "plan.json" }, {}],
    ['"https://app.example.com" has a scheme', undefined, { host: ["https://app.example.com"] }, {}],
    ['--team: "a.b" is not a team name', undefined, { host: [HOST], team: "a.b" }, {}],
    ['--connect-to: "x" is not valid', undefined, { host: [HOST], connectTo: ["x"] }, {}],
    ['--ca-file: "absent.pem" cannot be read', undefined, { host: [HOST], caFile: "absent.pem" }, {}],
    ["contains no certificate in PEM", undefined, { host: [HOST], caFile: "package.json" }, {}],
    ['--host: "a.example.com/x" is not a hostname', undefined, { host: ["a.example.com/x"] }, {}],
    ['--host: "127.0.0.1" is an address', undefined, { host: ["127.0.0.1"] }, {}],
    ['--plan-json: "absent.json" cannot be read', undefined, { planJson: "absent.json" }, {}],
    ["--parallel must be at least 1", undefined, { host: [HOST], parallel: 0 }, {}],
    ["--timeout must be at least 1", undefined, { host: [HOST], timeout: 0 }, {}],
    ["set both CF_ACCESS_CLIENT_ID", undefined, { host: [HOST] }, { CF_ACCESS_CLIENT_ID: "0123.access" }],
    ["--service-token requires", undefined, { host: [HOST], serviceToken: "ci" }, {}],
    ["contains a character", undefined, { host: [HOST] }, { ...TOKEN, CF_ACCESS_CLIENT_SECRET: "s3cret\n" }],
  ])("fails with %p", async (message, path, options, env) => {
    const error: Error = await run(path, options, env).catch((each) => each);
    expect(error.message).toMatch(/^ProbeInputInvalid: The input of probe is invalid: /);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("s3cret");
  });
});
