import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Values } from "../../../lib/core/terraform/values";
import { Cloud } from "../../../lib/rehearsal/cloud/cloud";
import { inferSchema } from "../../../lib/rehearsal/plugin-protocol/schema";
import { listen } from "../../../lib/rehearsal/plugin-protocol/server";
import { Provider } from "../../../lib/rehearsal/provider/provider";
import { terraformBinary } from "../../../lib/rehearsal/terraform/binary";
import { environment } from "../../../lib/rehearsal/terraform/environment";

const run = promisify(execFile);

/** A root module, and the modules that it calls as "./NAME". */
export interface Configuration {
  readonly root: Values;
  readonly modules?: { readonly [name: string]: Values };
}

/**
 * Applies the configurations except for the last one, and returns the JSON of the plan for it. Terraform runs against
 * the simulated cloud of the rehearsal.
 *
 * @param shapes resources from which the provider also infers which attributes exist
 */
export async function realPlan(configurations: Configuration[], shapes: Values[] = []): Promise<string> {
  const all = configurations.flatMap(({ root, modules = {} }) => [root, ...Object.values(modules)]);
  const provider = new Provider(inferSchema([...all, ...shapes]), 0, 20, new Cloud());
  const listener = await listen(provider.handlers());
  const directory = mkdtempSync(path.join(tmpdir(), "zero-trust-plan-"));
  try {
    const cliConfigFile = path.join(directory, "terraformrc");
    writeFileSync(cliConfigFile, "");
    const complete = environment(all, cliConfigFile, { socket: listener.socket, pid: process.pid });
    // The variables of modules have no placeholders.
    const env = Object.fromEntries(Object.entries(complete).filter(([name]) => !name.startsWith("TF_VAR_")));
    const terraform = async (...args: string[]) =>
      (await run(terraformBinary(), args, { cwd: directory, env, maxBuffer: 2 ** 26 })).stdout;
    for (const [i, { root, modules = {} }] of configurations.entries()) {
      writeFileSync(path.join(directory, "main.tf.json"), JSON.stringify(root));
      for (const [name, module] of Object.entries(modules)) {
        mkdirSync(path.join(directory, name), { recursive: true });
        writeFileSync(path.join(directory, name, "main.tf.json"), JSON.stringify(module));
      }
      await terraform("init", "-input=false", "-no-color");
      if (i < configurations.length - 1) await terraform("apply", "-auto-approve", "-input=false", "-lock=false");
    }
    await terraform("plan", "-out=tfplan", "-input=false", "-lock=false");
    return await terraform("show", "-json", "tfplan");
  } finally {
    listener.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
