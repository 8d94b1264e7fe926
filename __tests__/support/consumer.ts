import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../../scripts/entry-points";
import { readTarball, Tarball } from "../../scripts/release/tarball";
import { runCommand } from "../../scripts/run-command";
import { copyWholeProject, inScratch, makeScratch } from "../../scripts/scratch";

/** What a user who installed our package writes and runs. */
export interface ConsumerProject {
  /** Optional peers the user installed too; without this entry they cannot be found. */
  readonly peers?: string[];
  /** The TypeScript of main.ts. */
  readonly program: string;
  /**
   * How TypeScript resolves modules. NodeNext and Bundler read "exports" in package.json.
   *
   * @default "Node10"
   */
  readonly moduleResolution?: "Node10" | "NodeNext" | "Bundler";
}

/** Packs a copy of the project without compiled files, as in a clean clone. The caller removes the folder. */
export function packProject(): Tarball {
  const folder = makeScratch();
  copyWholeProject(folder);
  // The script `prepack` compiles. Its output must not be mixed with the JSON.
  const packed = JSON.parse(runCommand("npm", ["pack", "--json", "--foreground-scripts=false"], { cwd: folder }));
  return readTarball(path.join(folder, packed[0].filename));
}

/** Compiles a program with all strict options, runs it beside the installed package, and returns its output. */
export function inConsumerProject(tarball: Tarball, consumer: ConsumerProject): string {
  return inScratch((folder) => {
    install(tarball, folder, consumer.peers ?? []);
    writeFileSync(path.join(folder, "main.ts"), consumer.program);
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(tsconfig(consumer)));
    runCommand(process.execPath, [path.join(projectRoot, "node_modules/typescript/bin/tsc"), "-p", "."], {
      cwd: folder,
    });
    return runCommand(process.execPath, ["main.js"], { cwd: folder });
  });
}

/** Installs the tarball and links its dependencies one by one, so that other optional peers cannot be found. */
export function install(tarball: Tarball, folder: string, peers: string[]): void {
  const { name, dependencies, peerDependencies, peerDependenciesMeta } = tarball.manifest;
  const modules = path.join(folder, "node_modules");
  mkdirSync(path.join(modules, name), { recursive: true });
  runCommand("tar", ["-xzf", tarball.file, "--strip-components=1", "-C", path.join(modules, name)], { cwd: folder });

  const required = Object.keys(peerDependencies as object).filter((peer) => !peerDependenciesMeta[peer]?.optional);
  for (const installed of [...Object.keys(dependencies), ...required, ...peers, "@types/node"]) {
    const link = path.join(modules, installed);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(projectRoot, "node_modules", installed), link, "dir");
  }
}

function tsconfig({ moduleResolution = "Node10" }: ConsumerProject): object {
  const module = { Node10: "CommonJS", NodeNext: "NodeNext", Bundler: "Preserve" }[moduleResolution];
  return {
    compilerOptions: {
      target: "ES2022",
      module,
      moduleResolution,
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      types: ["node"],
    },
    files: ["main.ts"],
  };
}
