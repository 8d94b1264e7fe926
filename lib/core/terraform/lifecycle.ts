import { TerraformResource } from "cdktf";
import { IConstruct } from "constructs";
import { address } from "./resources";
import { Problem, reportAtEnd } from "../errors";

/**
 * Makes Terraform create a replacement first and, more importantly, destroy the object only after its users have been
 * updated. With plain `depends_on`, a removal destroys it before. The flag takes effect as recorded in the state, so it
 * is set from the first apply.
 *
 * @internal
 */
export const CREATE_BEFORE_DESTROY = { createBeforeDestroy: true };

/**
 * Fails the synthesis if an Aspect removed the flag, which would otherwise be silent.
 *
 * @internal
 */
export function guardLifecycle(scope: IConstruct, resource: TerraformResource): void {
  reportAtEnd(scope, () => {
    const problems: Problem[] = [];
    if (resource.lifecycle?.createBeforeDestroy !== true) {
      problems.push(
        contractBroken(
          `lifecycle.createBeforeDestroy of ${resource.node.path} is ${resource.lifecycle?.createBeforeDestroy}; it must be true. Otherwise a removal deletes the Access application before the route. Merge instead of replacing: { ...resource.lifecycle, … }`,
        ),
      );
    }
    return problems.concat(validateNoIgnoredChanges(resource));
  });
}

/** @internal Requires that no change is ignored on an object that protects a host or a route: drift must be visible. */
export function validateNoIgnoredChanges(resource: TerraformResource): Problem[] {
  const ignored = resource.lifecycle?.ignoreChanges;
  if (ignored === undefined || ignored.length === 0) return [];
  return [
    contractBroken(
      `lifecycle.ignoreChanges of ${resource.node.path} is ${JSON.stringify(ignored)}; it must be empty, so that drift on an object that protects a host is visible.`,
    ),
  ];
}

/**
 * Requires that Terraform deletes the object before it creates a replacement. The flag would also apply to everything
 * that the object depends on.
 *
 * @internal
 */
export function validateDestroyBeforeCreate(resource: TerraformResource): Problem[] {
  if (resource.lifecycle?.createBeforeDestroy !== true) return [];
  return [
    contractBroken(
      `lifecycle.createBeforeDestroy of ${resource.node.path} is true. Remove it; a route must be deleted before its guarding policies are replaced.`,
    ),
  ];
}

/** @internal A violation of the safety contract by an Aspect or an escape hatch. */
export function contractBroken(message: string): Problem {
  return { code: "SafetyContractBroken", message };
}

/** @internal The dependencies that an Aspect or an escape hatch removed. */
export function missingEdges(from: TerraformResource, targets: TerraformResource[]): Problem[] {
  const present = new Set(from.dependsOn);
  return targets
    .filter((target) => !present.has(address(target)))
    .map((target) =>
      contractBroken(
        `dependsOn of ${from.node.path} no longer contains ${target.node.path}. Add to the list instead of replacing it.`,
      ),
    );
}
