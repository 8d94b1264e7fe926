import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { Fn, Testing, Token } from "cdktf";
import { Construct } from "constructs";
import {
  address,
  attribute,
  dependOn,
  isTerraformResource,
  validateResourceName,
  requireLiteral,
} from "../../../lib/core/terraform/resources";
import { ACCOUNT, resourceAt, stackWithProvider, synth } from "../../support/stack";

function policyIn(scope: Construct, id: string): ZeroTrustAccessPolicy {
  return new ZeroTrustAccessPolicy(scope, id, { accountId: ACCOUNT.accountId, decision: "allow", name: id });
}

test("address returns the address in the synthesized JSON", () => {
  const stack = stackWithProvider();
  const policy = policyIn(new Construct(stack, "team"), "staff");
  const [name] = Object.keys(synth(stack).resource.cloudflare_zero_trust_access_policy);
  expect(address(policy)).toBe(`cloudflare_zero_trust_access_policy.${name}`);
});

test("attribute returns a token that resolves to the same text as the token of the binding", () => {
  const stack = stackWithProvider();
  const policy = policyIn(stack, "staff");
  const other = policyIn(stack, "other");
  other.name = policy.id;
  const expected = resourceAt(stack, "other").name;
  expect(expected).toBe("${cloudflare_zero_trust_access_policy.staff.id}");
  other.name = attribute(policy, "id");
  expect(resourceAt(stack, "other").name).toBe(expected);
  other.name = Fn.upper(attribute(policy, "id"));
  expect(resourceAt(stack, "other").name).toBe("${upper(cloudflare_zero_trust_access_policy.staff.id)}");
});

test("attribute returns the same token at each call", () => {
  const policy = policyIn(stackWithProvider(), "staff");
  expect(attribute(policy, "id")).toBe(attribute(policy, "id"));
  expect(attribute(policy, "id")).not.toBe(attribute(policy, "name"));
});

test("dependOn adds each dependency once and keeps the existing ones", () => {
  const policy = policyIn(stackWithProvider(), "staff");
  dependOn(policy, "a.b");
  dependOn(policy, "c.d", "a.b", "c.d");
  dependOn(policy, "e.f");
  dependOn(policy);
  expect(policy.dependsOn).toEqual(["a.b", "c.d", "e.f"]);
});

test("dependOn does not set dependsOn when there is no dependency", () => {
  const policy = policyIn(stackWithProvider(), "staff");
  dependOn(policy);
  expect(policy.dependsOn).toBeUndefined();
});

describe("requireLiteral", () => {
  test("fails for a token and reports the value and the path", () => {
    const scope = new Construct(stackWithProvider(), "here");
    const act = () => requireLiteral(scope, "a hostname", Token.asString({ resolve: () => "x" }));
    expect(act).toThrow(expect.objectContaining({ code: "TokenNotAllowed", path: "stack/here" }));
    expect(act).toThrow(/a hostname is a token/);
  });

  test("fails for a token within a text", () => {
    const scope = stackWithProvider();
    expect(() => requireLiteral(scope, "a path", `/x/${Token.asString({ resolve: () => "x" })}`)).toThrow(
      "TokenNotAllowed",
    );
  });

  test("accepts a literal, including an empty one", () => {
    const scope = stackWithProvider();
    requireLiteral(scope, "a hostname", "app.example.com");
    requireLiteral(scope, "a hostname", "");
  });
});

test("isTerraformResource is true only for resources", () => {
  const stack = stackWithProvider();
  expect(isTerraformResource(policyIn(stack, "staff"))).toBe(true);
  expect(isTerraformResource(stack.node.findChild("cloudflare"))).toBe(false);
  expect(isTerraformResource(new Construct(stack, "plain"))).toBe(false);
  expect(isTerraformResource(stack)).toBe(false);
});

describe("validateResourceName", () => {
  const codes = (id: string) =>
    validateResourceName(policyIn(new Construct(stackWithProvider(), id), "Resource")).map(({ code }) => code);

  test.each(["staff", "_staff", "Staff", "s1"])("accepts %s", (id) => {
    expect(codes(id)).toEqual([]);
  });

  test.each(["1password", "10.0.0.0", "-staff", ".1"])("refuses %s, which is not a Terraform name", (id) => {
    expect(codes(id)).toEqual(["ConstructIdInvalid"]);
  });

  test("checks the first id below the stack, which begins the name", () => {
    const app = Testing.app();
    const outer = new Construct(stackWithProvider("1st", app), "team");
    expect(validateResourceName(policyIn(outer, "1"))).toEqual([]);
  });
});
