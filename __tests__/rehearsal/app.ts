import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { App, TerraformStack } from "cdktf";
import { RehearsedStack, Step, stepOf } from "../../lib/rehearsal";
import { AccessPolicy, AccessRule, Account, HostAccess, Origin, Tunnel, Zone } from "cdktf-zero-trust";

const account: Account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };

/** A step in which one tunnel publishes these hosts behind a policy each. */
export function publishing(...hosts: string[]): Step {
  return { name: hosts.join(" "), stacks: [synthesized((stack) => publish(stack, hosts))] };
}

export const NOTHING: Step = { name: "nothing", stacks: [] };

function publish(stack: TerraformStack, hosts: string[]): void {
  new CloudflareProvider(stack, "cloudflare");
  const zone = Zone.fromZoneId(stack, "zone", { zoneId: "fedcba9876543210fedcba9876543210", zoneName: "example.com" });
  const tunnel = new Tunnel(stack, "tunnel", { account });
  for (const host of hosts) {
    const policy = new AccessPolicy(stack, `staff-${host}`, {
      account,
      include: [AccessRule.emailDomain("example.com")],
    });
    tunnel.publish(`${host}.example.com`, {
      zone,
      origin: Origin.http("10.0.0.1", 80),
      access: HostAccess.policies(policy),
    });
  }
}

export function synthesized(build: (stack: TerraformStack) => void, name = "app"): RehearsedStack {
  const outdir = mkdtempSync(join(tmpdir(), "rehearsed-"));
  const app = new App({ outdir });
  build(new TerraformStack(app, name));
  app.synth();
  return read(join(outdir, "stacks", name), name);
}

/** A step of all that an app has, in the order in which it is applied. */
export function synthesizedStep(name: string, build: (app: App) => void): Step {
  const outdir = mkdtempSync(join(tmpdir(), "rehearsed-"));
  const app = new App({ outdir });
  build(app);
  app.synth();
  return { ...stepOf(outdir), name };
}

function read(directory: string, name: string): RehearsedStack {
  return { name, directory, terraform: JSON.parse(readFileSync(join(directory, "cdk.tf.json"), "utf8")) };
}

/** A directory as somebody wrote it by hand. */
export function written(terraform: RehearsedStack["terraform"], name = "app"): RehearsedStack {
  const directory = mkdtempSync(join(tmpdir(), "written-"));
  writeFileSync(join(directory, "main.tf.json"), JSON.stringify(terraform));
  return { name, directory, terraform };
}

/** The same step with something taken out of its JSON. */
export function edited(step: Step, edit: (terraform: any) => void): Step {
  const stacks = step.stacks.map(({ name, terraform }) => {
    const copy = structuredClone(terraform);
    edit(copy);
    return written(copy, name);
  });
  return { ...step, stacks };
}
