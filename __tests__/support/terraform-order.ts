import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { TerraformStack } from "cdktf";
import { isTerraformResource } from "../../lib/core/terraform/resources";
import { synthesize } from "cdktf-zero-trust/lib/testing";

/** Delays the creation and the deletion of every resource, so that a missing dependency reliably shows. */
const PAUSE = { command: "sleep 0.1" };
/**
 * A hash is unknown until the apply, so it changes the configuration at each apply. Its evaluation is shorter than the
 * pause.
 */
const SLOW_CHANGE = '${bcrypt("", 8)}';
const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

export interface Change {
  /** "create staff", "update eks-dev/Config", "delete Hosts/a.example.com/Record": by construct path. */
  readonly what: string;
  /** Its positions in the stream of events. */
  readonly started: number;
  readonly completed: number;
}

/** The changes of one Terraform run and the resulting state. */
export interface Run {
  /** In order of completion. */
  readonly changes: Change[];
  /** The first error. */
  readonly error?: string;
  readonly state: string;
  /** The construct path of every address that has existed. */
  readonly paths: Map<string, string>;
  readonly program: any;
}

export interface ApplyOptions {
  /** The run whose state is the starting point. @default - an empty state */
  readonly from?: Run;
  /** Edits the synthesized JSON, to remove something from it. */
  readonly edit?: (terraform: any) => void;
  /** Whether updates of tunnel configurations fail. @default false */
  readonly failing?: boolean;
}

/**
 * Applies a stack with terraform. A `terraform_data` with the same name, dependencies and lifecycle replaces each
 * resource.
 */
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

/** Destroys what a run created. */
export function destroy(from: Run): Run {
  return run("destroy", from.program, from.paths, from.state);
}

/** Fails if a change is missing or began before the previous one was complete. */
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

/** Whether a change began before another was complete. False if one of them is missing. */
export function beganBefore({ changes }: Run, what: string, other: string): boolean {
  const [first, second] = [what, other].map((each) => changes.find((change) => change.what === each));
  return first !== undefined && second !== undefined && first.started < second.completed;
}

/** Whether a run contains a change. */
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

/** Like a provider error: later changes are not reached, and the state already contains the new dependencies. */
const FAILURE = { condition: '${self.output.revision == ""}', error_message: "the update failed" };

/** Replaces every attribute by `id`, which is unknown before the creation and does not change in updates. */
function referringToStandIns(body: any): any {
  const text = JSON.stringify(body).replace(
    /\bcloudflare_\w+\.([\w-]+)(\.\w+)?/g,
    (_, name, attribute) => `terraform_data.${name}${attribute === undefined ? "" : ".id"}`,
  );
  return JSON.parse(text);
}

/** Delays the deletion of a resource that is no longer in the configuration. */
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
      // Ignores the settings of the machine. Without plugins, no initialization is required.
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
