import { ZeroTrustTunnelCloudflaredVirtualNetwork } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared-virtual-network";
import { App, Fn, Lazy, TerraformVariable } from "cdktf";
import { AllowedValue, guardTokens, QUOTED, WORD } from "../../../lib/core/terraform/guarded-tokens";
import { TerraformData } from "../../../lib/core/terraform/terraform-data";
import { ACCOUNT, resourceAt, stackWithProvider, synth } from "../../support/stack";

const CHECK_QUOTED = String.raw`regex("^[^\"\\\\[:cntrl:]]+$", `;
const CHECK_WORD = `regex("^[A-Za-z0-9._:/@-]+$", `;

let stack = stackWithProvider();
beforeEach(() => (stack = stackWithProvider()));

const variable = () => new TerraformVariable(stack, "later", {}).stringValue;
const guard = (text: string, allowed: AllowedValue = QUOTED) => guardTokens(text, allowed, "IdentityInvalid");

function rendered(text: string): string {
  new TerraformData(stack, "data", { input: text });
  return resourceAt(stack, "data").input;
}

test("guardTokens lets Terraform check the value of a token", () => {
  expect(rendered(`a "${guard(variable())}"`)).toBe(`a "\${${CHECK_QUOTED}var.later)}"`);
});

test("guardTokens lets Terraform check a token outside quotes", () => {
  expect(rendered(guard(`a in {${variable()}}`, WORD))).toBe(`a in {\${${CHECK_WORD}var.later)}}`);
});

test("guardTokens keeps text without tokens", () => {
  expect(guard("a ${b}")).toBe("a ${b}");
});

test("guardTokens guards a token once", () => {
  const later = variable();
  const once = guard(later);
  expect(guard(later)).toBe(once);
  expect(guard(once, WORD)).toBe(once);
  expect(guard(later, WORD)).not.toBe(once);
});

test("guardTokens checks the result of a function", () => {
  expect(rendered(guard(Fn.lookup({ a: "b" }, variable(), "c")))).toBe(
    `\${${CHECK_QUOTED}"\${lookup({"a" = "b"}, var.later, "c")}")}`,
  );
});

describe("guardTokens with the id of a Cloudflare resource", () => {
  const network = () =>
    new ZeroTrustTunnelCloudflaredVirtualNetwork(stack, "lab", { accountId: ACCOUNT.accountId, name: "lab" });
  const reference = "cloudflare_zero_trust_tunnel_cloudflared_virtual_network.lab";

  test("keeps the id, which Cloudflare creates", () => {
    expect(rendered(guard(network().id))).toBe(`\${${reference}.id}`);
  });

  test("keeps the id in another stack", () => {
    const { id } = network();
    const other = stackWithProvider("other", App.of(stack));
    new TerraformData(other, "data", { input: guard(id) });
    expect(synth(other).resource.terraform_data.data.input).toMatch(/^\$\{data\.terraform_remote_state\.[^(]*\}$/);
  });

  test("checks other attributes", () => {
    expect(rendered(guard(network().name))).toBe(`\${${CHECK_QUOTED}${reference}.name)}`);
  });
});

describe("guardTokens with a value that is known at synth", () => {
  const lazy = (text: string) => Lazy.stringValue({ produce: () => text });

  test.each(["engineers", "Site Reliability"])("accepts %s in quotes", (text) => {
    expect(rendered(guard(lazy(text)))).toBe(text);
  });

  test.each(['a"b', "a\\b", "a\nb", ""])("fails when the value in quotes is %j", (text) => {
    expect(() => rendered(guard(lazy(text)))).toThrow("IdentityInvalid: the value");
  });

  test.each(["a b", "a}", '"a"'])("fails when the word is %j", (text) => {
    expect(() => rendered(guard(lazy(text), WORD))).toThrow("IdentityInvalid: the value");
  });
});
