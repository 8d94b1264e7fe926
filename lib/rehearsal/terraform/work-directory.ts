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
import { isValues, text, Values } from "../../inventory/terraform/values";
import { bodiesOf, entriesOf } from "../plugin-protocol/references";

const OURS = new Set([".terraform", "terraform.tfstate", "terraform.tfstate.backup"]);
const STATE = "terraform.tfstate";
const OVERRIDE = "zz_override.tf.json";

/**
 * The private directory in which Terraform works on a stack: its files as they are, and beside them a backend of ours.
 *
 * @internal
 */
export class WorkDirectory {
  private initializedFor?: string;

  public constructor(public readonly path: string) {
    mkdirSync(path);
  }

  /** Puts in the files of a stack; `others` says which directory is whose. */
  public fill({ directory, terraform }: RehearsedStack, others: Map<string, WorkDirectory>): void {
    for (const name of readdirSync(this.path)) {
      if (!OURS.has(name)) rmSync(join(this.path, name), { recursive: true, force: true });
    }
    for (const name of readdirSync(directory)) {
      if (OURS.has(name) || /\.tfstate|^\.terraform/.test(name)) continue;
      const source = resolve(directory, name);
      if (name.endsWith(".tf.json")) copyFileSync(source, join(this.path, name));
      else symlinkSync(source, join(this.path, name));
    }
    writeFileSync(join(this.path, OVERRIDE), JSON.stringify(override(terraform, others)));
  }

  /** Terraform initializes a directory once for each set of providers. */
  public needsInit({ terraform }: RehearsedStack): boolean {
    return this.initializedFor !== JSON.stringify(terraform.terraform ?? null);
  }

  public isReadyFor({ terraform }: RehearsedStack): void {
    this.initializedFor = JSON.stringify(terraform.terraform ?? null);
  }

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
 * Refuses what would leave the private directory, or cannot be rehearsed.
 *
 * Errors: RehearsalImpossible.
 *
 * @internal
 */
export function requireRehearsable({ name, directory, terraform }: RehearsedStack): void {
  const refuse = (what: string): never => {
    throw new RehearsalError("RehearsalImpossible", `stack ${name}: ${what}`);
  };
  const hcl = readdirSync(directory).find((file) => /\.(tf|tofu|tofu\.json)$/.test(file));
  if (hcl !== undefined) refuse(`${hcl} is not read; expected *.tf.json alone`);
  const [module] = entriesOf(terraform.module).map(([each]) => each);
  if (module !== undefined) refuse(`module ${module} is not read; expected resources alone`);
  for (const [type, each, body] of bodiesOf(terraform.resource)) {
    if (body.provisioner !== undefined) {
      refuse(`${type}.${each} has a provisioner, which would really run; leave it out`);
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

/** The other stack's state, by the name that cdktf gives the data source, or by its file. */
function statePath(name: string, { config }: Values, others: Map<string, WorkDirectory>): string {
  const file = isValues(config) ? text(config.path) : undefined;
  for (const [stack, { path }] of others) {
    if (name === `cross-stack-reference-input-${stack}` || file?.endsWith(`terraform.${stack}.tfstate`)) {
      return join(path, STATE);
    }
  }
  throw new RehearsalError(
    "RehearsalImpossible",
    `terraform_remote_state.${name} reads the state of a stack that is not among these (${[...others.keys()].join(", ")}); rehearse both together`,
  );
}
