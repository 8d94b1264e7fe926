import { PACKAGE_NAME } from "../../core/package-name";
import type { CheckFinding, CheckReport, RuleId } from "../model";
import { capitalized, sentence } from "./plain";
import { count } from "../../inventory/text-layout";

/** @internal What a report shows in addition to the result of the check. */
export interface ReportOptions {
  /** The commit that was checked. */
  readonly commit?: string;
  /** The URL of the complete report, for the comment of a pull request. */
  readonly reportUrl?: string;
  /** The version of this package. */
  readonly toolVersion?: string;
  /**
   * The committed file at which code scanning shows the findings, relative to the root of the repository.
   *
   * @default "zero-trust.yaml"
   */
  readonly anchorFile?: string;
}

/** @internal The findings of a report, by how reports show them. */
export interface SortedFindings {
  readonly failures: CheckFinding[];
  readonly notUnderstood: CheckFinding[];
  readonly notes: CheckFinding[];
  readonly accepted: CheckFinding[];
}

/** @internal Sorts findings into those that fail, those that are not understood, notes, and accepted ones. */
export function sortFindings({ findings }: CheckReport): SortedFindings {
  const sorted: SortedFindings = { failures: [], notUnderstood: [], notes: [], accepted: [] };
  for (const finding of findings) {
    if (isAccepted(finding)) sorted.accepted.push(finding);
    else if (finding.rule === "not-understood") sorted.notUnderstood.push(finding);
    else if (finding.fails) sorted.failures.push(finding);
    else sorted.notes.push(finding);
  }
  return sorted;
}

/** @internal Whether an acceptance is the reason that the finding does not fail. */
export function isAccepted({ acceptance, fails }: CheckFinding): boolean {
  return acceptance !== undefined && !fails;
}

/** @internal Whether an entry in zero-trust.yaml can accept the finding. */
export function isAcceptable({ failureClass, acceptance }: CheckFinding): boolean {
  return failureClass !== undefined && acceptance === undefined;
}

/** @internal PASS or FAIL. Pipelines such as Atlantis read this word. */
export function verdict({ passes }: CheckReport): "PASS" | "FAIL" {
  return passes ? "PASS" : "FAIL";
}

/** @internal The names of the rules in headings. */
export const RULE_NAMES: Record<RuleId, string> = {
  "public-host": "Public host",
  "public-route": "Public route",
  "exposure-window": "Exposure window",
  "not-understood": "Not understood",
  "layer-removed": "Layer of protection removed",
  lockout: "Lockout",
  "access-gained": "Access gained",
  "public-existing": "Already public",
  "rule-broken": "Rule broken",
  "rule-unmatched": "Rule without a target",
  "acceptance-expired": "Acceptance expired",
  "acceptance-expiring": "Acceptance ends soon",
  "acceptance-pending": "Acceptance not merged",
  "acceptance-unused": "Acceptance without a finding",
};

/** @internal "12 hosts, 3 private routes". Empty if there are none. */
export function targetCounts({ hosts, routes }: { readonly hosts: number; readonly routes: number }): string {
  return [
    ...(hosts === 0 ? [] : [count(hosts, "host")]),
    ...(routes === 0 ? [] : [count(routes, "private route")]),
  ].join(", ");
}

/** @internal What was checked, as one clause. */
export function checkedText({ checked }: CheckReport): string {
  const how = checked.everyOrder
    ? " in every order, with every stop and retry"
    : ", but not in every order, or not with every stop and retry (the findings give the reason)";
  return `${count(checked.changes, "change")}${how}; ${targetCounts(checked) || "no target"}${retriesText(checked)}`;
}

function retriesText({ retries }: CheckReport["checked"]): string {
  if (retries === undefined) return "";
  const { verified, planned, product, terraformVersion } = retries;
  return `; retries: ${verified} of ${count(planned, "plan")} of ${product} ${terraformVersion} after a single failure are as computed`;
}

/** @internal The versions behind a report: commit, Terraform, providers and this package. */
export function versions({ provenance }: CheckReport, { commit, toolVersion }: ReportOptions): string[] {
  const { product = "Terraform", terraformVersion, providers = {} } = provenance;
  return [
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(terraformVersion === undefined ? [] : [`${product} ${terraformVersion}`]),
    ...Object.entries(providers).map(([name, version]) => `${name} ${version}`),
    ...(toolVersion === undefined ? [] : [`${PACKAGE_NAME} ${toolVersion}`]),
  ];
}

/** @internal The start of the digest, as reports for readers show it. The JSON report has all of it. */
export function shortDigest({ provenance }: CheckReport): string {
  return provenance.digest.slice(0, 16);
}

/** @internal An acceptance in words. */
export function acceptanceText({ reason, owner, expires }: NonNullable<CheckFinding["acceptance"]>): string {
  return `accepted until ${expires} by ${owner}: ${reason}`;
}

/** @internal The clauses of a finding as sentences, the title first. */
export function findingSentences({ title, who, when, where, why, affects, fix, prevention }: CheckFinding): string[] {
  return [
    title,
    ...(who === undefined ? [] : [`Who: ${who}`]),
    ...(when === undefined ? [] : [`When: ${when}`]),
    ...(where === undefined ? [] : [`Where: ${where}`]),
    ...(why === undefined ? [] : [`Why: ${why}`]),
    ...(affects === undefined ? [] : [`Affects: ${affects}`]),
    ...(fix === undefined ? [] : [`Fix: ${fix}`]),
    ...(prevention === undefined ? [] : [`Prevent it: ${prevention.text}`]),
  ]
    .filter((text) => text.trim() !== "")
    .map((text) => sentence(capitalized(text.trim())));
}
