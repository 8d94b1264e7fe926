import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory, writeTerraform } from "./fixture";
import { check, CheckCommandOptions } from "../../lib/cli/check";
import { withTerraform } from "../support/terraform";

const directory = temporaryDirectory("check-");
const HANDWRITTEN = join(__dirname, "../../examples/handwritten");
const DEPLOYED = join(HANDWRITTEN, "deployed");
const REMOVED = join(HANDWRITTEN, "wiki-removed");
const PLAN = join(__dirname, "../check/plan/fixtures/create.json");

function run(path: string | undefined, options: CheckCommandOptions = {}): { readonly code: number; text: string } {
  let text = "";
  const code = check(path, options, { stdout: (each) => (text += each), toolVersion: "0.0.0" });
  return { code, text };
}

describe("check", () => {
  test("returns 0 if nothing changes, and 1 for an exposure window", () => {
    expect(run(DEPLOYED, { from: DEPLOYED }).code).toBe(0);
    const { code, text } = run(REMOVED, { from: DEPLOYED });
    expect([code, text.slice(0, 4)]).toEqual([1, "FAIL"]);
    expect(run(REMOVED, { from: DEPLOYED, failOn: "layer" }).code).toBe(0);
  });

  test("returns 1 for users who gain access if gain fails", () => {
    const { code, text } = run(DEPLOYED, { failOn: "gain" });
    expect(code).toBe(1);
    expect(text).toContain("access-gained@wiki.example.com");
  });

  test("returns 3 for a file that is not Terraform, and 0 if that is accepted", () => {
    expect(run("package.json").code).toBe(3);
    expect(run("package.json", { acceptUnknown: true }).code).toBe(0);
  });

  test.each([
    ["modules", { module: { hosts: { source: "./hosts" } } }],
    ["types of version 4", { resource: { cloudflare_record: { wiki: { name: "wiki" } } } }],
  ])("returns 3 for %s in a directory, in either version", (name, terraform) => {
    const unknown = writeTerraform(join(directory.path, name), terraform);
    const empty = writeTerraform(join(directory.path, "empty"), {});
    expect([run(unknown).code, run(empty, { from: unknown }).code]).toEqual([3, 3]);
  });

  test.each([{ plan: "tfplan" }, { planJson: PLAN }])("refuses to verify retries of a plan: %j", (options) => {
    expect(() => run(undefined, { ...options, verifyRetries: true })).toThrow(
      /^CheckInputInvalid: .*--verify-retries belongs to a directory/,
    );
  });

  test("returns 3 for a file of OpenTofu that hides another one", () => {
    const path = writeTerraform(join(directory.path, "both"), {});
    writeFileSync(join(path, "main.tofu.json"), "{}");
    const { code, text } = run(path);
    expect(code).toBe(3);
    expect(text.replace(/\s+/g, " ")).toContain("only OpenTofu reads it, in place of main.tf.json; use --plan");
  });

  test("fails when --terraform has no effect", () => {
    expect(() => run(DEPLOYED, { terraform: "tofu" })).toThrow(
      /^CheckInputInvalid: .*--terraform belongs to --plan and --verify-retries/,
    );
  });

  test("names the missing program, and how to select another one", () => {
    withTerraform("no-such-tofu", () =>
      expect(() => run(undefined, { plan: "tfplan", chdir: directory.path })).toThrow(
        /^TerraformMissing: "no-such-tofu" cannot be run: .* select it with --terraform/,
      ),
    );
  });

  test("returns 3 for a plan without a graph", () => {
    const { code, text } = run(undefined, { planJson: PLAN });
    expect(code).toBe(3);
    expect(text).toContain("there is no graph of the plan");
  });

  test("writes one format to each file, and prints the one without a file", () => {
    const output = [join(directory.path, "comment.md"), join(directory.path, "check.sarif")];
    const { text } = run(REMOVED, { from: DEPLOYED, format: ["markdown", "sarif", "text"], output });
    expect(text).toMatch(/^FAIL {2}/);
    expect(readFileSync(output[0], "utf8")).toMatch(/^<!-- cdktf-zero-trust:check:/);
    expect(JSON.parse(readFileSync(output[1], "utf8")).version).toBe("2.1.0");
  });

  test("accepts only the digest of the change", () => {
    const { digest } = JSON.parse(run(REMOVED, { from: DEPLOYED, format: ["json"] }).text).provenance;
    expect(run(REMOVED, { from: DEPLOYED, expectDigest: digest }).code).toBe(1);
    expect(() => run(REMOVED, { from: DEPLOYED, expectDigest: "0" })).toThrow(/DigestMismatch/);
  });

  test.each<[why: string, path: string | undefined, options: CheckCommandOptions]>([
    ["a directory and a plan are given", DEPLOYED, { planJson: PLAN }],
    ["--from has no directory", undefined, { from: DEPLOYED }],
    ["--graph has no plan", DEPLOYED, { graph: "graph.dot" }],
    ["--chdir has no plan file", DEPLOYED, { chdir: "." }],
    ["a format is unknown", DEPLOYED, { format: ["pdf"] }],
    ["a class is unknown", DEPLOYED, { failOn: "publik" }],
    ["two formats have no file", DEPLOYED, { format: ["text", "json"] }],
    ["there are more files than formats", DEPLOYED, { output: ["a", "b"] }],
    ["a file cannot be read", undefined, { planJson: "nothing.json" }],
    ["a file cannot be written", DEPLOYED, { output: ["no-such-directory/report"] }],
  ])("fails when %s", (_, path, options) => {
    expect(() => run(path, options)).toThrow(/CheckInputInvalid/);
  });
});
