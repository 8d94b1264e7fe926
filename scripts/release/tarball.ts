import { execFileSync } from "node:child_process";
import { statSync } from "node:fs";
import path from "node:path";

/** A packed package. */
export interface Tarball {
  readonly file: string;
  readonly bytes: number;
  /** Its package.json. */
  readonly manifest: any;
  /** The paths that it contains, sorted. */
  readonly paths: readonly string[];
}

/** The largest packed size, in kB. A growth beyond it is a decision, not an accident. */
export const SIZE_BUDGET = 750;

/** What every package contains apart from compiled code and pages of the documentation. */
const OTHER_FILES = [
  "CHANGELOG.md",
  "LICENSE",
  "README.md",
  "SECURITY.md",
  ...["adopt", "check-report", "drift", "permissions", "probe", "summary", "trace", "zero-trust"].map(
    (name) => `lib/cli/schema/${name}.schema.json`,
  ),
  "monitoring/alert-rules.yaml",
  "monitoring/dashboard.json",
  "package.json",
];
const MODULE_OR_PAGE = /^(lib\/[^.]+(\.js|\.d\.ts)|docs\/.*\.md)$/;

/** Reads a file that `npm pack` wrote. */
export function readTarball(file: string): Tarball {
  const tar = (...args: string[]) => execFileSync("tar", args, { encoding: "utf8", maxBuffer: 64e6 });
  const paths = tar("-tzf", file)
    .split("\n")
    .filter((name) => name !== "" && !name.endsWith("/"))
    .map((name) => name.replace(/^package\//, ""))
    .sort();
  return { file, bytes: statSync(file).size, manifest: JSON.parse(tar("-xzOf", file, "package/package.json")), paths };
}

/** What is wrong with a tarball, as sentences: files that are missing or that do not belong in it, and its size. */
export function tarballProblems({ file, bytes, manifest, paths }: Tarball): string[] {
  const name = path.basename(file);
  const targets = (field: object = {}) => Object.values<string>(field as any).map((each) => path.posix.normalize(each));
  const binaries = targets(manifest.bin);
  const modules = paths.filter((each) => each.startsWith("lib/") && each.endsWith(".js"));
  const declarations = modules.map((each) => each.replace(/\.js$/, ".d.ts"));
  const required = [...OTHER_FILES, ...binaries, ...targets(manifest.exports), ...declarations, "docs/safety.md"];
  const missing = [...new Set(required)].filter((each) => !paths.includes(each));
  const foreign = paths.filter((each) => !MODULE_OR_PAGE.test(each) && ![...OTHER_FILES, ...binaries].includes(each));
  const kilobytes = Math.ceil(bytes / 1000);
  return [
    ...(modules.length === 0 ? [`${name} contains no compiled code.`] : []),
    ...missing.map((each) => `${name} lacks ${each}.`),
    ...foreign.map((each) => `${name} contains ${each}, which does not belong in the package.`),
    ...(kilobytes > SIZE_BUDGET ? [`${name} has ${kilobytes} kB, and the budget is ${SIZE_BUDGET} kB.`] : []),
  ];
}
