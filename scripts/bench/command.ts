import { execFileSync } from "node:child_process";
import path from "node:path";
import { buildSync } from "esbuild";
import { projectRoot } from "../entry-points";

/** Time and memory of one run of the command. */
export interface CommandRun {
  /** The time of the clock. */
  readonly seconds: number;
  /** The processor time of all threads, also of those that collect garbage. */
  readonly processorSeconds: number;
  readonly megabytes: number;
  readonly exitCode: number;
}

/** The command as JavaScript, as it is installed. In the project, so that it finds the packages. */
const compiled = path.join(projectRoot, ".cache/bench/main.js");

/** Compiles the command. */
export function compileCommand(): void {
  const main = path.join(projectRoot, "lib/cli/main.ts");
  buildSync({ entryPoints: [main], bundle: true, platform: "node", packages: "external", outfile: compiled });
}

/** Measures the compiled command in its own process. Node's start is included. */
export function runCommand(args: readonly string[]): CommandRun {
  const script =
    `process.argv = ["node", "cdktf-zero-trust", ...${JSON.stringify(args)}];` +
    `process.on("exit", (exitCode) => { const { user, system } = process.cpuUsage(); process.exitCode = 0;` +
    `const megabytes = process.resourceUsage().maxRSS / 1024;` +
    `const processorSeconds = (user + system) / 1e6;` +
    `process.stderr.write("\\n" + JSON.stringify(` +
    `{ seconds: performance.now() / 1e3, processorSeconds, megabytes, exitCode })); });` +
    `require(${JSON.stringify(compiled)});`;
  const command = `"$0" -e "$1" 2>&1 >/dev/null`;
  const output = execFileSync("sh", ["-c", command, process.execPath, script], { cwd: projectRoot, encoding: "utf8" });
  return JSON.parse(output.split("\n").at(-1)!);
}
