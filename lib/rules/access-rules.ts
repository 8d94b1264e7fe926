import { App, TerraformStack } from "cdktf";
import { HouseRule } from "./house-rule";
import { invalid } from "./invalid";
import { check } from "../check/check";
import type { CheckFinding, RuleId } from "../check/model";
import { dayOf } from "../check/options";
import { YamlValue } from "../check/rules/document";
import type { Acceptance } from "../check/rules/model";
import { acceptanceOf } from "../check/rules/read-rules";
import { synthesizedChange } from "../check/synthesized/changes";
import type { ErrorCode } from "../core/error-codes";
import { Problem, refuse, reportAtEnd } from "../core/errors";
import { checkProps, PropNames } from "../core/props";

/** A finding that is accepted until a day, with the reason. */
export interface AcceptedFinding {
  /** The exact id, as the error contains it, such as "rule-broken@wiki.example.com#mfa-everywhere". */
  readonly finding: string;
  /** Why it is accepted. At least 10 characters. */
  readonly reason: string;
  /** Who reviews it again, such as "@example/platform". */
  readonly owner: string;
  /** The last day on which it is valid (UTC), as YYYY-MM-DD, at most 366 days ahead. */
  readonly expires: string;
}

const ACCEPTED: PropNames<AcceptedFinding> = {
  required: {
    finding: "the id of a finding",
    reason: "the reason",
    owner: "the owner",
    expires: "the last day, as YYYY-MM-DD",
  },
  optional: {},
};

const CODES: { readonly [Rule in RuleId]?: ErrorCode } = {
  "rule-broken": "AccessRuleBroken",
  "not-understood": "AccessRulesUnproven",
  "acceptance-expired": "AcceptanceExpired",
};

/**
 * The rules of the house of an app: which hosts are public, who reaches what, and what every request needs.
 *
 * `app.synth()` evaluates them over the synthesized Terraform of all stacks, also for objects that this library did not
 * create, and fails with every violation. CDKTF's `skipValidation` skips them.
 *
 * @example
 * import { App } from "cdktf";
 *
 * AccessRules.of(App.of(this)).add(
 *   HouseRule.publicHosts("only-docs-are-public", { hosts: ["docs.example.com"] }),
 *   HouseRule.require("mfa-everywhere", { mfa: true, to: ["*"], except: ["docs.example.com"] }),
 * );
 */
export class AccessRules {
  /** Returns the rules of an app. */
  public static of(app: App): AccessRules {
    const rules = OF_APPS.get(app) ?? new AccessRules(app);
    OF_APPS.set(app, rules);
    return rules;
  }

  private readonly rules = new Map<string, HouseRule>();
  private readonly acceptances: Acceptance[] = [];

  private constructor(private readonly app: App) {
    reportAtEnd(app, () => this.problems());
  }

  /**
   * Adds rules.
   *
   * @throws ValidationError HouseRuleInvalid
   */
  public add(...rules: HouseRule[]): void {
    for (const rule of rules) {
      const { name } = rule;
      if (this.rules.has(name)) refuse(this.app, "HouseRuleInvalid", `the rule "${name}" is added more than once.`);
      this.rules.set(name, rule);
    }
  }

  /**
   * Accepts one finding until a day.
   *
   * @throws ValidationError HouseRuleInvalid, PropMissing, PropUnknown
   */
  public accept(accepted: AcceptedFinding): void {
    checkProps(this.app, "AccessRules.accept", accepted, ACCEPTED);
    const value = YamlValue.of(accepted, (message) => invalid(`the acceptance of "${accepted.finding}": ${message}`));
    this.acceptances.push(acceptanceOf(value, dayOf(new Date())));
  }

  private problems(): Problem[] {
    if (this.rules.size === 0) return [];
    const stacks = this.app.node
      .findAll()
      .filter(TerraformStack.isStack)
      .map((stack) => ({ name: stack.node.path, terraform: JSON.parse(JSON.stringify(stack.toTerraform())) }));
    // Nothing changes, so that only the state after the apply is evaluated.
    const { findings } = check(synthesizedChange("app", stacks, stacks), undefined, {
      failOn: ["unknown"],
      rules: { rules: [...this.rules.values()].map(({ _rule }) => _rule), tests: [], acceptances: this.acceptances },
    });
    return findings.flatMap((finding) => {
      const code = finding.fails ? CODES[finding.rule] : undefined;
      return code === undefined ? [] : [{ code, message: describe(finding) }];
    });
  }
}

/** Not a construct: CDK Terrain can be set to refuse constructs of an app that are not in a stack. */
const OF_APPS = new WeakMap<App, AccessRules>();

function describe({ id, title, where, why, affects }: CheckFinding): string {
  const details = [where, why, affects === undefined ? undefined : `it affects ${affects}`];
  return `${id}: ${[title, ...details.filter((each) => each !== undefined)].join("; ")}.`.replace(/\s+/g, " ");
}
