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
import type { CloudflareApi } from "../cloudflare-api/cloudflare-api";
import { inferSchema } from "../plugin-protocol/schema";
import { listen, Listener } from "../plugin-protocol/server";
import { Provider } from "../provider/provider";
import { Attachment, attachRealProvider } from "../real-provider/attachment";

const APPLY = ["apply", "-auto-approve", "-json", "-input=false", "-lock=false", "-no-color", "-parallelism=64"];
const PLAN = ["plan", "-json", "-input=false", "-lock=false", "-no-color"];
const INIT = ["init", "-input=false", "-no-color"];

/** @internal A saved state of a rehearsal. Another rehearsal of the same steps can restore it too. */
export interface Snapshot {
  /** A copy of the simulated cloud. */
  readonly cloud: Cloud;
  /** The Terraform state of each stack. */
  readonly states: Map<string, string | undefined>;
  /** The deployed stacks, in the version that was applied last. */
  readonly present: RehearsedStack[];
  /** The calls so far. */
  readonly journal: JournalEntry[];
}

/** @internal The result of the apply of a step: that of its last run of Terraform. */
export interface ApplyResult extends TerraformRun {
  /** The calls of this apply. */
  readonly journal: JournalEntry[];
}

/** @internal The options of a rehearsal. */
export interface RehearsalOptions {
  /**
   * Selects one of the call orders that Terraform allows.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * The time in milliseconds without further calls after which a call takes effect. On a busy machine, a longer time is
   * required for a reproducible order.
   *
   * @default 20
   */
  readonly idleMs?: number;
  /**
   * The command to run.
   *
   * @default - TERRAFORM_BINARY_NAME, otherwise "terraform"
   */
  readonly binary?: string;
  /**
   * The executable file of the real Cloudflare provider. It runs against a stand-in of Cloudflare's API.
   *
   * @default - the provider is simulated
   */
  readonly cloudflareProvider?: string;
}

/**
 * Runs Terraform against its own simulated cloud. It applies steps, and saves and restores the state of both. Several
 * rehearsals can run at the same time.
 *
 * @internal
 */
export class Rehearsal {
  /**
   * Starts the provider and prepares the directories.
   *
   * @param steps all steps that will be applied, because the schema of the provider is inferred from them
   * @throws RehearsalError TerraformMissing, TerraformTooOld, RehearsalImpossible
   */
  public static async open(steps: Step[], options: RehearsalOptions = {}): Promise<Rehearsal> {
    const { binary = terraformBinary(), seed = 0, idleMs = 20 } = options;
    requireTerraform(binary);
    const stacks = steps.flatMap((step) => step.stacks);
    stacks.forEach(requireRehearsable);
    const configurations = stacks.map(({ terraform }) => terraform);
    const cloud = new Cloud(undefined, clustersIn(configurations));
    const provider = new Provider(inferSchema(configurations), seed, idleMs, cloud);
    const { cloudflareProvider: real } = options;
    const attachment = real === undefined ? undefined : await attachRealProvider(real, configurations, provider);
    return new Rehearsal(stacks, binary, provider, await listen(provider.handlers()), attachment);
  }

  private readonly terraform: Terraform;
  /** Runs `init`. */
  private readonly installer: Terraform;
  private readonly directories: Map<string, WorkDirectory>;
  private present: RehearsedStack[] = [];
  private isApplying = false;
  /** Stops Terraform and removes its directories. Further calls have no effect. */
  public readonly close: () => void;

  private constructor(
    stacks: RehearsedStack[],
    binary: string,
    private readonly provider: Provider,
    listener: Listener,
    private readonly attachment?: Attachment,
  ) {
    const root = mkdtempSync(join(tmpdir(), "zero-trust-rehearsal-"));
    // This process does nothing. It exits together with the current process, because its stdin is closed.
    const attached = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
    const cliConfigFile = join(root, "terraformrc");
    writeFileSync(cliConfigFile, "");
    const names = [...new Set(stacks.map(({ name }) => name))];
    this.directories = new Map(names.map((name, i) => [name, new WorkDirectory(join(root, String(i)))]));
    const written = stacks.map(({ terraform }) => terraform);
    const env = environment(written, cliConfigFile, { socket: listener.socket, pid: attached.pid! });
    this.installer = new Terraform(binary, env);
    this.terraform = attachment === undefined ? this.installer : new Terraform(binary, attachment.environment(env));
    provider.kill = () => this.terraform.kill();
    provider.interrupt = () => this.terraform.interrupt();
    this.close = beforeExit(() => {
      this.terraform.kill();
      listener.close();
      attachment?.close();
      attached.kill("SIGKILL");
      rmSync(root, { recursive: true, force: true });
    });
  }

  /** The simulated cloud. */
  public get cloud(): CloudView {
    return this.provider.cloud;
  }

  /** The stand-in of Cloudflare's API. Undefined if the provider is simulated. */
  public get cloudflareApi(): CloudflareApi | undefined {
    return this.attachment?.api;
  }

  /** The calls so far, in the order in which they took effect. `restore` restores it too. */
  public get journal(): readonly JournalEntry[] {
    return this.provider.journal;
  }

  /** Whether connectors are running, so that no tunnel can be deleted. */
  public set hasLiveConnections(are: boolean) {
    this.provider.cloud.hasLiveConnections = are;
  }

  /** Selects one of the call orders that Terraform allows. */
  public set seed(seed: number) {
    this.provider.seed = seed;
  }

  /**
   * Applies the stacks in order, then destroys the stacks that are missing in this step. It stops at the first stack
   * that does not converge.
   */
  public async apply(step: Step, hooks: Hooks = {}): Promise<ApplyResult> {
    const first = this.provider.journal.length;
    const run = await this.withHooks(hooks, () => this.runAll(step));
    return { ...run, journal: this.provider.journal.slice(first) };
  }

  /** The changes that Terraform plans, such as "update type.name". Empty after a step has converged. */
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

  /** Runs `terraform import`, which repairs a creation whose answer was lost. */
  public async import(stack: RehearsedStack, address: string, id: string): Promise<TerraformRun> {
    return this.run(stack, ["import", "-input=false", "-lock=false", "-no-color", address, id]);
  }

  /** Runs `terraform untaint`, which repairs a creation that was answered with an error. */
  public async untaint(stack: RehearsedStack, address: string): Promise<TerraformRun> {
    return this.run(stack, ["untaint", "-lock=false", address]);
  }

  /** Waits until Terraform only waits for calls that `onCall` holds, or until the apply ends. */
  public async waitForHeldCalls(idleMs = 150): Promise<void> {
    return this.provider.idleDetector.waitForHeldCalls(idleMs, () => !this.isApplying);
  }

  /** Saves the current state. It must not be called while Terraform runs. */
  public save(): Snapshot {
    return {
      cloud: new Cloud(this.provider.cloud),
      states: new Map([...this.directories].map(([name, directory]) => [name, directory.state])),
      present: [...this.present],
      journal: [...this.provider.journal],
    };
  }

  /** Returns to a saved state. */
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
      const init = await this.installer.run(directory.path, ...INIT);
      if (init.outcome !== "converged") return init;
      directory.markInitialized(stack);
    }
    const before = directory.state;
    const run = await this.terraform.run(directory.path, ...args);
    // A kill can truncate the local file. Real backends replace a state as a whole.
    if (run.outcome === "killed" && !isWhole(directory.state)) directory.state = before;
    return run;
  }

  private async withHooks<T>(hooks: Hooks, run: () => Promise<T>): Promise<T> {
    this.provider.hooks = hooks;
    this.isApplying = true;
    try {
      return await run();
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
