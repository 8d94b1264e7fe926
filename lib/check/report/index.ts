import { renderHtml } from "./html";
import { renderJson } from "./json";
import { renderMarkdown } from "./markdown";
import { renderSarif } from "./sarif";
import { renderText } from "./text";
import type { ReportOptions } from "./view";
import type { CheckReport } from "../model";

export { redactPeople } from "./redact";
export { ANCHOR_FILES } from "./sarif";
export type { ReportOptions } from "./view";

const RENDERERS = {
  text: renderText,
  markdown: renderMarkdown,
  json: renderJson,
  sarif: renderSarif,
  html: renderHtml,
} as const;

/** @internal The formats of a report. */
export type ReportFormat = keyof typeof RENDERERS;

/** @internal The formats of a report, the default first. */
export const REPORT_FORMATS = Object.keys(RENDERERS) as ReportFormat[];

/** @internal Renders a report. The result ends with a line break. */
export function renderReport(report: CheckReport, format: ReportFormat, options: ReportOptions = {}): string {
  return RENDERERS[format](report, options);
}
