import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { terraformBinary } from "../../../lib/core/terraform/binary";
import type { Values } from "../../../lib/core/terraform/values";
import { providersWithSeveralEndpoints } from "../../../lib/rehearsal/cloud/endpoint";
import { inferSchema } from "../../../lib/rehearsal/plugin-protocol/schema";
import { listen } from "../../../lib/rehearsal/plugin-protocol/server";
import { Provider } from "../../../lib/rehearsal/provider/provider";
import { attachRealProvider } from "../../../lib/rehearsal/real-provider/attachment";
import { environment } from "../../../lib/rehearsal/terraform/environment";
import { placeholdersFor } from "../../../lib/rehearsal/terraform/variables";

const run = promisify(execFile);

/** A root module, and the modules that it calls as "./NAME". */
export interface Configuration {
  readonly root: Values;
  /** More of the root module, in HCL. The types and attributes that it uses must be among the shapes. */
  readonly hcl?: string;
  readonly modules?: { readonly [name: string]: Values };
}

/** A plan as a pipeline stores it. */
export interface RealPlan {
  /** The output of `terraform show -json`. */
  readonly json: string;
  /** The output of `terraform graph -plan`. */
  readonly graph: string;
}

/** The options of a real plan. */
export interface RealPlanOptions {
  /** Resources from which the provider also infers which attributes exist. */
  readonly shapes?: Values[];
  /** More arguments of `terraform plan`. */
  readonly arguments?: string[];
  /** Uses the directory with the plan file "tfplan" before it is removed, with the environment of Terraform. */
  readonly use?: (directory: string, env: NodeJS.ProcessEnv) => Promise<void>;
  /** The executable file of Cloudflare's provider, instead of the simulated one. */
  readonly cloudflareProvider?: string;
}

/** The JSON of the plan for the last configuration, after the others were applied. */
export async function realPlan(configurations: Configuration[], shapes: Values[] = []): Promise<string> {
  return (await plannedByTerraform(configurations, { shapes })).json;
}

/**
 * Applies the configurations except for the last one, and plans the last one. Terraform runs against the simulated
 * cloud of the rehearsal.
 */
export async function plannedByTerraform(
  configurations: readonly Configuration[],
  { shapes = [], arguments: more = [], use, cloudflareProvider }: RealPlanOptions = {},
): Promise<RealPlan> {
  const written = configurations.flatMap(({ root, modules = {} }) => [root, ...Object.values(modules)]);
  const all = [...written, ...shapes];
  const provider = new Provider(inferSchema(all), 0, 20, providersWithSeveralEndpoints(written));
  const directory = mkdtempSync(path.join(tmpdir(), "zero-trust-plan-"));
  const socket = path.join(directory, "socket");
  const listener = await listen(() => provider.connect(), socket);
  const real =
    cloudflareProvider === undefined
      ? undefined
      : await attachRealProvider(cloudflareProvider, written, provider, directory);
  try {
    const cliConfigFile = path.join(directory, "terraformrc");
    writeFileSync(cliConfigFile, "");
    const simulated = environment(all, cliConfigFile, { socket, pid: process.pid });
    const env = real?.environment(simulated) ?? simulated;
    const terraform = async (...args: string[]) => {
      // The real provider is only attached after init, which downloads nothing then.
      const options = { cwd: directory, env: args[0] === "init" ? simulated : env, maxBuffer: 2 ** 26 };
      return (await run(terraformBinary(), args, options)).stdout;
    };
    // A synthesized stack has a backend outside of the directory.
    const backend = { terraform: { backend: { local: { path: "terraform.tfstate" } } } };
    writeFileSync(path.join(directory, "override.tf.json"), JSON.stringify(backend));
    for (const [i, { root, hcl = "", modules = {} }] of configurations.entries()) {
      writeFileSync(path.join(directory, "main.tf.json"), JSON.stringify(root));
      const placeholders = placeholdersFor({ name: "root", directory: "", terraform: root }, []);
      writeFileSync(path.join(directory, "placeholders.auto.tfvars.json"), JSON.stringify(placeholders));
      writeFileSync(path.join(directory, "main.tf"), hcl);
      for (const [name, module] of Object.entries(modules)) {
        mkdirSync(path.join(directory, name), { recursive: true });
        writeFileSync(path.join(directory, name, "main.tf.json"), JSON.stringify(module));
      }
      await terraform("init", "-input=false", "-no-color");
      if (i < configurations.length - 1) await terraform("apply", "-auto-approve", "-input=false", "-lock=false");
    }
    await terraform("plan", "-out=tfplan", "-input=false", "-lock=false", ...more);
    const [json, graph] = [await terraform("show", "-json", "tfplan"), await terraform("graph", "-plan=tfplan")];
    await use?.(directory, env);
    const unknown = [...(real?.api.notUnderstood ?? [])];
    if (unknown.length > 0) throw new Error(`the stand-in does not understand ${unknown.join(", ")}`);
    return { json, graph };
  } finally {
    real?.close();
    listener.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
