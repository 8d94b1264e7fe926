import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { documentedManifest, documentedPackages } from "./documented";
import { cdkTerrainModules, installable, installedIn, linkModules, npmInstall } from "../cdktn/modules";
import { rewrite } from "../cdktn/rewrite";
import { RULES } from "../cdktn/rules";
import { runUnitTests } from "../cdktn/unit-tests";
import { projectRoot, readPackage } from "../entry-points";
import { runCommand } from "../run-command";
import { copyWholeProject, inScratch } from "../scratch";

const AWS = "@cdktf/provider-aws";

/** A project that uses one of the packages. */
export interface Consumer {
  readonly name: string;
  /** Installs the package and its peers, and returns the folder of the project. */
  readonly install: () => string;
  /** The example as the users of the package write it. */
  readonly rewriteExample: (text: string) => string;
  /** Tests the sources of this project with the peers in the folder, if nothing else does. */
  readonly test?: (folder: string) => void;
}

const unchanged = (text: string): string => text;

/** The projects of the packages in a folder. The first one is that of CDK for Terraform. */
export function consumers(folder: string): Consumer[] {
  const cdktf = only(folder, "cdktf-zero-trust-");
  const cdktn = only(folder, "cdktn-zero-trust-");
  return [
    { name: "cdktf-zero-trust", rewriteExample: unchanged, install: () => forCdkForTerraform(cdktf) },
    { name: "cdktn-zero-trust", rewriteExample: (text) => rewrite(text, RULES).text, install: () => native(cdktn) },
    {
      name: "cdktf-zero-trust with an npm alias",
      rewriteExample: unchanged,
      install: () => alias(cdktf),
      test: testWithAlias,
    },
  ];
}

function forCdkForTerraform(tarball: string): string {
  const { devDependencies } = readPackage(projectRoot);
  const peers = documentedPackages(readmeOf(tarball)).map((name) => `${name}@${devDependencies[name]}`);
  return withPackage(installedIn("cdktf", {}, peers), tarball);
}

/**
 * Files take the place of the bindings that npm may not serve. npm would unpack all of them again at each installation,
 * which takes minutes, so the package is installed in a folder below them, and its peers are compared here.
 */
function native(tarball: string): string {
  documentedPackages(readmeOf(tarball)).forEach(installable);
  const modules = cdkTerrainModules();
  const folder = path.join(modules, "../project");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
  npmInstall(folder, "--legacy-peer-deps", tarball);
  requirePeers(path.join(folder, "node_modules/cdktn-zero-trust"), modules);
  return folder;
}

function requirePeers(installed: string, modules: string): void {
  const { satisfies } = createRequire(path.join(modules, "cdktn/package.json"))("semver");
  const { peerDependencies } = readPackage(installed);
  for (const [name, range] of Object.entries<string>(peerDependencies)) {
    const { version } = readPackage(path.join(modules, name));
    if (!satisfies(version, range)) throw new Error(`${name} ${version} is installed, but the peer is ${range}.`);
  }
}

/** npm resolves the alias and the override of docs/which-package.md. The tests need the other bindings too. */
function alias(tarball: string): string {
  const { devDependencies } = readPackage(projectRoot);
  const others = [`${AWS}@${devDependencies[AWS]}`];
  return withPackage(installedIn("alias", documentedManifest(), others), tarball);
}

function testWithAlias(folder: string): void {
  inScratch((copy) => {
    copyWholeProject(copy);
    rmSync(path.join(copy, "node_modules"));
    linkModules(copy, path.join(folder, "node_modules"), ["cdktf", "@cdktf", "constructs"]);
    runUnitTests(copy);
  });
}

function withPackage(folder: string, tarball: string): string {
  npmInstall(folder, "--no-save", tarball);
  return folder;
}

function readmeOf(tarball: string): string {
  return runCommand("tar", ["-xzOf", tarball, "package/README.md"], { cwd: projectRoot });
}

function only(folder: string, prefix: string): string {
  const [name, ...others] = readdirSync(folder).filter((each) => each.startsWith(prefix) && each.endsWith(".tgz"));
  if (name === undefined || others.length > 0) {
    throw new Error(`Expected one ${prefix}<version>.tgz in ${folder}. Remove old ones, and run \`npm run pack:all\`.`);
  }
  return path.join(folder, name);
}
