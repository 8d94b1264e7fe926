import type { Values } from "../../core/terraform/values";

/** @internal A synthesized stack. */
export interface RehearsedStack {
  /** The name of the stack in the app. */
  readonly name: string;
  /**
   * The directory that contains its *.tf.json files.
   *
   * @default - `terraform` is the only file
   */
  readonly directory?: string;
  /**
   * The names of its files.
   *
   * @default - all *.tf.json files of the directory
   */
  readonly files?: string[];
  /**
   * Top-level blocks of the files that are not used, such as "import".
   *
   * @default - none
   */
  readonly omitted?: string[];
  /** The parsed content of the files. */
  readonly terraform: Values;
  /** Whether there is only one file. */
  readonly isSingleFile?: boolean;
  /** Whether `terraform` is less than the content of the file, and is used instead of it. */
  readonly isReduced?: boolean;
  /** What is rehearsed differently from an apply, as clauses. */
  readonly notes?: string[];
}

/** @internal The stacks that the user applies together. Stacks of the previous step that are missing are destroyed. */
export interface Step {
  /** The name of the step in reports. */
  readonly name: string;
  /** The stacks, each after its dependencies. */
  readonly stacks: RehearsedStack[];
}

/** @internal The step that destroys everything. */
export const NOTHING: Step = { name: "nothing", stacks: [] };

/** @internal The change from the step that was applied before to another step. */
export interface Transition {
  /** The name of the transition in reports. */
  readonly name: string;
  /** The step that was applied before. `NOTHING` for the first transition. */
  readonly before: Step;
  /** The step that is applied. */
  readonly after: Step;
}
