import { plain, plainLines, withoutCommands } from "./plain";
import {
  acceptanceText,
  checkedText,
  isAcceptable,
  ReportOptions,
  shortDigest,
  sortFindings,
  targetCounts,
  verdict,
  versions,
} from "./view";
import { columnWidth, hang, wrap, WIDTH } from "../../inventory/text-layout";
import type { AccessChange, CheckFinding, CheckReport, CheckStep } from "../model";

const LABEL = 12;
const COLUMN_LIMIT = 40;
const INDENT = " ".repeat(LABEL);
/** Findings in full. Each of the others has one line with its id. */
const FULL_FINDINGS = 20;
const ROWS = 100;
const STEPS = 20;

/** @internal Renders a report for a terminal. The first word is PASS or FAIL. */
export function renderText(report: CheckReport, options: ReportOptions = {}): string {
  const { failures, notUnderstood, notes, accepted } = sortFindings(report);
  const sections = [
    // One line, however long it is: pipelines show the first line alone.
    [`${verdict(report)}  ${plain(report.name)}: ${plain(report.headline)}`],
    ...renderFindings(failures, report),
    ...renderFindings(notUnderstood, report),
    ...(notUnderstood.some(isAcceptable)
      ? [wrap("To accept one, add it to zero-trust.yaml with a reason, an owner and an expiry.", WIDTH - 2).map(indent)]
      : []),
    ...section("Access changes", renderAccessChanges(report.accessChanges)),
    ...section(
      "Notes",
      listed(notes, ({ id, title }) => hang("  ", `${plain(id)}: ${plain(title)}`)),
    ),
    ...section(
      "Accepted",
      listed(accepted, (finding) => hang("  ", `${plain(finding.id)}: ${acceptanceOf(finding)}`)),
    ),
    renderSummary(report, options),
  ];
  return sections
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]))
    .map(toLine)
    .join("");
}

function toLine(line: string): string {
  return `${withoutCommands(line.trimEnd())}\n`;
}

function indent(line: string): string {
  return line === "" ? "" : `  ${line}`;
}

function section(title: string, lines: string[]): string[][] {
  return lines.length === 0 ? [] : [[title, ...lines]];
}

/** The first items in full. The others are counted. */
function listed<T>(items: readonly T[], render: (item: T) => string[], limit = ROWS): string[] {
  const more = items.length - limit;
  return [...items.slice(0, limit).flatMap(render), ...(more > 0 ? [`  and ${more} more`] : [])];
}

function renderFindings(findings: CheckFinding[], report: CheckReport): string[][] {
  const others = findings.slice(FULL_FINDINGS);
  return [
    ...findings.slice(0, FULL_FINDINGS).map((finding) => fullFinding(finding, report)),
    // One line for each id, so that pipelines that approve findings by line see all of them.
    ...(others.length === 0 ? [] : [others.map(({ id }) => plain(id))]),
  ];
}

function fullFinding(finding: CheckFinding, { headline }: CheckReport): string[] {
  const { id, title, who, when, where, why, affects, steps = [], fix, prevention, acceptance } = finding;
  // The first line of the report has the title of the worst finding. The other fields have that of an attribute.
  const isRepeated = headline.includes(title) || where !== undefined;
  return [
    plain(id),
    ...field("What", isRepeated ? undefined : title),
    ...field("Who", who),
    ...field("When", when),
    ...field("Where", where),
    ...(steps.length === 0 ? [] : ["", ...renderSteps(steps), ""]),
    ...field("Why", why),
    ...field("Affects", affects),
    ...field("Accepted", acceptance && acceptanceText(acceptance)),
    ...(fix === undefined ? [] : ["  Fix this change", ...hang(INDENT, plain(fix))]),
    ...(prevention === undefined ? [] : ["  Prevent it", ...renderPrevention(prevention)]),
  ];
}

function field(label: string, text: string | undefined): string[] {
  return text === undefined ? [] : hang(`  ${label.padEnd(LABEL - 2)}`, plain(text));
}

function renderSteps(steps: readonly CheckStep[]): string[] {
  const shown = steps.slice(0, STEPS);
  const operations = columnWidth(
    shown.map(({ operation }) => plain(operation)),
    COLUMN_LIMIT,
  );
  const addresses = columnWidth(
    shown.filter(({ effect }) => effect !== undefined).map(({ address }) => plain(address)),
    WIDTH,
  );
  const numbers = Math.max(3, String(shown.length).length);
  const lines = shown.map(({ operation, address, effect }, index) => {
    const call = `${String(index + 1).padStart(numbers)}  ${plain(operation).padEnd(operations)}  ${plain(address)}`;
    const end = effect === undefined ? "" : `    <- ${plain(effect)}`;
    return INDENT + (effect === undefined ? call : call.padEnd(numbers + operations + addresses + 4)) + end;
  });
  const more = steps.length - shown.length;
  return more > 0 ? [...lines, `${INDENT}  and ${more} more`] : lines;
}

function renderPrevention({ text, code }: NonNullable<CheckFinding["prevention"]>): string[] {
  const lines = code === undefined ? [] : plainLines(code);
  return [...hang(INDENT, plain(text)), ...lines.map((line) => `${INDENT}  ${line}`)];
}

function renderAccessChanges(changes: readonly AccessChange[]): string[] {
  const shown = changes.slice(0, ROWS);
  const width = (key: "target" | "who"): number =>
    columnWidth(
      shown.map((change) => plain(change[key])),
      COLUMN_LIMIT,
    );
  const [targets, users] = [width("target"), width("who")];
  return listed(changes, ({ target, change, who, because }) => {
    const start = `  ${change === "gains" ? "+" : "-"} ${plain(target).padEnd(targets)}`;
    const row = `${start}    ${plain(who).padEnd(users)}    ${plain(because)}`;
    if (row.length <= WIDTH) return [row];
    const [first, ...rest] = hang(" ".repeat(targets + 8), `${plain(who)}; ${plain(because)}`);
    return plain(target).length <= targets ? [start + first.slice(start.length), ...rest] : [start, first, ...rest];
  });
}

function acceptanceOf({ acceptance }: CheckFinding): string {
  return acceptance === undefined ? "" : plain(acceptanceText(acceptance));
}

function renderSummary(report: CheckReport, options: ReportOptions): string[] {
  const rows: [label: string, text: string][] = [
    ["Checked", checkedText(report)],
    ...report.assumptions.map((text, index): [string, string] => [index === 0 ? "Assumed" : "", text]),
    ["Unchanged", targetCounts(report.unchanged)],
    ["Digest", [shortDigest(report), versionText(report, options)].filter(Boolean).join(" ")],
    ["Report", options.reportUrl ?? ""],
  ];
  return rows.filter(([, text]) => text !== "").flatMap(([label, text]) => hang(label.padEnd(LABEL), plain(text)));
}

function versionText(report: CheckReport, options: ReportOptions): string {
  const texts = versions(report, options);
  return texts.length === 0 ? "" : `(${texts.join(", ")})`;
}
