import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { mayImport } from "../../projenrc/layers";
import { projectRoot } from "../../scripts/entry-points";
import { copyProject, inScratch } from "../../scripts/scratch";

jest.setTimeout(120_000);

const index = "no-restricted-imports";
const dynamic = "no-restricted-syntax";
const upward = "import/no-restricted-paths";

/** A file in lib/, its content, and the rule that refuses it; undefined if it is accepted. */
const lines: [file: string, code: string, rule: string | undefined][] = [
  ["dns/deep", 'export { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";', undefined],
  ["dns/index-import", 'export { provider } from "@cdktf/provider-cloudflare";', index],
  ["dns/index-lib", 'export { provider } from "@cdktf/provider-cloudflare/lib";', index],
  ["dns/index-file", 'export { provider } from "@cdktf/provider-cloudflare/lib/index";', index],
  ["dns/index-type", 'export type { provider } from "@cdktf/provider-cloudflare";', index],
  ["dns/index-dynamic", 'export const all = import("@cdktf/provider-cloudflare");', dynamic],
  ["dns/index-in-type", 'export type All = typeof import("@cdktf/provider-cloudflare/lib");', dynamic],
  ["dns/require", 'export const all = require("@cdktf/provider-cloudflare");', "@typescript-eslint/no-require-imports"],

  ["dns/bare", 'export { TerraformStack } from "cdktf";', undefined],
  ["dns/inside", 'export { TerraformStack } from "cdktf/lib/terraform-stack";', index],
  ["dns/inside-type", 'export type { TerraformStack } from "cdktf/lib/terraform-stack";', index],
  ["dns/inside-dynamic", 'export const stack = import("cdktf/lib/terraform-stack");', dynamic],
  ["../__tests__/inside", 'export { TerraformStack } from "cdktf/lib/terraform-stack";', undefined],
  ["../__tests__/index-import", 'export { provider } from "@cdktf/provider-cloudflare";', index],

  ["access/downward", 'export * from "../core/value";', undefined],
  ["access/own", 'export * from "./value";', undefined],
  ["access/upward", 'export * from "../tunnel/value";', upward],
  ["access/upward-type", 'export type { value } from "../tunnel/value";', upward],
  ["access/upward-dynamic", 'export const tunnel = import("../tunnel/value");', upward],
  ["access/the-index", 'export * from "../index";', upward],
  ["dns/beside", 'export * from "../device/value";', upward],
  ["fleet/optional-peer", 'export * from "../kubernetes/value";', upward],
  ["kubernetes/tunnel", 'export * from "../tunnel/value";', undefined],
  ["kubernetes/beside", 'export * from "../cloud-run/value";', upward],
  ["inventory/construct", 'export * from "../dns/value";', upward],
  ["testing/inventory", 'export * from "../inventory/value";', undefined],
  ["testing/construct", 'export * from "../tunnel/value";', upward],
  ["cli/review", 'export * from "../review/value";', undefined],
  ["cli/construct", 'export * from "../tunnel/value";', upward],
  ["tunnel/outside", 'export * from "../../__tests__/inside";', upward],

  ["core/circle-a", 'import { b } from "./circle-b";\nexport const a = (): unknown => b;', "import/no-cycle"],
  ["core/circle-b", 'import { a } from "./circle-a";\nexport const b = (): unknown => a;', "import/no-cycle"],
];

const restricting = [index, dynamic, upward, "import/no-cycle", "@typescript-eslint/no-require-imports"];
const fileOf = (name: string) => path.normalize(`lib/${name}.ts`);
const refusals = new Map<string, string[]>();

beforeAll(() =>
  inScratch((folder) => {
    copyProject(projectRoot, folder, [".eslintrc.json", "package.json", "tsconfig.json"]);
    const values = Object.keys(mayImport).map((name) => (name === "index.ts" ? "index" : `${name}/value`));
    const files = [...values.map((name) => [name, "export const value = 1;"]), ...lines];
    for (const [name, code] of files) {
      const file = path.join(folder, fileOf(name!));
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `${code}\n`);
    }
    const eslint = path.join(projectRoot, "node_modules/eslint/bin/eslint.js");
    const { stdout, stderr } = spawnSync(process.execPath, [eslint, "--ext", ".ts", "--format", "json", "."], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ESLINT_USE_FLAT_CONFIG: "false" },
    });
    if (!stdout) throw new Error(stderr);
    for (const { filePath, messages } of JSON.parse(stdout)) {
      refusals.set(
        path.relative(folder, filePath),
        messages.map(({ ruleId, message }: any) => ruleId ?? message),
      );
    }
  }),
);

for (const [name, code, rule] of lines) {
  test(`lint ${rule ? "refuses" : "accepts"} in ${fileOf(name)}: ${code.replace(/\n/g, " ")}`, () => {
    const found = refusals.get(fileOf(name))!.filter((id) => restricting.includes(id));
    expect([...new Set(found)]).toEqual(rule ? [rule] : []);
  });
}

test("projenrc/layers.ts lists every folder of lib/", () => {
  const entries = readdirSync(path.join(projectRoot, "lib"), { withFileTypes: true });
  const placed = entries
    .filter((entry) => entry.isDirectory() || /(?<!\.d)\.ts$/.test(entry.name))
    .map(({ name }) => name);
  expect(Object.keys(mayImport)).toEqual(expect.arrayContaining(placed));
});
