import { readFileSync } from "node:fs";
import path from "node:path";
import { check } from "../../../lib/check/check";
import { parsePlan } from "../../../lib/check/plan/read-plan";
import { planOrder } from "../../../lib/check/plan-order";

/** Plans that Terraform 1.11.4 made with version 5.22.0 of Cloudflare's provider. */
const read = (file: string) => readFileSync(path.join(__dirname, "fixtures", "real-provider", file), "utf8");

function verdictOf(name: string): string[] {
  const json = read(`${name}.json`);
  const changeSet = parsePlan(json, "app");
  const { order, gaps } = planOrder(changeSet, JSON.parse(json), read(`${name}.dot`));
  expect(gaps).toEqual([]);
  const failOn = ["public", "users", "layer", "unknown"] as const;
  const { findings, exitCode } = check(changeSet, order, { assumeForeignRecords: true, failOn });
  const failing = findings.filter(({ fails }) => fails).map(({ id }) => id);
  expect(exitCode === 0).toBe(failing.length === 0);
  return failing;
}

describe("check of a plan of the real provider", () => {
  test.each<[why: string, name: string, verdict: string[]]>([
    ["the configuration waits for the applications, and the records for the configuration", "created", []],
    [
      "a configuration with plain depends_on outlives the application",
      "depends-on",
      ["exposure-window@wiki.example.com"],
    ],
    ["an application that only has another address protects the same host", "moved", []],
    ["a record that is imported leads to a host that was protected before", "import", []],
    [
      "with -target, only the application is deleted, and the rule and the record stay",
      "target",
      ["public-host@wiki.example.com", "not-understood@app"],
    ],
  ])("has the right verdict: %s", (_, name, verdict) => {
    expect(verdictOf(name)).toEqual(verdict);
  });
});
