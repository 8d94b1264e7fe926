import { basename, resolve } from "node:path";
import { CommandError } from "./errors";
import { PlanFiles, PlanOptions, readPlanFiles } from "./plan-files";
import type { ChangeSet, NotUnderstood } from "../check/model";
import { GraphTextError } from "../check/order/graph-text";
import type { Order } from "../check/order/order";
import { parsedPlan, readPlan } from "../check/plan/read-plan";
import { planOrder } from "../check/plan-order";
import type { RetryInput } from "../check/retries/verify";
import { synthesizedChange } from "../check/synthesized/changes";
import { stackOrders } from "../check/synthesized/order";
import { StackedOrder } from "../check/synthesized/stacked-order";
import type { Values } from "../core/terraform/values";
import { inDependencyOrder, readStacks, whyUnread } from "../inventory";

/** @internal What `check` reads. */
export interface CheckInputOptions extends PlanOptions {
  /** The synthesized version that is deployed now. */
  readonly from?: string;
  /** The name of the stack in the report. */
  readonly name?: string;
  /** Whether Terraform verifies the order of retries. */
  readonly verifyRetries?: boolean;
  /** The program to run. The command sets TERRAFORM_BINARY_NAME to it. */
  readonly terraform?: string;
}

/** @internal A change, and the order of its apply if it is known. */
export interface CheckInput {
  readonly changeSet: ChangeSet;
  readonly order?: Order;
  /** What Terraform can verify. Undefined for a plan. */
  readonly retries?: RetryInput;
}

/**
 * Reads the change to check: two versions of a synthesized app, or a plan.
 *
 * @throws CommandError CheckInputInvalid, GraphUnreadable, PlanCommandFailed
 * @throws InventoryError SynthesizedStackNotFound, SynthesizedStackUnreadable
 * @throws PlanError PlanUnreadable, PlanErrored
 * @throws RehearsalError TerraformMissing
 * @internal
 */
export function readCheckInput(path: string | undefined, options: CheckInputOptions): CheckInput {
  const { from, plan, planJson, verifyRetries, terraform: program } = options;
  const inputs = [path, plan, planJson].filter((each) => each !== undefined);
  if (inputs.length > 1 || (path === undefined && from !== undefined)) {
    throw invalid("specify one of a directory, --plan and --plan-json; --from belongs to a directory");
  }
  if (verifyRetries === true && (plan ?? planJson) !== undefined) {
    throw invalid(
      "--verify-retries belongs to a directory, because a plan does not contain the configuration to apply",
    );
  }
  if (program !== undefined && plan === undefined && verifyRetries !== true) {
    throw invalid("--terraform belongs to --plan and --verify-retries, because nothing else runs Terraform");
  }
  const files = readPlanFiles(options, invalid);
  return files === undefined ? fromDirectories(path ?? "cdktf.out", options) : fromPlan(files, options.name);
}

function fromDirectories(path: string, { from, name = basename(resolve(path)) }: CheckInputOptions): CheckInput {
  const after = inDependencyOrder(readStacks(path));
  const deployed = from === undefined ? [] : inDependencyOrder(readStacks(from));
  // Without a manifest, a stack has the name of its directory, which differs between two checkouts.
  const isPlain = [...after, ...deployed].every(({ fromManifest }) => !fromManifest);
  const before = isPlain ? deployed.map((stack) => ({ ...stack, name: after[0].name })) : deployed;
  const changeSet = synthesizedChange(name, before, after);
  const models = stackOrders(changeSet, after);
  const unread = [...before, ...after].flatMap((stack) =>
    stack.unread.map((file): NotUnderstood => ({
      address: file,
      where: "the whole file",
      why: `${whyUnread(file)}; use --plan`,
    })),
  );
  return {
    changeSet: { ...changeSet, notUnderstood: [...changeSet.notUnderstood, ...unread] },
    order: new StackedOrder(models),
    retries: { before, after, models },
  };
}

function fromPlan({ json, graph, ...files }: PlanFiles, name = files.name): CheckInput {
  const plan = parsedPlan(json, name);
  const changeSet = readPlan(plan, name, json);
  if (graph === undefined) return { changeSet };
  const { order, gaps } = orderOf(changeSet, plan, graph);
  const notUnderstood = gaps.map((why): NotUnderstood => ({ address: name, where: "the order of the apply", why }));
  return {
    changeSet: { ...changeSet, notUnderstood: [...changeSet.notUnderstood, ...notUnderstood] },
    ...(order !== undefined && { order }),
  };
}

/**
 * Determines the order of the apply of a plan from its graph.
 *
 * @throws CommandError GraphUnreadable
 * @internal
 */
export function orderOf(changeSet: ChangeSet, plan: Values, graphText: string): ReturnType<typeof planOrder> {
  try {
    return planOrder(changeSet, plan, graphText);
  } catch (error) {
    if (!(error instanceof GraphTextError)) throw error;
    throw new CommandError("GraphUnreadable", error.message);
  }
}

function invalid(why: string): CommandError {
  return new CommandError("CheckInputInvalid", `The input of check is invalid: ${why}.`);
}
