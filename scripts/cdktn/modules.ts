import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../entry-points";
import { runCommand } from "../run-command";
import { bindingFile } from "./bindings";
import { CDK_TERRAIN } from "./manifest";

/** The names of CDK for Terraform's packages in node_modules. None of them is linked beside CDK Terrain. */
const REPLACED = ["cdktf", "@cdktf", "constructs"];

/** What npm installs for a package of CDK Terrain: its name and version, or the file of bindings. */
export function installable(name: string): string {
  const known = CDK_TERRAIN[name as keyof typeof CDK_TERRAIN];
  if (known === undefined) throw new Error(`${name} is not a package of CDK Terrain.`);
  return name.startsWith("@cdktn/") ? bindingFile({ name, version: known.tested }) : `${name}@${known.tested}`;
}

/** Installs packages in a folder of .cache/, unless it contains them already. Returns the folder. */
export function installedIn(name: string, manifest: object, packages: readonly string[]): string {
  const folder = path.join(projectRoot, ".cache/consumers", name);
  const record = path.join(folder, "installed.json");
  const wanted = JSON.stringify({ manifest, packages });
  if (existsSync(record) && readFileSync(record, "utf8") === wanted) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, ...manifest }));
  npmInstall(folder, ...packages);
  writeFileSync(record, wanted);
  return folder;
}

/** Runs `npm install` with packages, or for what package.json lists. */
export function npmInstall(folder: string, ...args: string[]): void {
  runCommand("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", ...args], {
    cwd: folder,
  });
}

/** The folder with the packages of CDK Terrain. */
export function cdkTerrainModules(): string {
  return path.join(installedIn("cdktn", {}, Object.keys(CDK_TERRAIN).map(installable)), "node_modules");
}

/**
 * Links the tools and dependencies of this project, with other packages in place of CDK for Terraform.
 *
 * @param replacements the names of those packages in the folder `modules`
 */
export function linkModules(folder: string, modules: string, replacements: readonly string[]): void {
  const target = path.join(folder, "node_modules");
  const own = path.join(projectRoot, "node_modules");
  mkdirSync(target);
  const link = (from: string, name: string) => symlinkSync(path.join(from, name), path.join(target, name));
  for (const name of readdirSync(own).filter((each) => !REPLACED.includes(each))) link(own, name);
  for (const name of replacements) link(modules, name);
  mkdirSync(path.join(folder, ".cache"));
  symlinkSync(path.join(projectRoot, ".cache/bin"), path.join(folder, ".cache/bin")); // CoreDNS, for the tests
}
