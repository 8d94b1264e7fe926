import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { Synthesized } from "./difference";
import { examplesIn, projectRoot } from "../entry-points";
import { runCommand } from "../run-command";

const SOURCES = path.join(projectRoot, "examples");

/** Type-checks the examples in the project of a consumer, synthesizes them, and returns the JSON of their stacks. */
export function synthesizedExamples(folder: string, rewrite: (text: string) => string): Synthesized {
  copyExamples(folder, rewrite);
  typeCheck(folder);
  return Object.assign({}, ...examplesIn(SOURCES).map((name) => synthesize(folder, name)));
}

function copyExamples(folder: string, rewrite: (text: string) => string): void {
  for (const name of examplesIn(SOURCES)) {
    const [source, target] = [path.join(SOURCES, name), path.join(folder, "examples", name)];
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const file of readdirSync(source)) {
      writeFileSync(path.join(target, file), rewrite(readFileSync(path.join(source, file), "utf8")));
    }
  }
}

/** With all declarations checked, also those of the packages. */
function typeCheck(folder: string): void {
  const compilerOptions = {
    ...{ target: "ES2022", module: "CommonJS", moduleResolution: "Node10" },
    ...{ strict: true, skipLibCheck: false, noEmit: true, types: [] },
  };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["examples"] }));
  runCommand(process.execPath, [path.join(projectRoot, "node_modules/typescript/bin/tsc"), "-p", "."], { cwd: folder });
}

function synthesize(folder: string, name: string): Synthesized {
  const output = path.join(folder, "out", name);
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const program = path.join(folder, "program", `${name}.js`);
  buildSync({
    entryPoints: [path.join(folder, "examples", name, "main.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    packages: "external",
    logLevel: "warning",
  });
  runCommand(process.execPath, [program], { cwd: folder, env: { ...process.env, CDKTF_OUTDIR: output } });
  const stacks = path.join(output, "stacks");
  if (!existsSync(stacks)) throw new Error(`examples/${name} wrote no stacks.`);
  const files = readdirSync(stacks).map((stack) => path.join(stacks, stack, "cdk.tf.json"));
  return Object.fromEntries(
    files.map((file) => [path.relative(path.join(folder, "out"), file), readStack(file, folder)]),
  );
}

/** The path of a local state contains the folder of the project. */
function readStack(file: string, folder: string): any {
  return JSON.parse(readFileSync(file, "utf8").replaceAll(`${folder}/`, ""));
}
