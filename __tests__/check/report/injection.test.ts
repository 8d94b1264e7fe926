import fc from "fast-check";
import { OPTIONS } from "./fixture";
import { hostileReport, isCommand } from "./hostile";
import { elementsOf, readHtml } from "./html-reader";
import { checkSarif } from "./sarif-requirements";
import { renderReport, REPORT_FORMATS } from "../../../lib/check/report";

const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex -- none of these may be printed
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])/;

/** The texts consist of short pieces, so an example is readable without making it smaller, which takes minutes. */
const SETTINGS = { endOnFailure: true };

/** Splits Markdown into its fences and the lines outside of them. */
function splitMarkdown(text: string): { lines: string[]; fences: { language: string; lines: string[] }[] } {
  const lines: string[] = [];
  const fences: { marks: string; language: string; lines: string[] }[] = [];
  let isOpen = false;
  for (const line of text.split("\n")) {
    const [, marks, language] = /^(`{3,})(\w*)$/.exec(line) ?? [];
    const last = fences.at(-1);
    if (isOpen && last !== undefined) {
      if (marks !== undefined && language === "" && marks.length >= last.marks.length) isOpen = false;
      else last.lines.push(line);
    } else if (marks !== undefined) {
      fences.push({ marks, language, lines: [] });
      isOpen = true;
    } else {
      lines.push(line);
    }
  }
  expect(isOpen).toBe(false);
  return { lines, fences };
}

/** What remains of a line of Markdown without code and without what this package writes itself. */
function outsideCode(line: string): string {
  return line
    .replace(/`[^`]*`/g, "CODE")
    .replace(/<code>(?:[^<>`|]|&#\d+;)*<\/code>/g, "CODE")
    .replace(/<\/?(?:details|summary|sub)>|<br>/g, "")
    .replace(/^> \[!(?:CAUTION|WARNING)\]$/, "")
    .replace(`[Full report](${OPTIONS.reportUrl})`, "")
    .replace(/\*\*/g, "");
}

describe("renderReport", () => {
  test("prints no command of a pipeline in any format", () => {
    fc.assert(
      fc.property(hostileReport, fc.constantFrom(...REPORT_FORMATS), (report, format) => {
        expect(
          renderReport(report, format, OPTIONS)
            .split(/\r\n|[\r\n]/)
            .filter(isCommand),
        ).toEqual([]);
      }),
      SETTINGS,
    );
  });

  test("prints text and Markdown without control characters", () => {
    fc.assert(
      fc.property(hostileReport, fc.constantFrom("text", "markdown", "html"), (report, format) => {
        expect(renderReport(report, format, OPTIONS)).not.toMatch(UNPRINTABLE);
      }),
      SETTINGS,
    );
  });

  test("keeps the lines of the text report", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const lines = renderReport(report, "text", OPTIONS).split("\n");
        const known =
          /^(?:|FAIL {2}.*|[a-z-]+@.*| {2}.*|Access changes|Notes|Accepted|(?:Checked|Assumed|Unchanged|Digest|Report) .*)$/;
        expect(lines.filter((line) => !known.test(line))).toEqual([]);
      }),
      SETTINGS,
    );
  });

  test("keeps the structure of the Markdown report", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const text = renderReport(report, "markdown", OPTIONS);
        const { lines, fences } = splitMarkdown(text);
        expect(lines[0]).toMatch(/^<!-- cdktf-zero-trust:check:[\w.%/+-]* -->$/);
        expect(lines[0].match(/--/g)).toHaveLength(2);
        expect(lines[1]).toMatch(/^### ❌ FAIL · /);
        const rest = lines.slice(1).map(outsideCode);
        for (const line of rest) {
          // No mention, link, HTML, entity, emphasis, issue number or address that GitHub would link.
          expect(line.replace(/^#{3,4} /, "")).not.toMatch(/[@<[\]\\`*_~&#{}$=+]|\bwww\.|:\/\/|GH-\d/);
          if (!line.startsWith("|")) expect(line).not.toContain("|");
        }
        const columns = rest.map((line) => (line.startsWith("|") ? line.split("|").length : 0));
        const broken = columns.filter(
          (number, index) => index > 0 && number * columns[index - 1] > 0 && number !== columns[index - 1],
        );
        expect(broken).toEqual([]);
        const starting = (tag: string): string[] => lines.filter((line) => line.startsWith(tag));
        expect(starting("<details>")).toHaveLength(starting("</details>").length);
        expect(["hcl", "mermaid", "yaml"]).toEqual(expect.arrayContaining(fences.map(({ language }) => language)));
        for (const fence of fences.filter(({ language }) => language === "mermaid")) expectFlowchart(fence.lines);
        for (const fence of fences.filter(({ language }) => language === "yaml")) expectEntries(fence.lines);
      }),
      SETTINGS,
    );
  });

  test("keeps the elements of the HTML report", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const page = readHtml(renderReport(report, "html", OPTIONS));
        expect(elementsOf(page, "script")).toHaveLength(1);
        expect(elementsOf(page, "style")).toHaveLength(1);
        expect(elementsOf(page, "article")).toHaveLength(report.findings.length);
        expect(elementsOf(page, "a").concat(elementsOf(page, "img"))).toEqual([]);
        const attributes = elementsOf(page, "*").flatMap((element) => Object.keys(element.attributes));
        expect(attributes.filter((name) => /^on|^style$|^href$|^src$/.test(name))).toEqual([]);
      }),
      SETTINGS,
    );
  });

  test("keeps every text in JSON", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        expect(JSON.parse(renderReport(report, "json", OPTIONS))).toMatchObject(JSON.parse(JSON.stringify(report)));
      }),
      SETTINGS,
    );
  });

  test("prints SARIF that code scanning accepts", () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const { results } = checkSarif(renderReport(report, "sarif", OPTIONS));
        const accepted = report.findings.filter(({ acceptance, fails }) => acceptance !== undefined && !fails);
        expect(results).toHaveLength(report.findings.length - accepted.length);
        for (const { message } of results) expect(message.text).not.toMatch(/\]\(|\{\d+\}/);
      }),
      SETTINGS,
    );
  });
});

function expectFlowchart(lines: string[]): void {
  const label = '"(?:[\\p{L}\\p{M}\\p{N} ._/,-]|#\\d+;)*"';
  const node = `[a-z]\\d+\\[${label}\\]`;
  const row = new RegExp(`^ {2}${node} (?:==>|-\\.->)\\|${label}\\| (?:${node}(?: ==> ${node})?|h\\d+)$`, "u");
  expect(lines.slice(0, 3).map((line) => line.trim().split(/[ :]/)[0])).toEqual(["flowchart", "accTitle", "accDescr"]);
  expect(lines.slice(3).filter((line) => !row.test(line))).toEqual([]);
}

/** Four lines for each entry. The id is a JSON string, which YAML reads as such, or needs no quotes. */
function expectEntries([first, ...lines]: string[]): void {
  expect(first).toBe("accept:");
  expect(lines.length % 4).toBe(0);
  lines.forEach((line, index) => {
    const [, id] = /^ {2}- finding: (.*)$/.exec(line) ?? [];
    if (index % 4 > 0) expect(line).toBe(`    ${["reason", "owner", "expires"][(index % 4) - 1]}:`);
    else expect(id.startsWith('"') ? JSON.parse(id) : id).toMatch(/^[a-z-]+@/);
  });
}
