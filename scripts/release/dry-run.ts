import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { effectsOf, readBaseline } from "./baseline";
import { releaseProblems } from "./changelog";
import { readTarball, Tarball, tarballProblems } from "./tarball";
import { runCommand } from "../run-command";

/** A step of a release. It returns what prevents the release, as sentences. */
export interface ReleaseStep {
  readonly name: string;
  readonly problems: () => string[];
}

/** Everything that a release does before it publishes, in this order. A step may need the results of those before. */
export function releaseSteps(root: string, { name, version }: { name: string; version: string }): ReleaseStep[] {
  const text = (file: string) => readFileSync(path.join(root, file), "utf8");
  return [
    { name: "clean tree", problems: () => uncommitted(root) },
    { name: "tag", problems: () => tagProblems(process.env.GITHUB_REF_NAME, version) },
    { name: "lock file", problems: () => lockProblems(JSON.parse(text("package-lock.json")), version) },
    { name: "changelog", problems: () => releaseProblems(text("CHANGELOG.md"), version) },
    { name: "upgrade from the last release", problems: () => upgradeProblems(root) },
    { name: "pack", problems: () => packAll(root) },
    { name: "contents and size", problems: () => packageProblems(tarballsIn(path.join(root, "dist")), name, version) },
    { name: "publish, dry run", problems: () => tarballsIn(path.join(root, "dist")).flatMap(publishDry) },
  ];
}

/** What is wrong with the packages of a release: one of them must be the main package, and all have its version. */
export function packageProblems(tarballs: Tarball[], name: string, version: string): string[] {
  const names = tarballs.map(({ manifest }) => manifest.name);
  return [
    ...(names.includes(name) ? [] : [`dist/ contains no tarball of ${name}.`]),
    ...names.filter((each, i) => names.indexOf(each) < i).map((each) => `dist/ contains ${each} more than once.`),
    ...tarballs.flatMap((tarball) => [
      ...(tarball.manifest.version === version
        ? []
        : [`${path.basename(tarball.file)} has version ${tarball.manifest.version}, not ${version}.`]),
      ...tarballProblems(tarball),
    ]),
  ];
}

/** A tag decides what is published, so it must agree with the version. Outside of a tag's workflow, there is none. */
export function tagProblems(ref: string | undefined, version: string): string[] {
  if (ref === undefined || !/^v\d/.test(ref) || ref === `v${version}`) return [];
  return [`The tag ${ref} does not agree with the version ${version}.`];
}

/** projen writes the version to package.json only. */
export function lockProblems(lock: any, version: string): string[] {
  const versions: string[] = [lock.version, lock.packages[""].version];
  return versions.every((each) => each === version)
    ? []
    : [`package-lock.json has version ${lock.version}, not ${version}. Run npm install.`];
}

/** The tarballs of a folder. */
export function tarballsIn(folder: string): Tarball[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  return files.sort().map((name) => readTarball(path.join(folder, name)));
}

function uncommitted(root: string): string[] {
  return runCommand("git", ["status", "--porcelain"], { cwd: root })
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => `${line.slice(3)} is not committed.`);
}

function upgradeProblems(root: string): string[] {
  const baseline = readBaseline(root);
  return baseline.examples.flatMap((example) =>
    effectsOf(root, baseline, example).map(({ text, subject }) => `${example}: ${text} (${subject}).`),
  );
}

function packAll(root: string): string[] {
  // A tarball of an earlier version must not pass for one of this version.
  for (const { file } of tarballsIn(path.join(root, "dist"))) rmSync(file);
  return run(root, "npm", "run", "pack:all");
}

function publishDry({ file }: Tarball): string[] {
  return run(path.dirname(file), "npm", "publish", "--dry-run", "--ignore-scripts", "--access", "public", file);
}

function run(cwd: string, command: string, ...args: string[]): string[] {
  try {
    runCommand(command, args, { cwd });
    return [];
  } catch (error) {
    return [(error as Error).message.trimEnd()];
  }
}
