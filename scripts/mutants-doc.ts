import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import { catches, Mutant } from "../__tests__/rehearsal/fixtures/mutant";
import { MUTANTS } from "../__tests__/rehearsal/fixtures/mutants";
import { describeCall, Moment } from "../lib/rehearsal";

const page = path.join(projectRoot, "docs/safety.md");
const MARKERS = ["<!-- mutants: `npm run mutants` writes what is between these -->", "<!-- end of mutants -->"];

/** Renders a table of the removed clauses and the exposure that each causes. */
async function renderMutants(): Promise<string> {
  const rows: string[] = [];
  for (const mutant of MUTANTS) {
    const moment = await catches(mutant);
    if ((moment === undefined) !== (mutant.keptBy !== undefined)) {
      throw new Error(`${mutant.name}: the result differs from keptBy`);
    }
    const found = moment === undefined ? [`no exposure, prevented by ${mutant.keptBy}`, ""] : describe(mutant, moment);
    rows.push(`| ${[mutant.name, mutant.clause, ...found].join(" | ")} |`);
    console.error(rows.at(-1));
  }
  const head = [
    "| removed | clause | exposed, by which fault | provider calls before the exposure |",
    "| --- | --- | --- | --- |",
  ];
  return [MARKERS[0], "", ...head, ...rows, "", MARKERS[1]].join("\n");
}

function describe({ program }: Mutant, { target, to, fault, calls }: Moment): string[] {
  const judge = program.ignoreConnectorLock ? ", without the connector token check" : "";
  const names = program.byRecords ? ", by its own records only" : "";
  const how = fault.replace(/\bcloudflare_(zero_trust_)?/g, "").replace(/, hold it in retry 1$/, " once");
  const where = program.judged === "private routes" ? `${target}, to ${to}` : target;
  return [`${where}: ${program.says}, ${how}${judge}${names}`, calls.map(describeCall).join("; ")];
}

async function main(): Promise<void> {
  const mutants = await renderMutants();
  const before = readFileSync(page, "utf8");
  const [start, end] = MARKERS.map((marker) => before.indexOf(marker));
  if (start < 0 || end < 0) throw new Error(`${page} does not contain the markers ${MARKERS.join(" and ")}`);
  writeFileSync(page, before.slice(0, start) + mutants + before.slice(end + MARKERS[1].length));
}

if (require.main === module) void main();
