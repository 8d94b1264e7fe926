import "./setup";

/** Runs once after all tests. */
export default function teardown(): void {
  globalThis.temporaryFolder?.remove();
}
