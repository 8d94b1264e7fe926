import { readFileSync } from "node:fs";
import path from "node:path";

/** The root of this repository. */
export const projectRoot = path.resolve(__dirname, "..");

/** One door of the package, as "exports" in package.json names it. */
export interface EntryPoint {
  /** "index" for the package itself, else the folder of lib/. */
  readonly name: string;
  /** What users import. */
  readonly specifier: string;
  /** The source, from the root of the project. */
  readonly source: string;
}

export function readPackage(root: string): any {
  return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
}

export function entryPoints(root: string): EntryPoint[] {
  const { name: packageName, exports } = readPackage(root);
  return Object.entries<string>(exports)
    .filter(([, target]) => target.endsWith(".js"))
    .map(([subpath, target]) => ({
      name: subpath === "." ? "index" : path.basename(subpath),
      specifier: path.posix.join(packageName, subpath),
      source: path.posix.normalize(target).replace(/\.js$/, ".ts"),
    }));
}
