import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { copyForCdkTerrain } from "./cdktn/copy";
import { cdkTerrainModules, linkModules } from "./cdktn/modules";
import { runUnitTests } from "./cdktn/unit-tests";
import { projectRoot } from "./entry-points";
import { runCommand, step } from "./run-command";
import { copyWholeProject, inScratch } from "./scratch";

const DIST = path.join(projectRoot, "dist");

/**
 * Writes both packages to dist/: cdktf-zero-trust-<version>.tgz from the sources, and cdktn-zero-trust-<version>.tgz
 * from a copy of them for CDK Terrain, which is compiled and tested with CDK Terrain and its bindings. The tests of the
 * copy can be omitted with `--skip-tests`.
 */
function packAll(flags: string[]): void {
  const unknown = flags.filter((flag) => flag !== "--skip-tests");
  if (unknown.length > 0) throw new Error(`Unknown option: ${unknown.join(" ")}. The only option is --skip-tests.`);
  removeOld();
  inScratch((folder) => {
    step("cdktn-zero-trust: rewrite the sources", () => copyForCdkTerrain(folder));
    step("cdktf-zero-trust: compile and pack", () => inScratch(packForCdkForTerraform));
    step("cdktn-zero-trust: install CDK Terrain and its bindings", cdkTerrainModules);
    linkModules(folder, cdkTerrainModules(), ["cdktn", "@cdktn", "constructs"]);
    step("cdktn-zero-trust: compare every error message", () => compareErrors(folder));
    step("cdktn-zero-trust: compile with type check", () => run(folder, "npm", "run", "--silent", "compile"));
    if (!flags.includes("--skip-tests")) {
      step("cdktn-zero-trust: unit tests of what constructs", () => runUnitTests(folder));
    }
    step("cdktn-zero-trust: pack", () => pack(folder));
  });
}

/** Writes docs/errors.md with CDK Terrain. Only its line breaks may differ from the page with the names rewritten. */
function compareErrors(folder: string): void {
  const words = () => readFileSync(path.join(folder, "docs/errors.md"), "utf8").split(/\s+/);
  const expected = words();
  run(folder, process.execPath, "--import", "tsx", "scripts/errors-doc.ts");
  const actual = words();
  const first = actual.findIndex((word, i) => word !== expected[i]);
  if (first === -1 && actual.length === expected.length) return;
  const [is, was] = [actual, expected].map((each) => each.slice(Math.max(0, first - 5), first + 15).join(" "));
  throw new Error(`docs/errors.md differs with CDK Terrain: "${is}" in place of "${was}".`);
}

function packForCdkForTerraform(folder: string): void {
  copyWholeProject(folder);
  run(folder, "npm", "run", "--silent", "compile");
  pack(folder);
}

/** After a failure, dist/ contains no package of an older state. */
function removeOld(): void {
  mkdirSync(DIST, { recursive: true });
  const packages = readdirSync(DIST).filter((name) => /^cdkt[fn]-zero-trust-.*\.tgz$/.test(name));
  for (const name of packages) rmSync(path.join(DIST, name));
}

function pack(folder: string): void {
  run(folder, "npm", "pack", "--silent", "--ignore-scripts");
  for (const name of readdirSync(folder).filter((each) => each.endsWith(".tgz"))) {
    runCommand("cp", [path.join(folder, name), path.join(DIST, `${name}.part`)], { cwd: DIST });
    renameSync(path.join(DIST, `${name}.part`), path.join(DIST, name));
  }
}

function run(folder: string, command: string, ...args: string[]): void {
  runCommand(command, args, { cwd: folder });
}

packAll(process.argv.slice(2));
