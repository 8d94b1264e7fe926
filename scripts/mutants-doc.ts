import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import { findExposure, Mutant } from "../__tests__/rehearsal/fixtures/mutant";
import { MUTANTS } from "../__tests__/rehearsal/fixtures/mutants";
import { TemporaryFolder } from "../__tests__/support/jest/temporary-folder";
import { describeCall, DetectedExposure, short } from "../lib/rehearsal";

const page = path.join(projectRoot, "docs/safety.md");
const MARKERS = ["<!-- mutants: `npm run mutants` writes what is between these -->", "<!-- end of mutants -->"];

/** Renders a table of the removed clauses and the exposure that each causes. */
async function renderMutants(): Promise<string> {
  const rows: string[] = [];
  for (const mutant of MUTANTS) {
    const { exposure, done, planned } = await findExposure(mutant);
    if ((exposure === undefined) !== (mutant.preventedBy !== undefined)) {
      throw new Error(`${mutant.name}: the result differs from preventedBy`);
    }
    const found =
      exposure === undefined ? [`nothing, prevented by ${mutant.preventedBy}`, ""] : describe(mutant, exposure);
    const tried = planned === 0 ? "refused" : `${done} of ${planned}`;
    rows.push(`| ${[mutant.name, mutant.clause, ...found, tried].join(" | ")} |`);
    console.error(rows.at(-1));
  }
  const head = [
    "| without the clause | clause | exposed | provider calls before the exposure | fault scenarios tried |",
    "| --- | --- | --- | --- | ---: |",
  ];
  return [MARKERS[0], "", ...head, ...rows, "", MARKERS[1]].join("\n");
}

function describe({ program }: Mutant, { level, target, to, fault, calls }: DetectedExposure): string[] {
  const { check, ignoreTokenCheck, byRecords, description } = program;
  const assumptions = [
    ...(ignoreTokenCheck ? ["without the connector token check"] : []),
    ...(byRecords ? ["by its own records only"] : []),
  ];
  const who = check === "private routes" ? `${target}, to ${to}` : target;
  const where = level === "layer" ? `${who}, one layer missing` : who;
  const how = [description, short(fault).replace(/, hold it in retry 1$/, " once"), ...assumptions].join(", ");
  return [`${where}: ${how}`, calls.map(describeCall).join("; ")];
}

async function main(): Promise<void> {
  const mutants = await renderMutants();
  const before = readFileSync(page, "utf8");
  const [start, end] = MARKERS.map((marker) => before.indexOf(marker));
  if (start < 0 || end < 0) throw new Error(`${page} does not contain the markers ${MARKERS.join(" and ")}`);
  writeFileSync(page, before.slice(0, start) + mutants + before.slice(end + MARKERS[1].length));
}

if (require.main === module) {
  // What the apps of the mutants leave is removed with it, or by the next run.
  new TemporaryFolder();
  void main();
}
