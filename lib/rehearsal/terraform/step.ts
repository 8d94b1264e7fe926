import type { Values } from "../../inventory/terraform/values";

/** @internal Defines a stack as it was synthesized. */
export interface RehearsedStack {
  readonly name: string;
  /** Where its *.tf.json files are. */
  readonly directory: string;
  /** What they say, parsed. */
  readonly terraform: Values;
}

/** @internal Defines what the user applies at once. A stack of the step before that is not in this one is destroyed; no stacks: destroy all. */
export interface Step {
  readonly name: string;
  /** Those that others depend on first. */
  readonly stacks: RehearsedStack[];
}
