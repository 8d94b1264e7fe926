import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { entryPoints, projectRoot } from "../../scripts/entry-points";
import { diagnosticsOf, programOf } from "../support/documentation";

interface Example {
  readonly file: string;
  /** The exported class or function that the example belongs to. */
  readonly name: string;
  readonly code: string;
}

/** Names that the fixture of every example defines. */
const FIXTURE = ["account", "zone", "staff", "tunnel"];
/** What the examples of Cloud Run use besides. */
const NETWORK = `const network = "shop";\nconst subnetwork = "connectors";`;
/** Exported classes that are neither constructs nor value objects. */
const WITHOUT_EXAMPLE = ["Plan"];
/** The tool for tests, which has a page of its own. */
const REHEARSAL = "cdktf-zero-trust/lib/rehearsal";

const files = readdirSync(path.join(projectRoot, "lib"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
  .map((name) => path.join(projectRoot, "lib", name));
const sources = files.map((file) =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true),
);
const specifiers = exportedNames();
const examples = sources.flatMap(examplesOf);

function examplesOf(source: ts.SourceFile): Example[] {
  return source.statements.flatMap((statement) => {
    const { name } = statement as ts.Statement & { readonly name?: ts.Identifier };
    return ts
      .getJSDocTags(statement)
      .filter(({ tagName }) => tagName.text === "example")
      .map((tag) => ({
        file: path.relative(projectRoot, source.fileName),
        name: name?.text ?? "",
        code: ts.getTextOfJSDocComment(tag.comment) ?? "",
      }));
  });
}

/** What users import from which entry point. */
function exportedNames(): Map<string, string> {
  const entries = entryPoints(projectRoot);
  const program = ts.createProgram(
    entries.map(({ source }) => path.join(projectRoot, source)),
    { types: [] },
  );
  const checker = program.getTypeChecker();
  const names = new Map<string, string>();
  for (const { specifier, source } of [...entries].reverse()) {
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(path.join(projectRoot, source))!)!;
    for (const { name } of checker.getExportsOfModule(symbol)) names.set(name, specifier);
  }
  return names;
}

function moduleOf(code: string): string {
  const used = [...specifiers].filter(([name]) => !FIXTURE.includes(name) && new RegExp(`\\b${name}\\b`).test(code));
  const imports = used.map(([name, specifier]) => `import { ${name} } from ${JSON.stringify(specifier)};`);
  return programOf([{ code: [...imports, NETWORK, code].join("\n"), line: 1 }]);
}

test("every @example of a doc comment compiles", () => {
  expect(examples.length).toBeGreaterThan(40);
  const programs = new Map(examples.map(({ file, name, code }) => [`${file}#${name}`, moduleOf(code)]));
  expect(diagnosticsOf(programs)).toEqual([]);
});

test("every exported class has an @example", () => {
  const classes = sources.flatMap((source) =>
    source.statements.filter(ts.isClassDeclaration).map((node) => node.name?.text ?? ""),
  );
  const documented = new Set(examples.map(({ name }) => name));
  const missing = classes
    .filter((name) => specifiers.has(name) && specifiers.get(name) !== REHEARSAL)
    .filter((name) => !WITHOUT_EXAMPLE.includes(name) && !documented.has(name));
  expect(missing).toEqual([]);
});
