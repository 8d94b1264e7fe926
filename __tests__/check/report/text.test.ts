import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CASES, DANGEROUS, largeReport, OPTIONS, SAFE, UNCLEAR } from "./fixture";
import type { CheckFinding } from "../../../lib/check/model";
import { renderReport } from "../../../lib/check/report";

describe("renderReport with text", () => {
  test.each(Object.entries(CASES))("prints the %s change", (name, report) => {
    const expected = readFileSync(join(__dirname, "expected", `${name}.txt`), "utf8");
    expect(renderReport(report, "text", OPTIONS)).toBe(expected);
  });

  test("has the whole answer in the first line, however long it is", () => {
    const headline = `2 failures. ${"a".repeat(200)}.example.com is public`;
    const [first] = renderReport({ ...DANGEROUS, headline }, "text").split("\n");
    expect(first).toBe(`FAIL  publish: ${headline}`);
  });

  test("prints a change without findings and without access changes in a few lines", () => {
    const report = { ...SAFE, headline: "no user gains or loses access", accessChanges: [] };
    expect(renderReport(report, "text").split("\n")).toEqual([
      "PASS  publish: no user gains or loses access",
      "",
      "Checked     1 change in every order, with every stop and retry; 12 hosts, 3 private routes",
      "Unchanged   11 hosts, 3 private routes",
      "Digest      51be0a9300000000 (Terraform 1.11.4, cloudflare 5.14.0)",
      "",
    ]);
  });

  test("prints the title of a finding that the first line does not have", () => {
    const finding: CheckFinding = {
      id: "public-host@docs.example.com",
      rule: "public-host",
      failureClass: "public",
      fails: true,
      target: "docs.example.com",
      title: "docs.example.com becomes public",
      addresses: [],
    };
    const text = renderReport({ ...DANGEROUS, findings: [...DANGEROUS.findings, finding] }, "text");
    expect(text).toContain("\npublic-host@docs.example.com\n  What      docs.example.com becomes public\n");
    expect(text).not.toContain("  What      wiki.example.com");
  });

  test("explains an expired acceptance", () => {
    const acceptance = { reason: "Known", owner: "@example/web", expires: "2026-01-31" };
    const findings = [{ ...UNCLEAR.findings[3], rule: "acceptance-expired", fails: true, acceptance } as CheckFinding];
    expect(renderReport({ ...UNCLEAR, findings }, "text")).toContain(
      "  Accepted  accepted until 2026-01-31 by @example/web: Known\n",
    );
  });

  test("has a line with the id of every finding that fails, also with 5,000 findings", () => {
    const report = largeReport(5000);
    const lines = new Set(renderReport(report, "text").split("\n"));
    expect(report.findings.filter(({ fails, id }) => fails && !lines.has(id))).toEqual([]);
    expect(lines).toContain("  and 4900 more");
  });

  test("prints a column of users below the target if the row is too long", () => {
    const [change] = DANGEROUS.accessChanges;
    const who =
      "staff, contractors and auditors: e-mails ending in @example.com, @contractor.example or @audit.example";
    const text = renderReport({ ...DANGEROUS, accessChanges: [{ ...change, who }] }, "text");
    expect(text).toContain(
      [
        "  - wiki.example.com    staff, contractors and auditors: e-mails ending in @example.com,",
        "                        @contractor.example or @audit.example; the host is removed",
      ].join("\n"),
    );
  });
});
