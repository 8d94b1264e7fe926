import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TerraformStack } from "cdktf";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { synthesize } from "cdktf-zero-trust/lib/testing";

/** Every resource takes this long to come and to go, so that a missing edge shows instead of being won by luck. */
const PAUSE = { command: "sleep 0.1" };
/** A hash is unknown until apply, so it changes the configuration at each one; evaluating it takes a while, but less than the pause. */
const SLOW_CHANGE = '${bcrypt("", 8)}';
const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

export interface Change {
  /** "create staff", "update eks-dev/Config", "delete Hosts/a.example.com/Record": by construct path. */
  readonly what: string;
  /** Where it stands in the stream of events. */
  readonly started: number;
  readonly completed: number;
}

/** What one run of Terraform did, and the state it left behind. */
export interface Run {
  /** In the order of their completion. */
  readonly changes: Change[];
  /** The first error. */
  readonly error?: string;
  readonly state: string;
  /** The construct path of every address that was ever there. */
  readonly paths: Map<string, string>;
  readonly program: any;
}

export interface ApplyOptions {
  /** The run that left the state to start from. @default - nothing is there */
  readonly from?: Run;
  /** Changes what was synthesized, to take something away from it. */
  readonly edit?: (terraform: any) => void;
  /** Lets the updates of tunnel configurations fail. @default false */
  readonly failing?: boolean;
}

/** Applies a stack with the real terraform, a `terraform_data` standing in for each resource: same names, same edges, same lifecycle. */
export function apply(stack: TerraformStack, options: ApplyOptions = {}): Run {
  const terraform = synthesize(stack);
  options.edit?.(terraform);
  const resource = { terraform_data: standIns(terraform.resource, options.failing ?? false) };
  const gone = [...(options.from?.paths.keys() ?? [])].filter(
    (address) => !(nameOf(address) in resource.terraform_data),
  );
  const paths = new Map([...(options.from?.paths ?? []), ...pathsOf(stack)]);
  return run("apply", { resource, removed: gone.map(pausing) }, paths, options.from?.state);
}

export function destroy(from: Run): Run {
  return run("destroy", from.program, from.paths, from.state);
}

/** Fails where a change is missing, or began before the one in front of it was complete. */
export function expectOrder({ changes }: Run, ...expected: string[]): void {
  const found = expected.map((what) => changes.find((change) => change.what === what));
  const inOrder = found.every((change, i) => {
    const before = found[i - 1];
    return change !== undefined && (i === 0 || (before !== undefined && before.completed < change.started));
  });
  if (!inOrder) {
    const log = changes.map(({ what, started, completed }) => `${started}-${completed} ${what}`).join("\n");
    throw new Error(`expected one after the other:\n${expected.join("\n")}\n\ngot:\n${log}`);
  }
}

/** Whether a change began while another was not complete yet; false where one of them is missing. */
export function beganBefore({ changes }: Run, what: string, other: string): boolean {
  const [first, second] = [what, other].map((each) => changes.find((change) => change.what === each));
  return first !== undefined && second !== undefined && first.started < second.completed;
}

export function has({ changes }: Run, what: string): boolean {
  return changes.some((change) => change.what === what);
}

function standIns(resources: any, failing: boolean): any {
  const all = Object.entries<any>(resources).flatMap(([type, byName]) =>
    Object.entries<any>(byName).map(([name, body]) => [name, standIn(type, body, failing)]),
  );
  const byName = Object.fromEntries(all);
  if (Object.keys(byName).length !== all.length) throw new Error("two resources of different types share a name");
  return byName;
}

function standIn(type: string, { provider, ...body }: any, failing: boolean): any {
  const { depends_on, lifecycle, ...attributes } = referringToStandIns(body);
  const provisioner = [{ "local-exec": PAUSE }, { "local-exec": { ...PAUSE, when: "destroy" } }];
  if (type === "terraform_data") return { ...attributes, depends_on, lifecycle, provisioner };
  const isConfiguration = type === CONFIGURATION;
  return {
    input: isConfiguration ? { ...attributes, revision: SLOW_CHANGE } : attributes,
    depends_on,
    lifecycle: isConfiguration && failing ? { ...lifecycle, postcondition: FAILURE } : lifecycle,
    provisioner,
  };
}

/** As with a provider that answers with an error: what comes after is not reached, and the state has the new dependencies already. */
const FAILURE = { condition: '${self.output.revision == ""}', error_message: "the update failed" };

/** `id` stands for every attribute: like those that others refer to, it is unknown before the creation and stays through updates. */
function referringToStandIns(body: any): any {
  const text = JSON.stringify(body).replace(
    /\bcloudflare_\w+\.([\w-]+)(\.\w+)?/g,
    (_, name, attribute) => `terraform_data.${name}${attribute === undefined ? "" : ".id"}`,
  );
  return JSON.parse(text);
}

/** What left the configuration is deleted as ever, but not faster than the rest. */
function pausing(address: string): any {
  return {
    from: address,
    lifecycle: { destroy: true },
    provisioner: [{ "local-exec": { ...PAUSE, when: "destroy" } }],
  };
}

function pathsOf(stack: TerraformStack): [address: string, path: string][] {
  const resources = stack.node.findAll().filter(isTerraformResource);
  return resources.map(({ friendlyUniqueId, node }) => [
    `terraform_data.${friendlyUniqueId}`,
    node.path.slice(stack.node.path.length + 1).replace(/\/Resource$/, ""),
  ]);
}

function nameOf(address: string): string {
  return address.slice("terraform_data.".length);
}

function run(command: string, program: any, paths: Map<string, string>, before?: string): Run {
  const directory = mkdtempSync(path.join(tmpdir(), "terraform-order-"));
  try {
    const file = (name: string) => path.join(directory, name);
    writeFileSync(file("main.tf.json"), JSON.stringify(program));
    writeFileSync(file("cli.tfrc"), "");
    if (before !== undefined) writeFileSync(file("terraform.tfstate"), before);
    const { stdout, stderr, error } = spawnSync("terraform", [command, "-json", "-auto-approve"], {
      cwd: directory,
      encoding: "utf8",
      // Nothing of the machine's own settings; without plugins there is nothing to initialize.
      env: { PATH: process.env.PATH, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: file("cli.tfrc") },
    });
    if (error !== undefined || stderr !== "") throw error ?? new Error(stderr);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const state = existsSync(file("terraform.tfstate")) ? readFileSync(file("terraform.tfstate"), "utf8") : "";
    const failure = events.find(({ "@level": level }) => level === "error");
    return { changes: changesIn(events, paths), error: failure?.diagnostic.detail, state, paths, program };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function changesIn(events: any[], paths: Map<string, string>): Change[] {
  const started = new Map<string, number>();
  const changes: Change[] = [];
  events.forEach(({ type, hook }, at) => {
    if (type !== "apply_start" && type !== "apply_complete") return;
    const what = `${hook.action} ${paths.get(hook.resource.addr) ?? hook.resource.addr}`;
    if (type === "apply_start") started.set(what, at);
    else changes.push({ what, started: started.get(what)!, completed: at });
  });
  return changes;
}
