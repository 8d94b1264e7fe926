import fc from "fast-check";
import type { Step } from "../../lib/rehearsal";

/** What there is, and what somebody makes of it. */
export interface Scenario<Estate = unknown> {
  readonly edit: string;
  readonly before: Estate;
  readonly after: Estate;
}

/** Scenarios of one sort, by the kinds of edits. */
export interface Family<Estate = unknown> {
  readonly kinds: string[];
  scenariosOf(kind: string): fc.Arbitrary<Scenario<Estate>>;
  stepsOf(scenario: Scenario<Estate>): Step[];
}

/** Chooses one of these; always the same for the same scenario. */
export type Pick = <T>(choices: readonly T[]) => T;
