import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { ZeroTrustGatewayPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-gateway-policy";
import { Aspects, Lazy, TerraformCount, TerraformResource, TerraformStack, TerraformVariable, Token } from "cdktf";
import { Construct } from "constructs";
import { guardAttributes } from "../../../lib/core/terraform/guarded-attributes";
import { isTerraformResource } from "../../../lib/core/terraform/resources";
import { TerraformData } from "../../../lib/core/terraform/terraform-data";
import { ACCOUNT, messages, problems, stackWithProvider, synth } from "../../support/stack";

const BROKEN = "guarded SafetyContractBroken";

let stack: TerraformStack;
let scope: Construct;

beforeEach(() => {
  stack = stackWithProvider();
  scope = new Construct(stack, "guarded");
});

function guarded(free: string[] = ["name"], emails: string[] = ["a@example.com"]): ZeroTrustAccessPolicy {
  const resource = new ZeroTrustAccessPolicy(scope, "Resource", {
    accountId: ACCOUNT.accountId,
    decision: "allow",
    name: "guarded",
    include: emails.map((email) => ({ email: { email } })),
  });
  guardAttributes(scope, resource, free);
  return resource;
}

describe("guardAttributes", () => {
  test("accepts a resource that is not changed, and changes of free attributes", () => {
    guarded().name = "other";
    expect(problems(stack)).toEqual([]);
  });

  test("names the construct path, the attribute, the written and the current value", () => {
    const resource = guarded();
    Aspects.of(stack).add({
      visit: (node) => {
        if (node === resource) resource.decision = "bypass";
      },
    });
    expect(messages(stack)).toEqual([
      `${BROKEN}: decision of stack/guarded/Resource is "bypass", but the construct wrote "allow". Remove the change, or use the properties of the construct.`,
    ]);
    expect(() => synth(stack)).toThrow("SafetyContractBroken");
  });

  test.each<[string, (resource: ZeroTrustAccessPolicy) => void, string]>([
    ["sets", (resource) => (resource.accountId = "other"), 'accountId of stack/guarded/Resource is "other", but'],
    [
      "adds",
      (resource) => resource.putExclude([{ everyone: {} }]),
      'is [{"everyone":{}}], but the construct wrote not set',
    ],
    ["removes", (resource) => resource.resetInclude(), "include of stack/guarded/Resource is not set, but"],
    [
      "extends",
      (resource) => resource.putInclude([{ everyone: {} }, { email: { email: "a@example.com" } }]),
      "include of",
    ],
    ["shortens", (resource) => resource.putInclude([]), "include of stack/guarded/Resource is [], but"],
  ])("fails when an Aspect %s a value", (_, change, message) => {
    change(guarded());
    expect(messages(stack)).toEqual([expect.stringContaining(message)]);
  });

  test("fails when a value is changed inside the list that the construct passed", () => {
    const include = [{ email: { email: "a@example.com" } }];
    const resource = new ZeroTrustAccessPolicy(scope, "Resource", {
      accountId: "a",
      name: "guarded",
      decision: "allow",
      include,
    });
    guardAttributes(scope, resource);
    include[0] = { email: { email: "b@example.com" } };
    (resource.includeInput as typeof include)[0].email.email = "b@example.com";
    expect(problems(stack)).toEqual([BROKEN]);
  });

  test("fails when a value is changed inside the value that was given to a terraform_data", () => {
    const input = { list: ["a"] };
    guardAttributes(scope, new TerraformData(scope, "Resource", { input }));
    input.list.push("b");
    expect(messages(stack)).toEqual([
      expect.stringContaining('is {"list":["a","b"]}, but the construct wrote {"list":["a"]}'),
    ]);
  });

  test("reports each changed attribute, and shows the part of long values that differs", () => {
    const many = Array.from({ length: 40 }, (_, i) => `user-${i}@example.com`);
    const resource = guarded(["name"], many);
    resource.decision = "deny";
    resource.putInclude([...many, "x@example.com"].map((email) => ({ email: { email } })));
    const [decision, include] = messages(stack);
    expect(decision).toContain("decision of");
    expect(include).toMatch(/include of .* is ….*x@example\.com.*, but the construct wrote …/);
    expect(include.length).toBeLessThan(700);
  });

  test("compares a value that grows after construction by what it finally is", () => {
    const list = ["a"];
    const input = Lazy.anyValue({ produce: () => list });
    guardAttributes(scope, new TerraformData(scope, "Resource", { input }));
    list.push("b");
    expect(problems(stack)).toEqual([]);
  });

  test("accepts another token with the same value, and refuses one with another value", () => {
    const [a, b] = ["a", "b"].map((id) => new TerraformVariable(stack, id, {}));
    const resource = guarded(["name"], [a.stringValue]);
    resource.putInclude([{ email: { email: Token.asString(a.value) } }]);
    expect(problems(stack)).toEqual([]);
    resource.putInclude([{ email: { email: Token.asString(b.value) } }]);
    expect(messages(stack)).toEqual([
      expect.stringContaining('[{"email":{"email":"${var.b}"}}], but the construct wrote'),
    ]);
  });

  test("accepts a change by the construct, and keeps the other attributes", () => {
    const resource = new ZeroTrustAccessPolicy(scope, "Resource", {
      accountId: "a",
      name: "guarded",
      decision: "allow",
    });
    const attributes = guardAttributes(scope, resource);
    resource.decision = "bypass";
    resource.putInclude([{ email: { email: "a@example.com" } }]);
    attributes.rewritten("include");
    expect(messages(stack)).toEqual([expect.stringContaining("decision of")]);
  });

  test("accepts changes of one key of a block, and refuses changes of the others", () => {
    const resource = new ZeroTrustGatewayPolicy(scope, "Resource", {
      accountId: "a",
      action: "block",
      name: "guarded",
    });
    guardAttributes(scope, resource, ["ruleSettings.blockReason"]);
    resource.putRuleSettings({ blockReason: "ask the platform team" });
    expect(problems(stack)).toEqual([]);
    resource.putRuleSettings({ blockReason: "ask the platform team", overrideHost: "example.com" });
    expect(messages(stack)).toEqual([
      expect.stringContaining('ruleSettings of stack/guarded/Resource is {"override_host":"example.com"}, but'),
    ]);
  });

  test.each<[string, (resource: TerraformResource) => void, string]>([
    ["count", (resource) => (resource.count = 0), "count or forEach of"],
    ["a computed count", (resource) => (resource.count = TerraformCount.of(2)), "count or forEach of"],
    ["its logical id", (resource) => resource.overrideLogicalId("app1"), 'is overridden with "app1"'],
    ["moveFromId", (resource) => resource.moveFromId("cloudflare_zero_trust_access_policy.old"), "is moved"],
    ["moveToId", (resource) => resource.moveToId("cloudflare_zero_trust_access_policy.new"), "is moved"],
    ["moveTo", (resource) => resource.moveTo("target"), "is moved"],
    [
      "a replacement of the resource",
      ({ node }) => {
        node.scope!.node.tryRemoveChild(node.id);
        new ZeroTrustAccessPolicy(node.scope as Construct, node.id, {
          accountId: "a",
          name: "open",
          decision: "bypass",
        });
      },
      "was replaced by another resource",
    ],
  ])("fails when an Aspect sets %s", (_, change, message) => {
    const resource = guarded();
    // Synthesis fails on a move without a target, so that the target exists.
    new ZeroTrustAccessPolicy(stack, "target", { accountId: "a", name: "target", decision: "deny" }).addMoveTarget(
      "target",
    );
    Aspects.of(stack).add(once(resource, change));
    expect(problems(stack)).toContain(BROKEN);
    expect(messages(stack)).toContainEqual(expect.stringContaining(message));
  });

  test("fails when another resource is moved to it", () => {
    const resource = guarded();
    const old = new ZeroTrustAccessPolicy(stack, "old", { accountId: "a", name: "old", decision: "allow" });
    resource.addMoveTarget("renamed");
    expect(problems(stack)).toEqual([]);
    old.moveTo("renamed");
    expect(messages(stack)).toEqual([
      expect.stringMatching(
        /^\. SafetyContractBroken: stack\/guarded\/Resource is moved from or to another address\. /,
      ),
    ]);
  });

  test("accepts a move of resources that are not guarded", () => {
    guarded();
    new ZeroTrustAccessPolicy(stack, "other", { accountId: "a", name: "old", decision: "allow" }).moveFromId("x.old");
    expect(problems(stack)).toEqual([]);
  });

  test("reports nothing for a construct that is removed from the tree", () => {
    guarded().decision = "bypass";
    stack.node.tryRemoveChild("guarded");
    expect(problems(stack)).toEqual([]);
  });
});

function once(target: TerraformResource, change: (resource: TerraformResource) => void) {
  let done = false;
  return {
    visit: (node: unknown) => {
      if (done || node !== target || !isTerraformResource(target)) return;
      done = true;
      change(target);
    },
  };
}
