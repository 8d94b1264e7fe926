import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { honourDependencies } from "../core/terraform/dependencies";

const ID = "Hosts";

/**
 * Returns the one node of a stack that contains its published hosts, keyed by hostname and not by tunnel.
 *
 * A rename is therefore a removal and an addition and never moves an application in place, and a host that moves to
 * another tunnel keeps its application and its record.
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
