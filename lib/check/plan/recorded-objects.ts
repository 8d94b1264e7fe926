import { blocks, isValues, list, text, Values } from "../../core/terraform/values";
import { blockOf, resourceAddress } from "../address";
import type { RecordedObject } from "../order/prior-state";

/** @internal The objects of the prior state of a plan, with the dependencies that Terraform recorded. */
export function recordedObjects(plan: Values): RecordedObject[] {
  const state = isValues(plan.prior_state) && isValues(plan.prior_state.values) ? plan.prior_state.values : {};
  const visit = (module: unknown): Values[] =>
    isValues(module) ? [...blocks(module.resources), ...list(module.child_modules).flatMap(visit)] : [];
  return visit(state.root_module).flatMap((entry) => {
    const address = text(entry.address);
    const parsed = address === undefined ? undefined : resourceAddress(address);
    if (address === undefined || parsed === undefined || entry.mode === "data") return [];
    const deposed = text(entry.deposed_key);
    return {
      address,
      block: blockOf(parsed),
      dependencies: list(entry.depends_on).flatMap((each) => text(each) ?? []),
      ...(deposed !== undefined && { deposed }),
    };
  });
}
