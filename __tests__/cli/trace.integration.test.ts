import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trace } from "../../lib/cli/trace";
import { POLICY, ROUTE, TUNNEL } from "../inventory/network/fixture";
import { NAME, network } from "../trace/fixture";

let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), "trace-"))));
afterAll(() => rmSync(directory, { recursive: true }));

/** A directory with one file of Terraform JSON. */
function output(name: string, resource: object): string {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "main.tf.json"), JSON.stringify({ resource }));
  return path;
}

const healthy = () => output("healthy", network());

function blocked(): string {
  const resource = network();
  delete resource[POLICY].allow;
  return output("blocked", resource);
}

test("tells of a name that connects, and fails for one that does not", () => {
  const fine = trace(healthy(), NAME, { group: ["engineers"] });
  expect(fine).toMatchObject({ code: 0, text: expect.stringContaining(`${NAME}: connects\n`) });
  const broken = trace(blocked(), NAME, { group: ["engineers"] });
  expect(broken).toMatchObject({
    code: 1,
    text: expect.stringContaining("broken at network policies (ConnectionBlocked)"),
  });
});

test("does not fail for what cannot be told", () => {
  const { code, text } = trace(healthy(), NAME, { email: "a@example.com", profile: "engineers" });
  expect(code).toBe(0);
  expect(text).toContain("identity.groups.name is not said");
});

test("takes who asks, from where, and for which address", () => {
  const elsewhere = trace(healthy(), NAME, { group: ["engineers"], virtualNetwork: "lab" });
  expect(elsewhere.text).toContain("broken at route (AnswerMisrouted)");
  const other = trace(healthy(), NAME, { group: ["engineers"], answer: ["10.30.0.1"] });
  expect(other.text).toContain("broken at route (AnswerUnrouted)");
});

test("reads the stacks of an app together", () => {
  const { [TUNNEL]: tunnels, [ROUTE]: routes, ...rest } = network();
  const path = join(directory, "app");
  const manifest: Record<string, object> = {};
  const at = "cross-stack-output-";
  // As cdktf writes what one stack reads of another.
  const remote = (text: string) =>
    text.replace(/\$\{(cloudflare_zero_trust_tunnel_cloudflared)\.(\w+)\.id\}/g, (_, type, name) => {
      return `\${data.terraform_remote_state.cross-stack-reference-input-edge.outputs.${at}${type}${name}id}`;
    });
  const outputs = Object.keys(tunnels).map((name) => [
    `${at}${TUNNEL}${name}id`,
    { value: `\${${TUNNEL}.${name}.id}` },
  ]);
  const stacks = {
    edge: { resource: { [TUNNEL]: tunnels }, output: Object.fromEntries(outputs) },
    network: JSON.parse(remote(JSON.stringify({ resource: { [ROUTE]: routes, ...rest } }))),
  };
  for (const [stack, terraform] of Object.entries(stacks)) {
    mkdirSync(join(path, "stacks", stack), { recursive: true });
    writeFileSync(join(path, "stacks", stack, "cdk.tf.json"), JSON.stringify(terraform));
    manifest[stack] = { name: stack, synthesizedStackPath: `stacks/${stack}/cdk.tf.json` };
  }
  writeFileSync(join(path, "manifest.json"), JSON.stringify({ stacks: manifest }));
  const { code, text } = trace(path, NAME, { group: ["engineers"] });
  expect({ code, text }).toMatchObject({ code: 0, text: expect.stringContaining("connects") });
  expect(text).toContain("10.10.0.0/16 through tunnel dev");
  expect(text).toContain(`(network/${ROUTE}.dev)`);
});

test("gives the same as data, and as a diagram", () => {
  const { hops, outcome } = JSON.parse(trace(blocked(), NAME, { json: true, group: ["engineers"] }).text);
  expect([outcome, hops.at(-1).code]).toEqual(["broken", "ConnectionBlocked"]);
  expect(trace(healthy(), NAME, { mermaid: true }).text).toContain("sequenceDiagram");
});

describe("the command", () => {
  function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const command = ["--import", "tsx", "lib/cli/main.ts", "trace", ...args];
      execFile(process.execPath, command, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  test("exits with 0 where the name connects, 1 where it is broken or the question is, 2 for wrong usage", async () => {
    const someone = ["--email", "a@example.com", "--group", "sales", "engineers"];
    const [broken, fine, wrong, misspelled] = await Promise.all([
      run(healthy(), NAME, ...someone, "--virtual-network", "lab", "--answer", "10.30.0.1"),
      run(healthy(), NAME, ...someone, "--answer", "10.10.3.3"),
      run(healthy(), "https://x"),
      run(healthy()),
    ]);
    expect(fine).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("10.10.3.3") });
    expect(broken).toMatchObject({ code: 1, stderr: "", stdout: expect.stringContaining("AnswerUnrouted") });
    expect(wrong).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^zero-trust: TraceQuestionInvalid: /),
    });
    expect(misspelled).toMatchObject({ code: 2, stdout: "" });
  }, 60_000);

  test("loads neither cdktf nor a provider", () => {
    const program = `require("./lib/cli/trace.ts"); console.log(JSON.stringify(Object.keys(require.cache)))`;
    const loaded: string[] = JSON.parse(
      execFileSync(process.execPath, ["--import", "tsx", "-e", program], { encoding: "utf8" }),
    );
    const packages = loaded.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? "");
    expect(packages).toContain("re2js");
    expect(packages.filter((name) => /^(cdktf|constructs|@cdktf\/.*)$/.test(name))).toEqual([]);
  });
});
