import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand, temporaryDirectory, writeApp, writeTerraform } from "./fixture";
import { rehearse } from "../../lib/cli/rehearse";
import type { RehearseOptions } from "../../lib/cli/rehearse-input";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  tokenChecked,
  tokenCheckedBy,
  POLICY,
  rule,
  staff,
  TUNNEL,
} from "../inventory/fixture";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(120_000);

const directory = temporaryDirectory("rehearse-");
const byHand = (name: string, terraform: object) => writeTerraform(join(directory.path, name), terraform);

type TokenCheck = (ingress: object, host: string) => object;

/** One tunnel that publishes these hosts, without the edges that order their removal. */
function publishing(
  hosts: string[],
  check: TokenCheck = tokenChecked,
  tunnel: object = {},
  configuration: object = {},
): object {
  const rules = hosts.map((host) => check(rule(`${host}.example.com`), host));
  return {
    resource: {
      [TUNNEL]: { edge: { account_id: "x", name: "edge", ...tunnel } },
      [POLICY]: { staff: { ...staff, account_id: "x" } },
      [APPLICATION]: Object.fromEntries(hosts.map((host) => [host, application(`${host}.example.com`, "staff")])),
      [CONFIG]: { edge: { ...config(rules), ...configuration } },
    },
  };
}

type Options = Partial<Omit<RehearseOptions, "from">> & { readonly from?: string };

/** Runs the command in this process. */
async function rehearsed(path: string, { from, ...options }: Options = {}, isTTY = false) {
  const written = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof written) => ({
    isTTY,
    write: (text: string) => ((written[name] += text), true),
  });
  const streams = { stdout: stream("stdout"), stderr: stream("stderr") } as Parameters<typeof rehearse>[2];
  const deployed = from === undefined ? {} : { from: [from] };
  const code = await rehearse([path], { seconds: 0, assumeForeignRecords: true, ...deployed, ...options }, streams);
  return { code, ...written };
}

