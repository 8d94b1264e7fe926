import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { row } from "./bench/measure";
import { projectRoot } from "./entry-points";
import { inScratch } from "./scratch";

const SIZES = [500, 1000, 2000];
const CHANGES = ["create all", "remove one", "change a shared policy"];

/** Measures one check in its own process: processor time in seconds, and MB. */
function measure(args: string[]): readonly [seconds: number, megabytes: number] {
  const main = path.join(projectRoot, "lib/cli/main.ts");
  const script =
    `process.argv = ["node", "check", "check", ...${JSON.stringify(args)}, "--fail-on", "public"];` +
    `process.on("exit", () => { const { user, system } = process.cpuUsage(); process.exitCode = 0;` +
    `process.stderr.write(JSON.stringify([(user + system) / 1e6, process.resourceUsage().maxRSS / 1024])); });` +
    `require(${JSON.stringify(main)});`;
  const command = `"$0" --import tsx -e "$1" 2>&1 >/dev/null`;
  const output = execFileSync("sh", ["-c", command, process.execPath, script], { cwd: projectRoot, encoding: "utf8" });
  return JSON.parse(output.trim().split("\n").at(-1)!);
}

function synthesize(hosts: number, outdir: string): void {
  const script =
    `const { App, TerraformStack } = require("cdktf"); const { build } = require("./scripts/bench/library");` +
    `const app = new App({ outdir: ${JSON.stringify(outdir)} });` +
    `build(new TerraformStack(app, "bench"), ${hosts}); app.synth();`;
  execFileSync(process.execPath, ["--import", "tsx", "-e", script], { cwd: projectRoot });
}

/** A copy of a synthesized app with another domain in the policy of all hosts. */
function changePolicy(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  const file = path.join(to, "stacks/bench/cdk.tf.json");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace('"domain": "example.com"', '"domain": "example.org"'));
}

function measurements(hosts: number): (readonly [number, number])[] {
  return inScratch((folder) => {
    const [all, fewer, changed] = ["all", "fewer", "changed"].map((name) => path.join(folder, name));
    for (const each of [all, fewer]) mkdirSync(each);
    synthesize(hosts, all);
    synthesize(hosts - 1, fewer);
    changePolicy(all, changed);
    return [measure([all]), measure([fewer, "--from", all]), measure([changed, "--from", all])];
  });
}

console.log("Processor time and memory of `check`, Node's start included; the ratios are to half of the hosts.\n");
console.log(row(["hosts", "change", "time", "ratio", "memory", "ratio"]));
console.log(row(["---:", "---", "---:", "---:", "---:", "---:"]));
let smaller: (readonly [number, number])[] = [];
for (const hosts of SIZES) {
  const measured = measurements(hosts);
  measured.forEach(([seconds, megabytes], i) => {
    const ratios = smaller.length === 0 ? ["", ""] : [seconds / smaller[i][0], megabytes / smaller[i][1]].map(ratio);
    console.log(
      row([hosts, CHANGES[i], `${seconds.toFixed(1)} s`, ratios[0], `${megabytes.toFixed(0)} MB`, ratios[1]]),
    );
  });
  smaller = measured;
}

function ratio(value: number): string {
  return value.toFixed(2);
}
