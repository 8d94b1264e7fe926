import { estate, findings, reportOf, TODAY } from "./fixture";

const hosts = estate({ "docs.example.com": {} });
const FINDING = "public-host@docs.example.com";

function acceptance(expires: string, finding = FINDING): string {
  return `accept:\n  - { finding: "${finding}", reason: a public status page, owner: platform, expires: "${expires}" }\n`;
}

function accepting(yaml: string, today = TODAY, base?: string) {
  return reportOf(hosts, yaml, { before: {}, today, ...(base !== undefined && { base }) });
}

describe("an acceptance", () => {
  test("keeps its finding in the report, which does not fail", () => {
    const report = accepting(acceptance("2027-03-31"));
    expect(report).toMatchObject({ passes: true, exitCode: 0 });
    expect(report.findings).toEqual([
      expect.objectContaining({
        id: FINDING,
        fails: false,
        acceptance: { reason: "a public status page", owner: "platform", expires: "2027-03-31" },
      }),
    ]);
  });

  test("is valid through its last day", () => {
    expect(accepting(acceptance(TODAY)).passes).toBe(true);
    expect(accepting(acceptance(TODAY), "2026-11-30").passes).toBe(false);
  });

  test("fails after its last day, with its finding", () => {
    const report = accepting(acceptance("2026-11-28"));
    expect(report.exitCode).toBe(1);
    expect(report.findings.map(({ id, fails }) => [id, fails])).toEqual([
      [FINDING, true],
      [`acceptance-expired@${FINDING}`, true],
    ]);
    expect(findings(report, "acceptance-expired")).toEqual([
      `acceptance-expired@${FINDING}: the acceptance of ${FINDING} expired on 2026-11-28`,
    ]);
  });

  test("fails after its last day even if its finding does not fail", () => {
    const existing = acceptance("2026-11-28", "public-existing@docs.example.com");
    expect(reportOf(hosts, existing).exitCode).toBe(1);
  });

  test("is noted in its last 30 days", () => {
    expect(findings(accepting(acceptance("2026-12-29")), "acceptance-expiring")).toHaveLength(1);
    expect(findings(accepting(acceptance("2026-12-30")), "acceptance-expiring")).toEqual([]);
    expect(accepting(acceptance("2026-12-29")).passes).toBe(true);
  });

  test("of no finding is a note with the nearest id", () => {
    const report = accepting(acceptance("2027-03-31", "public-host@doc.example.com"));
    expect(findings(report, "acceptance-unused")).toEqual([
      "acceptance-unused@public-host@doc.example.com: the acceptance of public-host@doc.example.com matches no finding; " +
        "the nearest finding is public-host@docs.example.com",
    ]);
    expect(report.exitCode).toBe(1);
  });

  test("counts when the base branch contains it", () => {
    const yaml = acceptance("2027-03-31");
    expect(accepting(yaml, TODAY, yaml).passes).toBe(true);
    const added = accepting(yaml, TODAY, "accept: []");
    expect(added.passes).toBe(false);
    expect(findings(added, "acceptance-pending")).toEqual([
      `acceptance-pending@${FINDING}: the acceptance of ${FINDING} by platform counts after the merge: a public status page`,
    ]);
  });

  test("cannot be extended before the merge", () => {
    const extended = accepting(acceptance("2027-03-31"), TODAY, acceptance("2026-11-28"));
    expect(extended.passes).toBe(false);
    expect(findings(extended, "acceptance-pending")).toHaveLength(1);
  });
});
