import path from "node:path";
import { CommandRun, compileCommand, runCommand } from "./bench/command";
import { plan, synthesize, synthesizeApp, withOtherPolicy } from "./bench/inputs";
import { row } from "./bench/measure";
import { examplesIn, projectRoot } from "./entry-points";
import { makeScratch, removeScratch } from "./scratch";

const SIZES = [500, 1000, 2000];
/** Terraform itself needs minutes for the plan of more hosts. */
const MAX_PLANNED = 1000;
const APPS = ["main.ts", ...examplesIn(path.join(projectRoot, "examples")).map((each) => `examples/${each}/main.ts`)];

/** The arguments of `check` for hosts of one tunnel, by what changes. */
async function changesOf(hosts: number, folder: string): Promise<Map<string, string[]>> {
  const outdir = (name: string) => path.join(folder, `${name}-${hosts}`);
  const all = synthesize({ library: hosts }, outdir("all"));
  const fewer = synthesize({ library: hosts - 1 }, outdir("fewer"));
  const changed = withOtherPolicy(all, outdir("changed"));
  return new Map([
    ["directory, create all", [all]],
    ["directories, remove one", [fewer, "--from", all]],
    ["directories, change a shared policy", [changed, "--from", all]],
    ...(hosts > MAX_PLANNED ? [] : [["plan and graph, create all", await plan(all)] as const]),
  ]);
}

async function benchSizes(folder: string): Promise<void> {
  console.log("`check`: time and memory, with Node's start. The ratios are to the size above.\n");
  console.log(row(["hosts", "input and change", "time", "ratio", "processor time", "memory", "ratio"]));
  console.log(row(["---:", "---", "---:", "---:", "---:", "---:", "---:"]));
  const smaller = new Map<string, CommandRun>();
  for (const hosts of SIZES) {
    for (const [change, args] of await changesOf(hosts, folder)) {
      const run = runCommand(["check", ...args, "--fail-on", "public"]);
      const ratio = (of: "seconds" | "megabytes") => {
        const known = smaller.get(change);
        return known === undefined ? "" : (run[of] / known[of]).toFixed(2);
      };
      const processorTime = `${run.processorSeconds.toFixed(2)} s`;
      const times = [timeOf(run), ratio("seconds"), processorTime];
      console.log(row([hosts, change, ...times, memoryOf(run), ratio("megabytes")]));
      smaller.set(change, run);
    }
  }
}

/** Each app of the project is created from nothing, so that every object changes. */
function benchExamples(folder: string): void {
  console.log("\n`check` of each app of this project, with nothing deployed.\n");
  console.log(row(["app", "time", "memory", "exit code"]));
  console.log(row(["---", "---:", "---:", "---:"]));
  for (const [i, file] of APPS.entries()) {
    const run = runCommand(["check", synthesizeApp(file, path.join(folder, `app-${i}`))]);
    console.log(row([`\`${file}\``, timeOf(run), memoryOf(run), run.exitCode]));
  }
}

function benchOthers(folder: string): void {
  console.log("\nOther commands.\n");
  console.log(row(["command", "time", "memory"]));
  console.log(row(["---", "---:", "---:"]));
  const estate = synthesize({ library: 1000, fleet: 20 }, path.join(folder, "estate"));
  const all = synthesize({ library: 300 }, path.join(folder, "rehearsed"));
  const fewer = synthesize({ library: 299 }, path.join(folder, "rehearsed-fewer"));
  const commands: [string, string[]][] = [
    ["`rehearse` of the removal of one of 300 hosts", ["rehearse", fewer, "--from", all]],
    ["`summary` of 1000 hosts and 20 clusters", ["summary", estate]],
    ["`trace` in the same stacks", ["trace", estate, "web.shop.svc.c7.k8s.example.internal"]],
    ["`--help`", ["--help"]],
  ];
  for (const [name, args] of commands) {
    const run = runCommand(args);
    console.log(row([name, timeOf(run), memoryOf(run)]));
  }
}

function timeOf({ seconds }: CommandRun): string {
  return `${seconds.toFixed(2)} s`;
}

function memoryOf({ megabytes }: CommandRun): string {
  return `${megabytes.toFixed(0)} MB`;
}

async function main(): Promise<void> {
  const folder = makeScratch();
  try {
    compileCommand();
    await benchSizes(folder);
    benchExamples(folder);
    benchOthers(folder);
  } finally {
    removeScratch(folder);
  }
}

void main();
