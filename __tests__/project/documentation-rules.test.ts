import { Linter } from "eslint";
import { commentWidth, docComments } from "../../projenrc/documentation-rules";

const plugin = jest.requireActual("eslint-plugin-jsdoc");
const parser = jest.requireActual("@typescript-eslint/parser");

/** The rules that refuse a file, as "line rule". */
function refusals(...lines: string[]): string[] {
  const linter = new Linter({ configType: "flat" });
  const rules = { ...commentWidth, ...docComments } as unknown as Linter.RulesRecord;
  const messages = linter.verify(
    `${lines.join("\n")}\n`,
    {
      files: ["**/*.ts"],
      languageOptions: { parser },
      plugins: { jsdoc: plugin },
      rules,
    },
    { filename: "lib/a.ts" },
  );
  return messages.map(({ line, ruleId, message }) => `${line} ${ruleId ?? message}`);
}

const long = "word ".repeat(30).trim();

describe("the width of comments", () => {
  test("refuses comments over 120 characters, also behind code", () => {
    expect(refusals(`// ${long}`, "/**", ` * ${long}`, " */", `let a = 1; // ${long}`)).toEqual([
      "1 max-len",
      "3 max-len",
      "5 max-len",
    ]);
  });

  test("accepts long strings, template literals, imports and addresses", () => {
    const lines = [
      `import { a } from "./${"folder/".repeat(20)}";`,
      `let b = "${long}";`,
      `let c = \`${long}\`;`,
      `// https://example.com/${"path/".repeat(25)}`,
    ];
    expect(refusals(...lines)).toEqual([]);
  });
});

describe("doc comments in lib/", () => {
  test("refuses exported declarations without one", () => {
    const lines = [
      "export class A {}",
      "export interface B {}",
      "export type C = string;",
      "export enum D {}",
      "export function e(): void {}",
      "export const f = 1;",
    ];
    expect(refusals(...lines)).toEqual(lines.map((_, i) => `${i + 1} jsdoc/require-jsdoc`));
  });

  test("accepts a short one for internal exports, and none for other declarations and re-exports", () => {
    const lines = [
      "/** @internal The default port. */",
      "export const a = 1;",
      "const b = 1;",
      "class C {}",
      'export * from "./a";',
      'export { d } from "./d";',
    ];
    expect(refusals(...lines)).toEqual([]);
  });
});
