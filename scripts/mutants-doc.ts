import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./entry-points";
import { catches, Mutant } from "../__tests__/rehearsal/fixtures/mutant";
import { MUTANTS } from "../__tests__/rehearsal/fixtures/mutants";
import { describeCall, Moment } from "../lib/rehearsal";

const page = path.join(projectRoot, "docs/safety.md");
const MARKERS = ["<!-- mutants: `npm run mutants` writes what is between these -->", "<!-- end of mutants -->"];

/** What is taken away, and how it shows. */
async function renderMutants(): Promise<string> {
  const rows: string[] = [];
  for (const mutant of MUTANTS) {
    const moment = await catches(mutant);
    if ((moment === undefined) !== (mutant.keptBy !== undefined)) throw new Error(`${mutant.name}: not as it says`);
    const found = moment === undefined ? [`nothing, kept by ${mutant.keptBy}`, ""] : describe(mutant, moment);
    rows.push(`| ${[mutant.name, mutant.clause, ...found].join(" | ")} |`);
    console.error(rows.at(-1));
  }
  const head = ["| taken away | clause | open, where | calls that lead there |", "| --- | --- | --- | --- |"];
  return [MARKERS[0], "", ...head, ...rows, "", MARKERS[1]].join("\n");
}

function describe({ program }: Mutant, { target, to, fault, calls }: Moment): string[] {
  const judge = program.ignoreConnectorLock ? ", the connector's lock masked" : "";
  const names = program.byRecords ? ", by its own records" : "";
  const how = fault.replace(/\bcloudflare_(zero_trust_)?/g, "").replace(/, hold it in retry 1$/, " once");
  const where = program.judged === "private routes" ? `${target}, to ${to}` : target;
  return [`${where}: ${program.says}, ${how}${judge}${names}`, calls.map(describeCall).join("; ")];
}

async function main(): Promise<void> {
  const mutants = await renderMutants();
  const before = readFileSync(page, "utf8");
  const [start, end] = MARKERS.map((marker) => before.indexOf(marker));
  if (start < 0 || end < 0) throw new Error(`${page} has no place for the mutants: ${MARKERS.join(" … ")}`);
  writeFileSync(page, before.slice(0, start) + mutants + before.slice(end + MARKERS[1].length));
}

if (require.main === module) void main();
