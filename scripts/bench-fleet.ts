import { compileVariants, measure, median, row } from "./bench/measure";
import { HostnamePattern } from "../lib/gateway/hostname-pattern";

const SIZES = [25, 50, 100, 200];
const ROUNDS = 5;
const PATTERNS = 200;

function clusters(size: number): string {
  const runs = Array.from({ length: ROUNDS }, () => measure("fleet", size));
  const resources = Object.values(runs[0].resources).reduce((sum, count) => sum + count, 0);
  const time = median(runs.map(({ milliseconds }) => milliseconds));
  const memory = median(runs.map(({ megabytes }) => megabytes));
  return row([size, resources, `${time.toFixed(0)} ms`, `${(time / size).toFixed(1)} ms`, `${memory.toFixed(0)} MB`]);
}

/** Compares every pattern with every pattern of a disjoint set. */
function overlaps(what: string, pattern: (i: number, set: string) => HostnamePattern): string {
  const set = (name: string) => Array.from({ length: PATTERNS }, (_, i) => pattern(i, name));
  const [some, others] = [set("a"), set("b")];
  const start = performance.now();
  const found = some.flatMap((one) => others.filter((other) => one.findCommonName(other) !== undefined)).length;
  return row([what, PATTERNS ** 2, found, `${(performance.now() - start).toFixed(0)} ms`]);
}

compileVariants();
console.log(`Clusters in one fleet: construction and synthesis, CPU time, median of ${ROUNDS} runs.\n`);
console.log(row(["clusters", "resources", "time", "per cluster", "memory"]));
console.log(row(Array(5).fill("---:")));
for (const size of SIZES) console.log(clusters(size));

console.log("\nOverlap checks of every pattern of one set with every pattern of another set.\n");
console.log(row(["patterns", "pairs", "overlapping", "time"]));
console.log(row(["---", "---:", "---:", "---:"]));
console.log(
  overlaps("environments of one domain", (i, set) =>
    HostnamePattern.environments([`${set}${i}`], "k8s.example.internal"),
  ),
);
console.log(
  overlaps("common first and last labels", (i, set) => HostnamePattern.labels(`*.${set}${i}.*.example.internal`)),
);
