import fc from "fast-check";
import { DANGEROUS, SAFE, UNCLEAR } from "./fixture";
import type { CheckFinding, CheckReport } from "../../../lib/check/model";

/** Texts that have a meaning in one of the formats, or in the log of a pipeline. */
const PIECES = [
  "|",
  "\\|",
  "`",
  "```",
  "~~~",
  "<script>alert(1)</script>",
  "</script>",
  "</style>",
  "<!--",
  "-->",
  "</details>",
  "<img src=x onerror=alert(1)>",
  '"><b>',
  "@example/team",
  "ann@example.com",
  "#123",
  "GH-12",
  "deadbeef1234",
  "\n",
  "\r\n",
  "\t",
  "\u2028",
  "\n\n# heading\n",
  "\n::error::text",
  "::error file=a:b::text",
  "  ::warning::text",
  "::stop-commands::x",
  "##[error]text",
  "##vso[task.complete]",
  "##teamcity[message]",
  "\u001b[31m",
  "\u0007",
  "\u202e",
  "\u200b",
  "\ud800",
  '"',
  '"];\n  click h1 "javascript:alert(1)"',
  "end",
  "#quot;",
  "%%{init: {}}%%",
  "[link](https://example.com)",
  "![image](https://example.com/a.png)",
  "https://example.com/?a=b&c=d",
  "www.example.com",
  "{0}",
  "[a](1)",
  "*bold* _it_ ~~no~~",
  "- item",
  "1. item",
  "> quote",
  "---",
  "&lt;&#64;",
  "$(id)",
  "${{ secrets.X }}",
  ": key: value",
  "'",
  "\\",
  "👩‍💻",
  "例え.example",
  "a".repeat(700),
  "word ".repeat(200),
];

/** Text that tries to have a meaning. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string(), fc.string({ unit: "binary" })), {
    maxLength: 5,
  })
  .chain((pieces) => fc.constantFrom("", " ").map((separator) => pieces.join(separator)));

const MERGED: CheckReport = {
  ...DANGEROUS,
  findings: [
    ...DANGEROUS.findings,
    ...UNCLEAR.findings,
    { ...DANGEROUS.findings[0], id: "public-host@b.example.com", rule: "public-host", failureClass: "public" },
  ],
  accessChanges: [...SAFE.accessChanges, ...DANGEROUS.accessChanges],
};

/** These values are chosen by the check, not by the plan. */
const FIXED = ["rule", "failureClass", "change", "digest", "operation"];

/** A report with every kind of finding, in which every text of a plan is hostile. */
export const hostileReport: fc.Arbitrary<CheckReport> = fc
  .array(hostileText, { minLength: 7, maxLength: 23 })
  .map((texts) => {
    let next = 0;
    const replace = (value: unknown, key?: string): unknown => {
      if (typeof value === "string") return FIXED.includes(key ?? "") ? value : texts[next++ % texts.length];
      if (Array.isArray(value)) return value.map((item) => replace(item));
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item, name)]));
    };
    const report = replace(MERGED) as CheckReport;
    const findings = report.findings.map((finding, index): CheckFinding => ({
      ...finding,
      id: `${finding.rule}@${finding.id}${index}`,
    }));
    return { ...report, findings };
  });

/** Whether a pipeline runs a line as a command. GitHub removes spaces before it looks for "::". */
export function isCommand(line: string): boolean {
  const [, info] = /^::(.*?)::/.exec(line.trim()) ?? [];
  return /##[\w-]*\[/.test(line) || (info !== undefined && /^[a-z-]+$/i.test(info.split(" ")[0]));
}
