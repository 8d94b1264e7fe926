import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { Handlers } from "../../../lib/rehearsal/plugin-protocol/messages";
import { listen } from "../../../lib/rehearsal/plugin-protocol/server";
import { makeScratch, removeScratch } from "../../../scripts/scratch";

describe("listen", () => {
  const scratch = makeScratch();
  afterAll(() => removeScratch(scratch));

  test("shows the socket to other processes only when it listens", async () => {
    const path = join(scratch, "s");
    const opening = listen(() => ({}) as Handlers, path);
    // The socket is bound, and would refuse a connection.
    expect(existsSync(path)).toBe(false);
    const listener = await opening;
    await once(connect(path), "connect");
    listener.close();
  });
});
