import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { requireTerraform } from "./binary";
import { beforeExit } from "./cleanup";
import { environment } from "./environment";
import { addExistingObjects } from "./existing-objects";
import { notesOn } from "./notes";
import type { RehearsalOptions } from "./options";
import { protectedResources, withAnswers } from "./override";
import { requireDataSources, requireRehearsable } from "./requirements";
import { makeRunDirectory, removeAbandonedDirectories, socketIn } from "./run-directory";
import { Inputs, StackCommands, succeeded } from "./stack-commands";
import { StateServer } from "./state-server";
import type { RehearsedStack, Step } from "./step";
import { Terraform, TerraformRun } from "./terraform";
import { placeholdersFor } from "./variables";
import { terraformBinary } from "../../core/terraform/binary";
import type { Hooks, JournalEntry } from "../cloud/calls";
import { Cloud } from "../cloud/cloud";
import { providersWithSeveralEndpoints } from "../cloud/endpoint";
import type { CloudView } from "../cloud/object";
import type { CloudflareApi } from "../cloudflare-api/cloudflare-api";
import { inferSchema } from "../plugin-protocol/schema";
import { listen, Listener } from "../plugin-protocol/server";
import { Provider } from "../provider/provider";
import { Attachment, attachRealProvider } from "../real-provider/attachment";

