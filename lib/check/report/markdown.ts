import { diagramRow, drawnFindings, originsOf } from "./diagram";
import { code, codeLines, fence, fold, marker, prose, table, withinBytes } from "./markdown-escape";
import { renderMermaid } from "./mermaid";
import { capitalized, plain, sentence, withoutCommands } from "./plain";
import {
  checkedText,
  isAcceptable,
  ReportOptions,
  shortDigest,
  sortFindings,
  targetCounts,
  verdict,
  versions,
} from "./view";
import { count } from "../../inventory/text-layout";
import type { AccessChange, CheckFinding, CheckReport, CheckStep } from "../model";

/** The bytes of each part. Together with the headings they stay below 60 kB, which GitHub accepts for a comment. */
const BYTES = {
  findings: 14_000,
  /** A table of findings that fail, or of objects that are not understood. */
  rows: 8_000,
  /** A table of notes, or of accepted findings. */
  notes: 3_000,
  diagram: 5_000,
  changes: 7_000,
  acceptance: 2_000,
  assumptions: 2_000,
  versions: 1_000,
} as const;
const FULL_FINDINGS = 10;
const STEPS = 10;
const CHANGES = 50;
const DRAWN = 12;
const ACCEPTABLE = 10;

/**
 * Renders a report as the comment of a pull request, in less than 60 kB. The first line identifies the comment of the
 * stack, the second one is the whole answer. What does not fit is counted.
 *
 * @internal
 */
export function renderMarkdown(report: CheckReport, options: ReportOptions = {}): string {
  const { failures, notUnderstood, notes, accepted } = sortFindings(report);
  const full = withinBytes(failures.slice(0, FULL_FINDINGS), BYTES.findings, (finding) =>
    fullFinding(finding, failures.length > 1 || !report.headline.includes(finding.title)),
  );
  const gains = report.accessChanges.filter(({ change }) => change === "gains").length;
  const blocks = [
    `${marker(report.name)}\n### ${emoji(report)} ${verdict(report)} · ${prose(`${report.name}: ${report.headline}`)}`,
    alert(report, failures),
    ...full,
    findingTable(failures.slice(full.length), BYTES.rows, full.length > 0 ? "More findings:" : ""),
    notUnderstoodTable(notUnderstood),
    diagram(report),
    accessChanges(report, gains),
    folded(`Notes: ${notes.length}`, notes, (rows) => findingTable(rows, BYTES.notes)),
    folded(`Accepted findings: ${accepted.length}`, accepted, acceptedTable),
    howToAccept([...failures, ...notUnderstood].filter(isAcceptable)),
    footer(report, options),
  ];
  return `${blocks.filter(Boolean).join("\n\n")}\n`.split("\n").map(withoutCommands).join("\n");
}

function emoji({ passes, exitCode }: CheckReport): string {
  if (passes) return "✅";
  return exitCode === 3 ? "⚠️" : "❌";
}

function alert(report: CheckReport, failures: CheckFinding[]): string {
  if (report.passes) return "";
  const [worst] = failures;
  if (worst === undefined) {
    return (
      "> [!WARNING]\n> Nothing that fails was found where the input is understood. " +
      "The rest was **not checked**, which is not the same as safe."
    );
  }
  const { title, who, when } = worst;
  const texts = [
    ...(who === undefined ? [] : [`**Who:** ${clause(who)}`]),
    ...(when === undefined ? [] : [`**When:** ${clause(when)}`]),
  ];
  return `> [!CAUTION]\n> ${texts.length === 0 ? `**Finding:** ${clause(title)}` : texts.join(" ")}`;
}

function clause(text: string): string {
  return sentence(prose(text));
}

