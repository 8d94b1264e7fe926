import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs, promisify } from "node:util";
import { synthesize } from "./bench/inputs";
import { row } from "./bench/measure";
import { StateBackend, withStateBackends } from "./bench/state-backends";
import { makeScratch, removeScratch } from "./scratch";
import { plannedByTerraform } from "../__tests__/check/plan/real-plan";
import { terraformBinary } from "../lib/core/terraform/binary";
import { Rehearsal } from "../lib/rehearsal/terraform/rehearsal";
import { stepOf } from "../lib/rehearsal/terraform/synthesized";

const SIZES = [125, 250, 500];
const COUNTED = [10, 20];

/** Runs Terraform in a directory, and returns its processor time in seconds. Its provider is this process. */
async function processorSeconds(cwd: string, env: NodeJS.ProcessEnv, args: string[]): Promise<number> {
  const script = `"$0" "$@" >/dev/null && times`;
  const options = { cwd, env, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)("sh", ["-c", script, terraformBinary(), ...args], options);
  const [, ofTerraform] = stdout.trim().split("\n");
  return [...ofTerraform.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, min, s]) => sum + Number(min) * 60 + Number(s),
    0,
  );
}

/** Applies hosts of one tunnel from nothing, and plans again, with each kind of backend. */
async function benchBackends(folder: string): Promise<void> {
  console.log("Processor time of Terraform for hosts of one tunnel, without the provider's.\n");
  console.log(row(["hosts", "backend", "apply", "second plan", "the same with -refresh=false"]));
  console.log(row(["---:", "---", "---:", "---:", "---:"]));
  for (const hosts of SIZES) {
    const outdir = synthesize({ library: hosts }, path.join(folder, `hosts-${hosts}`));
    const root = JSON.parse(readFileSync(path.join(outdir, "stacks/library/cdk.tf.json"), "utf8"));
    await withStateBackends(async (backends) => {
      for (const backend of backends) {
        const use = async (directory: string, env: NodeJS.ProcessEnv) => {
          const times = await benchBackend(backend, directory, env);
          console.log(row([hosts, backend.name, ...times.map((seconds) => `${seconds.toFixed(1)} s`)]));
        };
        await plannedByTerraform([{ root }], { use });
      }
    });
  }
}

/** The times of an apply from nothing, of a second plan, and of one without a refresh. */
async function benchBackend({ configuration }: StateBackend, cwd: string, env: NodeJS.ProcessEnv): Promise<number[]> {
  const seconds = async (...args: string[]) => processorSeconds(cwd, env, [...args, "-input=false", "-no-color"]);
  writeFileSync(path.join(cwd, "override.tf.json"), JSON.stringify({ terraform: { backend: configuration } }));
  await seconds("init", "-reconfigure");
  return [
    await seconds("apply", "-auto-approve", "-lock=false"),
    await seconds("plan", "-lock=false"),
    await seconds("plan", "-lock=false", "-refresh=false"),
  ];
}

/** Counts the requests that the real provider sends for each host. */
async function countRequests(cloudflareProvider: string, folder: string): Promise<void> {
  console.log("\nRequests of the provider to Cloudflare's API.\n");
  console.log(row(["hosts", "apply", "second plan"]));
  console.log(row(["---:", "---:", "---:"]));
  for (const hosts of COUNTED) {
    const step = stepOf(synthesize({ library: hosts }, path.join(folder, `counted-${hosts}`)));
    const rehearsal = await Rehearsal.open([step], { cloudflareProvider });
    try {
      const { outcome, diagnostics } = await rehearsal.apply(step);
      if (outcome !== "converged") throw new Error(diagnostics.map(({ summary }) => summary).join("\n"));
      const applied = rehearsal.journal.length;
      await rehearsal.plan(step);
      console.log(row([hosts, applied, rehearsal.journal.length - applied]));
    } finally {
      rehearsal.close();
    }
  }
}

async function main(): Promise<void> {
  const { provider } = parseArgs({ options: { provider: { type: "string" } } }).values;
  const folder = makeScratch();
  try {
    if (provider === undefined) await benchBackends(folder);
    else await countRequests(provider, folder);
  } finally {
    removeScratch(folder);
  }
}

void main();
