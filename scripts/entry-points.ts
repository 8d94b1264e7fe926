import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** The root of this repository. */
export const projectRoot = path.resolve(__dirname, "..");

/** An entry point of the package, as "exports" in package.json lists it. */
export interface EntryPoint {
  /** "index" for the package itself, otherwise the name of the folder in lib/. */
  readonly name: string;
  /** The specifier that users import. */
  readonly specifier: string;
  /** The path of the source, relative to the root of the project. */
  readonly source: string;
}

/** Reads package.json of a project. */
export function readPackage(root: string): any {
  return JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
}

/** The names of the examples in a folder. */
export function examplesIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "main.ts")));
}

/** The entry points of a project, the package itself first. */
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
