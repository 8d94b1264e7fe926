import { cpSync, mkdtempSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
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
  return realpathSync(mkdtempSync(path.join(os.tmpdir(), "cdktf-zero-trust-")));
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

function isSource(file: string): boolean {
  return statSync(file).isDirectory() || !/\.(js|d\.ts|d\.ts\.map)$/.test(file);
}
