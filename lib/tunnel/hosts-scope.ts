import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { honourDependencies } from "../core/terraform/dependencies";

const ID = "Hosts";

/**
 * Defines the one node of a stack that holds its published hosts, keyed by hostname and not by tunnel: a rename is a removal and an
 * addition, never an in-place move of the lock, and a host that moves to another tunnel keeps its application and its record.
 *
 * @internal
 */
export function hostsOf(scope: Construct): Construct {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild(ID);
  if (existing !== undefined) return existing as Construct;
  const hosts = new Construct(stack, ID);
  honourDependencies(hosts);
  return hosts;
}
