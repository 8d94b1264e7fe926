import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { Aspects, TerraformResourceLifecycle, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { CREATE_BEFORE_DESTROY, guardLifecycle, validateNoIgnoredChanges } from "../../../lib/core/terraform/lifecycle";
import { isTerraformResource } from "../../../lib/core/terraform/resources";
import { ACCOUNT, messages, problems, stackWithProvider, synth } from "../../support/stack";

function guarded(stack: TerraformStack): ZeroTrustAccessPolicy {
  const scope = new Construct(stack, "guarded");
  const resource = new ZeroTrustAccessPolicy(scope, "Resource", {
    accountId: ACCOUNT.accountId,
    decision: "allow",
    name: "guarded",
    lifecycle: { ...CREATE_BEFORE_DESTROY },
  });
  guardLifecycle(scope, resource);
  return resource;
}

/** Changes the lifecycle of every resource with an Aspect. */
function setEverywhere(
  stack: TerraformStack,
  change: (old?: TerraformResourceLifecycle) => TerraformResourceLifecycle,
) {
  Aspects.of(stack).add({
    visit: (node) => {
      if (isTerraformResource(node)) node.lifecycle = change(node.lifecycle);
    },
  });
}

test("accepts a resource that keeps createBeforeDestroy", () => {
  const stack = stackWithProvider();
  guarded(stack);
  expect(problems(stack)).toEqual([]);
});

test("accepts an Aspect that merges into the lifecycle", () => {
  const stack = stackWithProvider();
  guarded(stack);
  setEverywhere(stack, (old) => ({ ...old, preventDestroy: true }));
  expect(problems(stack)).toEqual([]);
  const [policy] = Object.values<any>(synth(stack).resource.cloudflare_zero_trust_access_policy);
  expect(policy.lifecycle).toEqual({ create_before_destroy: true, prevent_destroy: true });
});

test.each<[string, TerraformResourceLifecycle]>([
  ["replaces the lifecycle", { preventDestroy: true }],
  ["sets createBeforeDestroy to false", { createBeforeDestroy: false }],
])("fails when an Aspect %s", (_, lifecycle) => {
  const stack = stackWithProvider();
  guarded(stack);
  setEverywhere(stack, () => lifecycle);
  expect(problems(stack)).toEqual(["guarded SafetyContractBroken"]);
  expect(messages(stack)[0]).toContain("lifecycle.createBeforeDestroy of stack/guarded/Resource");
  expect(() => synth(stack)).toThrow("SafetyContractBroken");
});

test("fails when the lifecycle is removed after construction", () => {
  const stack = stackWithProvider();
  (guarded(stack) as { lifecycle?: TerraformResourceLifecycle }).lifecycle = undefined;
  expect(problems(stack)).toEqual(["guarded SafetyContractBroken"]);
});

test.each<[string, "all" | string[]]>([
  ["everything", "all"],
  ["one attribute", ["policies"]],
])("fails when an Aspect ignores changes of %s", (_, ignoreChanges) => {
  const stack = stackWithProvider();
  guarded(stack);
  setEverywhere(stack, (old) => ({ ...old, ignoreChanges }));
  expect(problems(stack)).toEqual(["guarded SafetyContractBroken"]);
  expect(messages(stack)[0]).toContain(
    `lifecycle.ignoreChanges of stack/guarded/Resource is ${JSON.stringify(ignoreChanges)}`,
  );
});

test("accepts an empty list of ignored changes", () => {
  const resource = guarded(stackWithProvider());
  resource.lifecycle = { ...resource.lifecycle, ignoreChanges: [] };
  expect(validateNoIgnoredChanges(resource)).toEqual([]);
});

test("reports a missing createBeforeDestroy and ignored changes together", () => {
  const stack = stackWithProvider();
  guarded(stack).lifecycle = { ignoreChanges: "all" };
  expect(problems(stack)).toEqual(["guarded SafetyContractBroken", "guarded SafetyContractBroken"]);
});
