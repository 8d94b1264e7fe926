import { readdirSync } from "node:fs";
import path from "node:path";
import { documentedManifest, documentedPackages } from "./documented";
import { cdkTerrainModules, installable, installedIn, npmInstall } from "../cdktn/modules";
import { rewrite } from "../cdktn/rewrite";
import { RULES } from "../cdktn/rules";
import { projectRoot, readPackage } from "../entry-points";
import { runCommand } from "../run-command";

/** A project that uses one of the packages. */
export interface Consumer {
  readonly name: string;
  /** Installs the package and its peers, and returns the folder of the project. */
  readonly install: () => string;
  /** The example as the users of the package write it. */
  readonly rewriteExample: (text: string) => string;
}

const unchanged = (text: string): string => text;

/** The projects of the packages in a folder. The first one is that of CDK for Terraform. */
export function consumers(folder: string): Consumer[] {
  const cdktf = only(folder, "cdktf-zero-trust-");
  const cdktn = only(folder, "cdktn-zero-trust-");
  return [
    { name: "cdktf-zero-trust", rewriteExample: unchanged, install: () => forCdkForTerraform(cdktf) },
    { name: "cdktn-zero-trust", rewriteExample: (text) => rewrite(text, RULES).text, install: () => native(cdktn) },
    { name: "cdktf-zero-trust with an npm alias", rewriteExample: unchanged, install: () => alias(cdktf) },
  ];
}

function forCdkForTerraform(tarball: string): string {
  const { devDependencies } = readPackage(projectRoot);
  const peers = documentedPackages(readmeOf(tarball)).map((name) => `${name}@${devDependencies[name]}`);
  return withPackage(installedIn("cdktf", {}, peers), tarball);
}

/** The versions that the documentation names are those that npm may not serve, so files take their place. */
function native(tarball: string): string {
  documentedPackages(readmeOf(tarball)).forEach(installable);
  return withPackage(path.dirname(cdkTerrainModules()), tarball);
}

/** npm resolves the alias and the override of docs/which-package.md. */
function alias(tarball: string): string {
  return withPackage(installedIn("alias", documentedManifest(), []), tarball);
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
