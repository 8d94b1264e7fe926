import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { EntryPoint, entryPoints, projectRoot, readPackage } from "./entry-points";
import { copyProject, inScratch } from "./scratch";

/** jsii drops free functions silently. In these entry points they are intended for TypeScript only. */
const typescriptOnly = ["rehearsal", "testing"];

/**
 * Warnings that concern packages published as jsii modules: a missing README, peers that are not development
 * dependencies, a custom tsconfig, and names that are reserved words in C#, which jsii's generator escapes.
 */
const silenced = ["JSII3", "JSII6", "JSII4009", "JSII5018"];

/** Compiles the public API with jsii and discards the output. Returns the problems that jsii reports. */
export function jsiiProblems(root: string): string[] {
  const entries = entryPoints(root);
  return [...freeFunctions(root, entries), ...inScratch((folder) => compile(root, folder, entries))];
}

/** The scratch folder contains lib/ at the same place, so the paths that jsii reports are paths of the project. */
function compile(root: string, folder: string, entries: EntryPoint[]): string[] {
  copyProject(root, folder, ["lib"]);
  const { compilerOptions } = ts.readConfigFile(path.join(projectRoot, "tsconfig.json"), ts.sys.readFile).config;
  const tsconfig = { compilerOptions: { ...compilerOptions, noEmit: false }, files: ["index.ts"] };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  const [index, ...others] = entries;
  writeFileSync(path.join(folder, "index.ts"), [exportAll(index), ...others.map(exportNamespace)].join("\n") + "\n");
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(jsiiPackage(readPackage(root))));

  const jsii = path.join(projectRoot, "node_modules/jsii/bin/jsii");
  const flags = ["--tsconfig", "tsconfig.json", "--validate-tsconfig", "off", "--silence-warnings", ...silenced];
  const { status, stdout, stderr } = spawnSync(process.execPath, [jsii, ...flags], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split(".")[0] },
  });
  const output = `${stdout}${stderr}`.replaceAll(`${folder}/`, "").trim();
  return status === 0 ? [] : [output || `jsii ended with status ${status}`];
}

function exportAll(entry: EntryPoint): string {
  return `export * from "./${entry.source.replace(/\.ts$/, "")}";`;
}

function exportNamespace(entry: EntryPoint): string {
  return `export * as ${entry.name.replaceAll("-", "_")} from "./${entry.source.replace(/\.ts$/, "")}";`;
}

/** jsii requires additional fields, and that dependencies which are not jsii modules are bundled. */
function jsiiPackage(manifest: any): object {
  const optional = Object.keys(manifest.peerDependenciesMeta ?? {});
  const installed = Object.entries(manifest.peerDependencies ?? {}).filter(
    ([name]) => !optional.includes(name) || isInstalled(name),
  );
  return {
    name: manifest.name,
    version: manifest.version,
    license: manifest.license,
    author: manifest.author,
    repository: "https://example.com/cdktf-zero-trust.git",
    main: "index.js",
    types: "index.d.ts",
    jsii: { outdir: "dist", targets: {} },
    dependencies: manifest.dependencies,
    bundledDependencies: Object.keys(manifest.dependencies ?? {}),
    peerDependencies: Object.fromEntries(installed),
  };
}

function isInstalled(name: string): boolean {
  return existsSync(path.join(projectRoot, "node_modules", name));
}

function freeFunctions(root: string, entries: EntryPoint[]): string[] {
  const checked = entries.filter(({ name }) => !typescriptOnly.includes(name));
  const program = ts.createProgram(
    checked.map(({ source }) => path.join(root, source)),
    { types: [] },
  );
  const checker = program.getTypeChecker();
  return checked.flatMap(({ specifier, source }) => {
    const file = program.getSourceFile(path.join(root, source));
    const symbol = file && checker.getSymbolAtLocation(file);
    if (!symbol) return [`${source}: exports nothing, but package.json lists it as ${specifier}`];
    return checker
      .getExportsOfModule(symbol)
      .map((exported) =>
        exported.declarations?.some(ts.isExportSpecifier) ? checker.getAliasedSymbol(exported) : exported,
      )
      .flatMap((exported) => exported.declarations ?? [])
      .filter((node) => ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node))
      .filter((node) => !ts.getJSDocTags(node).some((tag) => tag.tagName.text === "internal"))
      .map((node) => describe(root, specifier, node));
  });
}

function describe(root: string, specifier: string, node: ts.FunctionDeclaration | ts.VariableDeclaration): string {
  const file = node.getSourceFile();
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart());
  const place = `${path.relative(root, file.fileName)}:${line + 1}:${character + 1}`;
  return `${place} - ${specifier} exports ${node.name?.getText()}, which jsii drops silently; make it a static method or mark it @internal`;
}

if (require.main === module) {
  const problems = jsiiProblems(projectRoot);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
