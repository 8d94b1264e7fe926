import { orderOf } from "./check-input";
import { CommandError } from "./errors";
import { PlanFiles, PlanOptions, readPlanFiles } from "./plan-files";
import type { RehearsalInput, RehearseOptions } from "./rehearse-input";
import { computedOrder } from "./rehearse-orders";
import { flatGaps, flatNotes } from "../check/flattening/flat-gaps";
import { flattenPlan } from "../check/flattening/flat-plan";
import { parsedPlan, readPlan } from "../check/plan/read-plan";
import { PlanOrder, planOrderWithoutGraph } from "../check/plan-order";
import { describeGap } from "../check/synthesized/not-understood";
import type { Values } from "../core/terraform/values";
import type { RehearsedStack, Step } from "../rehearsal";

/**
 * Reads the plan to rehearse. Undefined if the options select none.
 *
 * @throws CommandError RehearsalOptionsInvalid, GraphUnreadable, PlanCommandFailed
 * @throws PlanError PlanUnreadable, PlanErrored
 * @internal
 */
export function plannedInput(
  paths: readonly string[],
  options: RehearseOptions & PlanOptions,
): RehearsalInput | undefined {
  const files = readPlanFiles(options, invalid);
  if (files === undefined) return undefined;
  if (paths.length > 0) throw invalid("specify either directories or a plan");
  const unsupported = Object.entries(DIRECTORY_OPTIONS).filter(([name]) => Boolean(options[name as DirectoryOption]));
  if (unsupported.length > 0) {
    throw invalid(
      `a plan contains its stack and its values, so ${unsupported.map(([, flag]) => flag).join(", ")} belong to directories`,
    );
  }
  return inputOf(files, options);
}

/** The options of directories. */
const DIRECTORY_OPTIONS = {
  from: "--from",
  stack: "--stack",
  varFile: "--var-file",
  data: "--data",
  lifecycle: "--lifecycle",
} as const;

type DirectoryOption = keyof typeof DIRECTORY_OPTIONS;

function inputOf({ name, json, graph }: PlanFiles, { assumeForeignRecords }: RehearseOptions): RehearsalInput {
  const plan = parsedPlan(json, name);
  const changeSet = readPlan(plan, name, json);
  const { order, input, gaps }: PlanOrder =
    graph === undefined ? planOrderWithoutGraph(changeSet, plan) : orderOf(changeSet, plan, graph);
  if (input === undefined) throw new CommandError("GraphUnreadable", gaps[0]);
  const flat = flattenPlan(changeSet, plan, input);
  const notes = flatNotes(changeSet, plan);
  const stackOf = (terraform: Values): RehearsedStack => ({ name, terraform, isSingleFile: true, notes });
  const versions: Step[] = [
    { name: "the current state", stacks: [stackOf(flat.before)] },
    { name, stacks: [stackOf(flat.after)] },
  ];
  const transition = versions.map((each) => each.name).join(" -> ");
  const missing = [
    ...[...changeSet.notUnderstood, ...flatGaps(changeSet, plan)].map((gap) => describeGap(gap)),
    ...gaps.map((why) => `the order of the apply is not known: ${why}`),
  ];
  const computed = computedOrder({ ...changeSet, name: transition }, order, assumeForeignRecords);
  return {
    versions,
    inputs: { varFiles: undefined, data: undefined },
    gaps: missing,
    orders: [{ ...computed, gaps: missing.length > 0 ? ["not everything in the plan is evaluated"] : [] }],
    original: (text) => flat.names.original(text),
  };
}

function invalid(why: string): CommandError {
  return new CommandError("RehearsalOptionsInvalid", why);
}
