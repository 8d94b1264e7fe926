import { CommandResult, ExitCode } from "./exit-code";
import { describeGap, unsupportedIn } from "../check/synthesized/not-understood";
import { readStacks, SynthesizedStack, unreadClauses } from "../inventory";
import { objectsOf } from "../inventory/terraform/objects";
import { viewOf } from "../inventory/terraform/stacks";
import {
  PermissionReport,
  permissionsJson,
  permissionsOf,
  permissionsTerraform,
  renderPermissions,
} from "../permissions";

/** @internal The options of `permissions`. */
export interface PermissionsOptions {
  readonly format?: "text" | "json" | "terraform";
}

/** @internal Lists the permissions of the API token of each stack. */
export function permissions(path: string, { format }: PermissionsOptions): CommandResult {
  const stacks = readStacks(path);
  const found = permissionsOf(stacks.map((stack) => ({ name: stack.name, ...viewOf(stack, stacks) })));
  const unread = new Map(stacks.map((stack) => [stack.name, unreadIn(stack)]));
  const report = {
    ...found,
    // Nothing is known of the needs of a module.
    without: found.without.filter((name) => unread.get(name)!.length === 0),
    notUnderstood: [...[...unread.values()].flat(), ...found.notUnderstood],
  };
  return {
    text: render(report, format),
    code: report.notUnderstood.length > 0 ? ExitCode.INCOMPLETE : ExitCode.NO_FINDINGS,
  };
}

/** The parts of a stack that can contain further objects. */
function unreadIn(stack: SynthesizedStack): string[] {
  const known = new Set(objectsOf(stack.terraform).map(({ address }) => address));
  const gaps = unsupportedIn([stack]).filter(({ address }) => !known.has(address));
  return [...unreadClauses(stack), ...gaps.map((gap) => `${stack.name}: ${describeGap(gap)}`)];
}

function render(report: PermissionReport, format: PermissionsOptions["format"]): string {
  switch (format) {
    case "json":
      return permissionsJson(report);
    case "terraform":
      return permissionsTerraform(report);
    default:
      return renderPermissions(report);
  }
}
