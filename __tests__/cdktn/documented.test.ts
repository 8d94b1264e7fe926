import { readFileSync } from "node:fs";
import path from "node:path";
import { CDK_TERRAIN } from "../../scripts/cdktn/manifest";
import { PASSAGES } from "../../scripts/cdktn/passages";
import { rewrite } from "../../scripts/cdktn/rewrite";
import { RULES } from "../../scripts/cdktn/rules";
import { documentedManifest, documentedPackages } from "../../scripts/consumers/documented";
import { projectRoot, readPackage } from "../../scripts/entry-points";

const read = (file: string) => readFileSync(path.join(projectRoot, file), "utf8");
const { peerDependencies, devDependencies } = readPackage(projectRoot);
const readme = rewrite(read("README.md"), RULES, PASSAGES["README.md"]).text;
const page = read("docs/which-package.md");

/** Every peer except AWS, which only one option of CoreDNS needs. */
const withoutAws = (names: string[]) => names.filter((name) => !name.endsWith("-aws")).sort();

test("README.md names the peers of each package in its commands", () => {
  expect(documentedPackages(read("README.md")).sort()).toEqual(withoutAws(Object.keys(peerDependencies)));
  expect(documentedPackages(readme).sort()).toEqual(withoutAws(Object.keys(CDK_TERRAIN)));
});

test("README.md of the package for CDK Terrain has the supported and the tested versions", () => {
  for (const [name, { range, tested }] of Object.entries(CDK_TERRAIN)) {
    const [line] = readme.split("\n").filter((each) => new RegExp(`^\\| \`?${name}\`?(, optional)? \\|`).test(each));
    expect(line).toContain(`| ${range} | ${tested}`);
    expect(page).toMatch(
      new RegExp(`^\\| \`${name}\`(, optional)? \\| ${range.replace("^", "\\^")} \\| ${tested}`, "m"),
    );
  }
});

test("the manifest with an alias has the versions of this project's bindings, and overrides the peer of the bindings", () => {
  const { dependencies, overrides } = documentedManifest();
  expect(overrides).toEqual({ cdktf: "$cdktf" });
  expect(dependencies).toEqual({
    cdktf: `npm:cdktn@${CDK_TERRAIN.cdktn.tested}`,
    constructs: CDK_TERRAIN.constructs.tested,
    ...Object.fromEntries(
      Object.entries<string>(devDependencies).filter(([name]) =>
        /^@cdktf\/.*-(cloudflare|kubernetes|google)$/.test(name),
      ),
    ),
  });
});
