import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireTerraform, terraformBinary } from "./binary";
import { beforeExit } from "./cleanup";
import { environment } from "./environment";
import type { RehearsedStack, Step } from "./step";
import { Terraform, TerraformRun } from "./terraform";
import { requireRehearsable, WorkDirectory } from "./work-directory";
import type { Hooks, JournalEntry } from "../cloud/calls";
import { Cloud } from "../cloud/cloud";
import { clustersIn } from "../cloud/clusters";
import type { CloudView } from "../cloud/object";
import { inferSchema } from "../plugin-protocol/schema";
import { listen, Listener } from "../plugin-protocol/server";
import { Provider } from "../provider/provider";

const APPLY = ["apply", "-auto-approve", "-json", "-input=false", "-lock=false", "-no-color", "-parallelism=64"];
const PLAN = ["plan", "-json", "-input=false", "-lock=false", "-no-color"];
const INIT = ["init", "-input=false", "-no-color"];

/** @internal What a rehearsal can go back to. It may be taken to another rehearsal of the same steps. */
export interface Snapshot {
  readonly cloud: Cloud;
  /** Terraform's state of each stack. */
  readonly states: Map<string, string | undefined>;
  /** The stacks that exist, as they were applied last. */
  readonly present: RehearsedStack[];
  readonly journal: JournalEntry[];
}

/** @internal How the apply of a step ended: as its last run of Terraform did. */
export interface ApplyResult extends TerraformRun {
  /** The calls of this apply. */
  readonly journal: JournalEntry[];
}

/** @internal */
export interface RehearsalOptions {
  /** Another seed is another order among those that Terraform allows. @default 0 */
  readonly seed?: number;
  /** How long Terraform asks for nothing more before a call takes effect; on a busy machine a longer one keeps the order. @default 20 */
  readonly quietMs?: number;
  /** @default - TERRAFORM_BINARY_NAME, else "terraform" */
  readonly binary?: string;
}

/**
 * A cloud of its own with Terraform in front of it: applies steps, and goes back. Several may run at once.
 *
 * @internal
 */
export class Rehearsal {
  /**
   * @param steps all that will ever be applied: what the provider knows comes from them
   *
   * Errors: TerraformMissing, TerraformTooOld, RehearsalImpossible.
   */
  public static async open(steps: Step[], options: RehearsalOptions = {}): Promise<Rehearsal> {
    const { binary = terraformBinary(), seed = 0, quietMs = 20 } = options;
    requireTerraform(binary);
    const stacks = steps.flatMap((step) => step.stacks);
    stacks.forEach(requireRehearsable);
    const configurations = stacks.map(({ terraform }) => terraform);
    const cloud = new Cloud(undefined, clustersIn(configurations));
    const provider = new Provider(inferSchema(configurations), seed, quietMs, cloud);
    return new Rehearsal(stacks, binary, provider, await listen(provider.handlers()));
  }

  private readonly terraform: Terraform;
  private readonly directories: Map<string, WorkDirectory>;
  private present: RehearsedStack[] = [];
  private isApplying = false;
  /** Ends Terraform and removes all that it worked with; again does nothing. */
  public readonly close: () => void;

  private constructor(
    stacks: RehearsedStack[],
    binary: string,
    private readonly provider: Provider,
    listener: Listener,
  ) {
    const root = mkdtempSync(join(tmpdir(), "zero-trust-rehearsal-"));
    // It does nothing and ends with us, whatever becomes of us.
    const attached = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
    const cliConfigFile = join(root, "terraformrc");
    writeFileSync(cliConfigFile, "");
    const names = [...new Set(stacks.map(({ name }) => name))];
    this.directories = new Map(names.map((name, i) => [name, new WorkDirectory(join(root, String(i)))]));
    const written = stacks.map(({ terraform }) => terraform);
    const env = environment(written, cliConfigFile, { socket: listener.socket, pid: attached.pid! });
    this.terraform = new Terraform(binary, env);
    provider.kill = () => this.terraform.kill();
    this.close = beforeExit(() => {
      this.terraform.kill();
      listener.close();
      attached.kill("SIGKILL");
      rmSync(root, { recursive: true, force: true });
    });
  }

  public get cloud(): CloudView {
    return this.provider.cloud;
  }

  /** The calls so far, in the order of their effects; `restore` takes it back, too. */
  public get journal(): readonly JournalEntry[] {
    return this.provider.journal;
  }

