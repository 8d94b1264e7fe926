import { rmSync } from "node:fs";
import { makeTemporary } from "../../../scripts/scratch";

/** The name stays short: the path of a Unix socket below the folder must fit into 104 bytes on macOS. */
const PREFIX = "zt-";

const VARIABLE = "TMPDIR";

/** A temporary folder of its own for a test run. Workers and child processes inherit it through TMPDIR. */
export class TemporaryFolder {
  public readonly path: string;
  private readonly previous = process.env[VARIABLE];
  private readonly removeAtExit: () => void;

  public constructor() {
    this.path = makeTemporary(PREFIX);
    process.env[VARIABLE] = this.path;
    this.removeAtExit = () => this.remove();
    // Jest skips its teardown when a run ends early, for example with --bail.
    process.once("exit", this.removeAtExit);
  }

  /** Removes the folder with everything in it and restores TMPDIR. */
  public remove(): void {
    process.removeListener("exit", this.removeAtExit);
    if (this.previous === undefined) delete process.env[VARIABLE];
    else process.env[VARIABLE] = this.previous;
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}
