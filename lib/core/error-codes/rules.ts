import type { ErrorEntry } from "./entry";

/** @internal Codes of the rules of the house in code. */
export const RULES_CODES = {
  AcceptanceExpired: {
    means: "The last day of an acceptance has passed, and the finding still exists.",
    remedy: "Resolve the finding, or review it again and set a new day.",
  },
  AccessRuleBroken: {
    means: "The synthesized app breaks a rule of the house. The message contains a user and a request.",
    remedy: "Change the policies of the target, or the rule.",
  },
  AccessRulesUnproven: {
    means: "The rules of the house cannot be evaluated completely, because a part of the app is not understood.",
    remedy:
      "Replace the attribute that the message names, or accept the finding by `AccessRules.accept` after you have read " +
      "the object yourself.",
  },
  HouseRuleInvalid: {
    means: "A rule of the house, or an acceptance, has a value that is not valid.",
    remedy: "Correct the value that the message names. docs/check-rules.md describes users and targets.",
  },
} as const satisfies Record<string, ErrorEntry>;
