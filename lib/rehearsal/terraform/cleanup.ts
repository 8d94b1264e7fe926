type Cleanup = () => void;

const pending = new Set<Cleanup>();
const SIGNALS: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a cleanup when the process exits, also by a signal. The returned function runs it immediately.
 *
 * @internal
 */
export function beforeExit(cleanup: Cleanup): Cleanup {
  if (pending.size === 0) watch("on");
  pending.add(cleanup);
  return () => {
    if (!pending.delete(cleanup)) return;
    if (pending.size === 0) watch("off");
    cleanup();
  };
}

function watch(onOrOff: "on" | "off"): void {
  process[onOrOff]("exit", cleanUp);
  for (const signal of SIGNALS) process[onOrOff](signal, cleanUpAndDie);
}

function cleanUp(): void {
  for (const cleanup of pending) cleanup();
  pending.clear();
}

function cleanUpAndDie(signal: NodeJS.Signals): void {
  watch("off");
  cleanUp();
  // Without another listener, the signal ends the process with the exit status that callers expect.
  process.kill(process.pid, signal);
}
