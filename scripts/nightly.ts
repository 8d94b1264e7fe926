import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { campaign, EditResult, FAMILIES } from "../__tests__/rehearsal/fixtures/campaign";
import { TemporaryFolder } from "../__tests__/support/jest/temporary-folder";
import { isGettingThrough } from "../lib/rehearsal";

interface Row {
  edits: number;
  faultScenarios: number;
  applies: number;
  exposed: number;
  partial: number;
  anotherName: number;
  usersAndOrigin: number;
  oldAndNew: number;
  notConverged: number;
}

const EMPTY: Row = {
  edits: 0,
  faultScenarios: 0,
  applies: 0,
  exposed: 0,
  partial: 0,
  anotherName: 0,
  usersAndOrigin: 0,
  oldAndNew: 0,
  notConverged: 0,
};
const COLUMNS = [
  "edits",
  "fault scenarios",
  "applies",
  "exposed",
  "one layer",
  "another name",
  "users and origin",
  "old and new objects",
  "not converged",
];

/** Summarizes a campaign of random edits under many faults as Markdown. */
export class Summary {
  private readonly rows = new Map<string, Row>();
  private readonly recoveries = new Map<string, number>();
  private readonly started = performance.now();

  public add(result: EditResult): void {
    const { edit } = result.scenario;
    this.rows.set(edit, sum(this.row(edit), rowOf(result)));
    for (const { recovery = "no recovery found" } of result.notConverged) {
      const kind = recovery.replace(/\b([a-z\d_]+)\.[\w-]+/g, "$1").replace(/ \([^)]*\)/, "");
      this.recoveries.set(kind, (this.recoveries.get(kind) ?? 0) + 1);
    }
  }

  public get total(): Row {
    return [...this.rows.values()].reduce(sum, EMPTY);
  }

  public render(seed: number): string {
    const seconds = Math.round((performance.now() - this.started) / 1000);
    const all = this.total;
    return [
      `${all.faultScenarios} fault scenarios of ${all.edits} edits, ${all.applies} applies in ${seconds} s on ` +
        `${cpus().length} cores, seed ${seed}.`,
      "",
      `| edit | ${COLUMNS.join(" | ")} |`,
      `| --- |${" ---: |".repeat(COLUMNS.length)}`,
      ...[...this.rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([edit, row]) => line(edit, row)),
      line("**all**", all),
      "",
      ...(this.recoveries.size === 0
        ? []
        : ["| recovery of what did not converge, run to its end | times |", "| --- | ---: |"]),
      ...[...this.recoveries].sort(([, a], [, b]) => b - a).map(([recovery, times]) => `| ${recovery} | ${times} |`),
    ].join("\n");
  }

  private row(edit: string): Row {
    return this.rows.get(edit) ?? EMPTY;
  }
}

function rowOf({ faultScenarios, applies, exposures, mixtures, notConverged }: EditResult): Row {
  const exposed = exposures.filter(isGettingThrough).length;
  return {
    edits: 1,
    faultScenarios,
    applies,
    exposed,
    partial: exposures.length - exposed,
    anotherName: mixtures["another name"].length,
    usersAndOrigin: mixtures["users and origin"].length,
    oldAndNew: mixtures["old and new objects"].length,
    notConverged: notConverged.length,
  };
}

function sum(a: Row, b: Row): Row {
  return Object.fromEntries(Object.entries(a).map(([key, n]) => [key, n + b[key as keyof Row]])) as unknown as Row;
}

function line(edit: string, row: Row): string {
  return `| ${[edit, ...Object.values(row)].join(" | ")} |`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scenarios: { type: "string", default: "1000" },
      seconds: { type: "string", default: "Infinity" },
      seed: { type: "string", default: "1" },
      // The scenarios of each edit with one fault and with two. Fewer of them try more edits.
      singles: { type: "string", default: "25" },
      pairs: { type: "string", default: "5" },
      // "hosts" or "clusters"
      of: { type: "string" },
    },
  });
  const [limit, seconds, seed] = [Number(values.scenarios), Number(values.seconds), Number(values.seed)];
  const families = Object.entries(FAMILIES).flatMap(([name, each]) => (name === (values.of ?? name) ? [each] : []));
  if (families.length === 0) throw new Error(`--of accepts ${Object.keys(FAMILIES).join(" or ")}`);
  const summary = new Summary();
  const started = performance.now();
  for await (const result of campaign({
    seed,
    singles: Number(values.singles),
    pairs: Number(values.pairs),
    families,
  })) {
    const { scenario, exposures, notConverged } = result;
    summary.add(result);
    for (const { level, target, origin, to, transition, fault, calls } of exposures) {
      console.error(JSON.stringify({ level, target, origin, to, transition, fault, scenario, calls }));
    }
    for (const { recovery, fault, reason } of notConverged) {
      if (recovery === undefined) console.error(JSON.stringify({ notConverged: fault, reason, scenario }));
    }
    console.error(`${summary.total.faultScenarios} of ${limit} fault scenarios, ${summary.total.exposed} exposures`);
    if (summary.total.faultScenarios >= limit || performance.now() - started >= seconds * 1000) break;
  }
  console.log(summary.render(seed));
  process.exitCode = summary.total.exposed > 0 ? 1 : 0;
}

if (require.main === module) {
  // What the apps of a campaign leave is removed with it, or by the next run.
  new TemporaryFolder();
  void main();
}
