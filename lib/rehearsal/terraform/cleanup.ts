type Cleanup = () => void;

const pending = new Set<Cleanup>();
const SIGNALS: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Sees to it that nothing is left behind when the process ends, however it ends; the answer does it now.
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
  // With nobody else listening, the signal ends the process as it would have without us.
  process.kill(process.pid, signal);
}
