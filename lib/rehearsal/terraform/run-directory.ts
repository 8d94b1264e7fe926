import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "zero-trust-rehearsal-";
/** The time in milliseconds within which each run opens its socket. */
const STARTING = 600_000;

/** @internal Creates the directory of one rehearsal. Only the current user can open it. */
export function makeRunDirectory(): string {
  return mkdtempSync(join(tmpdir(), PREFIX));
}

/** @internal The socket of the provider. It exists as long as the directory is in use. */
export function socketIn(directory: string): string {
  return join(directory, "s");
}

/**
 * Removes the directories of rehearsals that were killed. A process listens on the socket in each directory that is in
 * use, which unlike a process id cannot be reused by another program.
 *
 * @internal
 */
export async function removeAbandonedDirectories(): Promise<void> {
  const directories = readdirSync(tmpdir())
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(tmpdir(), name))
    .filter(isOwn);
  await Promise.all(
    directories.map(async (directory) => {
      if (await isAbandoned(directory)) rmSync(directory, { recursive: true, force: true });
    }),
  );
}

function isOwn(directory: string): boolean {
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && stats.uid === process.getuid?.();
}

async function isAbandoned(directory: string): Promise<boolean> {
  const code = await new Promise<string | undefined>((resolve) => {
    const socket = connect(socketIn(directory))
      .on("connect", () => {
        socket.destroy();
        resolve(undefined);
      })
      .on("error", ({ code: reason }: NodeJS.ErrnoException) => resolve(reason));
  });
  if (code !== "ENOENT") return code === "ECONNREFUSED";
  const stats = lstatSync(directory, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > STARTING;
}
