import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { check, CheckCommandOptions } from "../../lib/cli/check";

const ROOT = path.join(__dirname, "../..");
const HANDWRITTEN = path.join(ROOT, "examples/handwritten");

/** What the command prints, and its exit code. */
export function run(directory: string, options: CheckCommandOptions): { readonly text: string; readonly code: number } {
  let text = "";
  const code = check(directory, options, { stdout: (each) => (text += each), toolVersion: "0.0.0" });
  return { text, code };
}

/** The removal of a host in hand-written Terraform. */
export function wikiRemoved(format: string): ReturnType<typeof run> {
  const from = path.join(HANDWRITTEN, "deployed");
  return run(path.join(HANDWRITTEN, "wiki-removed"), { from, name: "infra", format: [format] });
}

/** Adds an address to the policy of the partners in a copy of the synthesized example `argocd`. */
export function addPartner(synthesized: string, copy: string): void {
  const file = "stacks/argocd/cdk.tf.json";
  const terraform = JSON.parse(readFileSync(path.join(synthesized, file), "utf8"));
  const policies: any[] = Object.values(terraform.resource.cloudflare_zero_trust_access_policy);
  const partners = policies.find(({ name }) => name === "partners");
  partners.include.push({ email: { email: "ann@contractor.example" } });
  mkdirSync(path.join(copy, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(copy, file), JSON.stringify(terraform));
  writeFileSync(path.join(copy, "manifest.json"), readFileSync(path.join(synthesized, "manifest.json")));
}

/** The fenced block after a marker of a page. */
export function shown(page: string, marker: string): string {
  const text = readFileSync(path.join(ROOT, page), "utf8");
  const start = text.indexOf("```\n", text.indexOf(`<!-- output of check: ${marker} -->\n`)) + 4;
  return text.slice(start, text.indexOf("```", start));
}

/** Every change of an example changes its digest, which says nothing to a reader. */
export function withoutDigest(text: string): string {
  return text.replace(/^(Digest +)[0-9a-f]{16}/m, "$10123456789abcdef");
}
