import { PlanError } from "./errors";
import { terraformCommand } from "../../core/terraform/binary";
import { blocks, isValues, list, text, Values } from "../../core/terraform/values";

/** @internal One entry of `resource_changes`, or one object of a state. */
export interface PlanEntry {
  readonly address: string;
  readonly data: boolean;
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly deposed?: string;
  readonly before?: Values;
  readonly after?: Values;
  readonly afterUnknown: unknown;
}

/**
 * Returns the plan if the value is one.
 *
 * @throws PlanError PlanUnreadable, PlanErrored
 * @internal
 */
export function requirePlan(json: unknown, name: string): Values {
  const command = terraformCommand();
  const refuse = (why: string): never => {
    throw new PlanError(
      "PlanUnreadable",
      `"${name}" is not a Terraform plan in JSON: ${why}. Create the file with \`${command} show -json PLAN\`, ` +
        `where PLAN is the file that \`${command} plan -out\` wrote.`,
    );
  };
  if (!isValues(json)) return refuse("it is not a JSON object");
  const version = text(json.format_version);
  const isState = isValues(json.values) || Array.isArray(json.resources);
  if (!("resource_changes" in json) && isState) return refuse("it is a state");
  if (version === undefined) return refuse("`format_version` is missing");
  if (!/^1\./.test(version)) return refuse(`its format version is ${version}, and only versions 1.x are supported`);
  if (json.errored === true) {
    throw new PlanError(
      "PlanErrored",
      `"${name}" is a plan that failed, so that it does not contain all changes. Correct the errors that ` +
        `\`${command} plan\` reports, and plan again.`,
    );
  }
  // A plan of an empty configuration without a state has no changes.
  const isEmpty = isValues(json.planned_values) && isValues(json.configuration) && json.prior_state === undefined;
  if (!Array.isArray(json.resource_changes) && !isEmpty) return refuse("`resource_changes` is missing");
  return json;
}

/** @internal The entries of `resource_changes`. */
export function plannedEntries(plan: Values): PlanEntry[] {
  return blocks(plan.resource_changes).flatMap((entry) => {
    const change = isValues(entry.change) ? entry.change : {};
    const identity = identityOf(entry);
    if (identity === undefined) return [];
    const deposed = text(entry.deposed);
    return {
      ...identity,
      actions: list(change.actions).map(String),
      ...(deposed !== undefined && { deposed }),
      ...(isValues(change.before) && { before: change.before }),
      ...(isValues(change.after) && { after: change.after }),
      afterUnknown: change.after_unknown,
    };
  });
}

/** @internal The objects of the state before the apply, without deposed ones. */
export function priorEntries(plan: Values): PlanEntry[] {
  return isValues(plan.prior_state) ? stateEntries(plan.prior_state.values) : [];
}

/** @internal The objects of the state after the apply, with the known values only. */
export function plannedStateEntries(plan: Values): PlanEntry[] {
  return stateEntries(plan.planned_values);
}

function stateEntries(values: unknown): PlanEntry[] {
  const visit = (module: unknown): Values[] =>
    isValues(module) ? [...blocks(module.resources), ...list(module.child_modules).flatMap(visit)] : [];
  return visit(isValues(values) ? values.root_module : undefined).flatMap((entry) => {
    const identity = identityOf(entry);
    if (identity === undefined || entry.deposed_key !== undefined || !isValues(entry.values)) return [];
    return { ...identity, actions: ["no-op"], before: entry.values, after: entry.values, afterUnknown: {} };
  });
}

function identityOf(entry: Values): Pick<PlanEntry, "address" | "data" | "type" | "name"> | undefined {
  const [address, type, name] = [text(entry.address), text(entry.type), text(entry.name)];
  if (address === undefined || type === undefined || name === undefined) return undefined;
  return { address, data: entry.mode === "data", type, name };
}
