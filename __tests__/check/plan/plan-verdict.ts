import { readFileSync } from "node:fs";
import path from "node:path";
import { check } from "../../../lib/check/check";
import type { CheckReport } from "../../../lib/check/model";
import { parsePlan } from "../../../lib/check/plan/read-plan";
import { planOrder } from "../../../lib/check/plan-order";

/** The verdict without a finding that fails. */
export const PASSES = "passes";

/** Checks a plan of the fixtures, such as "opentofu/moved", with its graph. */
export function reportOf(name: string, assumeForeignRecords: boolean): CheckReport {
  const read = (extension: string) => readFileSync(path.join(__dirname, "fixtures", `${name}.${extension}`), "utf8");
  const json = read("json");
  const changeSet = parsePlan(json, "app");
  const { order, gaps } = planOrder(changeSet, JSON.parse(json), read("dot"));
  expect(gaps).toEqual([]);
  return check(changeSet, order, { assumeForeignRecords, failOn: ["public", "users", "layer", "unknown"] });
}

/** The ids of the findings that fail, or "passes". */
export function verdictOf({ findings, exitCode, checked }: CheckReport): string {
  const failing = findings.filter(({ fails }) => fails).map(({ id, rule }) => ({ id, rule }));
  const isIncomplete = failing.length > 0 && failing.every(({ rule }) => rule === "not-understood");
  expect(exitCode).toBe(failing.length === 0 ? 0 : isIncomplete ? 3 : 1);
  expect(checked.everyOrder).toBe(true);
  return failing.map(({ id }) => id).join(", ") || PASSES;
}

/** The verdict if only the records of the plan count, and if others may lead to the tunnel. */
export function verdictsOf(name: string): string[] {
  return [false, true].map((each) => verdictOf(reportOf(name, each)));
}
