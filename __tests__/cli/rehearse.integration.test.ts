import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rehearse, RehearseFlags } from "../../lib/cli/rehearse";
import {
  APPLICATION,
  application,
  CONFIG,
  config,
  locked,
  lockedBy,
  POLICY,
  rule,
  staff,
  TUNNEL,
} from "../inventory/fixture";
import { describeWithTerraform } from "../support/terraform";

jest.setTimeout(120_000);

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), "rehearse-"))));
afterAll(() => rmSync(directory, { recursive: true }));

/** Lays out what cdktf would write: stacks by name, each with those that it depends on. */
function output(name: string, stacks: Record<string, [terraform: object, ...dependencies: string[]]>): string {
  const path = join(directory, name);
  const manifest: Record<string, object> = {};
  for (const [stack, [terraform, ...dependencies]] of Object.entries(stacks)) {
    mkdirSync(join(path, "stacks", stack), { recursive: true });
    writeFileSync(join(path, "stacks", stack, "cdk.tf.json"), JSON.stringify(terraform));
    manifest[stack] = { name: stack, synthesizedStackPath: `stacks/${stack}/cdk.tf.json`, dependencies };
  }
  writeFileSync(join(path, "manifest.json"), JSON.stringify({ stacks: manifest }));
  return path;
}

function byHand(name: string, terraform: object): string {
  const path = join(directory, name);
  mkdirSync(path);
  writeFileSync(join(path, "main.tf.json"), JSON.stringify(terraform));
  return path;
}

type Lock = (ingress: object, host: string) => object;

/** One tunnel that publishes these hosts, and nothing that says in which order they go. */
function publishing(hosts: string[], lock: Lock = locked, tunnel: object = {}): object {
  const rules = hosts.map((host) => lock(rule(`${host}.example.com`), host));
  return {
    resource: {
      [TUNNEL]: { edge: { account_id: "x", name: "edge", ...tunnel } },
      [POLICY]: { staff: { ...staff, account_id: "x" } },
      [APPLICATION]: Object.fromEntries(hosts.map((host) => [host, application(`${host}.example.com`, "staff")])),
      [CONFIG]: { edge: config(rules) },
    },
  };
}

/** Runs it in this process. */
async function rehearsed(path: string, options: Partial<RehearseFlags> = {}, isTTY = false) {
  const said = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof said) => ({
    isTTY,
    write: (text: string) => ((said[name] += text), true),
  });
  const streams = { stdout: stream("stdout"), stderr: stream("stderr") } as Parameters<typeof rehearse>[2];
  const code = await rehearse(path, { seed: 0, seconds: 0, ...options }, streams);
  return { code, ...said };
}

