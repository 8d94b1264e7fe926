import type { RuleTarget } from "./targets";
import type { FailureClass } from "../model";

/** @internal A set of users, as zero-trust.yaml selects it. */
export interface UserSelector {
  readonly kind: "email" | "domain" | "group" | "token";
  readonly value: string;
}

/** @internal The users of a rule, with the name or the selectors that the file contains. */
export interface RuleUsers {
  readonly label: string;
  readonly selectors: readonly UserSelector[];
}

/** @internal What every request to a target must have. */
export interface RequireVerb {
  readonly kind: "require";
  readonly mfa?: true;
  /** The longest session in minutes, and as it is written. */
  readonly session?: { readonly minutes: number; readonly text: string };
  readonly layers?: 1 | 2;
  /** The names of posture checks. */
  readonly posture?: readonly string[];
}

/** @internal What a rule demands. */
export type RuleVerb =
  | { readonly kind: "public"; readonly targets: readonly RuleTarget[] }
  | { readonly kind: "deny" | "only"; readonly users: RuleUsers }
  | RequireVerb;

/** @internal One rule of the house. */
export interface HouseRule {
  readonly name: string;
  readonly verb: RuleVerb;
  /** The targets of the rule. A `public` rule has all. */
  readonly to: readonly RuleTarget[];
  readonly except: readonly RuleTarget[];
}

/** @internal One test: what some users reach, and what they do not reach. */
export interface HouseTest {
  readonly users: RuleUsers;
  readonly reaches: readonly RuleTarget[];
  readonly cannotReach: readonly RuleTarget[];
}

/** @internal The acceptance of one finding. */
export interface Acceptance {
  /** The exact id. */
  readonly finding: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it is valid (UTC), as YYYY-MM-DD. */
  readonly expires: string;
}

/** @internal The content of zero-trust.yaml. */
export interface RulesFile {
  readonly failOn?: readonly FailureClass[];
  readonly rules: readonly HouseRule[];
  readonly tests: readonly HouseTest[];
  readonly acceptances: readonly Acceptance[];
}
