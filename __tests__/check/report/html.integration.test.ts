import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Browser, findBrowser } from "./browser";
import { DANGEROUS, largeTargets, OPTIONS } from "./fixture";
import { renderReport } from "../../../lib/check/report";

const executable = findBrowser();
const directory = mkdtempSync(join(tmpdir(), "check-report-"));
const file = join(directory, "report.html");
let browser: Browser;

beforeAll(async () => {
  if (executable === undefined) return;
  writeFileSync(file, renderReport({ ...DANGEROUS, targets: largeTargets(1000) }, "html", OPTIONS));
  browser = await Browser.open(executable, pathToFileURL(file).href);
});
afterAll(() => {
  browser?.close();
  rmSync(directory, { recursive: true });
});

// A browser is too large for a dependency, so these tests run where one is installed.
(executable === undefined ? describe.skip : describe)("the HTML report in a browser", () => {
  const visible = '[...document.querySelectorAll("#targets tbody tr")].filter((row) => row.offsetHeight > 0).length';

  test("shows all of 1,000 targets, and filters them", async () => {
    expect(await browser.evaluate("document.getElementById('count').textContent")).toBe("1000 of 1000");
    const filter = async (text: string): Promise<unknown> => {
      await browser.evaluate(
        `const input = document.getElementById("filter"); input.value = ${JSON.stringify(text)};` +
          'input.dispatchEvent(new Event("input")); new Promise((resolve) => setTimeout(resolve, 300))',
      );
      return browser.evaluate(visible);
    };
    expect(await filter("service-77. SRE")).toBe(1);
    expect(await filter("no such target")).toBe(0);
    expect(await filter("")).toBe(1000);
  });

  test("fits a narrow window", async () => {
    for (const width of [1280, 500]) {
      await browser.send("Emulation.setDeviceMetricsOverride", {
        width,
        height: 800,
        deviceScaleFactor: 1,
        mobile: false,
      });
      expect(await browser.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    }
  });

  test("has a light and a dark appearance", async () => {
    const colors = [];
    for (const value of ["light", "dark"]) {
      await browser.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value }] });
      colors.push(await browser.evaluate("getComputedStyle(document.body).backgroundColor"));
    }
    expect(colors).toEqual(["rgb(255, 255, 255)", "rgb(13, 17, 23)"]);
  });

  test("violates no rule of its own Content-Security-Policy", () => {
    expect(browser.problems).toEqual([]);
  });
});
