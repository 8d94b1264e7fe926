import type { TerraformRun } from "../../rehearsal/terraform/terraform";
import type { Progress } from "../order/apply-order";
import type { ChangeNode } from "../order/change-nodes";
import type { RetryModel } from "../order/retry";
import type { OrderedStack } from "../synthesized/stacked-order";

/** @internal The model of one stack. */
export type StackModel = Pick<OrderedStack, "name"> & { readonly order: RetryModel };

/**
 * The model of a stack with the addresses that Terraform uses in this stack. In a model of several stacks, addresses
 * begin with the name of the stack.
 *
 * @internal
 */
export function withinStack({ name, order }: StackModel): RetryModel {
  const prefix = `${name}/`;
  const own = (address: string) => (address.startsWith(prefix) ? address.slice(prefix.length) : address);
  return {
    nodes: order.nodes.map((node) => ({ ...node, address: own(node.address), block: own(node.block) })),
    waitsFor: (node, progress) => order.waitsFor(node, progress),
  };
}

/** @internal What an apply of Terraform has done, as far as the order of the next apply depends on it. */
export function progressOf({ nodes }: RetryModel, run: Pick<TerraformRun, "applied" | "failed">): Progress {
  const [applied, failed] = [new Set(run.applied), new Set(run.failed)];
  const named = (names: ReadonlySet<string>, isWanted: (node: ChangeNode) => boolean) =>
    new Set(nodes.flatMap((node, i) => (names.has(`${node.operation} ${node.address}`) && isWanted(node) ? [i] : [])));
  return {
    done: named(applied, () => true),
    failed: named(failed, ({ operation }) => operation === "update"),
  };
}
