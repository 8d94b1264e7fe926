import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { blocksOf, diagnosticsOf, load, programOf } from "../support/documentation";

const ROOT = path.join(__dirname, "../..");
const pages = ["README.md", ...readdirSync(path.join(ROOT, "docs")).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);
const blocks = new Map(pages.map((page) => [page, blocksOf(page)]));
const programs = new Map(
  pages
    .map((page) => [page, blocks.get(page)!.filter(({ file }) => file === undefined)] as const)
    .filter(([, own]) => own.length > 0)
    .map(([page, own]) => [page, programOf(own)]),
);

test("every example of the documentation compiles", () => {
  expect(diagnosticsOf(programs)).toEqual([]);
}, 60_000);

test.each([...programs])("the examples of %s synthesize", (_page, code) => {
  const stack = new TerraformStack(Testing.app(), "app");
  new CloudflareProvider(stack, "cloudflare");
  new KubernetesProvider(stack, "kubernetes");
  load(code, require).call(stack);
  expect(() => Testing.synth(stack, true)).not.toThrow();
});

test("what the documentation shows of a file is in that file", () => {
  const shown = [...blocks.values()].flat().filter(({ file }) => file !== undefined);
  expect(shown.length).toBeGreaterThan(0);
  for (const { code, file } of shown) expect(readFileSync(path.join(ROOT, file!), "utf8")).toContain(code);
});

test("CONTRIBUTING names files and folders that are there, and every folder of lib/", () => {
  const page = readFileSync(path.join(ROOT, "CONTRIBUTING.md"), "utf8");
  const named = [
    ...page.matchAll(/(?<![\w/.])(?:lib|__tests__|docs|examples|stacks|scripts|projenrc|\.ci)\/[\w/.-]*/g),
  ];
  const paths = named.map(([each]) => each.replace(/\.$/, ""));
  expect(paths.filter((each) => !existsSync(path.join(ROOT, each)))).toEqual([]);
  const folders = readdirSync(path.join(ROOT, "lib"), { withFileTypes: true }).filter((each) => each.isDirectory());
  expect(folders.map(({ name }) => `lib/${name}`).filter((each) => !paths.includes(each))).toEqual([]);
});

test("every link of the documentation leads to a file", () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(path.join(ROOT, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
      .map(([, link]) => path.join(path.dirname(page), link))
      .filter((link) => !existsSync(path.join(ROOT, link)))
      .map((link) => `${page} -> ${link}`),
  );
  expect(broken).toEqual([]);
});
