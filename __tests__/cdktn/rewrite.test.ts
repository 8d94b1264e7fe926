import { PASSAGES } from "../../scripts/cdktn/passages";
import { rewrite } from "../../scripts/cdktn/rewrite";
import { RULES } from "../../scripts/cdktn/rules";

const rewritten = (text: string) => rewrite(text, RULES);

describe("rewrite()", () => {
  test.each([
    ['import { App } from "cdktf";', 'import { App } from "cdktn";'],
    ['import { Lb } from "@cdktf/provider-aws/lib/lb";', 'import { Lb } from "@cdktn/provider-aws/lib/lb";'],
    ['require("cdktf"); import("@cdktf/provider-x")', 'require("cdktn"); import("@cdktn/provider-x")'],
    ['typeof import("cdktf/lib/app")', 'typeof import("cdktn/lib/app")'],
    ['const NAME = "@cdktf/provider-google";', 'const NAME = "@cdktn/provider-google";'],
    ["/^(cdktf|constructs|@cdktf\\/.*)$/", "/^(cdktn|constructs|@cdktn\\/.*)$/"],
    ["npx cdktf-cli@0.21 deploy x", "npx cdktn-cli@0.24 deploy x"],
    ["npx cdktf synth", "npx cdktn synth"],
    ["npx cdktf-zero-trust check", "npx cdktn-zero-trust check"],
    ['from "cdktf-zero-trust/lib/coredns"', 'from "cdktn-zero-trust/lib/coredns"'],
    ["node_modules/cdktf-zero-trust/monitoring/x.yaml", "node_modules/cdktn-zero-trust/monitoring/x.yaml"],
    ['"^cdktf-zero-trust/lib/(.*)$"', '"^cdktn-zero-trust/lib/(.*)$"'],
    ["`CDKTF` ignores it. CDKTF's App.", "`CDK Terrain` ignores it. CDK Terrain's App."],
    ["constructs for CDK for Terraform", "constructs for CDK Terrain"],
  ])("rewrites %j", (text, expected) => {
    expect(rewritten(text)).toEqual({ text: expected, unknown: [] });
  });

  test.each([
    'level === "@cdktf/warn" || level === "@cdktf/error"',
    "cdktf.out/stacks/publish and cdktf.json",
    '/"cdktf\\.out\\//',
    "process.env.CDKTF_OUTDIR",
    "CDKTF_ZERO_TRUST_CREATION_STACKS=1",
    'annotations: { "cdktf-zero-trust/tunnel-id": id, "cdktf-zero-trust/zones": zones }',
    'Symbol.for("cdktf-zero-trust/ValidationError")',
    "stack.cdktfStack",
    "https://github.com/example/cdktf-zero-trust/issues",
    "https://developer.hashicorp.com/terraform/cdktf/concepts/remote-backends",
    "GET /cdktf-zero-trust-probe",
    "cdktn, @cdktn/provider-google and cdktn-zero-trust",
  ])("keeps %j", (text) => {
    expect(rewritten(text)).toEqual({ text, unknown: [] });
  });

  test.each([
    'const KEY = "cdktf-zero-trust/owner";',
    'const name = "cdktf-zero-trust-lock";',
    'Symbol.for("cdktf/App")',
    "import { x } from '@cdktf/cli-core';",
    "const fromCdktf = 1;",
    "node_modules/cdktf",
    'element["cdktfFutureField"]',
  ])("reports %j, which is on no list", (text) => {
    expect(rewritten(`first\n  ${text}\n`).unknown).toEqual([`2: ${text}`]);
  });

  test("reports every occurrence with its line, also after a passage", () => {
    const text = "one\nold\npassage\nhasCdktf and cdktf\nmyCdktf";
    const { text: result, unknown } = rewrite(text, RULES, [{ from: "old\npassage", to: "new" }]);
    expect(result).toBe("one\nnew\nhasCdktf and cdktn\nmyCdktf");
    expect(unknown).toEqual(["4: hasCdktf and cdktf", "5: myCdktf"]);
  });

  test("replaces a passage as it is, before the rules", () => {
    const passages = [{ from: /^cdktf .*$/m, to: "cdktf and cdktn" }];
    expect(rewrite("# x\ncdktf 0.21\ncdktf", RULES, passages)).toEqual({
      text: "# x\ncdktf and cdktn\ncdktn",
      unknown: [],
    });
  });

  test("fails when a passage does not occur", () => {
    expect(() => rewrite("other", RULES, [{ from: "passage", to: "x" }])).toThrow("does not occur: passage");
    expect(() => rewrite("other", RULES, [{ from: /pas+age/, to: "x" }])).toThrow("does not occur: /pas+age/");
  });

  test("changes nothing in a text that is rewritten already", () => {
    const once = rewritten('import { App } from "cdktf"; // CDKTF, npx cdktf-zero-trust check cdktf.out').text;
    expect(rewritten(once)).toEqual({ text: once, unknown: [] });
  });
});

test("no passage contains the name of a package that the other one replaces, except where both are compared", () => {
  const texts = Object.values(PASSAGES).flatMap((passages) => passages.map(({ to }) => to));
  expect(texts.filter((to) => /cdktf-|@cdktf|CDKTF/.test(to))).toEqual([]);
});
