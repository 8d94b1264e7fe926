import { join } from "node:path";
import type { RehearsalOptions } from "./options";
import type { StateServer } from "./state-server";
import type { RehearsedStack } from "./step";
import type { Terraform, TerraformRun } from "./terraform";
import { placeholdersFor, withVariableHint } from "./variables";
import { WorkDirectory } from "./work-directory";

const APPLY = ["apply", "-auto-approve", "-json", "-input=false", "-lock=false", "-no-color", "-parallelism=64"];
const PLAN = ["plan", "-json", "-input=false", "-lock=false", "-no-color"];
const INIT = ["init", "-input=false", "-no-color"];

/** @internal What the user adds to the stacks. */
export type Inputs = Required<Pick<RehearsalOptions, "varFiles" | "data">>;

/** @internal What Terraform would do next with a stack. */
export interface PlannedGraph {
  /** The changes, such as "update type.name". */
  readonly planned: string[];
  /** The output of `terraform graph -plan`. */
  readonly graph: string;
}

/** What runs the commands. */
interface Tools {
  /** Runs `init`, for which no provider is installed. */
  readonly installer: Terraform;
  /** Runs all other commands. */
  readonly terraform: Terraform;
  /** Keeps the states. */
  readonly states: StateServer;
}

/**
 * Runs the commands of Terraform on single stacks, each version of a stack in its own directory.
 *
 * @internal
 */
export class StackCommands {
  private readonly directories = new Map<RehearsedStack, WorkDirectory>();
  private readonly varFiles: string[];

  /**
   * @param stacks all versions of all stacks, because a stack can read the state of another one
   * @param root a directory for those of the stacks
   */
  public constructor(
    private readonly stacks: RehearsedStack[],
    private readonly root: string,
    private readonly tools: Tools,
    private readonly inputs: Inputs,
  ) {
    this.varFiles = inputs.varFiles.map((file) => `-var-file=${file}`);
  }

  /** Runs `terraform apply`. */
  public async apply(stack: RehearsedStack): Promise<TerraformRun> {
    return this.run(stack, [...APPLY, ...this.varFiles]);
  }

  /** Runs `terraform apply -destroy`. */
  public async destroy(stack: RehearsedStack): Promise<TerraformRun> {
    return this.run(stack, [...APPLY, ...this.varFiles, "-destroy"]);
  }

  /** Runs `terraform plan`. */
  public async plan(stack: RehearsedStack, ...more: string[]): Promise<TerraformRun> {
    return this.run(stack, [...PLAN, ...this.varFiles, ...more]);
  }

  /**
   * Plans the apply of a stack, or its destruction, and prints the graph.
   *
   * @throws Error if the plan fails
   */
  public async planGraph(stack: RehearsedStack, isRemoved: boolean): Promise<PlannedGraph> {
    const file = join(this.root, "tfplan");
    const { planned } = succeeded(await this.plan(stack, ...(isRemoved ? ["-destroy"] : []), `-out=${file}`));
    const { stdout: graph } = succeeded(await this.run(stack, ["graph", `-plan=${file}`]));
    return { planned, graph };
  }

  /** Runs `terraform import`, which repairs a creation whose answer was lost. */
  public async import(stack: RehearsedStack, address: string, id: string): Promise<TerraformRun> {
    return this.run(stack, ["import", "-input=false", "-lock=false", "-no-color", ...this.varFiles, address, id]);
  }

  /** Runs `terraform untaint`, which repairs a creation that was answered with an error. */
  public async untaint(stack: RehearsedStack, address: string): Promise<TerraformRun> {
    return this.run(stack, ["untaint", "-lock=false", address]);
  }

  /** Kills the command that runs now. */
  public kill(): void {
    this.tools.terraform.running?.kill();
    this.tools.installer.running?.kill();
  }

  private async run(stack: RehearsedStack, args: string[]): Promise<TerraformRun> {
    const { installer, terraform, states } = this.tools;
    const directory = this.directoryOf(stack);
    const { data } = this.inputs;
    directory.adjust({ states, stacks: this.stacks, data, isDestroy: args.includes("-destroy") });
    if (!directory.isInitialized) {
      const init = await installer.run(directory.path, ...INIT);
      if (init.outcome !== "converged") return init;
      directory.isInitialized = true;
    }
    const run = await terraform.run(directory.path, ...args);
    return { ...run, diagnostics: run.diagnostics.map((each) => withVariableHint(each, directory.placeholders)) };
  }

  private directoryOf(stack: RehearsedStack): WorkDirectory {
    const existing = this.directories.get(stack);
    if (existing !== undefined) return existing;
    const path = join(this.root, String(this.directories.size));
    const directory = new WorkDirectory(path, stack, placeholdersFor(stack, this.inputs.varFiles));
    this.directories.set(stack, directory);
    return directory;
  }
}

/** @internal The result of a command that must succeed. */
export function succeeded(run: TerraformRun): TerraformRun {
  if (run.outcome === "converged") return run;
  throw new Error(run.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join("\n"));
}
