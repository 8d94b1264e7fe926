import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const ROOT = path.join(__dirname, "../..");

/** The fixture of every page: `account`, `zone`, `staff` and `tunnel`, which a page can use without defining them. */
const FIXTURE_IMPORTS = `
import {
  AccessPolicy as FixturePolicy, AccessRule as FixtureRule, Tunnel as FixtureTunnel, Zone as FixtureZone,
} from "cdktf-zero-trust";
import { TerraformStack as FixtureStack } from "cdktf";
`;
const FIXTURE = `
  const account = { accountId: "0123456789abcdef0123456789abcdef", teamName: "example" };
  const zone = FixtureZone.fromZoneAttributes(this, "fixture-zone", {
    zoneId: "fedcba9876543210fedcba9876543210",
    zoneName: "example.com",
  });
  const staff = new FixturePolicy(this, "fixture-staff", {
    account,
    include: [FixtureRule.emailDomain("example.com")],
  });
  const tunnel = new FixtureTunnel(this, "fixture-tunnel", { account });
`;

/** One fenced TypeScript block of a page. */
export interface Block {
  readonly code: string;
  readonly line: number;
  /** The file that contains the block, from `<!-- file: examples/x.ts -->` on the line above. */
  readonly file?: string;
}

export function blocksOf(page: string): Block[] {
  const lines = readFileSync(path.join(ROOT, page), "utf8").split("\n");
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].trim() !== "```ts") continue;
    const end = lines.indexOf("```", i);
    const file = /^<!-- file: (\S+) -->$/.exec(lines[i - 1] ?? "")?.[1];
    blocks.push({ code: lines.slice(i + 1, end).join("\n"), line: i + 1, file });
    i = end;
  }
  return blocks;
}

/** The blocks of a page as one module that exports `build(this: FixtureStack)`. */
export function programOf(blocks: Block[]): string {
  const imports = new Map<string, Set<string>>();
  const bodies: string[] = [];
  for (const { code } of blocks) {
    const source = ts.createSourceFile("block.ts", code, ts.ScriptTarget.ES2022, true);
    const statements: string[] = [];
    for (const statement of source.statements) {
      if (!ts.isImportDeclaration(statement)) {
        statements.push(code.slice(statement.pos, statement.end));
        continue;
      }
      const names = imports.get((statement.moduleSpecifier as ts.StringLiteral).text) ?? new Set();
      imports.set((statement.moduleSpecifier as ts.StringLiteral).text, names);
      for (const name of (statement.importClause!.namedBindings as ts.NamedImports).elements) names.add(name.getText());
    }
    bodies.push(statements.join(""));
  }
  const header = [...imports].map(
    ([from, names]) => `import { ${[...names].join(", ")} } from ${JSON.stringify(from)};`,
  );
  return `${header.join("\n")}${FIXTURE_IMPORTS}
export function build(this: FixtureStack): void {${FIXTURE}
  {
    ${bodies.join("\n")}
  }
}
`;
}

/** The compiler's diagnostics for these modules, with the project's own strictness. */
export function diagnosticsOf(programs: Map<string, string>): string[] {
  const config = ts.readConfigFile(path.join(ROOT, "tsconfig.json"), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const host = ts.createCompilerHost({ ...options, noUnusedLocals: false });
  const virtual = new Map([...programs].map(([page, code]) => [path.join(ROOT, `${page}.ts`), code]));
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => virtual.has(name) || fileExists(name);
  host.readFile = (name) => virtual.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const code = virtual.get(name);
    return code === undefined ? getSourceFile(name, version, ...rest) : ts.createSourceFile(name, code, version);
  };
  const program = ts.createProgram([...virtual.keys()], { ...options, noUnusedLocals: false }, host);
  return [...virtual.keys()].flatMap((name) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(name))
      .map(({ messageText }) => `${path.relative(ROOT, name)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`),
  );
}

/** Loads a module's `build`, and resolves its imports as the calling test does. */
export function load(code: string, require: (name: string) => unknown): (this: unknown) => void {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const module = { exports: {} as { build: (this: unknown) => void } };
  new Function("require", "module", "exports", outputText)(require, module, module.exports);
  return module.exports.build;
}
