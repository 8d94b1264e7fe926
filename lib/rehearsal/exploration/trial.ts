import type { FaultScenario } from "./fault-plan";
import { CallLine, isChange, RecordedState, Recording } from "./recording";
import { recoveriesFor } from "./recovery";
import { callName } from "../cloud/calls";
import type { ApplyResult, Rehearsal, Snapshot } from "../terraform/rehearsal";
import type { Transition } from "../terraform/step";

/** @internal The result of a trial. */
export interface Trial {
  readonly states: RecordedState[];
  /** The number of applies. */
  readonly applies: number;
  /** The names of the changes in the first retry. */
  readonly retried: string[];
  /** Undefined if the trial converged. */
  readonly notConverged?: NotConverged;
}

/** @internal A trial that still failed after all retries, so that it requires a manual action. */
export interface NotConverged {
  /** The errors of the last apply. */
  readonly reason: string;
  readonly calls: CallLine[];
  /** The first recovery after which Terraform converged. Undefined if none of them succeeded. */
  readonly recovery?: string;
}

const RETRIES = 3;

/** @internal Runs a fault scenario from a snapshot, retries the apply, and tries recoveries if it does not converge. */
export async function runTrial(
  rehearsal: Rehearsal,
  from: Snapshot,
  transition: Transition,
  scenario: FaultScenario,
): Promise<Trial> {
  rehearsal.restore(from);
  rehearsal.seed = scenario.seed;
  rehearsal.hasLiveConnections = scenario.hasLiveConnections;
  const recording = new Recording(rehearsal);
  const results: ApplyResult[] = [];
  do {
    const n = results.length;
    results.push(await recording.apply(n === 0 ? "apply" : `retry ${n}`, transition.after, scenario.faults[n]));
  } while (results.at(-1)!.outcome !== "converged" && results.length <= RETRIES && !isRepeating(results, scenario));

  const retried = [...new Set(results[1]?.journal.filter(isChange).map(callName) ?? [])];
  const last = results.at(-1)!;
  const notConverged =
    last.outcome === "converged" ? undefined : await findRecovery(rehearsal, recording, transition, last);
  const { states, applies } = recording;
  return { states, applies, retried, ...(notConverged && { notConverged }) };
}

/** Whether another retry would fail in the same way: the last two had no injected error and changed nothing. */
function isRepeating(results: ApplyResult[], { faults }: FaultScenario): boolean {
  const last = results.length - 1;
  return (
    last >= 2 &&
    [last - 1, last].every(
      (n) =>
        (faults[n]?.kind ?? "hold") === "hold" &&
        results[n].journal.filter(isChange).every(({ outcome }) => outcome === "refused"),
    )
  );
}

async function findRecovery(
  rehearsal: Rehearsal,
  recording: Recording,
  transition: Transition,
  last: ApplyResult,
): Promise<NotConverged> {
  const calls = recording.lines();
  const errors = last.diagnostics.filter(({ severity }) => severity === "error");
  const reason = errors.map(({ summary }) => summary).join("; ");
  const failed = rehearsal.save();
  for (const recovery of recoveriesFor(rehearsal, transition, last)) {
    rehearsal.restore(failed);
    const runs = await recovery.run(recording);
    if (runs.at(-1)?.outcome === "converged") return { reason, calls, recovery: recovery.description };
  }
  return { reason, calls };
}
