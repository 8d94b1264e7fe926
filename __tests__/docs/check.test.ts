import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import { addPartner, run, shown, wikiRemoved, withoutDigest } from "./check-examples";
import { ArgocdStack } from "../../examples/argocd/argocd-stack";
import { RULE_IDS } from "../../lib/check/model";
import { temporaryDirectory } from "../cli/fixture";

const ROOT = path.join(__dirname, "../..");
const directory = temporaryDirectory("check-docs-");

test("docs/check.md quotes the output for a host that is removed from hand-written Terraform", () => {
  const { text, code } = wikiRemoved("text");
  expect(shown("docs/check.md", "wiki")).toBe(withoutDigest(text));
  expect(code).toBe(1);
});

test("docs/check.md quotes the output for an address that is added to a policy", () => {
  const [from, to] = ["main.out", "cdktf.out"].map((name) => path.join(directory.path, name));
  const app = new App({ outdir: from, stackTraces: false });
  new ArgocdStack(app, "argocd");
  app.synth();
  addPartner(from, to);
  const { text, code } = run(to, { from, name: "argocd" });
  expect(shown("docs/check.md", "partner")).toBe(withoutDigest(text));
  expect(code).toBe(0);
});

test("README.md quotes the comment for a host that is removed from hand-written Terraform", () => {
  const { text } = wikiRemoved("markdown");
  const quoted = text.slice(text.indexOf("### "), text.indexOf("\n\n```hcl"));
  expect(quoted).toContain("**Prevent it:**");
  expect(readFileSync(path.join(ROOT, "README.md"), "utf8")).toContain(`\n${quoted}\n\n<!-- end of output -->\n`);
});

test("the removal and the creation pass with the dependency that the finding names", () => {
  const [before, after] = ["deployed", "wiki-removed"].map((name) => {
    const copy = path.join(directory.path, name);
    cpSync(path.join(ROOT, "examples/handwritten", name), copy, { recursive: true });
    const file = path.join(copy, "main.tf.json");
    const terraform = JSON.parse(readFileSync(file, "utf8"));
    const records: Record<string, any> = terraform.resource.cloudflare_dns_record;
    for (const [host, record] of Object.entries(records)) {
      record.depends_on = [`cloudflare_zero_trust_access_application.${host}`];
    }
    writeFileSync(file, JSON.stringify(terraform));
    return copy;
  });
  expect(run(after, { from: before, name: "infra" })).toMatchObject({ code: 0 });
  expect(run(before, { name: "infra" })).toMatchObject({ code: 0 });
});

test("docs/check.md has a heading for every rule, to which SARIF links", () => {
  const page = readFileSync(path.join(ROOT, "docs/check.md"), "utf8");
  expect(RULE_IDS.filter((id) => !page.includes(`\n### ${id}\n`))).toEqual([]);
});
