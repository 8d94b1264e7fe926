import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { RehearsalError } from "./errors";
import type { StateServer } from "./state-server";
import type { RehearsedStack } from "./step";
import { isValues, text, Values } from "../../core/terraform/values";
import { bodiesOf, entriesOf } from "../plugin-protocol/references";

/** Files that Terraform writes into the directory. */
const TERRAFORM_FILES = new Set([".terraform", "terraform.tfstate", "terraform.tfstate.backup"]);
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
   * @param stacks the names of all stacks
   */
  public fill({ name: stack, directory, terraform }: RehearsedStack, stacks: string[], states: StateServer): void {
    for (const name of readdirSync(this.path)) {
      if (!TERRAFORM_FILES.has(name)) rmSync(join(this.path, name), { recursive: true, force: true });
    }
    for (const name of readdirSync(directory)) {
      if (TERRAFORM_FILES.has(name) || /\.tfstate|^\.terraform/.test(name)) continue;
      const source = resolve(directory, name);
      if (name.endsWith(".tf.json")) copyFileSync(source, join(this.path, name));
      else symlinkSync(source, join(this.path, name));
    }
    writeFileSync(join(this.path, OVERRIDE), JSON.stringify(override(stack, terraform, stacks, states)));
  }

  /** Whether `terraform init` is required: once for each set of providers. */
  public needsInit({ terraform }: RehearsedStack): boolean {
    return this.initializedFor !== JSON.stringify(terraform.terraform ?? null);
  }

  /** Records that `terraform init` has been run for a stack. */
  public markInitialized({ terraform }: RehearsedStack): void {
    this.initializedFor = JSON.stringify(terraform.terraform ?? null);
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

function override(name: string, terraform: Values, stacks: string[], states: StateServer): Values {
  const remote = bodiesOf(terraform.data).filter(([type]) => type === "terraform_remote_state");
  const redirected = remote.map(([, each, body]) => [
    each,
    { backend: "http", config: states.backendOf(sourceOf(each, body, stacks)) },
  ]);
  return {
    terraform: { backend: { http: states.backendOf(name) } },
    ...(redirected.length > 0 && { data: { terraform_remote_state: Object.fromEntries(redirected) } }),
  };
}

/** The stack whose state a data source reads, found by the name that cdktf gives the data source, or by its file. */
function sourceOf(name: string, { config }: Values, stacks: string[]): string {
  const file = isValues(config) ? text(config.path) : undefined;
  const source = stacks.find(
    (stack) => name === `cross-stack-reference-input-${stack}` || file?.endsWith(`terraform.${stack}.tfstate`),
  );
  if (source !== undefined) return source;
  throw new RehearsalError(
    "RehearsalImpossible",
    `terraform_remote_state.${name} reads the state of a stack that is not rehearsed; rehearse it together with ` +
      stacks.join(", "),
  );
}
