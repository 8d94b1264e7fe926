import path from "node:path";
import { App, TerraformStack } from "cdktf";
import { inScratch } from "../scratch";

/** The measurements of one process. */
export interface Run {
  readonly milliseconds: number;
  readonly megabytes: number;
  /** The number of resources by type. */
  readonly resources: Record<string, number>;
}

type Build = (stack: TerraformStack, hosts: number) => void;

function run(build: Build, hosts: number, outdir: string): Run {
  const start = process.cpuUsage();
  const app = new App({ outdir });
  const stack = new TerraformStack(app, "bench");
  build(stack, hosts);
  app.synth();
  // CPU time, so that other load on the machine does not count.
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const types = Object.entries<object>(stack.toTerraform().resource);
  const resources = Object.fromEntries(types.map(([type, byName]) => [type, Object.keys(byName).length]).sort());
  return { milliseconds, megabytes, resources };
}

async function main(variant: string, hosts: number): Promise<void> {
  const { build } = await import(path.join(__dirname, `${variant}.js`));
  console.log(JSON.stringify(inScratch((folder) => run(build, hosts, folder))));
}

void main(process.argv[2], Number(process.argv[3]));
