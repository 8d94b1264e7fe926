import { cpSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "./entry-points";

/** Calls the function with a temporary folder, and removes the folder afterwards. */
export function inScratch<T>(use: (folder: string) => T): T {
  const folder = makeScratch();
  try {
    return use(folder);
  } finally {
    removeScratch(folder);
  }
}

/** Creates a temporary folder. The caller removes it. */
export function makeScratch(): string {
  return makeTemporary("cdktf-zero-trust-");
}

/**
 * Creates a temporary folder with the id of this process in its name, and removes those of processes that were killed
 * before they could remove them.
 */
export function makeTemporary(prefix: string, parent = os.tmpdir()): string {
  removeAbandoned(prefix, parent);
  return realpathSync(mkdtempSync(path.join(parent, `${prefix}${process.pid}-`)));
}

function removeAbandoned(prefix: string, parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? /^(\d+)-\w{6}$/.exec(name.slice(prefix.length))?.[1] : undefined;
    const folder = path.join(parent, name);
    if (pid !== undefined && !isRunning(Number(pid)) && isOwn(folder)) removeScratch(folder);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user cannot be signaled, but it runs.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function isOwn(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === process.getuid?.();
}

/** Removes a folder that `makeScratch` created. */
export function removeScratch(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Copies these paths without the files that `npm run compile` writes to lib/, and links the installed packages. */
export function copyProject(root: string, folder: string, paths: string[]): void {
  for (const name of paths) {
    const filter = name === "lib" ? isSource : undefined;
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true, filter });
  }
  symlinkSync(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"), "dir");
}

/** Copies the whole project, as a clean clone contains it, so that only the rules of the package leave files out. */
export function copyWholeProject(folder: string): void {
  const elsewhere = ["node_modules", ".git", ".cache"];
  copyProject(
    projectRoot,
    folder,
    readdirSync(projectRoot).filter((name) => !elsewhere.includes(name)),
  );
}

function isSource(file: string): boolean {
  return statSync(file).isDirectory() || !/\.(js|d\.ts|d\.ts\.map)$/.test(file);
}
