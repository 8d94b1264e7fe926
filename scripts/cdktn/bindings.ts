import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../entry-points";
import { CommandMissing, runCommand } from "../run-command";
import { inScratch } from "../scratch";

/** A package with the bindings of a provider. */
export interface Binding {
  readonly name: string;
  readonly version: string;
}

/** How one registry is asked. It returns the path of the npm package. */
export type Source = (binding: Binding, folder: string) => string;

/**
 * The npm package of some bindings, as a file in .cache/. npm does not serve every release of the bindings, but each
 * Python package of them contains the same npm package.
 *
 * @throws Error neither npm nor pip serves the bindings
 */
export function bindingFile(
  binding: Binding,
  sources: readonly Source[] = [fromNpm, fromPython],
  cache = path.join(projectRoot, ".cache/bindings"),
): string {
  const file = path.join(cache, `${binding.name.replace(/^@/, "").replace("/", "-")}-${binding.version}.tgz`);
  if (existsSync(file)) return file;
  mkdirSync(cache, { recursive: true });
  const failures: string[] = [];
  for (const source of sources) {
    const found = inScratch((folder) => {
      try {
        const downloaded = source(binding, folder);
        validate(downloaded, binding);
        // Only a complete file gets the name in the cache.
        runCommand("cp", [downloaded, `${file}.part`], { cwd: folder });
        renameSync(`${file}.part`, file);
        return true;
      } catch (error) {
        failures.push((error as Error).message);
        return false;
      }
    });
    if (found) return file;
  }
  throw new Error(`${binding.name} ${binding.version} cannot be downloaded.\n${failures.join("\n")}`);
}

function fromNpm({ name, version }: Binding, folder: string): string {
  runCommand("npm", ["pack", `${name}@${version}`, "--silent"], { cwd: folder });
  return only(folder, ".tgz");
}

/** Takes the npm package from a wheel, which is a ZIP file. The configuration of pip names the index. */
export function fromPython({ name, version }: Binding, folder: string): string {
  const project = name.replace("@", "").replace("/", "-");
  const python = (...args: string[]) => runCommand("python3", args, { cwd: folder });
  try {
    python("-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", `${project}==${version}`);
  } catch (error) {
    const advice = "Python 3 with pip is required, because npm does not serve these bindings.";
    const isMissing = error instanceof CommandMissing || /No module named pip/.test((error as Error).message);
    throw isMissing ? new Error(`${(error as Error).message} ${advice}`) : error;
  }
  python("-m", "zipfile", "-e", only(folder, ".whl"), "wheel");
  return only(path.join(folder, "wheel", project.replaceAll("-", "_"), "_jsii"), ".tgz");
}

function only(folder: string, extension: string): string {
  const [name, ...others] = readdirSync(folder).filter((each) => each.endsWith(extension));
  if (name === undefined || others.length > 0) throw new Error(`Expected one *${extension} file in ${folder}.`);
  return path.join(folder, name);
}

function validate(file: string, { name, version }: Binding): void {
  const manifest = JSON.parse(runCommand("tar", ["-xzOf", file, "package/package.json"], { cwd: projectRoot }));
  const { cdktn } = manifest.peerDependencies ?? {};
  if (manifest.name !== name || manifest.version !== version || cdktn === undefined) {
    throw new Error(
      `${path.basename(file)} is ${manifest.name} ${manifest.version}, not ${name} ${version} for cdktn.`,
    );
  }
}
