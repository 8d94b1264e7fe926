import type { TerraformRun } from "../../rehearsal/terraform/terraform";
import type { Progress } from "../order/apply-order";
import type { ChangeNode } from "../order/change-nodes";
import type { RetryModel } from "../order/retry";
import type { OrderedStack } from "../synthesized/stacked-order";

/** @internal The model of one stack. */
export type StackModel = Pick<OrderedStack, "name"> & { readonly order: RetryModel };

/** @internal The model of a stack with the addresses that Terraform uses in this stack. */
export interface StackRetries extends RetryModel {
  /** What addresses begin with if the app has several stacks. */
  readonly prefix: string;
}

/** @internal Removes the name of the stack from the addresses of its model. */
export function withinStack({ name, order }: StackModel): StackRetries {
  const prefix = order.nodes.some(({ address }) => address.startsWith(`${name}/`)) ? `${name}/` : "";
  return {
    prefix,
    nodes: order.nodes.map((node) => ({
      ...node,
      address: node.address.slice(prefix.length),
      block: node.block.slice(prefix.length),
    })),
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
