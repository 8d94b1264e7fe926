import type { NamedJudge } from "./moments";
import { CallLine, RecordedMoment, Recording } from "./recording";
import type { Transition } from "./transition";
import { objectsOf } from "../../inventory/terraform/objects";
import { asTerraform, ExposureKind } from "../checks/exposure";
import type { CloudObject } from "../cloud/object";
import { RehearsalError } from "../terraform/errors";
import type { Rehearsal, Snapshot } from "../terraform/rehearsal";
import type { Step } from "../terraform/step";
import type { TerraformDiagnostic } from "../terraform/terraform";

/** @internal Defines a transition as it goes where nothing fails. */
export interface Baseline extends Transition {
  /** Where each trial of it starts. */
  readonly from: Snapshot;
  readonly calls: CallLine[];
  readonly moments: RecordedMoment[];
  /** The steady states. */
  readonly steadyBefore: CloudObject[];
  readonly steadyAfter: CloudObject[];
}

const NOTHING: Step = { name: "nothing", stacks: [] };

/**
 * Errors: RehearsalDoesNotConverge.
 *
 * @internal
 */
export async function baselineOf(rehearsal: Rehearsal, steps: Step[]): Promise<Baseline[]> {
  const transitions: Baseline[] = [];
  for (const [i, after] of steps.entries()) {
    const before = steps[i - 1] ?? NOTHING;
    const name = `${before.name} -> ${after.name}`;
    const [from, steadyBefore] = [rehearsal.save(), rehearsal.cloud.wanted()];
    const recording = new Recording(rehearsal);
    const { outcome, diagnostics } = await recording.apply("apply", after);
    if (outcome !== "converged") {
      throw new RehearsalError(
        "RehearsalDoesNotConverge",
        `${name}: nothing was made to fail, and still: ${said(diagnostics)}`,
      );
    }
    const [calls, steadyAfter] = [recording.lines(), rehearsal.cloud.wanted()];
    transitions.push({ name, before, after, from, calls, moments: recording.moments, steadyBefore, steadyAfter });
  }
  return transitions;
}

/** On one line. */
function said(diagnostics: TerraformDiagnostic[]): string {
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ address, summary, detail }) => [address, summary, detail].filter(Boolean).join(": "))
    .join("; ")
    .replace(/\s+/g, " ")
    .replace(/[\s.]+$/, "");
}

/** @internal Judges that ask for all that the steps write, and all that is held on the way. */
export function judgesOf(kinds: ExposureKind[], steps: Step[], baseline: Baseline[]): NamedJudge[] {
  const held = new Set(baseline.flatMap(({ moments }) => moments.flatMap(({ objects }) => objects)));
  const written = steps.flatMap(({ stacks }) => stacks.flatMap(({ terraform }) => objectsOf(terraform)));
  const spokenOf = [...written, ...[...held].map(asTerraform)];
  return kinds.map((kind) => ({ kind: kind.name, judge: kind.judging(spokenOf) }));
}
