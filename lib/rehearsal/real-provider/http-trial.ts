import type { HttpScenario } from "./http-scenarios";
import { managedIn } from "./managed";
import type { CloudObject } from "../cloud/object";
import { FaultInjector } from "../cloudflare-api/faults";
import { RecordedState, Recording } from "../exploration/recording";
import { errorsIn } from "../terraform/diagnostics";
import type { Rehearsal } from "../terraform/rehearsal";
import type { Transition } from "../terraform/step";

/** @internal The result of a trial, or of a transition without faults. */
export interface HttpTrial {
  readonly recording: Recording;
  readonly states: RecordedState[];
  /** The errors of the last apply. Undefined if it converged. */
  readonly errors?: string;
  /** The changes that Terraform plans although nothing changed since it converged. */
  readonly planned: string[];
  /** The objects that no Terraform state contains. */
  readonly left: CloudObject[];
}

/** The number of applies without faults after one that failed. */
const RETRIES = 3;

/** @internal Applies a step in a scenario, repeats the apply until it converges, and plans once more. */
export async function runHttpTrial(
  rehearsal: Rehearsal,
  { after }: Pick<Transition, "after">,
  { apply, again }: Pick<HttpScenario, "apply" | "again">,
): Promise<HttpTrial> {
  const api = rehearsal.cloudflareApi!;
  const recording = new Recording(rehearsal);
  const run = async (name: string, faults: HttpScenario["apply"]) => {
    api.faults = new FaultInjector(faults);
    const result = await recording.apply(name, after);
    api.faults = new FaultInjector();
    return result;
  };
  let last = await run("apply", apply);
  if (again.length > 0) last = await run("apply again", again);
  const failed = again.length > 0 || last.outcome !== "converged" ? RETRIES : 0;
  for (let n = 1; n <= failed; n++) {
    last = await run(`retry ${n}`, []);
    if (last.outcome === "converged") break;
  }
  const { states } = recording;
  const { left } = managedIn(rehearsal.save());
  if (last.outcome !== "converged") return { recording, states, errors: errorsIn(last.diagnostics), planned: [], left };
  return { recording, states, planned: await rehearsal.plan(after), left };
}
