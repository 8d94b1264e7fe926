import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessFaultKind } from "./faults";

/** @internal A running process of Terraform. Signals have no effect after it has ended. */
export interface RunningTerraform {
  /** Sends SIGINT to Terraform. */
  interrupt(): void;
  /** Sends SIGKILL to Terraform and to its providers. */
  kill(): void;
}

/** The longest time until Terraform stops its providers after a signal. */
const STOP_MS = 5000;

/**
 * Stops Terraform while the provider waits for the answer to a request. When Terraform receives SIGINT, it stores its
 * state and stops its providers, and the provider cancels the request. A remote backend otherwise stores the state only
 * every 20 seconds, so that a kill would lose the record of everything that the apply did.
 *
 * @param gone resolves when the provider has canceled the request
 * @internal
 */
export async function stopTerraform(
  terraform: RunningTerraform,
  fault: ProcessFaultKind,
  gone: Promise<void> = Promise.resolve(),
): Promise<void> {
  terraform.interrupt();
  const timeout = new AbortController();
  await Promise.race([gone, sleep(STOP_MS, undefined, { signal: timeout.signal }).catch(() => undefined)]);
  timeout.abort();
  if (fault !== "interrupt") terraform.kill();
}
