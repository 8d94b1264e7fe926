import { RULE_NAMES } from "./view";
import { RULE_IDS, RuleId } from "../model";

/** What code scanning shows of a rule. */
interface Rule {
  /** What a finding of the rule means. */
  readonly meaning: string;
  readonly remedy: string;
  /** GitHub: over 9.0 is critical, from 7.0 high, from 4.0 medium. */
  readonly severity: string;
  readonly level: "error" | "warning" | "note";
}

const RULES: Record<RuleId, Rule> = {
  "public-host": {
    meaning: "After the apply, anyone reaches a host that was not public before.",
    remedy: "Add an Access application with policies, or declare the host as public.",
    severity: "9.8",
    level: "error",
  },
  "public-route": {
    meaning: "After the apply, anyone reaches a private route that was not public before.",
    remedy: "Add a Gateway network policy that denies all other users.",
    severity: "9.8",
    level: "error",
  },
  "exposure-window": {
    meaning:
      "In an order that Terraform may take, or after a failure, users reach a target that neither the state before " +
      "nor the state after allows.",
    remedy: "Add the dependency that the finding names, or apply in two steps.",
    severity: "9.1",
    level: "error",
  },
  "not-understood": {
    meaning: "The check could not determine who reaches the affected targets, so it does not call them safe.",
    remedy: "Read the object yourself, then accept it in zero-trust.yaml with a reason, an owner and an expiry.",
    severity: "7.0",
    level: "error",
  },
  "layer-removed": {
    meaning: "The Access application or the connector token check of a target is removed, and the other one remains.",
    remedy: "Keep both layers of protection, or accept the finding in zero-trust.yaml.",
    severity: "6.5",
    level: "warning",
  },
  lockout: {
    meaning: "No user reaches a target any more, although users reached it before.",
    remedy: "Keep a policy that allows the users who need the target.",
    severity: "4.0",
    level: "warning",
  },
  "access-gained": {
    meaning: "Users reach a target that they did not reach before.",
    remedy: "Review the policy that the finding names.",
    severity: "4.0",
    level: "note",
  },
  "public-existing": {
    meaning: "Anyone reaches the target, before the apply and after it.",
    remedy: "Add an Access application with policies, or declare the target as public.",
    severity: "5.0",
    level: "note",
  },
  "rule-broken": {
    meaning: "A rule or a test of zero-trust.yaml does not hold.",
    remedy: "Change the policy that the finding names, or change the rule.",
    severity: "8.0",
    level: "error",
  },
  "acceptance-expired": {
    meaning: "The acceptance of a finding in zero-trust.yaml has expired, and the finding still exists.",
    remedy: "Resolve the finding, or review it again and set a new expiry.",
    severity: "7.0",
    level: "error",
  },
  "rule-unmatched": {
    meaning: "A rule or a test of zero-trust.yaml names a target or a group that does not exist.",
    remedy: "Correct the name, or remove it.",
    severity: "1.0",
    level: "note",
  },
  "acceptance-expiring": {
    meaning: "The acceptance of a finding in zero-trust.yaml ends within 30 days.",
    remedy: "Resolve the finding, or review it again and set a new expiry.",
    severity: "1.0",
    level: "note",
  },
  "acceptance-pending": {
    meaning: "The acceptance of a finding is not in zero-trust.yaml of the base branch, so it does not count yet.",
    remedy: "Review the acceptance. It counts after the merge.",
    severity: "1.0",
    level: "note",
  },
  "acceptance-unused": {
    meaning: "An acceptance in zero-trust.yaml matches no finding.",
    remedy: "Remove it, or correct the id.",
    severity: "1.0",
    level: "note",
  },
};

/** @internal All rules, as SARIF describes them. Code scanning closes the alerts of a listed rule without results. */
export function sarifRules(homepage: string): object[] {
  return RULE_IDS.map((id) => ruleOf(id, RULES[id], homepage));
}

function ruleOf(id: RuleId, { meaning, remedy, severity, level }: Rule, homepage: string): object {
  return {
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: RULE_NAMES[id] },
    fullDescription: { text: meaning },
    help: { text: remedy },
    helpUri: `${homepage}/blob/main/docs/check.md#${id}`,
    defaultConfiguration: { level },
    properties: { tags: ["security", "zero-trust"], precision: "very-high", "security-severity": severity },
  };
}
