import { lintProse, renderFinding } from "../../scripts/prose/lint-prose";

/** The findings as "line:column phrase". */
const found = (file: string, source: string) =>
  lintProse(file, source, []).map(
    ({ line, column, message }) => `${line}:${column} ${/^"([^"]+)"/.exec(message)?.[1]}`,
  );

describe("prose lint of TypeScript", () => {
  test("refuses a phrase in a comment, a doc comment, a string and a template literal", () => {
    const source = [
      "// Nobody gets in.",
      "/** A rule that lets in the group. */",
      'export const a = "there is a way out";',
      "export const b = `for ${a} it speaks of ${a} two locks`; // anew",
    ].join("\n");
    expect(found("lib/a.ts", source)).toEqual([
      "1:4 Nobody",
      "2:17 lets in",
      "3:30 way out",
      "4:31 speaks of",
      "4:46 two locks",
      "4:61 anew",
    ]);
  });

  test("finds a phrase that continues on the next line of a comment", () => {
    expect(found("lib/a.ts", "// there is no way\n// out of it")).toEqual(["1:16 way out"]);
    expect(found("lib/a.ts", "/**\n * Only one\n * lock is left.\n */\nconst a = 1;")).toEqual(["2:9 one lock"]);
  });

  test("finds a word after an escape sequence", () => {
    expect(found("lib/a.ts", 'const a = "\\nnobody";')).toEqual(["1:14 nobody"]);
  });

  test("accepts words that contain a phrase, identifiers, module specifiers and regular expressions", () => {
    const source = [
      'import { nobody } from "./nobody";',
      'import type { A } from "./way-out";',
      'export * from "./one-lock";',
      "// shallow, shallots, somebodys",
      "export const shall = /nobody \\/\\/ whoever/.test(String(nobody)) ? nobody : 1;",
    ].join("\n");
    expect(found("lib/a.ts", source)).toEqual([]);
  });

  test('refuses a doc comment that begins with "Defines", and no other use of the word', () => {
    expect(found("lib/a.ts", "/** Defines a tunnel. */\nclass A {}")).toEqual(["1:5 Defines"]);
    expect(found("lib/a.ts", "/** @internal Defines a tunnel. */\nclass A {}")).toEqual(["1:15 Defines"]);
    expect(found("lib/a.ts", "/** A file that defines a tunnel. */\nclass A {}\n// Defines a tunnel.")).toEqual([]);
  });

  test("suggests what to write", () => {
    const [finding] = lintProse("lib/a.ts", "// done anew", []);
    expect(renderFinding(finding)).toBe('lib/a.ts:1:9: "anew": write "again".');
  });
});

describe("prose lint of Markdown and YAML", () => {
  test("refuses the markers of a merge conflict, and accepts quotes and headings", () => {
    const conflict = [`${"<".repeat(7)} HEAD`, "ours", "=".repeat(7), "others", `${">".repeat(7)} branch`].join("\n");
    const lines = (source: string) => lintProse("CHANGELOG.md", source, []).map(({ line }) => line);
    expect(lines(conflict)).toEqual([1, 5]);
    expect(lines("> quoted\n\nHeading\n=======\n")).toEqual([]);
  });

  test("refuses a phrase in text, in a table and in a code block", () => {
    const source = "# Safety\n\nWhoever asks\n\n| who | nobody |\n\n```text\nin silence\n```\n";
    expect(found("docs/a.md", source)).toEqual(["3:1 Whoever", "5:9 nobody", "8:1 in silence"]);
    expect(found(".github/a.yml", "name: Ask\nabout: nobody answers\n")).toEqual(["2:8 nobody"]);
  });

  test('accepts "there is no ..." where it refuses "is no ..."', () => {
    expect(found("docs/a.md", '"x" is no CIDR, and there is no address.')).toEqual(["1:5 is no CIDR"]);
  });

  test("refuses a line of prose over 120 characters", () => {
    const line = "word ".repeat(25).trim();
    expect(lintProse("docs/a.md", `\n${line}\n`, [])).toEqual([
      { file: "docs/a.md", line: 2, column: 121, message: "The line has 124 characters. Wrap prose at 120." },
    ]);
    expect(lintProse("docs/a.md", `- ${line}\n`, [])).toHaveLength(1);
  });

  test("accepts long lines that cannot wrap: tables, code, links, and one long word", () => {
    const long = "x".repeat(130);
    const source = [
      `| ${"cell ".repeat(40)} |`,
      "```",
      "word ".repeat(40),
      "```",
      `[${"words of the link ".repeat(6)}](https://example.com/${long})`,
      `- [a](https://example.com/${long})`,
      `[reference]: https://example.com/${long}`,
      long,
    ].join("\n");
    expect(lintProse("docs/a.md", source, [])).toEqual([]);
  });
});

describe("exceptions of the prose lint", () => {
  const exception = { file: "docs/a.md", phrase: "way out", reason: "It is the name of a product." };

  test("apply to one phrase in one file", () => {
    expect(lintProse("docs/a.md", "The Way\nOut", [exception])).toEqual([]);
    expect(lintProse("docs/b.md", "The Way\nOut", [exception])).toHaveLength(1);
    expect(lintProse("docs/a.md", "The way out, anew", [exception])).toHaveLength(1);
  });

  test("are reported when they are not used", () => {
    expect(lintProse("docs/a.md", "Text", [exception]).map(({ message }) => message)).toEqual([
      'The exception for "way out" is not used.',
    ]);
  });
});
