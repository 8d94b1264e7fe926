import { block, blocks, Values } from "../../core/terraform/values";
import { resourceAddress } from "../address";

/**
 * The block of an instance in the `configuration` of a plan. Undefined if the configuration no longer has it.
 *
 * @internal
 */
export function configuredBlock(plan: Values, address: string): Values | undefined {
  const parsed = resourceAddress(address);
  if (parsed === undefined) return undefined;
  const root = block(block(plan.configuration).root_module);
  const module = parsed.modules.reduce((each, { name }) => block(block(block(each.module_calls)[name]).module), root);
  return blocks(module.resources).find((each) => each.address === parsed.resource);
}
