import path from "node:path";
import { CommandRun, compileCommand, runCommand } from "./bench/command";
import { plan, synthesize, synthesizeApp, withOtherPolicy } from "./bench/inputs";
import { row } from "./bench/measure";
import { makeScratch, removeScratch } from "./scratch";

const SIZES = [500, 1000, 2000];
/** Terraform itself needs minutes for the plan of more hosts. */
const MAX_PLANNED = 1000;
const APPS = [
  "main.ts",
  ...["argocd", "cloud-run", "cluster-dns", "multi-cluster"].map((each) => `examples/${each}/main.ts`),
];
const HANDWRITTEN = "examples/handwritten";

/** The arguments of `check` for hosts of one tunnel, by what changes. */
async function changesOf(hosts: number, folder: string): Promise<Map<string, string[]>> {
  const outdir = (name: string) => path.join(folder, `${name}-${hosts}`);
  const all = synthesize("library", hosts, outdir("all"));
  const fewer = synthesize("library", hosts - 1, outdir("fewer"));
  const changed = withOtherPolicy(all, outdir("changed"));
  return new Map([
    ["directory, create all", [all]],
    ["directories, remove one", [fewer, "--from", all]],
    ["directories, change a shared policy", [changed, "--from", all]],
    ...(hosts > MAX_PLANNED ? [] : [["plan and graph, create all", await plan(all)] as const]),
  ]);
}

async function benchSizes(folder: string): Promise<void> {
  console.log("`check`: processor time and memory, with Node's start. The ratios are to the size above.\n");
  console.log(row(["hosts", "input and change", "time", "ratio", "memory", "ratio"]));
  console.log(row(["---:", "---", "---:", "---:", "---:", "---:"]));
  const smaller = new Map<string, CommandRun>();
  for (const hosts of SIZES) {
    for (const [change, args] of await changesOf(hosts, folder)) {
      const run = runCommand(["check", ...args, "--fail-on", "public"]);
      const ratio = (of: "seconds" | "megabytes") => {
        const known = smaller.get(change);
        return known === undefined ? "" : (run[of] / known[of]).toFixed(2);
      };
      console.log(row([hosts, change, timeOf(run), ratio("seconds"), memoryOf(run), ratio("megabytes")]));
      smaller.set(change, run);
    }
  }
}

/** Each app of the project is created from nothing, so that every object changes. */
function benchExamples(folder: string): void {
  console.log("\n`check` of the apps of this project.\n");
  console.log(row(["change", "time", "memory", "exit code"]));
  console.log(row(["---", "---:", "---:", "---:"]));
  const created = APPS.map((file, i): [string, string[]] => [
    `create all of ${file}`,
    [synthesizeApp(file, path.join(folder, `app-${i}`))],
  ]);
  const removed = [`${HANDWRITTEN}/wiki-removed`, "--from", `${HANDWRITTEN}/deployed`];
  for (const [change, args] of [...created, ["remove a host of examples/handwritten", removed] as const]) {
    const run = runCommand(["check", ...args]);
    console.log(row([change, timeOf(run), memoryOf(run), run.exitCode]));
  }
}

function benchOthers(folder: string): void {
  console.log("\nOther commands.\n");
  console.log(row(["command", "time", "memory"]));
  console.log(row(["---", "---:", "---:"]));
  const clusters = synthesize("fleet", 20, path.join(folder, "fleet"));
  const commands: [string, string[]][] = [
    ["`summary` of 1000 hosts", ["summary", path.join(folder, "all-1000")]],
    ["`trace` in 20 clusters", ["trace", clusters, "web.shop.svc.c7.k8s.example.internal"]],
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
