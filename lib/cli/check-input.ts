import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { CommandError } from "./errors";
import type { ChangeSet, NotUnderstood } from "../check/model";
import { GraphTextError } from "../check/order/graph-text";
import type { Order } from "../check/order/order";
import { parsePlan } from "../check/plan/read-plan";
import { planOrder } from "../check/plan-order";
import type { RetryInput } from "../check/retries/verify";
import { synthesizedChange } from "../check/synthesized/changes";
import { stackOrders } from "../check/synthesized/order";
import { StackedOrder } from "../check/synthesized/stacked-order";
import { terraformBinary, terraformCommand } from "../core/terraform/binary";
import type { Values } from "../core/terraform/values";
import { inDependencyOrder, readStacks, whyUnread } from "../inventory";
import { terraformMissing } from "../rehearsal/terraform/binary";

/** @internal What `check` reads. */
export interface CheckInputOptions {
  /** The synthesized version that is deployed now. */
  readonly from?: string;
  /** A plan file. */
  readonly plan?: string;
  /** The initialized directory of the plan. */
  readonly chdir?: string;
  /** A file with the output of `terraform show -json PLAN`. */
  readonly planJson?: string;
  /** A file with the output of `terraform graph -plan=PLAN`. */
  readonly graph?: string;
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
  const { from, plan, planJson, graph, chdir, verifyRetries, terraform: program } = options;
  const inputs = [path, plan, planJson].filter((each) => each !== undefined);
  if (inputs.length > 1 || (path === undefined && from !== undefined)) {
    throw invalid("specify one of a directory, --plan and --plan-json; --from belongs to a directory");
  }
  if ((graph !== undefined && planJson === undefined) || (chdir !== undefined && plan === undefined)) {
    throw invalid("--graph belongs to --plan-json, and --chdir to --plan");
  }
  if (verifyRetries === true && (plan ?? planJson) !== undefined) {
    throw invalid(
      "--verify-retries belongs to a directory, because a plan does not contain the configuration to apply",
    );
  }
  if (program !== undefined && plan === undefined && verifyRetries !== true) {
    throw invalid("--terraform belongs to --plan and --verify-retries, because nothing else runs Terraform");
  }
  if (plan !== undefined) return fromPlanFile(plan, options);
  if (planJson !== undefined) {
    const graphText = graph === undefined ? undefined : readFile(graph);
    return fromPlan(readFile(planJson), graphText, options.name ?? basename(planJson));
  }
  return fromDirectories(path ?? "cdktf.out", options);
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

function fromPlanFile(plan: string, { chdir = ".", name = basename(resolve(chdir)) }: CheckInputOptions): CheckInput {
  const file = resolve(plan);
  const json = terraform(chdir, "show", "-json", file);
  return fromPlan(json, terraform(chdir, "graph", `-plan=${file}`), name);
}

function fromPlan(json: string, graphText: string | undefined, name: string): CheckInput {
  const changeSet = parsePlan(json, name);
  if (graphText === undefined) return { changeSet };
  const { order, gaps } = orderOf(changeSet, json, graphText);
  const notUnderstood = gaps.map((why): NotUnderstood => ({ address: name, where: "the order of the apply", why }));
  return {
    changeSet: { ...changeSet, notUnderstood: [...changeSet.notUnderstood, ...notUnderstood] },
    ...(order !== undefined && { order }),
  };
}

function orderOf(changeSet: ChangeSet, json: string, graphText: string): ReturnType<typeof planOrder> {
  try {
    return planOrder(changeSet, JSON.parse(json.replace(/^\uFEFF/, "")) as Values, graphText);
  } catch (error) {
    if (!(error instanceof GraphTextError)) throw error;
    throw new CommandError("GraphUnreadable", error.message);
  }
}

/** The colors and frames that Terraform prints around a message. */
// eslint-disable-next-line no-control-regex -- colors are control sequences
const DECORATION = /\u001b\[[\d;]*m|[╷│╵]/g;

function terraform(directory: string, ...args: string[]): string {
  const binary = terraformBinary();
  try {
    return execFileSync(binary, [`-chdir=${directory}`, ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stderr, code } = error as { readonly stderr?: string; readonly code?: string };
    if (code === "ENOENT" || code === "EACCES") {
      throw terraformMissing(binary, `cannot be run: ${(error as Error).message}`);
    }
    const why = (stderr || (error as Error).message).replace(DECORATION, " ").replace(/\s+/g, " ").trim();
    throw new CommandError(
      "PlanCommandFailed",
      `\`${terraformCommand()} ${args.join(" ")}\` failed in "${directory}": ${why}. Run it in the initialized directory in ` +
        "which the plan was made, before its state changes, or pass the outputs with --plan-json and --graph.",
    );
  }
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw invalid(`"${path}" cannot be read: ${(error as Error).message}`);
  }
}

function invalid(why: string): CommandError {
  return new CommandError("CheckInputInvalid", `The input of check is invalid: ${why}.`);
}
