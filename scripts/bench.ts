import { measure, median, row } from "./bench/measure";
import type { Run } from "./bench/run";

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

console.log(`Construction and synthesis, median of ${ROUNDS} runs; "time" and "memory" are constructs : L1 by hand.\n`);
console.log(row(COLUMNS));
console.log(row(COLUMNS.map(() => "---:")));
for (const hosts of SIZES) console.log(compare(hosts));
