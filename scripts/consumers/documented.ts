import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../entry-points";

/** The peers that the `npm install` lines of a README name, without versions. */
export function documentedPackages(readme: string): string[] {
  const lines = [...readme.matchAll(/^npm install (?!file:)([^#\n]*)/gm)].flatMap(([, list]) =>
    list.trim().split(/\s+/),
  );
  const names = lines.map((each) => each.replace(/(?<=.)@.*$/, "").replace(/"/g, ""));
  return [...new Set(names)].filter((name) => !/^cdkt[fn]-zero-trust$/.test(name));
}

/** The manifest in docs/which-package.md of a project with CDK Terrain under the name of CDK for Terraform. */
export function documentedManifest(page = readFileSync(path.join(projectRoot, "docs/which-package.md"), "utf8")): {
  readonly dependencies: { readonly [name: string]: string };
  readonly overrides: object;
} {
  const manifests = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text]) => JSON.parse(text));
  const [manifest, ...others] = manifests.filter((each) => each.overrides !== undefined);
  if (manifest === undefined || others.length > 0) throw new Error("docs/which-package.md must contain one manifest.");
  const { "cdktf-zero-trust": _, ...dependencies } = manifest.dependencies;
  return { dependencies, overrides: manifest.overrides };
}
