import { flatOf, ReadFixture } from "./fixture";
import { check } from "../../../lib/check/check";
import { Exploration, explored, itinerary, Step } from "../../../lib/rehearsal";

/** The options of a comparison. */
export interface ComparisonOptions {
  readonly assumeForeignRecords: boolean;
  /** The number of fault scenarios with a single fault. */
  readonly singles: number;
}

/** What a rehearsal of the versions exposes, such as "layer a.example.com". */
export async function exposuresOf(versions: Step[], options: ComparisonOptions): Promise<string[]> {
  const [steps, more] = itinerary(versions, options);
  return targetsOf(await explored(steps, { ...more, singles: options.singles }));
}

function targetsOf({ exposures }: Exploration): string[] {
  const found = exposures.map(({ level, target }) => `${level} ${new URL(target).hostname}`);
  return [...new Set(found)].sort();
}

/** The flat configurations of a plan as the versions of an app. */
export function versionsOf(read: ReadFixture): Step[] {
  const { before, after } = flatOf(read);
  return [before, after].map((terraform, i) => ({ name: ["state", "plan"][i], stacks: [{ name: "app", terraform }] }));
}

/** The windows that `check` finds in all orders, in the same form. */
export function windowsOf({ changeSet, order }: ReadFixture, assumeForeignRecords: boolean): string[] {
  const { findings } = check(changeSet, order, { assumeForeignRecords });
  const windows = findings.flatMap(({ rule, target, failureClass }) => {
    if (rule === "layer-removed") return [`layer ${target}`];
    return rule === "exposure-window" ? [`${failureClass} ${target}`] : [];
  });
  return [...new Set(windows)].sort();
}
