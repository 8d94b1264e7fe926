import { basename, dirname } from "node:path";
import { RehearsalError } from "./errors";
import type { RehearsedStack } from "./step";
import { block, isValues, text, Values } from "../../core/terraform/values";
import { bodiesOf } from "../plugin-protocol/references";

type NamedStack = Pick<RehearsedStack, "name" | "terraform">;

/** @internal A data source that reads the state of a stack. */
export interface RemoteState {
  readonly name: string;
  /** The name of the stack. Undefined if it is not among the stacks. */
  readonly source?: string;
}

/**
 * Returns the data sources that read the states of other stacks: by the name that cdktf gives the data source, by the
 * file that contains the state, or by the settings of the backend.
 *
 * @internal
 */
export function remoteStatesIn(terraform: Values, stacks: readonly NamedStack[]): RemoteState[] {
  return bodiesOf(terraform.data)
    .filter(([type]) => type === "terraform_remote_state")
    .map(([, name, body]) => {
      const source = stacks.find((stack) => isSource(stack, name, body))?.name;
      return { name, ...(source !== undefined && { source }) };
    });
}

/**
 * The stack whose state a data source reads.
 *
 * @throws RehearsalError RehearsalImpossible
 * @internal
 */
export function requireSource({ name, source }: RemoteState, stacks: readonly NamedStack[]): string {
  if (source !== undefined) return source;
  throw new RehearsalError(
    "RehearsalImpossible",
    `terraform_remote_state.${name} reads the state of a stack that is not rehearsed; rehearse it together with ` +
      [...new Set(stacks.map((stack) => stack.name))].join(", "),
  );
}

function isSource(stack: NamedStack, name: string, { backend, config }: Values): boolean {
  if (name === `cross-stack-reference-input-${stack.name}`) return true;
  if (!isValues(config)) return false;
  const file = text(config.path);
  if (file !== undefined) return file.endsWith(`terraform.${stack.name}.tfstate`) || isIn(stack.name, file);
  const own = block(block(block(stack.terraform.terraform).backend)[text(backend) ?? ""]);
  const common = Object.keys(config).filter((key) => own[key] !== undefined);
  return common.length > 0 && common.every((key) => JSON.stringify(config[key]) === JSON.stringify(own[key]));
}

/** Whether a file is directly in the directory of a stack. */
function isIn(stack: string, file: string): boolean {
  return basename(dirname(file)) === stack;
}
