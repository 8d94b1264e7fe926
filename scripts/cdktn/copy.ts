import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot, readPackage } from "../entry-points";
import { cdkTerrainManifest } from "./manifest";
import { PASSAGES } from "./passages";
import { rewrite } from "./rewrite";
import { RULES } from "./rules";

/** What the package is built from and tested with. */
const COPIED = [
  ...[".ci", "bin", "docs", "etc", "examples", "lib", "monitoring", "projenrc", "scripts", "stacks", "__tests__"],
  ...["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"],
  ...[".npmignore", "cdktf.json", "main.ts", "package.json", "tsconfig.build.json", "tsconfig.json"],
];

/** About both packages or about the repository, so that they are the same in both. */
const VERBATIM = [
  /^\.ci\//,
  /^projenrc\//,
  /^docs\/(providers|versions|which-package)\.md$/,
  /^docs\/adr\//,
  /^__tests__\/.*\/fixtures\/.*\.json$/,
];

/** The tools that create the other package, and the website. */
const OMITTED = [
  /^scripts\/(cdktn|consumers)(\/|\.ts$)/,
  /^scripts\/pack-all\.ts$/,
  /^__tests__\/cdktn\//,
  /^docs\/api\//,
];
/** What `npm run compile` writes. */
const COMPILED = /^lib\/.*(\.js|\.d\.ts|\.d\.ts\.map)$/;

/**
 * Copies the project to a folder as the package for CDK Terrain.
 *
 * @throws Error a line contains the name of CDK for Terraform in a form that is neither kept nor rewritten
 */
export function copyForCdkTerrain(folder: string): void {
  const files = COPIED.flatMap(filesBelow).filter((file) => ![...OMITTED, COMPILED].some((each) => each.test(file)));
  const missing = Object.keys(PASSAGES).filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`Files with passages are missing: ${missing.join(", ")}`);
  const unknown = files.flatMap((file) => copyFile(file, folder).map((line) => `${file}:${line}`));
  if (unknown.length > 0) {
    throw new Error(
      `These lines contain "cdktf" in a form that is on no list of scripts/cdktn/rules.ts:\n${unknown.join("\n")}`,
    );
  }
}

function filesBelow(file: string): string[] {
  const absolute = path.join(projectRoot, file);
  if (!statSync(absolute).isDirectory()) return [file];
  return readdirSync(absolute).flatMap((name) => filesBelow(path.posix.join(file, name)));
}

/** Copies one file, and returns the lines that no rule matches. */
function copyFile(file: string, folder: string): string[] {
  const [source, target] = [path.join(projectRoot, file), path.join(folder, file.replaceAll("cdktf-", "cdktn-"))];
  mkdirSync(path.dirname(target), { recursive: true });
  if (VERBATIM.some((each) => each.test(file))) {
    cpSync(source, target);
    return [];
  }
  if (file === "package.json") {
    writeFileSync(target, `${JSON.stringify(cdkTerrainManifest(readPackage(projectRoot)), null, 2)}\n`);
    return [];
  }
  const { text, unknown } = rewrite(readFileSync(source, "utf8"), RULES, PASSAGES[file]);
  writeFileSync(target, text, { mode: statSync(source).mode });
  return unknown;
}
