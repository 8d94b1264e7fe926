import path from "node:path";
import { App, TerraformStack } from "cdktf";
import { inScratch } from "../scratch";

/** What one process measured. */
export interface Run {
  readonly milliseconds: number;
  readonly megabytes: number;
  /** How many resources of each type it made. */
  readonly resources: Record<string, number>;
}

type Build = (stack: TerraformStack, hosts: number) => void;

function run(build: Build, hosts: number, outdir: string): Run {
  const start = performance.now();
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  build(stack, hosts);
  app.synth();
  const milliseconds = performance.now() - start;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const types = Object.entries<object>(stack.toTerraform().resource);
  const resources = Object.fromEntries(types.map(([type, byName]) => [type, Object.keys(byName).length]).sort());
  return { milliseconds, megabytes, resources };
}

async function main(variant: string, hosts: number): Promise<void> {
  const { build } = await import(path.join(__dirname, variant));
  console.log(JSON.stringify(inScratch((folder) => run(build, hosts, folder))));
}

void main(process.argv[2], Number(process.argv[3]));
