import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { TerraformStack, Testing } from "cdktf";
import { account, publish } from "./fixture";
import { refusalOf } from "../messages";
import { AccessRules, HouseRule } from "cdktf-zero-trust/lib/rules";

const layers = HouseRule.require("two-layers", { layers: 2, to: ["*"] });

function refused(build: (stack: TerraformStack, rules: AccessRules) => void): string[] {
  const app = Testing.app();
  const stack = new TerraformStack(app, "app");
  new CloudflareProvider(stack, "cloudflare");
  return refusalOf(() => (build(stack, AccessRules.of(app)), app.synth())) ?? [];
}

/** A policy with instances that only Terraform knows. */
function repeated(stack: TerraformStack): void {
  const policy = new ZeroTrustAccessPolicy(stack, "team", { ...account, name: "team", decision: "allow" });
  policy.addOverride("for_each", "${toset(var.teams)}");
}

/** Examples of the rules of the house in code. */
export default {
  AcceptanceExpired: () =>
    refused((stack, rules) => {
      repeated(stack);
      rules.add(layers);
      rules.accept({
        finding: "not-understood@cloudflare_zero_trust_access_policy.team",
        reason: "Reviewed by hand in the console",
        owner: "@example/platform",
        expires: "2026-01-31",
      });
    }),
  AccessRuleBroken: () =>
    refused((stack, rules) => {
      publish(stack, {});
      rules.add(HouseRule.require("mfa-everywhere", { mfa: true, to: ["*"] }));
    }),
  AccessRulesUnproven: () =>
    refused((stack, rules) => {
      repeated(stack);
      rules.add(layers);
    }),
  HouseRuleInvalid: () => refused((_, rules) => rules.add(layers, layers)),
};
