import { cpSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "./entry-points";

/** A folder of its own for work that must not touch the project; gone afterwards. */
export function inScratch<T>(use: (folder: string) => T): T {
  const folder = makeScratch();
  try {
    return use(folder);
  } finally {
    removeScratch(folder);
  }
}

export function makeScratch(): string {
  return realpathSync(mkdtempSync(path.join(os.tmpdir(), "cdktf-zero-trust-")));
}

export function removeScratch(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Copies these paths without what was compiled beside the sources, and lends the installed packages. */
export function copyProject(root: string, folder: string, paths: string[]): void {
  for (const name of paths) {
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true, filter: isWritten });
  }
  symlinkSync(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"), "dir");
}

function isWritten(source: string): boolean {
  return statSync(source).isDirectory() || !/\.(js|d\.ts|d\.ts\.map)$/.test(source);
}
