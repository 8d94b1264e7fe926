import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reportDifferences, updateReports } from "../../scripts/api-report";
import { projectRoot } from "../../scripts/entry-points";
import { copyProject, makeScratch, removeScratch } from "../../scripts/scratch";

jest.setTimeout(120_000);

const exports = { ".": "./lib/index.js", "./lib/testing": "./lib/testing/index.js" };
let folder: string;
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

beforeAll(() => {
  folder = makeScratch();
  copyProject(projectRoot, folder, ["tsconfig.json", "tsconfig.build.json"]);
  mkdirSync(path.join(folder, "lib/testing"), { recursive: true });
  write("package.json", JSON.stringify({ name: "fixture", version: "0.0.0", exports }));
  write("lib/index.ts", "export interface Rule {\n  readonly name: string;\n}\n");
  write("lib/testing/index.ts", "/** @internal */\nexport const secret = 1;\nexport function graph(): void {}\n");
  updateReports(folder);
});
afterAll(() => removeScratch(folder));

test("the API report of each entry point contains the public API only", () => {
  expect(readdirSync(path.join(folder, "etc")).sort()).toEqual(["index.api.md", "testing.api.md"]);
  const report = readFileSync(path.join(folder, "etc/testing.api.md"), "utf8");
  expect(report).toContain("graph(): void");
  expect(report).not.toContain("secret");
});

test("the API check reports no difference if only comments change", () => {
  write("lib/index.ts", "// another comment\nexport interface Rule {\n  readonly name: string;\n}\n");
  expect(reportDifferences(folder)).toBe("");
});

test("the API check shows the differences of the public API", () => {
  appendFileSync(path.join(folder, "lib/index.ts"), "export interface Host {}\n");
  const differences = reportDifferences(folder);
  expect(differences).toContain("etc/index.api.md");
  expect(differences).toContain("+export interface Host {");
  expect(differences).not.toContain("etc/testing.api.md");
});

test("the API check reports a missing etc/ directory", () => {
  rmSync(path.join(folder, "etc"), { recursive: true });
  expect(reportDifferences(folder)).toContain("etc/ does not exist");
});
