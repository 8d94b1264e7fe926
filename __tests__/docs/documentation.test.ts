import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { blocksOf, diagnosticsOf, load, programOf } from "../support/documentation";
import { TARGET_VERSIONS } from "../support/stack";

const ROOT = path.join(__dirname, "../..");
const pages = [
  ...["README.md", "CONTRIBUTING.md"],
  ...readdirSync(path.join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md") && !name.startsWith("docs/api/"));
const blocks = new Map(pages.map((page) => [page, blocksOf(page)]));
const programs = new Map(
  pages
    .map((page) => [page, blocks.get(page)!.filter(({ file }) => file === undefined)] as const)
    .filter(([, own]) => own.length > 0)
    .map(([page, own]) => [page, programOf(own)]),
);

test("every code block of the documentation compiles", () => {
  expect(diagnosticsOf(programs)).toEqual([]);
}, 60_000);

test.each([...programs])("the code blocks of %s synthesize", (_page, code) => {
  const stack = new TerraformStack(Testing.app({ context: TARGET_VERSIONS }), "app");
  new CloudflareProvider(stack, "cloudflare");
  new KubernetesProvider(stack, "kubernetes");
  load(code, require).call(stack);
  expect(() => Testing.synth(stack, true)).not.toThrow();
});

test("every code block with a file marker is contained in that file", () => {
  const shown = [...blocks.values()].flat().filter(({ file }) => file !== undefined);
  expect(shown.length).toBeGreaterThan(0);
  for (const { code, file } of shown) expect(readFileSync(path.join(ROOT, file!), "utf8")).toContain(code);
});

test("CONTRIBUTING names only files and folders that exist, and every folder of lib/", () => {
  const page = readFileSync(path.join(ROOT, "CONTRIBUTING.md"), "utf8");
  const named = [
    ...page.matchAll(/(?<![\w/.])(?:lib|__tests__|docs|examples|stacks|scripts|projenrc|\.ci)\/[\w/.-]*/g),
  ];
  const paths = named.map(([each]) => each.replace(/\.$/, ""));
  expect(paths.filter((each) => !existsSync(path.join(ROOT, each)))).toEqual([]);
  const folders = readdirSync(path.join(ROOT, "lib"), { withFileTypes: true }).filter((each) => each.isDirectory());
  expect(folders.map(({ name }) => `lib/${name}`).filter((each) => !paths.includes(each))).toEqual([]);
});

test("every relative link of the documentation points to a file, and every anchor to a heading", () => {
  const broken = pages.flatMap((page) =>
    linksOf(page)
      .filter(([file, anchor]) => !existsSync(path.join(ROOT, file)) || !hasAnchor(file, anchor))
      .map(([file, anchor]) => `${page} -> ${file}${anchor === undefined ? "" : `#${anchor}`}`),
  );
  expect(broken).toEqual([]);
});

test("the index of the documentation lists every page", () => {
  const listed = linksOf("docs/README.md").map(([file]) => file);
  const top = pages.filter((page) => path.dirname(page) === "docs" && page !== "docs/README.md");
  expect(top.filter((page) => !listed.includes(page))).toEqual([]);
});

function linksOf(page: string): [file: string, anchor: string | undefined][] {
  const text = readFileSync(path.join(ROOT, page), "utf8");
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, file, anchor]) => [
    file === "" ? page : path.join(path.dirname(page), file),
    anchor,
  ]);
}

/** Anchors as GitHub derives them from headings, which are unique on every page here. */
function hasAnchor(file: string, anchor: string | undefined): boolean {
  if (anchor === undefined) return true;
  const headings = readFileSync(path.join(ROOT, file), "utf8").matchAll(/^#+ (.+)$/gm);
  return [...headings].some(
    ([, text]) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-") === anchor,
  );
}
