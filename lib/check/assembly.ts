import type { Examination } from "./examination";
import type { OpenFinding } from "./findings";
import { AccessChange, ChangeSet, CheckFinding, CheckReport, RULE_IDS } from "./model";
import { CheckOptions, dayOf, DEFAULT_FAIL_ON } from "./options";
import { applyAcceptances } from "./rules/acceptances";
import { targetRows } from "./target-rows";
import { isUnchanged } from "./targets/projection";
import { compare } from "../core/terraform/values";

const ASSUMPTIONS = [
  "a change takes effect as soon as the API has confirmed it",
  "deleting a tunnel configuration removes no rule before the tunnel is deleted",
  "a retry applies the same configuration",
];

/** @internal Puts the report together from what was found. Notes never fail. */
export function reportOf(
  { name, changes, provenance }: ChangeSet,
  found: OpenFinding[],
  notes: CheckFinding[],
  accessChanges: AccessChange[],
  examinations: Examination[],
  { rules, baseRules: base, failOn = rules?.failOn ?? DEFAULT_FAIL_ON, today = dayOf(new Date()) }: CheckOptions,
): CheckReport {
  const graded = found.map((each): CheckFinding => ({
    ...each,
    fails: each.failureClass === undefined || failOn.includes(each.failureClass),
  }));
  const all = [...graded, ...notes];
  const findings =
    rules === undefined ? all : applyAcceptances(all, rules, { today, ...(base !== undefined && { base }) });
  const failing = findings.filter(({ fails }) => fails);
  const isIncomplete = failing.length > 0 && failing.every(({ rule }) => rule === "not-understood");
  const isChanged = ({ projection }: Examination) => projection.changes.some((each) => !isUnchanged(each));
  const numberOf = (kind: "host" | "route", which: (each: Examination) => boolean) =>
    examinations.filter((each) => each.projection.kind === kind && which(each)).length;
  const changed = new Set(examinations.filter(isChanged).map(({ projection }) => projection.target));
  return {
    name,
    passes: failing.length === 0,
    exitCode: failing.length === 0 ? 0 : isIncomplete ? 3 : 1,
    headline: headlineOf(failing.sort(byWeight), findings, accessChanges),
    findings: findings.sort(byWeight),
    accessChanges: accessChanges.sort(byTarget),
    checked: {
      changes: changes.filter(({ action }) => action !== "no-op").length,
      hosts: numberOf("host", () => true),
      routes: numberOf("route", () => true),
      states: examinations.reduce((sum, { states }) => sum + states, 0),
      everyOrder: examinations.every(({ gap }) => gap === undefined),
    },
    assumptions: ASSUMPTIONS,
    unchanged: {
      hosts: numberOf("host", (each) => !isChanged(each)),
      routes: numberOf("route", (each) => !isChanged(each)),
    },
    targets: targetRows(changes, changed),
    provenance,
  };
}

/** Those that fail first, then by rule, then by target. */
function byWeight(a: CheckFinding, b: CheckFinding): number {
  return (
    Number(b.fails) - Number(a.fails) ||
    classRank(a) - classRank(b) ||
    RULE_IDS.indexOf(a.rule) - RULE_IDS.indexOf(b.rule) ||
    compare(a.id, b.id)
  );
}

function classRank({ failureClass }: CheckFinding): number {
  return failureClass === "public" ? 0 : 1;
}

function byTarget(a: AccessChange, b: AccessChange): number {
  return compare(a.target, b.target) || compare(a.change, b.change) || compare(a.who, b.who);
}

function headlineOf(
  failing: readonly CheckFinding[],
  findings: readonly CheckFinding[],
  accessChanges: readonly AccessChange[],
): string {
  if (failing.length > 0) return `${plural(failing.length, "failure")}. ${failing[0].title}`;
  const gaining = accessChanges.filter(({ change }) => change === "gains").length;
  const losing = accessChanges.length - gaining;
  if (accessChanges.length === 0) return "no user gains or loses access";
  const open = findings.filter(({ rule }) => rule === "public-host" || rule === "public-route").length;
  const becoming = open === 0 ? "no target becomes" : open === 1 ? "1 target becomes" : `${open} targets become`;
  return `${count(gaining, "gains")}, ${count(losing, "loses")}, ${becoming} public`;
}

function count(rows: number, verb: "gains" | "loses"): string {
  if (rows === 0) return `no user ${verb} access`;
  return rows === 1
    ? `1 kind of user ${verb} access`
    : `${rows} kinds of users ${verb === "gains" ? "gain" : "lose"} access`;
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
