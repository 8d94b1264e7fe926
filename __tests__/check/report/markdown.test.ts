import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CASES, DANGEROUS, largeReport, OPTIONS, SAFE, UNCLEAR } from "./fixture";
import type { CheckFinding, CheckReport } from "../../../lib/check/model";
import { renderReport } from "../../../lib/check/report";

function markdown(report: CheckReport): string {
  return renderReport(report, "markdown", OPTIONS);
}

describe("renderReport with markdown", () => {
  test.each(Object.entries(CASES))("prints the %s change", (name, report) => {
    const expected = readFileSync(join(__dirname, "expected", `${name}.markdown.txt`), "utf8");
    expect(markdown(report)).toBe(expected);
  });

  test("identifies the comment by the name of the stack, in a form that cannot end the marker", () => {
    const first = (name: string): string => markdown({ ...SAFE, name }).split("\n")[0];
    expect(first("infra/publish")).toBe("<!-- cdktf-zero-trust:check:infra/publish -->");
    expect(first("a --> b")).toBe("<!-- cdktf-zero-trust:check:a+%2D-%3E+b -->");
    expect(first("a-")).not.toBe(first("a"));
  });

  test("has a diagram only for exposed targets and for several removed layers", () => {
    const layer: CheckFinding = { ...UNCLEAR.findings[3], acceptance: undefined };
    const withFindings = (...findings: CheckFinding[]): string => markdown({ ...UNCLEAR, findings });
    expect(markdown(SAFE)).not.toContain("```mermaid");
    expect(markdown(DANGEROUS)).toContain("```mermaid");
    expect(withFindings(layer)).not.toContain("```mermaid");
    expect(withFindings(layer, layer)).toContain("```mermaid");
  });

  test("writes names of teams, e-mail addresses and links as code", () => {
    const because = "@example/platform asked ann@example.com, see #12 and https://example.com";
    expect(markdown({ ...SAFE, accessChanges: [{ ...SAFE.accessChanges[0], because }] })).toContain(
      "| `@example/platform` asked `ann@example.com`, see `#12` and `https://example.com` |",
    );
  });

  test("keeps the columns of a table", () => {
    const change = { ...SAFE.accessChanges[0], target: "a|b`c", because: "x | y" };
    expect(markdown({ ...SAFE, accessChanges: [change] })).toContain(
      "| ➕ gains | <code>a&#124;b&#96;c</code> | `ann@contractor.example` | x <code>&#124;</code> y |",
    );
  });

  test("stays below 60 kB and counts what it leaves out", () => {
    const text = markdown(largeReport(5000));
    expect(Buffer.byteLength(text)).toBeLessThan(60_000);
    expect(text).toMatch(/^And \d+ more\.$/m);
    expect(text).toContain("The diagram leaves out 4988 more.");
    expect(text).toContain("<summary>Access changes: 2500 gain, 2500 lose</summary>");
    expect(text.match(/^<details>/gm)).toHaveLength(text.match(/^<\/details>/gm)?.length ?? 0);
    expect(text.trimEnd()).toMatch(/<\/sub>$/);
  });

  test.each(["|".repeat(900), "`@ ".repeat(300), "例".repeat(900), "👩‍💻 ".repeat(300)])(
    "stays below 60 kB when every text is long: %#",
    (long) => {
      const report = largeReport(200);
      const findings = report.findings.map((finding) => ({
        ...finding,
        ...{ target: long, title: long, who: long, when: long, why: long, fix: long, where: long, affects: long },
        prevention: { text: long, code: `${long}\n`.repeat(50) },
        steps: Array.from({ length: 50 }, () => ({ operation: "delete", address: long, effect: long })),
      }));
      const accessChanges = report.accessChanges.map((each) => ({ ...each, target: long, who: long, because: long }));
      const texts = { name: long, headline: long, assumptions: Array.from({ length: 50 }, () => long) };
      expect(Buffer.byteLength(markdown({ ...report, ...texts, findings, accessChanges }))).toBeLessThan(60_000);
    },
  );

  test("lists more than one finding with its id", () => {
    const other = { ...DANGEROUS.findings[0], id: "exposure-window@b.example.com", title: "b.example.com is exposed" };
    const text = markdown({ ...DANGEROUS, findings: [...DANGEROUS.findings, other] });
    expect(text).toContain("#### `b.example.com` is exposed\n\n<sub>`exposure-window@b.example.com`</sub>");
  });

  test("links only to a URL", () => {
    const link = (reportUrl: string): boolean => /\[Full/.test(renderReport(SAFE, "markdown", { reportUrl }));
    expect(link("https://ci.example.com/1")).toBe(true);
    expect(["javascript:alert(1)", "https://a) [b](c"].filter(link)).toEqual([]);
  });
});
