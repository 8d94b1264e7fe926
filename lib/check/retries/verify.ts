import { availableParallelism } from "node:os";
import { progressOf, StackModel, StackRetries, withinStack } from "./failed-apply";
import { terraformBinary } from "../../core/terraform/binary";
import { callName } from "../../rehearsal/cloud/calls";
import { inOrder } from "../../rehearsal/exploration/in-order";
import { isChange } from "../../rehearsal/exploration/recording";
import { requireTerraform } from "../../rehearsal/terraform/binary";
import { FAILS_WITHOUT_FAULT, requireConverged } from "../../rehearsal/terraform/diagnostics";
import { Rehearsal, Snapshot } from "../../rehearsal/terraform/rehearsal";
import type { PlannedGraph } from "../../rehearsal/terraform/stack-commands";
import type { RehearsedStack } from "../../rehearsal/terraform/step";
import type { TerraformRun } from "../../rehearsal/terraform/terraform";
import type { NotUnderstood, VerifiedRetries } from "../model";
import { parseApplyGraph } from "../order/graph-text";
import { comparedWithGraph, differencesIn, RetryOrder } from "../order/retry";

/** @internal A change between two versions of an app, and the computed order of its apply and of the retries. */
export interface RetryInput {
  /** The stacks that are deployed, each after its dependencies. */
  readonly before: readonly RehearsedStack[];
  readonly after: readonly RehearsedStack[];
  /** The models of all stacks, in the order in which they are applied. */
  readonly models: readonly StackModel[];
}

/** @internal The result of a verification. */
export interface RetryVerification {
  readonly retries: VerifiedRetries;
  readonly differences: readonly NotUnderstood[];
}

/** A plan to compare: after the failure of a call, or before the apply. */
interface Trial {
  readonly stack: RehearsedStack;
  readonly isRemoved: boolean;
  readonly model: StackRetries;
  readonly from: Snapshot;
  /** The name of the call that fails. */
  readonly call?: string;
}

/**
 * Lets each call of an apply fail once, in the real Terraform against the simulated provider, and compares the plan and
 * the graph that follow with the computed order.
 *
 * @param onProgress receives the number of compared plans, and of all plans
 * @throws RehearsalError RehearsalDoesNotConverge, RehearsalImpossible, TerraformCrashed, TerraformMissing,
 *   TerraformTooOld
 * @internal
 */
export async function verifyRetries(
  { before, after, models }: RetryInput,
  onProgress: (done: number, all: number) => void = () => undefined,
): Promise<RetryVerification> {
  const { product, version: terraformVersion } = requireTerraform(terraformBinary());
  const steps = [before, after].map((stacks, i) => ({ name: ["before", "after"][i], stacks: [...stacks] }));
  const rehearsals: Rehearsal[] = [];
  const open = async () => {
    const rehearsal = await Rehearsal.open(steps);
    rehearsals.push(rehearsal);
    return rehearsal;
  };
  try {
    const first = await open();
    if (before.length > 0) {
      requireConverged(await first.apply(steps[0]), `the deployed version: ${FAILS_WITHOUT_FAULT}`);
    }
    const trials = await trialsOf(first, before, after, models);
    const workers = Math.min(4, availableParallelism(), trials.length);
    while (rehearsals.length < workers) await open();
    const differences: NotUnderstood[] = [];
    let done = 0;
    for await (const found of inOrder(rehearsals, trials, tried, () => false)) {
      differences.push(...found);
      onProgress(++done, trials.length);
    }
    const planned = trials.filter(({ call }) => call !== undefined).length;
    const wrong = differences.filter(({ where }) => where === RETRY).length;
    return { retries: { verified: planned - wrong, planned, product, terraformVersion }, differences };
  } finally {
    rehearsals.forEach((each) => each.close());
  }
}

const APPLY = "the order of the apply";
const RETRY = "the order of a retry";

/** Applies the stacks without a failure, and plans a trial for each call. */
async function trialsOf(
  rehearsal: Rehearsal,
  before: readonly RehearsedStack[],
  after: readonly RehearsedStack[],
  models: readonly StackModel[],
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const each of models) {
    const kept = after.find(({ name }) => name === each.name);
    const stack = kept ?? before.find(({ name }) => name === each.name)!;
    const common = { stack, isRemoved: kept === undefined, model: withinStack(each), from: rehearsal.save() };
    const run = await rehearsal.applyStack(stack, common.isRemoved);
    requireConverged(run, `stack ${stack.name}: ${FAILS_WITHOUT_FAULT}`);
    const calls = new Set(run.journal.filter(isChange).map(callName));
    trials.push(common, ...[...calls].map((call) => ({ ...common, call })));
  }
  return trials;
}

/** Runs a trial. Returns the difference, if there is one. */
async function tried(rehearsal: Rehearsal, trial: Trial): Promise<NotUnderstood[]> {
  const { stack, isRemoved, model, from, call } = trial;
  rehearsal.restore(from);
  if (call === undefined) {
    const why = await differenceOf(rehearsal, trial, { applied: [], failed: [] });
    return why === undefined ? [] : [{ address: stack.name, where: APPLY, why }];
  }
  let isInjected = false;
  const run = await rehearsal.applyStack(stack, isRemoved, {
    onCall: (each) => {
      if (isInjected || callName(each) !== call) return "proceed";
      isInjected = true;
      return "fail-before";
    },
  });
  const why = isInjected
    ? await differenceOf(rehearsal, trial, run)
    : "the call was not made again, so that it could not fail";
  if (why === undefined) return [];
  const [failed = call] = run.failed;
  return [
    { address: `${model.prefix}${failed.split(" ")[1]}`, where: RETRY, why: `after a failure of "${failed}", ${why}` },
  ];
}

async function differenceOf(
  rehearsal: Rehearsal,
  { stack, isRemoved, model }: Trial,
  run: Pick<TerraformRun, "applied" | "failed">,
): Promise<string | undefined> {
  let plan: PlannedGraph;
  try {
    plan = await rehearsal.commands.planGraph(stack, isRemoved);
  } catch (error) {
    return `Terraform cannot plan the change: ${(error as Error).message.replace(/\s+/g, " ")}`;
  }
  const graph = parseApplyGraph(plan.graph);
  const changed = new Set(plan.planned.map((each) => each.slice(each.indexOf(" ") + 1)));
  const unchanged = new Set(
    graph.nodes.flatMap(({ address }) => (address === undefined || changed.has(address) ? [] : [address])),
  );
  const order = new RetryOrder(model, progressOf(model, run));
  const differences = differencesIn(comparedWithGraph(order, graph, unchanged));
  if (differences.length === 0) return undefined;
  const more = differences.length === 1 ? "" : `, and ${differences.length - 1} more`;
  return `${differences[0]}${more}`;
}
