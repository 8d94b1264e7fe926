import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { RehearsalError } from "./errors";
import type { RehearsedStack } from "./step";
import { isValues, text, Values } from "../../core/terraform/values";
import { bodiesOf, entriesOf } from "../plugin-protocol/references";

/** Files that Terraform writes into the directory. */
const TERRAFORM_FILES = new Set([".terraform", "terraform.tfstate", "terraform.tfstate.backup"]);
const STATE = "terraform.tfstate";
const OVERRIDE = "zz_override.tf.json";

/**
 * The private directory in which Terraform runs on a stack. It contains the files of the stack, and an override that
 * replaces the backend.
 *
 * @internal
 */
export class WorkDirectory {
  private initializedFor?: string;

  /** Creates the directory. */
  public constructor(public readonly path: string) {
    mkdirSync(path);
  }

  /**
   * Writes the files of a stack into the directory.
   *
   * @param others the directory of each stack
   */
  public fill({ directory, terraform }: RehearsedStack, others: Map<string, WorkDirectory>): void {
    for (const name of readdirSync(this.path)) {
      if (!TERRAFORM_FILES.has(name)) rmSync(join(this.path, name), { recursive: true, force: true });
    }
    for (const name of readdirSync(directory)) {
      if (TERRAFORM_FILES.has(name) || /\.tfstate|^\.terraform/.test(name)) continue;
      const source = resolve(directory, name);
      if (name.endsWith(".tf.json")) copyFileSync(source, join(this.path, name));
      else symlinkSync(source, join(this.path, name));
    }
    writeFileSync(join(this.path, OVERRIDE), JSON.stringify(override(terraform, others)));
  }

  /** Whether `terraform init` is required: once for each set of providers. */
  public needsInit({ terraform }: RehearsedStack): boolean {
    return this.initializedFor !== JSON.stringify(terraform.terraform ?? null);
  }

  /** Records that `terraform init` has been run for a stack. */
  public markInitialized({ terraform }: RehearsedStack): void {
    this.initializedFor = JSON.stringify(terraform.terraform ?? null);
  }

  /** The state that Terraform wrote. */
  public get state(): string | undefined {
    const file = join(this.path, STATE);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  public set state(state: string | undefined) {
    if (state === undefined) rmSync(join(this.path, STATE), { force: true });
    else writeFileSync(join(this.path, STATE), state);
  }
}

/**
 * Refuses stacks that would affect anything outside of the private directory, or that cannot be rehearsed.
 *
 * @throws RehearsalError RehearsalImpossible
 * @internal
 */
export function requireRehearsable({ name, directory, terraform }: RehearsedStack): void {
  const refuse = (reason: string): never => {
    throw new RehearsalError("RehearsalImpossible", `stack ${name}: ${reason}`);
  };
  const hcl = readdirSync(directory).find((file) => /\.(tf|tofu|tofu\.json)$/.test(file));
  if (hcl !== undefined) refuse(`${hcl} is not supported; only *.tf.json files are`);
  const [module] = entriesOf(terraform.module).map(([each]) => each);
  if (module !== undefined) refuse(`module ${module} is not supported; define its resources in the stack`);
  for (const [type, each, body] of bodiesOf(terraform.resource)) {
    if (body.provisioner !== undefined) {
      refuse(`${type}.${each} has a provisioner, which the rehearsal would execute; remove it`);
    }
  }
}

function override(terraform: Values, others: Map<string, WorkDirectory>): Values {
  const states = bodiesOf(terraform.data).filter(([type]) => type === "terraform_remote_state");
  const redirected = states.map(([, name, body]) => [
    name,
    { backend: "local", config: { path: statePath(name, body, others) } },
  ]);
  return {
    terraform: { backend: { local: { path: STATE } } },
    ...(redirected.length > 0 && { data: { terraform_remote_state: Object.fromEntries(redirected) } }),
  };
}

/** The state of another stack, found by the name that cdktf gives the data source, or by its file. */
function statePath(name: string, { config }: Values, others: Map<string, WorkDirectory>): string {
  const file = isValues(config) ? text(config.path) : undefined;
  for (const [stack, { path }] of others) {
    if (name === `cross-stack-reference-input-${stack}` || file?.endsWith(`terraform.${stack}.tfstate`)) {
      return join(path, STATE);
    }
  }
  throw new RehearsalError(
    "RehearsalImpossible",
    `terraform_remote_state.${name} reads the state of a stack that is not rehearsed; rehearse it together with ` +
      [...others.keys()].join(", "),
  );
}
