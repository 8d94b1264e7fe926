import { diagramRow, drawnFindings, originsOf } from "./diagram";
import { escapeHtml, escapeHtmlLines } from "./html-escape";
import { htmlPage } from "./html-page";
import { sentence } from "./plain";
import { renderSvg } from "./svg";
import { acceptanceText, checkedText, ReportOptions, RULE_NAMES, sortFindings, verdict, versions } from "./view";
import { count } from "../../inventory/text-layout";
import type { CheckFinding, CheckReport, CheckStep } from "../model";

/** The findings with a diagram. The others have the same facts in words. */
const DRAWN = 20;

/** @internal Renders a report as one page that loads nothing and has everything, with a filter of the targets. */
export function renderHtml(report: CheckReport, options: ReportOptions = {}): string {
  const { failures, notUnderstood, notes, accepted } = sortFindings(report);
  const drawings = drawingsOf(report);
  const render = (style: string) => (finding: CheckFinding) => article(finding, style, drawings.get(finding));
  const body = [
    "<main>",
    `<h1><span class="badge ${badge(report)}">${verdict(report)}</span>${escapeHtml(report.headline)}</h1>`,
    `<p class="dim">${escapeHtml(`Stack ${report.name}. ${countsText(report)} ${sentence(checkedText(report))}`)}</p>`,
    ...section("Findings", failures.map(render("fail"))),
    ...section("Not understood", notUnderstood.map(render("unknown"))),
    ...section("Access changes", accessChanges(report)),
    ...section("Notes", notes.map(render("note"))),
    ...section("Accepted findings", accepted.map(render("note"))),
    ...section("All targets", allTargets(report)),
    "</main>",
    footer(report, options),
  ];
  return htmlPage(escapeHtml(`${verdict(report)}: ${report.name} · Zero Trust check`), body.join("\n"));
}

function badge({ passes, exitCode }: CheckReport): string {
  if (passes) return "pass";
  return exitCode === 3 ? "unknown" : "fail";
}

function countsText(report: CheckReport): string {
  const { failures, notUnderstood } = sortFindings(report);
  const objects = notUnderstood.length === 0 ? "" : `, ${count(notUnderstood.length, "object")} not understood`;
  return `${count(failures.length, "failure")}${objects}.`;
}

function section(title: string, blocks: string[]): string[] {
  return blocks.length === 0 ? [] : [`\n<h2>${title}</h2>`, ...blocks];
}

function drawingsOf(report: CheckReport): Map<CheckFinding, string> {
  const origins = originsOf(report);
  const findings = drawnFindings(report).slice(0, DRAWN);
  return new Map(findings.map((each, index) => [each, renderSvg(diagramRow(each, origins), `d${index + 1}`)]));
}

function article(finding: CheckFinding, style: string, drawing: string | undefined): string {
  const { id, rule, target, title, who, when, where, why, affects } = finding;
  const { acceptance, steps = [], fix, prevention, addresses } = finding;
  const rows = [
    ...row("Who", who),
    ...row("When", when),
    ...row("Where", where),
    ...row("Why", why),
    ...row("Affects", affects),
    ...row("Accepted", acceptance && acceptanceText(acceptance)),
    ...(addresses.length === 0 ? [] : [`<dt>Objects</dt><dd>${addresses.map((each) => code(each)).join("<br>")}</dd>`]),
    `<dt>Id</dt><dd>${code(id)}</dd>`,
  ];
  return [
    // An id must not contain spaces.
    `<article class="${style}" id="${escapeHtml(id).replace(/ /g, "_")}">`,
    `<h3>${RULE_NAMES[rule]}: ${escapeHtml(target)}</h3>`,
    `<p>${escapeHtml(sentence(title))}</p>`,
    `<dl>\n${rows.join("\n")}\n</dl>`,
    ...(steps.length === 0 ? [] : [renderSteps(steps)]),
    ...(drawing === undefined ? [] : [drawing]),
    ...(fix === undefined ? [] : [`<p><strong>Fix this change:</strong> ${escapeHtml(sentence(fix))}</p>`]),
    ...(prevention === undefined
      ? []
      : [`<p><strong>Prevent it:</strong> ${escapeHtml(sentence(prevention.text))}</p>`]),
    ...(prevention?.code === undefined ? [] : [`<pre>${escapeHtmlLines(prevention.code)}</pre>`]),
    "</article>",
  ].join("\n");
}

function row(label: string, text: string | undefined): string[] {
  return text === undefined ? [] : [`<dt>${label}</dt><dd>${escapeHtml(text)}</dd>`];
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

function renderSteps(steps: readonly CheckStep[]): string {
  const first = steps.findIndex(({ effect }) => effect !== undefined);
  const items = steps.map(({ operation, address, effect }, index) => {
    const end =
      effect === undefined ? "" : ` <strong${index === first ? ' class="fail"' : ""}>${escapeHtml(effect)}</strong>`;
    return `<li>${escapeHtml(operation)} ${code(address)}${end}</li>`;
  });
  return `<ol>\n${items.join("\n")}\n</ol>`;
}

function table(id: string, caption: string, header: string[], rows: string[][]): string {
  return [
    `<table id="${id}">`,
    `<caption>${caption}</caption>`,
    `<thead><tr>${header.map((cell) => `<th scope="col">${cell}</th>`).join("")}</tr></thead>`,
    "<tbody>",
    ...rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`),
    "</tbody>",
    "</table>",
  ].join("\n");
}

function accessChanges({ accessChanges: changes }: CheckReport): string[] {
  if (changes.length === 0) return ["<p>None on the targets that are verified.</p>"];
  const rows = changes.map(({ target, change, who, because }) => [target, change, who, because].map(escapeHtml));
  return [table("changes", "Compared with what is deployed now", ["Target", "Change", "Who", "Because"], rows)];
}

function allTargets({ targets }: CheckReport): string[] {
  const rows = targets.map(({ target, who, protection, origin, isChanged }) => [
    escapeHtml(target),
    escapeHtml(who) + (isChanged ? " <strong>(changed)</strong>" : ""),
    escapeHtml(protection),
    escapeHtml(origin),
  ]);
  return [
    '<div class="scripted"><label for="filter">Filter targets, people, policies</label>' +
      '<input id="filter" type="search" autocomplete="off"><p class="dim" id="count" aria-live="polite"></p></div>',
    table("targets", "After the apply", ["Target", "Who", "Protection", "Origin"], rows),
  ];
}

function footer(report: CheckReport, options: ReportOptions): string {
  const { assumptions, provenance } = report;
  const facts = versions(report, options).map((text) => `, ${escapeHtml(text)}`);
  const assumed = assumptions.length === 0 ? "nothing about the API" : assumptions.join("; ");
  return `<footer>Digest ${code(provenance.digest)}${facts.join("")}. Assumes: ${escapeHtml(sentence(assumed))}</footer>`;
}
