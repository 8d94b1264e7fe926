import { TerraformResource } from "cdktf";
import { IConstruct } from "constructs";

/**
 * Makes Terraform create a replacement first and, above all, destroy the object only after what used it has been updated:
 * on a removal, plain `depends_on` destroys it before. The flag counts as recorded in the state, so it stands from the first apply.
 *
 * @internal
 */
export const CREATE_BEFORE_DESTROY = { createBeforeDestroy: true };

/**
 * Fails the synthesis when an Aspect dropped the flag, which would be silent otherwise.
 *
 * @internal
 */
export function guardLifecycle(scope: IConstruct, resource: TerraformResource): void {
  scope.node.addValidation({
    validate: () => {
      const problems: string[] = [];
      if (resource.lifecycle?.createBeforeDestroy !== true) {
        problems.push(
          `SafetyContractBroken: lifecycle.createBeforeDestroy of ${resource.node.path} is ${resource.lifecycle?.createBeforeDestroy}; expected true: without it a removal deletes the lock before the route. Merge: { ...resource.lifecycle, … }`,
        );
      }
      return problems.concat(validateNoIgnoredChanges(resource));
    },
  });
}

/** @internal Ignored changes are drift that nobody sees, on the very objects that lock a host. */
export function validateNoIgnoredChanges(resource: TerraformResource): string[] {
  const ignored = resource.lifecycle?.ignoreChanges;
  if (ignored === undefined || ignored.length === 0) return [];
  return [
    `SafetyContractBroken: lifecycle.ignoreChanges of ${resource.node.path} is ${JSON.stringify(ignored)}; expected none: drift on what locks a host must be seen`,
  ];
}