/** @internal A saved state of a rehearsal. Another rehearsal of the same steps can restore it too. */
export interface Snapshot {
  /** A copy of the simulated cloud. */
  readonly cloud: Cloud;
  /** The Terraform state of each stack. */
  readonly states: ReadonlyMap<string, string>;
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
    const { cloudflareProvider, binary = terraformBinary(), seed = 0, idleMs = 20, varFiles = [], data = {} } = options;
    requireTerraform(binary);
    const stacks = steps.flatMap((step) => step.stacks);
    stacks.forEach(requireRehearsable);
    requireDataSources(
      stacks.map(({ terraform }) => terraform),
      data,
    );
    const inputs = { varFiles: varFiles.map((file) => resolve(file)), data };
    for (const stack of stacks) placeholdersFor(stack, inputs.varFiles);
    const configurations = stacks.map(({ terraform }) => withAnswers(terraform, data));
    const several = providersWithSeveralEndpoints(configurations);
    const provider = new Provider(inferSchema(configurations), seed, idleMs, several);
    await removeAbandonedDirectories();
    const root = makeRunDirectory();
    const listener = await listen(() => provider.connect(), socketIn(root));
    const states = await StateServer.open();
    const attachment =
      cloudflareProvider === undefined
        ? undefined
        : await attachRealProvider(cloudflareProvider, configurations, provider, root).catch((error: unknown) => {
            listener.close();
            states.close();
            rmSync(root, { recursive: true, force: true });
            throw error;
          });
    const rehearsal = new Rehearsal(stacks, binary, root, provider, listener, states, inputs, attachment);
    try {
      await addExistingObjects(rehearsal, steps);
      return rehearsal;
    } catch (error) {
      rehearsal.close();
      throw error;
    }
  }

  /** Runs single commands. Only `apply` and `applyStack` keep track of the deployed stacks and of the calls. */
  public readonly commands: StackCommands;
  private readonly noted: Set<string>;
  private present: RehearsedStack[] = [];
  private isApplying = false;
  /** Stops Terraform and removes its directories. Further calls have no effect. */
  public readonly close: () => void;

  private constructor(
    stacks: RehearsedStack[],
    binary: string,
    root: string,
    private readonly provider: Provider,
    listener: Listener,
    private readonly states: StateServer,
    inputs: Inputs,
    private readonly attachment?: Attachment,
  ) {
    // This process does nothing. It exits together with the current process, because its stdin is closed.
    const attached = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
    const cliConfigFile = join(root, "terraformrc");
    writeFileSync(cliConfigFile, "");
    this.noted = new Set(stacks.flatMap((stack) => notesOn(stack, placeholdersFor(stack, inputs.varFiles))));
    const written = stacks.map(({ terraform }) => terraform);
    const env = environment(written, cliConfigFile, { socket: socketIn(root), pid: attached.pid! });
    const installer = new Terraform(binary, env);
    const terraform = attachment === undefined ? installer : new Terraform(binary, attachment.environment(env));
    provider.terraform = () => terraform.running;
    this.commands = new StackCommands(stacks, root, { installer, terraform, states }, inputs);
    this.close = beforeExit(() => {
      this.commands.kill();
      listener.close();
      states.close();
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

  /** What the rehearsal does differently from an apply, such as provisioners that it does not execute. */
  public get notes(): string[] {
    return [...this.noted];
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
    return this.recorded(hooks, () => this.runAll(step));
  }

  /** Applies one stack alone, or destroys it. */
  public async applyStack(stack: RehearsedStack, isRemoved: boolean, hooks: Hooks = {}): Promise<ApplyResult> {
    return this.recorded(hooks, () => this.runStack(stack, isRemoved));
  }

  /** The changes that Terraform plans, such as "update type.name". Empty after a step has converged. */
  public async plan(step: Step): Promise<string[]> {
    const planned: string[] = [];
    for (const stack of step.stacks) {
      planned.push(...succeeded(await this.commands.plan(stack)).planned);
    }
    return planned;
  }

  /** Plans the apply of one stack, as if every id in its import blocks existed. */
  public async planImports(stack: RehearsedStack): Promise<TerraformRun> {
    this.provider.importsAnything = true;
    return this.commands.plan(stack).finally(() => (this.provider.importsAnything = false));
  }

  /** Waits until Terraform only waits for calls that `onCall` holds, or until the apply ends. */
  public async waitForHeldCalls(idleMs = 150): Promise<void> {
    return this.provider.idleDetector.waitForHeldCalls(idleMs, () => !this.isApplying);
  }

  /** Saves the current state. It must not be called while Terraform runs. */
  public save(): Snapshot {
    return {
      cloud: new Cloud(this.provider.cloud),
      states: this.states.save(),
      present: [...this.present],
      journal: [...this.provider.journal],
    };
  }

  /** Returns to a saved state. */
  public restore({ cloud, states, present, journal }: Snapshot): void {
    this.provider.cloud = new Cloud(cloud);
    this.provider.journal = [...journal];
    this.present = [...present];
    this.states.restore(states);
  }

  private async runAll({ stacks }: Step): Promise<TerraformRun> {
    const runs: TerraformRun[] = [];
    const done = (): TerraformRun => ({
      outcome: runs.at(-1)?.outcome ?? "converged",
      diagnostics: runs.flatMap(({ diagnostics }) => diagnostics),
      planned: runs.flatMap(({ planned }) => planned),
      applied: runs.flatMap(({ applied }) => applied),
      failed: runs.flatMap(({ failed }) => failed),
      stdout: runs.map(({ stdout }) => stdout).join(""),
      imported: new Map(runs.flatMap(({ imported }) => [...imported])),
    });
    const isGone = ({ name }: RehearsedStack) => !stacks.some((stack) => stack.name === name);
    for (const stack of [...stacks, ...this.present.filter(isGone).reverse()]) {
      runs.push(await this.runStack(stack, isGone(stack)));
      if (done().outcome !== "converged") return done();
    }
    return done();
  }

  private async runStack(stack: RehearsedStack, isRemoved: boolean): Promise<TerraformRun> {
    const { name } = stack;
    if (isRemoved) {
      for (const [type, resource] of protectedResources(stack.terraform)) {
        this.noted.add(
          `stack ${name}: prevent_destroy of ${type}.${resource} is ignored in order to destroy the stack`,
        );
      }
      const run = await this.commands.destroy(stack);
      if (run.outcome === "converged") this.present = this.present.filter((each) => each.name !== name);
      return run;
    }
    const isPresent = this.present.some((each) => each.name === name);
    const replaced = this.present.map((each) => (each.name === name ? stack : each));
    this.present = isPresent ? replaced : [...this.present, stack];
    return this.commands.apply(stack);
  }

  private async recorded(hooks: Hooks, run: () => Promise<TerraformRun>): Promise<ApplyResult> {
    const first = this.provider.journal.length;
    this.provider.hooks = hooks;
    this.isApplying = true;
    try {
      return { ...(await run()), journal: this.provider.journal.slice(first) };
    } finally {
      this.provider.hooks = {};
      this.isApplying = false;
    }
  }
}
