import { compileVariants, measure, median, row } from "./bench/measure";
import type { Run } from "./bench/run";

/** The measured numbers of hosts, and how often each variant runs. */
const ROUNDS = new Map([
  [10, 5],
  [1000, 5],
  [4000, 5],
  [10000, 3],
]);
/** The limits of the ratios of constructs to L1 constructs by hand, from 1000 hosts on. */
const LIMITS = { time: 0.65, memory: 0.85 };
/** The limit of the time per host, as a ratio to that of 1000 hosts. */
const GROWTH = 1.2;
const COLUMNS = ["hosts", "resources", "constructs", "L1 by hand", "time", "constructs", "L1 by hand", "memory"];

interface Comparison {
  readonly hosts: number;
  readonly milliseconds: number;
  /** The ratios of constructs to L1 constructs by hand. */
  readonly ratios: typeof LIMITS;
}

/** Runs each measurement in its own process and alternates the variants, so that other load affects both. */
function compare(hosts: number, rounds: number): Comparison {
  const library: Run[] = [];
  const handwritten: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    library.push(measure("library", hosts));
    handwritten.push(measure("handwritten", hosts));
  }
  const [created, expected] = [library, handwritten].map(([run]) => JSON.stringify(run.resources));
  if (created !== expected) throw new Error(`the variants create different resources: ${created} and ${expected}`);

  const resources = Object.values(library[0].resources).reduce((sum, count) => sum + count, 0);
  const [time, timeByHand] = [library, handwritten].map((runs) => median(runs.map((run) => run.milliseconds)));
  const [memory, memoryByHand] = [library, handwritten].map((runs) => median(runs.map((run) => run.megabytes)));
  const ratios = { time: time / timeByHand, memory: memory / memoryByHand };
  const times = [`${time.toFixed(0)} ms`, `${timeByHand.toFixed(0)} ms`, ratios.time.toFixed(2)];
  const memories = [`${memory.toFixed(0)} MB`, `${memoryByHand.toFixed(0)} MB`, ratios.memory.toFixed(2)];
  console.log(row([hosts, resources, ...times, ...memories]));
  return { hosts, milliseconds: time, ratios };
}

/** The ratios that are above their limits. A slow machine has the same ratios. */
function regressions(comparisons: Comparison[]): string[] {
  const large = comparisons.filter(({ hosts }) => hosts >= 1000);
  const perHost = ({ hosts, milliseconds }: Comparison) => milliseconds / hosts;
  return large.flatMap((each) =>
    [
      ...(["time", "memory"] as const).map((what) => ({ what, ratio: each.ratios[what], limit: LIMITS[what] })),
      { what: "time per host, compared with 1000 hosts", ratio: perHost(each) / perHost(large[0]), limit: GROWTH },
    ].flatMap(({ what, ratio, limit }) =>
      ratio > limit ? [`${each.hosts} hosts: ${what}: ${ratio.toFixed(2)} instead of at most ${limit}`] : [],
    ),
  );
}

compileVariants();
console.log(`Construction and synthesis, median of the runs; "time" and "memory" are constructs : L1 by hand.\n`);
console.log(row(COLUMNS));
console.log(row(COLUMNS.map(() => "---:")));
const found = regressions([...ROUNDS].map(([hosts, rounds]) => compare(hosts, rounds)));
for (const regression of found) console.error(regression);
process.exitCode = found.length > 0 ? 1 : 0;
