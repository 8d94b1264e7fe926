import { Aspects, IAspect, TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { address, dependOn, isTerraformResource } from "./resources";

/**
 * Converts `node.addDependency` into `depends_on` for this construct and its children. CDKTF itself ignores it. A
 * dependency on a construct of another stack becomes a dependency between the stacks.
 *
 * @internal
 */
export function honourDependencies(construct: IConstruct): void {
  Aspects.of(construct).add(new HonourDependencies());
}

class HonourDependencies implements IAspect {
  public visit(construct: IConstruct): void {
    const dependencies = construct.node.dependencies;
    if (dependencies.length === 0) return;
    const stack = TerraformStack.of(construct);
    const targets = dependencies.flatMap((dependency) => dependency.node.findAll().filter(isTerraformResource));
    for (const target of targets) {
      if (target.cdktfStack !== stack) stack.addDependency(target.cdktfStack);
    }
    const local = targets.filter((target) => target.cdktfStack === stack);
    for (const source of construct.node.findAll().filter(isTerraformResource)) {
      dependOn(source, ...local.filter((target) => target !== source).map(address));
    }
  }
}