  /** Whether connectors run, so that no tunnel can be deleted. */
  public set hasLiveConnections(are: boolean) {
    this.provider.cloud.hasLiveConnections = are;
  }

  /** Another seed is another order among those that Terraform allows. */
  public set seed(seed: number) {
    this.provider.seed = seed;
  }

  /** Applies the stacks in their order, then destroys those that are no more; stops at the first that does not converge, as people do. */
  public async apply(step: Step, hooks: Hooks = {}): Promise<ApplyResult> {
    const first = this.provider.journal.length;
    const run = await this.withHooks(hooks, () => this.runAll(step));
    return { ...run, journal: this.provider.journal.slice(first) };
  }

  /** What Terraform would change, "update type.name"; nothing once a step has converged. Fails where it cannot plan. */
  public async plan(step: Step): Promise<string[]> {
    const planned: string[] = [];
    for (const stack of step.stacks) {
      const run = await this.run(stack, PLAN);
      if (run.outcome !== "converged") {
        throw new Error(run.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join("\n"));
      }
      planned.push(...run.planned);
    }
    return planned;
  }

  /** `terraform import`, as one would mend a creation whose answer was lost. */
  public async import(stack: RehearsedStack, address: string, id: string): Promise<TerraformRun> {
    return this.run(stack, ["import", "-input=false", "-lock=false", "-no-color", address, id]);
  }

  /** `terraform untaint`, as one would mend a creation that was answered with an error. */
  public async untaint(stack: RehearsedStack, address: string): Promise<TerraformRun> {
    return this.run(stack, ["untaint", "-lock=false", address]);
  }

  /** Waits until Terraform does nothing more but wait for calls that `onCall` holds, or until the apply is over. */
  public async settled(quietMs = 150): Promise<void> {
    return this.provider.activity.settled(quietMs, () => !this.isApplying);
  }

  /** What there is now; not while Terraform runs. */
  public save(): Snapshot {
    return {
      cloud: new Cloud(this.provider.cloud),
      states: new Map([...this.directories].map(([name, directory]) => [name, directory.state])),
      present: [...this.present],
      journal: [...this.provider.journal],
    };
  }

  public restore({ cloud, states, present, journal }: Snapshot): void {
    this.provider.cloud = new Cloud(cloud);
    this.provider.journal = [...journal];
    this.present = [...present];
    for (const [name, directory] of this.directories) directory.state = states.get(name);
  }

  private async runAll({ stacks }: Step): Promise<TerraformRun> {
    const runs: TerraformRun[] = [];
    const done = (): TerraformRun => ({
      outcome: runs.at(-1)?.outcome ?? "converged",
      diagnostics: runs.flatMap(({ diagnostics }) => diagnostics),
      planned: runs.flatMap(({ planned }) => planned),
    });
    for (const stack of stacks) {
      const others = this.present.filter(({ name }) => name !== stack.name);
      const before = this.present.findIndex(({ name }) => name === stack.name);
      this.present = before < 0 ? [...others, stack] : this.present.map((each, i) => (i === before ? stack : each));
      runs.push(await this.run(stack, APPLY));
      if (done().outcome !== "converged") return done();
    }
    const gone = this.present.filter(({ name }) => !stacks.some((stack) => stack.name === name));
    for (const stack of gone.reverse()) {
      runs.push(await this.run(stack, [...APPLY, "-destroy"]));
      if (done().outcome !== "converged") return done();
      this.present = this.present.filter((each) => each !== stack);
    }
    return done();
  }

  private async run(stack: RehearsedStack, args: string[]): Promise<TerraformRun> {
    const directory = this.directories.get(stack.name)!;
    directory.fill(stack, this.directories);
    if (directory.needsInit(stack)) {
      const init = await this.terraform.run(directory.path, ...INIT);
      if (init.outcome !== "converged") return init;
      directory.isReadyFor(stack);
    }
    const before = directory.state;
    const run = await this.terraform.run(directory.path, ...args);
    // A kill may tear a file; where people keep their state it is replaced as a whole.
    if (run.outcome === "killed" && !isWhole(directory.state)) directory.state = before;
    return run;
  }

  private async withHooks<T>(hooks: Hooks, act: () => Promise<T>): Promise<T> {
    this.provider.hooks = hooks;
    this.isApplying = true;
    try {
      return await act();
    } finally {
      this.provider.hooks = {};
      this.isApplying = false;
    }
  }
}

function isWhole(state: string | undefined): boolean {
  try {
    return state === undefined || typeof JSON.parse(state) === "object";
  } catch {
    return false;
  }
}
