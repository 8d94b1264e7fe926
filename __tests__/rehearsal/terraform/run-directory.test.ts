import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type * as os from "node:os";
import { join } from "node:path";
import { makeRunDirectory, removeAbandonedDirectories, socketIn } from "../../../lib/rehearsal/terraform/run-directory";
import { makeScratch, removeScratch } from "../../../scripts/scratch";

const LISTEN = "require('net').createServer().listen(process.argv[1], () => console.log('ready'))";

/** Listens on a socket in another process, which is killed. */
async function listenAndDie(socket: string): Promise<void> {
  const child = spawn(process.execPath, ["-e", LISTEN, socket], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}

describe("removeAbandonedDirectories", () => {
  const scratch = makeScratch();
  beforeAll(() => {
    // A separate directory, because other tests run rehearsals at the same time.
    jest.spyOn(jest.requireActual<typeof os>("node:os"), "tmpdir").mockReturnValue(scratch);
  });
  afterAll(() => {
    jest.restoreAllMocks();
    removeScratch(scratch);
  });

  test("removes the directory of a process that was killed, and keeps those in use", async () => {
    const [dead, used] = [makeRunDirectory(), makeRunDirectory()];
    writeFileSync(join(dead, "terraformrc"), "");
    await listenAndDie(socketIn(dead));
    const server = createServer().listen(socketIn(used));
    await once(server, "listening");
    expect(existsSync(socketIn(dead))).toBe(true);
    await Promise.all([removeAbandonedDirectories(), removeAbandonedDirectories()]);
    expect([existsSync(dead), existsSync(used)]).toEqual([false, true]);
    server.close();
  });

  test("keeps a directory that is being prepared, and other directories", async () => {
    const [starting, failed, other] = [makeRunDirectory(), makeRunDirectory(), join(scratch, "zero-trust-other")];
    mkdirSync(other);
    const anHourAgo = Date.now() / 1000 - 3600;
    for (const directory of [failed, other]) utimesSync(directory, anHourAgo, anHourAgo);
    await removeAbandonedDirectories();
    expect([starting, failed, other].map((directory) => existsSync(directory))).toEqual([true, false, true]);
  });
});
