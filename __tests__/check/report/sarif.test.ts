import { CASES, DANGEROUS, largeReport, OPTIONS, SAFE, UNCLEAR } from "./fixture";
import { checkSarif, SarifRun } from "./sarif-requirements";
import type { CheckReport } from "../../../lib/check/model";
import { RULE_IDS } from "../../../lib/check/model";
import { renderReport, ReportOptions } from "../../../lib/check/report";

function run(report: CheckReport, options: ReportOptions = OPTIONS): SarifRun {
  return checkSarif(renderReport(report, "sarif", options));
}

describe("renderReport with sarif", () => {
  test.each(Object.entries(CASES))("prints what code scanning requires for the %s change", (_, report) => {
    expect(run(report).tool.driver.rules).toHaveLength(RULE_IDS.length);
    expect(run(report).automationDetails.id).toBe(`zero-trust/${report.name}/`);
    expect(run(report).properties).toMatchObject({ planSha256: report.provenance.digest });
  });

  test("lists all rules without a result, so that alerts are closed", () => {
    expect(run(SAFE).results).toEqual([]);
  });

  test("has the finding in the first sentence of the message", () => {
    const [{ message }] = run(DANGEROUS).results;
    expect(message.text).toMatch(/^wiki\.example\.com is exposed to anyone while the apply runs\. Who: anyone on the/);
    expect(message.text).toContain("Fix: apply twice");
  });

  test("leaves out accepted findings", () => {
    const levels = run(UNCLEAR).results.map(({ ruleId, level }) => [ruleId, level]);
    expect(levels).toEqual([
      ["not-understood", "error"],
      ["not-understood", "error"],
      ["public-existing", "note"],
    ]);
  });

  test("has the calls that lead to a finding", () => {
    const [{ codeFlows }] = run(DANGEROUS).results;
    expect(JSON.stringify(codeFlows)).toContain(
      '1. delete cloudflare_zero_trust_access_application.a[\\"wiki\\"]: exposed',
    );
  });

  test.each([
    [undefined, "zero-trust.yaml"],
    ["infra/main.tf", "infra/main.tf"],
    [".\\infra\\my stack.tf", "infra/my%20stack.tf"],
    ["/../..", "zero-trust.yaml"],
  ])("shows findings at the file %s", (anchorFile, uri) => {
    const [{ locations }] = run(DANGEROUS, { anchorFile }).results;
    expect(locations[0].physicalLocation.artifactLocation).toEqual({ uri });
  });

  test("gives an alert the same identity when the objects and words of a finding change", () => {
    const [finding] = DANGEROUS.findings;
    const identity = (changes: object): string =>
      run({ ...DANGEROUS, findings: [{ ...finding, ...changes }] }).results[0].partialFingerprints
        .primaryLocationLineHash;
    expect(identity({ title: "other", addresses: ["other"] })).toBe(identity({}));
    expect(identity({ id: "exposure-window@b.example.com" })).not.toBe(identity({}));
  });

  test("uses the target as the location of a finding without an object", () => {
    const findings = [{ ...DANGEROUS.findings[0], addresses: [] }];
    const [{ locations }] = run({ ...DANGEROUS, findings }).results;
    expect(locations[0].logicalLocations).toEqual([{ fullyQualifiedName: "wiki.example.com", kind: "resource" }]);
  });

  test("counts the results beyond the 25,000 that GitHub accepts", () => {
    const { findings } = largeReport(1);
    const many = Array.from({ length: 25_010 }, (_, index) => ({ ...findings[2], id: `public-existing@${index}` }));
    const { results, properties } = JSON.parse(renderReport({ ...SAFE, findings: many }, "sarif")).runs[0] as SarifRun;
    expect([results.length, properties]).toEqual([25_000, expect.objectContaining({ omittedResults: 10 })]);
  });
});
