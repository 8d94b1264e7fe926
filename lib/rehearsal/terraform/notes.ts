import { provisionedResources } from "./override";
import type { RehearsedStack } from "./step";
import type { Values } from "../../core/terraform/values";

/** @internal What a rehearsal of a stack leaves out or invents. */
export function notesOn({ name, terraform, notes = [] }: RehearsedStack, placeholders: Values): string[] {
  const invented = Object.keys(placeholders);
  return [
    ...notes,
    ...provisionedResources(terraform).map(
      ([type, each]) => `stack ${name}: the provisioners of ${type}.${each} are not executed`,
    ),
    ...(invented.length > 0
      ? [`stack ${name}: the variables ${invented.join(", ")} have no values, so placeholders are used`]
      : []),
  ];
}
