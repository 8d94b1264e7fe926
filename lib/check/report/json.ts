import type { ReportOptions } from "./view";
import { PACKAGE_NAME } from "../../core/package-name";
import type { CheckReport } from "../model";

/**
 * Renders a report as JSON. An incompatible change raises the version in lib/cli/schema/check-report.schema.json.
 *
 * @internal
 */
export function renderJson(report: CheckReport, { commit, reportUrl, toolVersion }: ReportOptions = {}): string {
  const { name, passes, exitCode, headline, findings, accessChanges, targets } = report;
  const { checked, assumptions, unchanged, provenance } = report;
  return toJson({
    schemaVersion: 1,
    tool: { name: PACKAGE_NAME, version: toolVersion },
    ...{ name, passes, exitCode, headline, commit, reportUrl },
    ...{ findings, accessChanges, checked, assumptions, unchanged, targets, provenance },
  });
}

/** @internal JSON with a final line break. Some pipelines run "##[" and "##vso[" anywhere in a line as a command. */
export function toJson(document: unknown): string {
  return `${JSON.stringify(document, null, 2).replace(/##/g, "\\u0023\\u0023")}\n`;
}
