import type { Step } from "../terraform/step";

/** @internal Defines what the user goes through at once: from what was applied before to what is applied now. */
export interface Transition {
  readonly name: string;
  /** Nothing for the first. */
  readonly before: Step;
  readonly after: Step;
}
