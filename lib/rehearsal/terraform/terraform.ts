import { ChildProcess, spawn } from "node:child_process";
import { RehearsalError } from "./errors";
import { terraformCommand } from "../../core/terraform/binary";
import type { RunningTerraform } from "../cloudflare-api/process-faults";

/** @internal An error or a warning of Terraform. */
export interface TerraformDiagnostic {
  /** The severity. Only an error stops Terraform. */
  readonly severity: "error" | "warning";
  /** The message in one line. */
  readonly summary: string;
  /** The explanation. It can be empty. */
  readonly detail: string;
  /** The address of the resource, if the diagnostic refers to one. */
  readonly address?: string;
}

/** @internal The result of one run of Terraform. */
export interface TerraformRun {
  /** How the process ended: with success, with an error, or by `kill`. */
  readonly outcome: "converged" | "failed" | "killed";
  /** The errors and warnings, in the order of the output. */
  readonly diagnostics: TerraformDiagnostic[];
  /** The planned changes, such as "update type.name", in alphabetical order. */
  readonly planned: string[];
  /** The changes that were made, such as "update type.name", in the order of the output. */
  readonly applied: string[];
  /** The changes that ended with an error. */
  readonly failed: string[];
  /** The standard output. */
  readonly stdout: string;
  /** The import id of each address that the plan imports. */
  readonly imported: ReadonlyMap<string, string>;
}

/** The used part of a line that `-json` prints. */
interface Message {
  readonly type: string;
  readonly diagnostic?: TerraformDiagnostic;
  readonly change?: Change;
  readonly hook?: Change;
}

interface Change {
  readonly action: string;
  readonly resource: { readonly addr: string };
  readonly importing?: { readonly id: string };
}

/**
 * Runs Terraform, one process at a time.
 *
 * @internal
 */
export class Terraform {
  private child?: ChildProcess;
  private isKilled = false;

  public constructor(
    private readonly binary: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** The process that runs now. Signals to it never reach the next one. */
  public get running(): RunningTerraform | undefined {
    const { child } = this;
    if (child === undefined) return undefined;
    return {
      // It finishes the running calls, keeps their results and starts no others.
      interrupt: () => void child.kill("SIGINT"),
      // As in a power failure.
      kill: () => {
        if (this.child !== child) return;
        this.isKilled = true;
        killGroup(child);
      },
    };
  }

  /**
   * Runs a command in a directory.
   *
   * @throws RehearsalError TerraformCrashed
   */
  public async run(directory: string, ...args: string[]): Promise<TerraformRun> {
    this.isKilled = false;
    const child = spawn(this.binary, args, {
      cwd: directory,
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, with the providers that it starts.
      detached: true,
    });
    this.child = child;
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
    this.child = undefined;
    const messages = parse(output.stdout);
    const diagnostics = messages.flatMap(({ diagnostic }) => diagnostic ?? []);
    const changes = (type: string) =>
      messages
        .filter((each) => each.type === type)
        .flatMap(({ change, hook }) => change ?? hook ?? [])
        .map(({ action, resource }) => `${action} ${resource.addr}`);
    const run = {
      diagnostics,
      planned: changes("planned_change").sort(),
      applied: changes("apply_complete"),
      failed: changes("apply_errored"),
      stdout: output.stdout,
      imported: new Map(
        messages.flatMap(({ type, change }): [string, string][] =>
          type !== "planned_change" || change?.importing === undefined
            ? []
            : [[change.resource.addr, change.importing.id]],
        ),
      ),
    };
    if (this.isKilled) return { ...run, outcome: "killed" };
    if (code === 0) return { ...run, outcome: "converged" };
    if (code !== 1 || /^panic:/m.test(output.stderr)) {
      const last = `${output.stdout}\n${output.stderr}`.trim().slice(-2000);
      throw new RehearsalError(
        "TerraformCrashed",
        `"${this.binary} ${args[0]}" exited with ${code ?? child.signalCode}: ${last}`,
      );
    }
    const unexplained = {
      severity: "error" as const,
      summary: `${terraformCommand(this.binary)} ${args[0]} failed`,
      detail: output.stderr.trim(),
    };
    return { ...run, outcome: "failed", diagnostics: diagnostics.length > 0 ? diagnostics : [unexplained] };
  }
}

/** A provider that Terraform started outlives it. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function parse(stdout: string): Message[] {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Message);
}
