import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { plannedByTerraform } from "../../__tests__/check/plan/real-plan";
import { projectRoot } from "../entry-points";

/** Synthesizes variants of this folder, such as "library", each as a stack of the given size. */
export function synthesize(sizes: Readonly<Record<string, number>>, outdir: string): string {
  mkdirSync(outdir);
  const builds = Object.entries(sizes).map(
    ([variant, size]) =>
      `require(${JSON.stringify(path.join(__dirname, variant))})` +
      `.build(new TerraformStack(app, ${JSON.stringify(variant)}), ${size});`,
  );
  const script =
    `const { App, TerraformStack } = require("cdktf");` +
    `const app = new App({ outdir: ${JSON.stringify(outdir)} });` +
    `${builds.join("")} app.synth();`;
  execFileSync(process.execPath, ["--import", "tsx", "-e", script], { cwd: projectRoot });
  return outdir;
}

/** Runs the app of an example, and returns the output directory. */
export function synthesizeApp(main: string, outdir: string): string {
  const env = { ...process.env, CDKTF_OUTDIR: outdir };
  execFileSync(process.execPath, ["--import", "tsx", main], { cwd: projectRoot, env });
  return outdir;
}

/** Copies an output directory, with another domain in the policy of all hosts. */
export function withOtherPolicy(from: string, to: string): string {
  cpSync(from, to, { recursive: true });
  const file = stackIn(to);
  writeFileSync(file, readFileSync(file, "utf8").replace('"domain": "example.com"', '"domain": "example.org"'));
  return to;
}

/** Plans an output directory with Terraform, and returns the arguments for `check`. Nothing exists before. */
export async function plan(outdir: string): Promise<string[]> {
  const root = JSON.parse(readFileSync(stackIn(outdir), "utf8"));
  const { json, graph } = await plannedByTerraform([{ root }]);
  const [jsonFile, graphFile] = [path.join(outdir, "plan.json"), path.join(outdir, "graph.dot")];
  writeFileSync(jsonFile, json);
  writeFileSync(graphFile, graph);
  return ["--plan-json", jsonFile, "--graph", graphFile];
}

function stackIn(outdir: string): string {
  return path.join(outdir, "stacks/library/cdk.tf.json");
}
