import { createHash } from "node:crypto";
import { toJson } from "./json";
import { clip, plain } from "./plain";
import { sarifRules } from "./sarif-rules";
import { findingSentences, isAccepted, ReportOptions } from "./view";
import { PACKAGE_NAME } from "../../core/package-name";
import { CheckFinding, CheckReport, CheckStep, RULE_IDS } from "../model";

const HOMEPAGE = "https://github.com/example/cdktf-zero-trust";
/** GitHub rejects a file with more results. */
const RESULTS = 25_000;
/** The results with their calls. GitHub shows 5,000 results, and accepts 10 MB after compression. */
const FLOWS = 1_000;
const SENTENCE_LIMIT = 1_000;
const ADDRESSES = 20;
const STEPS = 100;

/** @internal The files at which code scanning can show findings, the best one first. */
export const ANCHOR_FILES = ["zero-trust.yaml", "cdktf.json", "main.tf"] as const;

/**
 * Renders a report as SARIF 2.1.0 for code scanning. All rules are listed, so that resolved alerts are closed. Accepted
 * findings are left out, because GitHub ignores suppressions and would show an alert. A plan has no positions in files,
 * and GitHub rejects a file with a result that has none, so every result has the first line of one file.
 *
 * @internal
 */
export function renderSarif(report: CheckReport, options: ReportOptions = {}): string {
  const { provenance, exitCode } = report;
  const findings = report.findings.filter((finding) => !isAccepted(finding));
  const results = findings
    .slice(0, RESULTS)
    .map((finding, index) => toResult(finding, uriOf(options.anchorFile), index < FLOWS));
  return toJson({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: PACKAGE_NAME,
            semanticVersion: options.toolVersion,
            informationUri: HOMEPAGE,
            rules: sarifRules(HOMEPAGE),
          },
        },
        automationDetails: { id: `zero-trust/${plain(report.name) || "unnamed"}/` },
        invocations: [{ executionSuccessful: true, exitCode }],
        columnKind: "utf16CodeUnits",
        properties: {
          planSha256: provenance.digest,
          product: provenance.product,
          terraformVersion: provenance.terraformVersion,
          providers: provenance.providers,
          commit: options.commit,
          omittedResults: findings.length > results.length ? findings.length - results.length : undefined,
        },
        results,
      },
    ],
  });
}

function toResult(finding: CheckFinding, uri: string, hasFlow: boolean): object {
  const { id, rule, fails, target, addresses, steps = [] } = finding;
  const names = addresses.length === 0 ? [target] : addresses.slice(0, ADDRESSES);
  return {
    ruleId: rule,
    ruleIndex: RULE_IDS.indexOf(rule),
    level: fails ? "error" : rule === "not-understood" || rule === "layer-removed" ? "warning" : "note",
    message: { text: messageOf(finding) },
    locations: [location(uri, names)],
    codeFlows:
      steps.length === 0 || !hasFlow
        ? undefined
        : [{ threadFlows: [{ locations: steps.slice(0, STEPS).map(toStep(uri)) }] }],
    // The line is the same for all findings, so GitHub must not compute the identity of an alert from it.
    partialFingerprints: { primaryLocationLineHash: `${fingerprint(id)}:1` },
    properties: { id },
  };
}

function toStep(uri: string): (step: CheckStep, index: number) => object {
  return ({ operation, address, effect }, index) => {
    const text = `${index + 1}. ${operation} ${address}${effect === undefined ? "" : `: ${effect}`}`;
    return { location: { ...location(uri, [address]), message: { text: messageText(text) } } };
  };
}

function location(uri: string, names: readonly string[]): object {
  const known = names.map(plain).filter((name) => name !== "");
  return {
    physicalLocation: {
      artifactLocation: { uri },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
    },
    logicalLocations:
      known.length === 0 ? undefined : known.map((fullyQualifiedName) => ({ fullyQualifiedName, kind: "resource" })),
  };
}

/** The first sentence has the finding, because it is all that GitHub shows where space is short. */
function messageOf(finding: CheckFinding): string {
  return (
    messageText(
      findingSentences(finding)
        .map((text) => clip(plain(text), SENTENCE_LIMIT))
        .join(" "),
    ) || finding.rule
  );
}

/** SARIF reads "{0}" as an argument and "[text](target)" as a link. */
function messageText(text: string): string {
  return plain(text)
    .replace(/\{(?=\d+\})/g, "{ ")
    .replace(/\](?=\()/g, "] ");
}

/** The identity of an alert. It depends on the id alone, so it survives renamed objects and other words. */
function fingerprint(id: string): string {
  return createHash("sha256").update(`v1:${id}`).digest("hex").slice(0, 32);
}

/** A path relative to the root of the repository, also if it was written on Windows. */
function uriOf(file: string = ANCHOR_FILES[0]): string {
  const parts = file
    .replace(/\\/g, "/")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.map(encodeURIComponent).join("/") || ANCHOR_FILES[0];
}
