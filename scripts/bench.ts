import { measure, median, row } from "./bench/measure";
import type { Run } from "./bench/run";

const SIZES = [10, 1000, 4000];
const ROUNDS = 5;
const COLUMNS = ["hosts", "resources", "constructs", "L1 by hand", "time", "constructs", "L1 by hand", "memory"];

/** Runs each measurement in its own process and alternates the variants, so that other load affects both. */
function compare(hosts: number): string {
  const library: Run[] = [];
  const handwritten: Run[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    library.push(measure("library", hosts));
    handwritten.push(measure("handwritten", hosts));
  }
  const [created, expected] = [library, handwritten].map(([run]) => JSON.stringify(run.resources));
  if (created !== expected) throw new Error(`the variants create different resources: ${created} and ${expected}`);

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

console.log(`Construction and synthesis, median of ${ROUNDS} runs; "time" and "memory" are constructs : L1 by hand.\n`);
console.log(row(COLUMNS));
console.log(row(COLUMNS.map(() => "---:")));
for (const hosts of SIZES) console.log(compare(hosts));