function fullFinding(finding: CheckFinding, hasTitle: boolean): string {
  const { id, title, who, when, why, fix, prevention, steps = [], acceptance: accepted } = finding;
  const facts = [
    ...(hasTitle && who !== undefined ? [`**Who:** ${clause(who)}`] : []),
    ...(hasTitle && when !== undefined ? [`**When:** ${clause(when)}`] : []),
    ...(why === undefined ? [] : [`**Why:** ${clause(why)}`]),
    ...(accepted === undefined ? [] : [`**Accepted** until ${code(accepted.expires)}: ${clause(accepted.reason)}`]),
    ...(fix === undefined ? [] : [`**Fix this change:** ${clause(fix)}`]),
    ...(prevention === undefined ? [] : [`**Prevent it:** ${clause(prevention.text)}`]),
  ];
  return [
    hasTitle ? `#### ${prose(title)}\n\n<sub>${code(id)}</sub>` : "",
    steps.length === 0 ? "" : stepTable(steps),
    // Two spaces at the end of a line would break it too, but editors remove them.
    facts.join("<br>\n"),
    prevention?.code === undefined ? "" : fence("hcl", codeLines(prevention.code)),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function stepTable(steps: readonly CheckStep[]): string {
  const rows = steps
    .slice(0, STEPS)
    .map(({ operation, address, effect }, index) => [
      `${index + 1}`,
      `${prose(operation)} ${code(address)}`,
      effect === undefined ? "" : `**${prose(effect)}**`,
    ]);
  const more = steps.length - rows.length;
  return table(["Step", "Call", "After it"], [...rows, ...(more > 0 ? [["", `and ${more} more`, ""]] : [])]);
}

function findingTable(findings: CheckFinding[], limit: number, title = ""): string {
  const rows = withinBytes(findings, limit, ({ id, title: what, who = "" }) => [code(id), prose(what), prose(who)]);
  return counted(["Finding", "What", "Who"], rows, findings.length, title);
}

function notUnderstoodTable(findings: CheckFinding[]): string {
  const rows = withinBytes(findings, BYTES.rows, ({ target, title, where, why, affects }) => [
    code(target),
    [where === undefined ? prose(title) : attribute(where), ...(why === undefined ? [] : [prose(why)])].join(": "),
    prose(affects ?? ""),
  ]);
  return counted(["Object", "Why it is not understood", "Affects"], rows, findings.length);
}

/** An attribute, or "the whole object". */
function attribute(where: string): string {
  return /^[a-z ]+$/.test(where) ? prose(where) : code(where);
}

function acceptedTable(findings: CheckFinding[]): string {
  const rows = withinBytes(findings, BYTES.notes, ({ id, acceptance }) => [
    code(id),
    prose(acceptance?.reason ?? ""),
    code(acceptance?.owner ?? ""),
    code(acceptance?.expires ?? ""),
  ]);
  return counted(["Finding", "Reason", "Owner", "Until"], rows, findings.length);
}

function diagram(report: CheckReport): string {
  const findings = drawnFindings(report);
  if (findings.length === 0) return "";
  const origins = originsOf(report);
  const shown = findings.slice(0, DRAWN);
  const text = `\`\`\`mermaid\n${renderMermaid(shown.map((finding) => diagramRow(finding, origins)))}\n\`\`\``;
  if (Buffer.byteLength(text) > BYTES.diagram) return "";
  const more = findings.length - shown.length;
  return more > 0 ? `${text}\n\nThe diagram leaves out ${more} more.` : text;
}

function accessChanges({ accessChanges: changes, findings }: CheckReport, gains: number): string {
  const rows = withinBytes(changes.slice(0, CHANGES), BYTES.changes, accessRow);
  const body = counted(["", "Target", "Who", "Because"], rows, changes.length);
  if (body === "" || findings.length === 0) return body;
  const texts = [
    ...(gains === 0 ? [] : [`${gains} ${gains === 1 ? "gains" : "gain"}`]),
    ...(gains === changes.length
      ? []
      : [`${changes.length - gains} ${changes.length - gains === 1 ? "loses" : "lose"}`]),
  ];
  return fold(`Access changes: ${texts.join(", ")}`, body);
}

function accessRow({ target, change, who, because }: AccessChange): string[] {
  return [change === "gains" ? "➕ gains" : "➖ loses", code(target), prose(who), prose(because)];
}

function howToAccept(findings: CheckFinding[]): string {
  const entries = withinBytes(findings.slice(0, ACCEPTABLE), BYTES.acceptance, ({ id }) =>
    [`  - finding: ${yaml(plain(id))}`, "    reason:", "    owner:", "    expires:"].join("\n"),
  );
  if (entries.length === 0) return "";
  const more = findings.length - entries.length;
  return fold(
    findings.length === 1 ? "Accept this finding" : "Accept these findings",
    `Only if the finding is intended, in \`zero-trust.yaml\`:\n\n${fence("yaml", ["accept:", ...entries])}` +
      (more > 0 ? `\n\nEach of the other ${more} needs an entry too.` : ""),
  );
}

/** Plain if YAML reads it as the same text. A JSON string is a YAML string. */
function yaml(text: string): string {
  return /^[a-z][\w./@-]*(?:\[\d+\])?$/i.test(text) ? text : JSON.stringify(text);
}

function footer(report: CheckReport, options: ReportOptions): string {
  const { reportUrl } = options;
  const unchanged = targetCounts(report.unchanged);
  const assumptions = withinBytes(report.assumptions, BYTES.assumptions, (text) => `Assumed: ${clause(text)}`);
  const moreAssumptions = report.assumptions.length - assumptions.length;
  const texts = [
    `${capitalized(checkedText(report))}.`,
    ...(unchanged === "" ? [] : [`Unchanged: ${unchanged}.`]),
    ...assumptions,
    ...(moreAssumptions > 0 ? [`${count(moreAssumptions, "more assumption")}.`] : []),
    `Digest ${code(shortDigest(report))}${versionText(report, options)}.`,
    ...(reportUrl !== undefined && /^https?:\/\/[^\s"'`<>()[\]|\\]+$/.test(reportUrl)
      ? [`[Full report](${reportUrl})`]
      : []),
  ];
  return `<sub>${texts.join(" ")}</sub>`;
}

function versionText(report: CheckReport, options: ReportOptions): string {
  return withinBytes(versions(report, options), BYTES.versions, (text) => `, ${prose(text)}`).join("");
}

function folded(summary: string, items: CheckFinding[], render: (items: CheckFinding[]) => string): string {
  return items.length === 0 ? "" : fold(summary, render(items));
}

/** A table, and the number of rows that it leaves out. */
function counted(header: string[], rows: string[][], total: number, title = ""): string {
  if (total === 0) return "";
  const more = total - rows.length;
  return [
    title,
    rows.length === 0 ? "" : table(header, rows),
    more > 0 ? `${rows.length === 0 ? `${count(more, "row")} left out.` : `And ${more} more.`}` : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}
