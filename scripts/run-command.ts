import { spawnSync } from "node:child_process";

/** How a command runs. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The command does not exist. */
export class CommandMissing extends Error {}

/**
 * Runs a command and returns its output.
 *
 * @throws CommandMissing
 * @throws Error the command failed; the message contains its output
 */
export function runCommand(command: string, args: readonly string[], { cwd, env = process.env }: RunOptions): string {
  const options = { cwd, env, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, signal, stdout, stderr, error } = spawnSync(command, args, options);
  if (error !== undefined) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw isMissing ? new CommandMissing(`The command ${command} was not found.`) : error;
  }
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(" ")} ended with ${signal ?? `status ${status}`}:\n${stdout}${stderr}`);
}

/** Runs one step of a script, and prints its name and its time. */
export function step<T>(name: string, run: () => T): T {
  const start = performance.now();
  process.stdout.write(`${name} ...`);
  const result = run();
  process.stdout.write(` ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}
