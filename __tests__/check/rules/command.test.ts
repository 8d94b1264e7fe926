import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { estate } from "./fixture";
import { check, CheckCommandOptions } from "../../../lib/cli/check";
import { temporaryDirectory, writeTerraform } from "../../cli/fixture";

const directory = temporaryDirectory("rules-");
const RULES = "version: 1\nfailOn: [existing]\nrules:\n  - { name: hosts, public: [docs.example.com] }\n";

/** The exit code and the report of a check of one public host, which is new. */
function run(options: CheckCommandOptions): { readonly code: number; readonly text: string } {
  const app = writeTerraform(join(directory.path, "app"), { resource: estate({ "docs.example.com": {} }) });
  let text = "";
  const code = check(app, options, { stdout: (each) => (text += each), toolVersion: "1.0.0" });
  return { code, text };
}

function written(name: string, yaml: string): string {
  const file = join(directory.path, name);
  writeFileSync(file, yaml);
  return file;
}

describe("check --rules", () => {
  test("evaluates the rules of the file", () => {
    expect(run({ failOn: "public" }).code).toBe(1);
    expect(run({ failOn: "public", rules: written("zero-trust.yaml", RULES) }).code).toBe(0);
    const other = run({ rules: written("other.yaml", RULES.replace("docs", "www")) });
    expect(other.code).toBe(1);
    expect(other.text).toMatch(/^FAIL .*docs\.example\.com is open to anyone/);
  });

  test("fails for a file that is not valid or does not exist", () => {
    expect(() => run({ rules: written("invalid.yaml", "version: 2") })).toThrow(/RulesInvalid/);
    expect(() => run({ rules: join(directory.path, "absent.yaml") })).toThrow(/RulesUnreadable/);
  });

  test("does not count an acceptance that the base branch does not contain", () => {
    const [day] = new Date(Date.now() + 86_400_000).toISOString().split("T");
    const entry = `finding: public-host@docs.example.com, reason: a public page, owner: docs, expires: "${day}"`;
    const rules = written("head.yaml", `version: 1\naccept:\n  - { ${entry} }\n`);
    expect(run({ rules }).code).toBe(0);
    expect(run({ rules, baseRules: rules }).code).toBe(0);
    expect(run({ rules, baseRules: written("base.yaml", "version: 1") }).code).toBe(1);
  });
});
