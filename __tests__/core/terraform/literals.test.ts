import { ZeroTrustAccessPolicy } from "@cdktf/provider-cloudflare/lib/zero-trust-access-policy";
import { Lazy, TerraformVariable } from "cdktf";
import * as fc from "fast-check";
import { create } from "../../../lib/core/terraform/create";
import { escapeTemplate, lazyLiterals, literals } from "../../../lib/core/terraform/literals";
import { attribute } from "../../../lib/core/terraform/resources";
import { TerraformData } from "../../../lib/core/terraform/terraform-data";
import { ACCOUNT, resourceAt, stackWithProvider } from "../../support/stack";

const { accountId } = ACCOUNT;
const TEMPLATE = '${file("/etc/hostname")} %{ if true }x%{ endif }';
const ESCAPED = '$${file("/etc/hostname")} %%{ if true }x%%{ endif }';

describe("escapeTemplate", () => {
  test.each([
    ["${a}", "$${a}"],
    ["%{if a}", "%%{if a}"],
    ["^/x$", "^/x$"],
    ["100 %", "100 %"],
    ["a {b}", "a {b}"],
    ["${a} %{b} ${c}", "$${a} %%{b} $${c}"],
  ])("converts %s to %s", (text, escaped) => {
    expect(escapeTemplate(text)).toBe(escaped);
  });

  test("leaves no template and preserves the text", () => {
    const text = fc.string({ unit: fc.constantFrom("$", "%", "{", "}", "a") });
    fc.assert(
      fc.property(text, (original) => {
        const escaped = escapeTemplate(original);
        expect(escaped.replace(/([$%])\1\{/g, "$1{")).toBe(original);
        expect(escaped.replace(/([$%])\1\{/g, "_")).not.toMatch(/[$%]\{/);
      }),
    );
  });

  test("keeps tokens and escapes the text around them", () => {
    const stack = stackWithProvider();
    const later = new TerraformVariable(stack, "later", {}).stringValue;
    const name = escapeTemplate(`\${a} ${later} %{b}`);
    new ZeroTrustAccessPolicy(stack, "staff", { accountId, decision: "allow", name });
    expect(resourceAt(stack, "staff").name).toBe("$${a} ${var.later} %%{b}");
  });

  test("keeps a dollar sign before a token from escaping the token", () => {
    const stack = stackWithProvider();
    const later = new TerraformVariable(stack, "later", {}).stringValue;
    const name = escapeTemplate(`costs $$${later} or $`);
    new ZeroTrustAccessPolicy(stack, "staff", { accountId, decision: "allow", name });
    expect(resourceAt(stack, "staff").name).toBe('costs ${"$$"}${var.later} or $');
  });
});

describe("literals", () => {
  test("escapes strings in objects and lists, and the names of objects", () => {
    const given = { a: TEMPLATE, list: [TEMPLATE, { "${b}": TEMPLATE }], n: 1, yes: true, no: undefined, nil: null };
    expect(literals(given)).toEqual({
      a: ESCAPED,
      list: [ESCAPED, { "$${b}": ESCAPED }],
      n: 1,
      yes: true,
      no: undefined,
      nil: null,
    });
  });

  test("keeps constructs, tokens and instances of classes", () => {
    const stack = stackWithProvider();
    const kept = { stack, lazy: Lazy.anyValue({ produce: () => TEMPLATE }), date: new Date(0) };
    const result = literals(kept);
    for (const name of Object.keys(kept) as (keyof typeof kept)[]) expect(result[name]).toBe(kept[name]);
  });
});

test("create and lazyLiterals escape the text of a resource", () => {
  const stack = stackWithProvider();
  const policy = create(ZeroTrustAccessPolicy, stack, "staff", { accountId, decision: "allow", name: TEMPLATE });
  policy.putInclude(lazyLiterals(() => [{ email: { email: TEMPLATE } }]) as any);
  const body = resourceAt(stack, "staff");
  expect(body.name).toBe(ESCAPED);
  expect(body.include).toEqual([{ email: { email: ESCAPED } }]);
});

test("TerraformData escapes its values, also those that are known at the end of the synthesis", () => {
  const stack = stackWithProvider();
  const policy = create(ZeroTrustAccessPolicy, stack, "staff", { accountId, decision: "allow", name: "staff" });
  const input = lazyLiterals(() => [TEMPLATE, attribute(policy, "id")]);
  const id = "${cloudflare_zero_trust_access_policy.staff.id}";
  new TerraformData(stack, "lazy", { input, triggersReplace: { text: TEMPLATE, id: policy.id } });
  expect(resourceAt(stack, "lazy")).toMatchObject({
    input: [ESCAPED, id],
    triggers_replace: { text: ESCAPED, id },
  });
});
