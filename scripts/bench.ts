import { execFileSync } from "node:child_process";
import path from "node:path";
import type { Run } from "./bench/run";
import { projectRoot } from "./entry-points";

const SIZES = [10, 1000, 4000];
const ROUNDS = 5;
const COLUMNS = ["hosts", "resources", "constructs", "L1 by hand", "time", "constructs", "L1 by hand", "memory"];

/** Each run is a process of its own, and the variants take turns: a busy machine is busy for both. */
function compare(hosts: number): string {
  const library: Run[] = [];
  const handwritten: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    library.push(measure("library", hosts));
    handwritten.push(measure("handwritten", hosts));
  }
  const [ours, theirs] = [library[0].resources, handwritten[0].resources].map((types) => JSON.stringify(types));
  if (ours !== theirs) throw new Error(`the variants make different resources: ${ours} and ${theirs}`);

  const resources = Object.values(library[0].resources).reduce((sum, count) => sum + count, 0);
  const [time, timeByHand] = [library, handwritten].map((runs) => median(runs.map((run) => run.milliseconds)));
  const [memory, memoryByHand] = [library, handwritten].map((runs) => median(runs.map((run) => run.megabytes)));
  return row([
    hosts,
    resources,
    `${time.toFixed(0)} ms`,
    `${timeByHand.toFixed(0)} ms`,
    (time / timeByHand).toFixed(2),
    `${memory.toFixed(0)} MB`,
    `${memoryByHand.toFixed(0)} MB`,
    (memory / memoryByHand).toFixed(2),
  ]);
}

function measure(variant: string, hosts: number): Run {
  const args = ["--import", "tsx", path.join(__dirname, "bench/run.ts"), variant, String(hosts)];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: projectRoot, encoding: "utf8" }));
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function row(cells: (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

console.log(`Construction and synthesis, median of ${ROUNDS} runs; "time" and "memory" are constructs : L1 by hand.\n`);
console.log(row(COLUMNS));
console.log(row(COLUMNS.map(() => "---:")));
for (const hosts of SIZES) console.log(compare(hosts));
