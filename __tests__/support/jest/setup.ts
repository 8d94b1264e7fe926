import { TemporaryFolder } from "./temporary-folder";

declare global {
  /** The folder that the teardown removes. */
  var temporaryFolder: TemporaryFolder | undefined;
}

/** Runs once before all tests, in the process that starts the workers. */
export default function setup(): void {
  globalThis.temporaryFolder = new TemporaryFolder();
}