/** Runs the command in a process of its own. */
function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = ["--import", "tsx", "lib/cli/main.ts", ...args];
    execFile(process.execPath, command, { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

describeWithTerraform("rehearse on the real terraform", () => {
  test("shows each step, and the calls that lead to an open moment", async () => {
    const [before, after] = [byHand("old", publishing(["a", "b"])), byHand("new", publishing(["a"]))];
    const { code, stdout, stderr } = await rehearsed(after, { from: before });
    expect(code).toBe(1);
    expect(stderr).toBe("");
    expect(stdout).toContain(`${before} -> ${after}: 2 changes\n`);
    expect(stdout).toContain(
      [
        "OPEN https://b.example.com/: anyone reaches http://10.0.0.1:80 through tunnel edge",
        `  ${before} -> ${after}: nothing fails`,
        "  1 delete access_application b.example.com",
        "",
      ].join("\n"),
    );
    expect(stdout).toMatch(/3 of \d+ points \(there was time for no more\), 3 applies in \d+ s, seed 0\nOPEN: /);
  });

  test("gives data, timelines, and on a terminal how far it is", async () => {
    const path = byHand("one", {
      resource: { cloudflare_dns_record: { r: { zone_id: "z", name: "r", type: "TXT" } } },
    });
    const { code, stdout } = await rehearsed(path, { json: true });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      seed: 0,
      moments: [],
      transitions: [{ name: `nothing -> ${path}` }, {}],
    });
    const drawn = await rehearsed(path, { mermaid: true }, true);
    expect(drawn.stdout).toMatch(/^```mermaid\ntimeline\n {2}title no open moment\n/);
    expect(drawn.stderr).toMatch(/1 of \d+ points, 0 open moments, \d+ s left/);
  });

  test("one lock for a moment is a failure only where it is asked for", async () => {
    // The application of b goes first, and its rule also takes the tokens of a, which stays.
    const asks = (ingress: object, host: string) =>
      lockedBy(ingress, ...["a", host].map((name) => `\${${APPLICATION}.${name}.aud}`));
    // The tunnel goes before the applications, so that a teardown opens nothing.
    const held = (...hosts: string[]) => ({ depends_on: hosts.map((host) => `${APPLICATION}.${host}`) });
    const from = byHand("two-locks", publishing(["a", "b"], asks, held("a", "b")));
    const path = byHand("one-lock", publishing(["a"], asks, held("a")));
    const found = await rehearsed(path, { from });
    expect(found.stdout).toContain("ONE LOCK https://b.example.com/: anyone reaches");
    expect(found.stdout).toMatch(/\nno open moment\nbehind one lock for a moment: https:\/\/b\.example\.com\/\n$/);
    expect(found.code).toBe(0);
    expect((await rehearsed(path, { from, strict: true })).code).toBe(1);
  });

  test("applies stacks after those that they depend on, and those alone that are asked for", async () => {
    const record = (name: string) => ({
      resource: { cloudflare_dns_record: { r: { zone_id: "z", name, type: "TXT" } } },
    });
    const path = output("stacks", { a: [record("a"), "b"], b: [record("b"), "c"], c: [record("c")] });
    const names = async (options: Partial<RehearseFlags>) => {
      const { stdout } = await rehearsed(path, { json: true, ...options });
      return JSON.parse(stdout).transitions.map(({ calls }: any) =>
        calls.map(({ call }: any) => call.slice(-1)).join(""),
      );
    };
    expect(await names({})).toEqual(["cba", "abc"]);
    expect(await names({ stack: ["a", "c"] })).toEqual(["ca", "ac"]);
    await expect(rehearsed(path, { stack: ["d"] })).rejects.toThrow("has no stack d; it has a, b, c");
  });

  test("leaves nothing behind on Ctrl-C", async () => {
    const temporary = mkdtempSync(join(directory, "tmp-"));
    const path = byHand("interrupted", publishing(["a", "b", "c"]));
    const command = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "rehearse", path], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => command.on("exit", (code, signal) => resolve(signal ?? code)));
    await new Promise((resolve) => command.stdout.once("data", resolve));
    const left = () => readdirSync(temporary).filter((name) => /^(zt-|zero-trust-rehearsal-)/.test(name));
    expect(left()).not.toEqual([]);
    command.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
    expect(left()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });
});

test("says what is wrong: 2 for usage, 1 for the rest", async () => {
  const path = byHand("plain", publishing(["a"]));
  const [none, number, missing, noTerraform] = await Promise.all([
    run(["rehearse"]),
    run(["rehearse", path, "--seconds", "soon"]),
    run(["rehearse", join(directory, "nothing")]),
    run(["rehearse", path], { TERRAFORM_BINARY_NAME: "no-such-terraform" }),
  ]);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("missing required argument 'dir'") });
  expect(number).toMatchObject({ code: 2, stderr: expect.stringContaining("Expected a whole number") });
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("SynthesizedStackNotFound") });
  expect(noTerraform).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^zero-trust: TerraformMissing: cannot run "no-such-terraform".*\n$/),
  });
});

test("the other commands do not load it", () => {
  const program = `process.argv = ["node", "zero-trust", "--version"]; require("./lib/cli/main.ts");
    setImmediate(() => console.log(JSON.stringify(Object.keys(require.cache))));`;
  const said = execFileSync(process.execPath, ["--import", "tsx", "-e", program], { encoding: "utf8" });
  const loaded: string[] = JSON.parse(said.split("\n").find((line) => line.startsWith("["))!);
  expect(loaded.some((file) => file.endsWith("lib/cli/summary.ts"))).toBe(true);
  expect(loaded.filter((file) => /lib\/rehearsal|@grpc|protobufjs|msgpack/.test(file))).toEqual([]);
});
