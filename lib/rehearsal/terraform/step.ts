import type { Values } from "../../inventory/terraform/values";

/** @internal A synthesized stack. */
export interface RehearsedStack {
  readonly name: string;
  /** The directory that contains its *.tf.json files. */
  readonly directory: string;
  /** The parsed content of the files. */
  readonly terraform: Values;
}

/** @internal The stacks that the user applies together. Stacks of the previous step that are missing are destroyed. */
export interface Step {
  readonly name: string;
  /** The stacks, each after its dependencies. */
  readonly stacks: RehearsedStack[];
}

/** @internal The step that destroys everything. */
export const NOTHING: Step = { name: "nothing", stacks: [] };

/** @internal The change from the step that was applied before to another step. */
export interface Transition {
  readonly name: string;
  /** `NOTHING` for the first transition. */
  readonly before: Step;
  readonly after: Step;
}