describeWithTerraform("rehearse with Terraform", () => {
  test("shows each step, and the calls that lead to an exposure window", async () => {
    const unchecked = (...hosts: string[]) =>
      publishing(hosts, (ingress) => ingress, {}, { depends_on: hosts.map((host) => `${APPLICATION}.${host}`) });
    const [before, after] = [byHand("old", unchecked("a", "b")), byHand("new", unchecked("a"))];
    const { code, stdout, stderr } = await rehearsed(after, { from: before });
    expect(code).toBe(1);
    // A slow machine shows the progress.
    expect(stderr.replaceAll(/^.* fault scenarios, .*\n/gm, "")).toBe("");
    expect(stdout).toContain(`${before} -> ${after}: 2 changes\n`);
    expect(stdout).toContain(
      [
        "EXPOSED https://b.example.com/: anyone reaches http://10.0.0.1:80 through tunnel edge, " +
          "if a record of another stack, such as a wildcard, leads there",
        `  ${before} -> ${after}: no fault`,
        "  1 delete access_application b.example.com",
        "",
      ].join("\n"),
    );
    expect(stdout).toMatch(/\n1 of \d+ fault scenarios, 1 applies in \d+ s, seed 0\nEXPOSED: /);
  });

  test("renders JSON, timelines, and the progress on a terminal", async () => {
    const path = byHand("one", {
      resource: { cloudflare_dns_record: { r: { zone_id: "z", name: "r", type: "TXT" } } },
    });
    const { code, stdout } = await rehearsed(path, { format: "json", minCoverage: 0 });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      seed: 0,
      exposures: [],
      transitions: [{ name: `nothing -> ${path}` }, {}],
    });
    const drawn = await rehearsed(path, { format: "mermaid" }, true);
    expect(drawn.stdout).toMatch(
      /^```mermaid\ntimeline\n {2}title no exposure in the 2 of \d+ fault scenarios tried\n/,
    );
    expect(drawn.stderr).toMatch(/1 of \d+ fault scenarios, 0 exposure windows, \d+ s left/);
  });

  test("reports a state with one layer of protection as a finding only with --strict", async () => {
    // The application of b is deleted first. Its rule also accepts the tokens of a, which is kept.
    const asks = (ingress: object, host: string) =>
      tokenCheckedBy(ingress, ...["a", host].map((name) => `\${${APPLICATION}.${name}.aud}`));
    // The tunnel is deleted before the applications, so that a teardown exposes nothing.
    const held = (...hosts: string[]) => ({ depends_on: hosts.map((host) => `${APPLICATION}.${host}`) });
    const from = byHand("two-layers", publishing(["a", "b"], asks, held("a", "b")));
    const path = byHand("one-layer", publishing(["a"], asks, held("a")));
    const found = await rehearsed(path, { from, minCoverage: 0 });
    expect(found.stdout).toContain(
      "PARTIALLY PROTECTED https://b.example.com/: only one layer of protection between anyone and",
    );
    expect(found.stdout).toMatch(/\nno exposure in .*\nPARTIALLY PROTECTED: https:\/\/b\.example\.com\/\n$/);
    expect(found.code).toBe(0);
    expect((await rehearsed(path, { from, strict: true })).code).toBe(1);
  });

  test("tries every fault of a change, and exits with 3 if fewer were tried", async () => {
    const from = byHand("two", publishing(["a", "b"]));
    const path = byHand("two-ports", publishing(["a", "b"], tokenChecked, { name: "other" }));
    const cut = await rehearsed(path, { from, assumeForeignRecords: false });
    expect(cut.code).toBe(3);
    expect(cut.stdout).toMatch(/\nno exposure in the 1 of \d+ fault scenarios tried\n/);
    const { code, stdout } = await rehearsed(path, { from, assumeForeignRecords: false, seconds: undefined });
    expect(stdout).toMatch(/\nno exposure in all \d+ fault scenarios\nno exposure in any other order, .* computed\n$/);
    expect(code).toBe(0);
  });

  test("reports what is open before and after, and judges only the change", async () => {
    const open = (port: number) => ({
      resource: {
        [TUNNEL]: { edge: { account_id: "x", name: "edge" } },
        [CONFIG]: { edge: config([rule("a.example.com", `http://10.0.0.1:${port}`)]) },
      },
    });
    const [from, path] = [byHand("open", open(80)), byHand("still-open", open(81))];
    const { code, stdout } = await rehearsed(path, { from, seconds: undefined });
    expect([code, stdout]).toEqual([0, expect.stringContaining("OPEN before and after")]);
    const { stdout: all } = await rehearsed(path, { from, lifecycle: true, format: "json" });
    expect(JSON.parse(all).transitions).toHaveLength(3);
  });

  test.each([
    ["fails when a change opens a host for good", {}, 1, "EXPOSED after the apply: https://a.example.com/\n"],
    ["accepts it if the record declares why", { comment: "public: a status page" }, 0, "\nno exposure in "],
  ])("%s", async (name, more, expected, verdict) => {
    const content = `\${${TUNNEL}.edge.id}.cfargotunnel.com`;
    const record = { zone_id: "z", type: "CNAME", proxied: true, ttl: 1, name: "a.example.com", content, ...more };
    const [guarded, open] = [publishing(["a"], (ingress) => ingress) as any, publishing([]) as any];
    open.resource[CONFIG] = guarded.resource[CONFIG];
    delete open.resource[APPLICATION];
    const written = [guarded, open].map(({ resource }, i) =>
      byHand(`${name}-${i}`, { resource: { ...resource, cloudflare_dns_record: { a: record } } }),
    );
    const options = { from: written[0], assumeForeignRecords: false, minCoverage: 0 };
    const { code, stdout } = await rehearsed(written[1], options);
    expect([code, stdout]).toEqual([expected, expect.stringContaining(verdict)]);
    expect(stdout).toContain("OPEN after");
    expect(stdout.includes("no exposure")).toBe(expected === 0);
  });

  test("is incomplete if an invented value decides who reaches a host, or a network is invented", async () => {
    const terraform = publishing(["a"]) as any;
    terraform.variable = { is_open: { type: "bool" }, network: { type: "string" } };
    terraform.resource[POLICY].staff.decision = '${var.is_open ? "allow" : "bypass"}';
    const route = { account_id: "x", tunnel_id: `\${${TUNNEL}.edge.id}`, network: "${var.network}" };
    terraform.resource[`${TUNNEL}_route`] = { pods: route };
    const path = byHand("invented", terraform);
    const { code, stdout } = await rehearsed(path, { from: path, minCoverage: 0, assumeForeignRecords: false });
    expect(stdout).toContain("decision) is not understood: it depends on the value of var.is_open, which is invented");
    expect(stdout).toContain('NOT EVALUATED: who reaches the private route "network", which is not a CIDR\n');
    expect(code).toBe(3);
  });

  test("takes the values of variables and data sources from files", async () => {
    const path = byHand("with-values", {
      variable: { host: { type: "string" } },
      data: { http: { motd: { url: "https://example.com" } } },
      resource: {
        cloudflare_dns_record: {
          r: { zone_id: "z", type: "TXT", name: "${var.host}", content: "${data.http.motd.response_body}" },
        },
      },
    });
    const [varFile, data] = ["values.tfvars.json", "data.json"].map((name) => join(directory.path, name));
    writeFileSync(varFile, JSON.stringify({ host: "www.example.com" }));
    writeFileSync(data, JSON.stringify({ "data.http.motd": { response_body: "hello" } }));
    const { stdout } = await rehearsed(path, { format: "json", varFile: [varFile], data });
    expect(JSON.parse(stdout).transitions[0].calls).toMatchObject([
      { call: expect.stringContaining("www.example.com") },
    ]);
    expect((await rehearsed(path)).stdout).toContain("note: ");
    writeFileSync(data, JSON.stringify({ motd: "hello" }));
    await expect(rehearsed(path, { data })).rejects.toThrow('"motd" is not a data source');
  });

  test("exits with 3 if the provider's version 4 made the stack", async () => {
    const path = byHand("version-4", {
      resource: { cloudflare_record: { r: { zone_id: "z", name: "x", type: "TXT", value: "v" } } },
    });
    const { code, stdout } = await rehearsed(path, { minCoverage: 0 });
    expect([code, stdout]).toEqual([
      3,
      expect.stringContaining("NOT EVALUATED: cloudflare_record.r is not understood"),
    ]);
  });

  test("applies stacks after their dependencies, and only the stacks that are specified", async () => {
    const record = (name: string) => ({
      resource: { cloudflare_dns_record: { r: { zone_id: "z", name, type: "TXT" } } },
    });
    const stacks = { a: record("a"), b: record("b"), c: record("c") };
    const dependencies = { a: ["b"], b: ["c"] };
    const path = writeApp(join(directory.path, "stacks"), stacks, { dependencies });
    const names = async (options: Options) => {
      const { stdout } = await rehearsed(path, { format: "json", ...options });
      return JSON.parse(stdout).transitions.map(({ calls }: any) =>
        calls.map(({ call }: any) => call.slice(-1)).join(""),
      );
    };
    expect(await names({})).toEqual(["cba", "abc"]);
    expect(await names({ stack: ["a", "c"] })).toEqual(["ca", "ac"]);
    await expect(rehearsed(path, { stack: ["d"] })).rejects.toThrow("has no stack d; it has a, b, c");
  });

  test("leaves nothing behind on Ctrl-C", async () => {
    const temporary = mkdtempSync(join(directory.path, "tmp-"));
    const path = byHand("interrupted", publishing(["a", "b", "c"]));
    const command = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "rehearse", path], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => command.on("exit", (code, signal) => resolve(signal ?? code)));
    await new Promise((resolve) => command.stdout.once("data", resolve));
    const left = () => readdirSync(temporary).filter((name) => name.startsWith("zero-trust-rehearsal-"));
    expect(left()).not.toEqual([]);
    command.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    expect(left()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });
});

test("rehearse exits with 2 for a usage error and for input that cannot be read or run", async () => {
  const path = byHand("plain", publishing(["a"]));
  const [number, missing, noTerraform] = await Promise.all([
    runCommand(["rehearse", path, "--seconds", "soon"]),
    runCommand(["rehearse", join(directory.path, "nothing")]),
    runCommand(["rehearse", path], { TERRAFORM_BINARY_NAME: "no-such-terraform" }),
  ]);
  expect(number).toMatchObject({ code: 2, stderr: expect.stringContaining("Expected a whole number") });
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("SynthesizedStackNotFound") });
  expect(noTerraform).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/^cdktf-zero-trust: TerraformMissing: .*\n/),
  });
});
