import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import { CASES, DANGEROUS, largeReport, largeTargets, OPTIONS } from "./fixture";
import { Element, elementsOf, readHtml, textOf } from "./html-reader";
import type { CheckReport } from "../../../lib/check/model";
import { renderReport } from "../../../lib/check/report";

function pageOf(report: CheckReport): Element {
  return readHtml(renderReport(report, "html", OPTIONS));
}

function only(page: Element, name: string): string {
  const elements = elementsOf(page, name);
  expect(elements).toHaveLength(1);
  return textOf(elements[0]);
}

function rowsOf(page: Element): Element[] {
  const tables = elementsOf(page, "table").filter(({ attributes }) => attributes.id === "targets");
  return tables.flatMap((table) => elementsOf(table, "tbody")).flatMap((body) => elementsOf(body, "tr"));
}

describe("renderReport with html", () => {
  test.each([
    ["safe", "PASS", ["Access changes", "All targets"]],
    ["dangerous", "FAIL", ["Findings", "Access changes", "All targets"]],
    ["unclear", "FAIL", ["Not understood", "Access changes", "Notes", "Accepted findings", "All targets"]],
  ] as const)("has the verdict and the sections of the %s change", (name, verdict, sections) => {
    const report = CASES[name];
    const page = pageOf(report);
    expect(textOf(elementsOf(page, "title")[0])).toBe(`${verdict}: ${report.name} · Zero Trust check`);
    expect(only(page, "h1")).toBe(`${verdict}${report.headline}`);
    expect(elementsOf(page, "h2").map(textOf)).toEqual(sections);
    expect(elementsOf(page, "article")).toHaveLength(report.findings.length);
    expect(rowsOf(page)).toHaveLength(report.targets.length);
    expect(only(page, "footer")).toContain(report.provenance.digest);
  });

  test("loads nothing, and allows only its own style and script", () => {
    const page = pageOf(DANGEROUS);
    const policy = elementsOf(page, "meta").find(({ attributes }) => attributes["http-equiv"] !== undefined);
    const hash = (name: string): string => createHash("sha256").update(only(page, name)).digest("base64");
    expect(policy?.attributes.content).toBe(
      `default-src 'none'; style-src 'sha256-${hash("style")}'; script-src 'sha256-${hash("script")}'; ` +
        "base-uri 'none'; form-action 'none'",
    );
  });

  test("draws who reaches an exposed target, with a description", () => {
    const [drawing] = elementsOf(pageOf(DANGEROUS), "svg");
    expect(elementsOf(drawing, "desc").map(textOf)).toEqual([
      "anyone on the internet reaches wiki.example.com while the apply runs. Its origin is wiki.wiki:80.",
    ]);
    expect(elementsOf(drawing, "text").map(textOf)).toEqual([
      'access_application.a["wiki"]',
      "delete",
      "anyone on the internet",
      "wiki.example.com",
      "wiki.wiki:80",
    ]);
    const described = drawing.attributes["aria-labelledby"].split(" ");
    expect(elementsOf(drawing, "*").flatMap(({ attributes }) => attributes.id ?? [])).toEqual(described);
  });

  test("filters targets by all words, in any case", () => {
    const page = pageOf({ ...DANGEROUS, targets: largeTargets(100) });
    const rows = rowsOf(page).map((row) => ({ textContent: textOf(row), hidden: false }));
    const listeners: (() => void)[] = [];
    const input = { value: "", addEventListener: (_: string, listener: () => void) => listeners.push(listener) };
    const count = { textContent: "" };
    const document = {
      documentElement: { classList: { add: jest.fn() } },
      getElementById: (id: string) => ({ filter: input, count })[id],
      querySelectorAll: () => rows,
    };
    const runNow = (task: () => void): void => task();
    runInNewContext(only(page, "script"), { document, setTimeout: runNow, clearTimeout: jest.fn() });
    expect(count.textContent).toBe("100 of 100");
    input.value = " SERVICE-7 team-6.";
    listeners.forEach((listener) => listener());
    expect(count.textContent).toBe("1 of 100");
    expect(rows.filter(({ hidden }) => !hidden).map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^service-7\.team-6\.prod/),
    ]);
  });

  test("has less than 500 kB for 1,000 targets", () => {
    const html = renderReport({ ...DANGEROUS, targets: largeTargets(1000) }, "html", OPTIONS);
    expect(Buffer.byteLength(html)).toBeLessThan(500_000);
  });

  test("has all of 5,000 findings and targets", () => {
    const page = pageOf(largeReport(5000));
    expect(elementsOf(page, "article")).toHaveLength(20_000);
    expect(rowsOf(page)).toHaveLength(5000);
    expect(elementsOf(page, "svg")).toHaveLength(20);
  });
});
