import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Combination, ModuleResolution } from "./combinations";
import type { Result } from "./table";
import { installable } from "../cdktn/modules";
import { rewrite } from "../cdktn/rewrite";
import { RULES } from "../cdktn/rules";
import { projectRoot, readPackage } from "../entry-points";
import { readTarball } from "../release/tarball";

const EXAMPLE = path.join(projectRoot, "examples/argocd");
const ESBUILD = path.join(projectRoot, "node_modules/esbuild/bin/esbuild");
/** `module` has to agree with `moduleResolution`. */
const MODULES: { readonly [resolution in ModuleResolution]: string } = {
  node10: "commonjs",
  node16: "node16",
  nodenext: "nodenext",
  bundler: "preserve",
};

class Failure extends Error {}

/** A folder in which a user has installed a package and written a program. */
export class Consumer {
  /** The name of the package. */
  public readonly name: string;
  private checked?: string;

  /** Installs the package with the peers of the example argocd, and writes the example. */
  public constructor(
    private readonly folder: string,
    tarball: string,
  ) {
    const { name, peerDependencies, peerDependenciesMeta } = readTarball(tarball).manifest;
    this.name = name;
    const isUsed = (peer: string) => !peerDependenciesMeta[peer]?.optional || peer.endsWith("/provider-kubernetes");
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
    const peers = Object.keys(peerDependencies).filter(isUsed);
    this.npm("install", tarball, ...peers.map((peer) => this.installable(peer, peerDependencies[peer])));
    for (const file of readdirSync(EXAMPLE).filter((each) => each.endsWith(".ts"))) {
      writeFileSync(path.join(folder, file), this.translated(readFileSync(path.join(EXAMPLE, file), "utf8")));
    }
  }

  /** The name of the package and its version. */
  public get title(): string {
    return `${this.name} ${this.versionOf(this.name)}`;
  }

  /** Type-checks, compiles and runs the program, and summarizes what it synthesized. */
  public try(combination: Combination): Result {
    const { node, constructs, typescript, moduleResolution } = combination;
    const stages: [NonNullable<Result["failure"]>["stage"], () => void][] = [
      ["install", () => this.npm("install", `node@${node}`, `constructs@${constructs}`, `typescript@${typescript}`)],
      ["type check", () => this.typeCheck(JSON.stringify([constructs, typescript, moduleResolution]), combination)],
      ["synthesis", () => this.run(this.node, "main.js")],
      ["command", () => this.run(this.node, `node_modules/.bin/${this.name}`, "summary", "cdktf.out")],
    ];
    let failure: Result["failure"];
    for (const [stage, attempt] of stages) {
      try {
        attempt();
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        failure = { stage, output: error.message };
        break;
      }
    }
    const versions = {
      node: this.nodeVersion ?? node,
      constructs: this.versionOf("constructs", constructs),
      typescript: this.versionOf("typescript", typescript),
    };
    return { combination, versions, ...(failure !== undefined && { failure }) };
  }

  /** The program does not depend on Node.js, so it is compiled once for each of the others. */
  private typeCheck(key: string, { moduleResolution, typescript }: Combination): void {
    if (this.checked === key) return;
    this.checked = undefined;
    const isBundled = moduleResolution === "bundler";
    const isLegacy = moduleResolution === "node10" && Number(typescript.split(".")[0]) >= 6;
    const compilerOptions = {
      target: "ES2022",
      module: MODULES[moduleResolution],
      moduleResolution,
      strict: true,
      skipLibCheck: false,
      types: ["node"],
      noEmit: isBundled,
      ...(isLegacy && { ignoreDeprecations: "6.0" }),
    };
    const tsconfig = { compilerOptions, files: ["main.ts"] };
    writeFileSync(path.join(this.folder, "tsconfig.json"), JSON.stringify(tsconfig));
    this.run(process.execPath, "node_modules/typescript/bin/tsc", "-p", ".");
    // What "preserve" emits is the input of a bundler.
    if (isBundled) {
      this.run(ESBUILD, "main.ts", "--bundle", "--platform=node", "--packages=external", "--outfile=main.js");
    }
    this.checked = key;
  }

  private get node(): string {
    return path.join(this.folder, "node_modules/node/bin/node");
  }

  private installed(name: string): string {
    return path.join(this.folder, "node_modules", name);
  }

  /** What runs, in contrast to what package.json declares. */
  private get nodeVersion(): string | undefined {
    return /^v(\S+)/.exec(spawnSync(this.node, ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];
  }

  private versionOf(name: string, otherwise = "?"): string {
    try {
      return readPackage(this.installed(name)).version;
    } catch {
      return otherwise;
    }
  }

  private installable(peer: string, range: string): string {
    return this.isCdkTerrain ? installable(peer) : `${peer}@${range}`;
  }

  private get isCdkTerrain(): boolean {
    return this.name.startsWith("cdktn");
  }

  /** The example in the world of the package. */
  private translated(source: string): string {
    return this.isCdkTerrain ? rewrite(source, RULES).text : source;
  }

  private npm(...args: string[]): void {
    this.run("npm", ...args, "@types/node@20", "--prefer-offline", "--no-audit", "--no-fund");
  }

  private run(command: string, ...args: string[]): void {
    const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: this.folder, encoding: "utf8", env });
    if (status === 0) return;
    const output = `${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}`.replaceAll(this.folder, "");
    throw new Failure(output.split("\n").slice(0, 30).join("\n"));
  }
}
