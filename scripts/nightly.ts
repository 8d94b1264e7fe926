import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { campaign, FAMILIES, Outing } from "../__tests__/rehearsal/fixtures/campaign";

/** The number of single faults and pairs of each scenario, limited so that a campaign covers many edits. */
const SINGLES = 25;
const PAIRS = 5;

interface Row {
  scenarios: number;
  points: number;
  applies: number;
  open: number;
  oneLock: number;
  stuck: number;
}

const NOTHING: Row = { scenarios: 0, points: 0, applies: 0, open: 0, oneLock: 0, stuck: 0 };

/** Summarizes a campaign of random edits under many faults as Markdown. */
export class Summary {
  private readonly rows = new Map<string, Row>();
  private readonly waysOut = new Map<string, number>();
  private readonly started = performance.now();

  public add({ scenario: { edit }, points, applies, moments, stuck }: Outing): void {
    this.rows.set(edit, sum(this.row(edit), rowOf(points, applies, moments, stuck.length)));
    for (const { wayOut } of stuck) {
      const way = (wayOut ?? "no recovery found").replace(/\b([a-z\d_]+)\.[\w-]+/g, "$1").replace(/ \([^)]*\)/, "");
      this.waysOut.set(way, (this.waysOut.get(way) ?? 0) + 1);
    }
  }

  public get total(): Row {
    return [...this.rows.values()].reduce(sum, NOTHING);
  }

  public render(seed: number): string {
    const seconds = Math.round((performance.now() - this.started) / 1000);
    const all = this.total;
    return [
      `${all.points} fault scenarios of ${all.scenarios} edits, ${all.applies} applies in ${seconds} s on ${cpus().length} cores, seed ${seed}.`,
      "",
      "| edit | edits | fault scenarios | applies | exposed | partially protected | not converged |",
      "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
      ...[...this.rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([edit, row]) => line(edit, row)),
      line("**all**", all),
      "",
      ...(this.waysOut.size === 0 ? [] : ["| recovery of runs that did not converge | times |", "| --- | ---: |"]),
      ...[...this.waysOut].sort(([, a], [, b]) => b - a).map(([way, times]) => `| ${way} | ${times} |`),
    ].join("\n");
  }

  private row(edit: string): Row {
    return this.rows.get(edit) ?? NOTHING;
  }
}

function rowOf(points: number, applies: number, moments: Outing["moments"], stuck: number): Row {
  const open = moments.filter(({ locks }) => locks === "open").length;
  return { scenarios: 1, points, applies, open, oneLock: moments.length - open, stuck };
}

function sum(a: Row, b: Row): Row {
  return Object.fromEntries(Object.entries(a).map(([key, n]) => [key, n + b[key as keyof Row]])) as unknown as Row;
}

function line(edit: string, { scenarios, points, applies, open, oneLock, stuck }: Row): string {
  return `| ${[edit, scenarios, points, applies, open, oneLock, stuck].join(" | ")} |`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      points: { type: "string", default: "1000" },
      seconds: { type: "string", default: "Infinity" },
      seed: { type: "string", default: "1" },
      // "hosts" or "clusters"
      of: { type: "string" },
    },
  });
  const [wanted, seconds, seed] = [Number(values.points), Number(values.seconds), Number(values.seed)];
  const families = Object.entries(FAMILIES).flatMap(([name, each]) => (name === (values.of ?? name) ? [each] : []));
  if (families.length === 0) throw new Error(`--of accepts ${Object.keys(FAMILIES).join(" or ")}`);
  const summary = new Summary();
  const started = performance.now();
  for await (const outing of campaign({ seed, singles: SINGLES, pairs: PAIRS, families })) {
    summary.add(outing);
    for (const { locks, target, origin, to, transition, fault, calls } of outing.moments) {
      console.error(JSON.stringify({ locks, target, origin, to, transition, fault, scenario: outing.scenario, calls }));
    }
    for (const { wayOut, fault, reason } of outing.stuck) {
      if (wayOut === undefined) console.error(JSON.stringify({ stuck: fault, reason, scenario: outing.scenario }));
    }
    console.error(`${summary.total.points} of ${wanted} fault scenarios, ${summary.total.open} exposures`);
    if (summary.total.points >= wanted || performance.now() - started >= seconds * 1000) break;
  }
  console.log(summary.render(seed));
  process.exitCode = summary.total.open > 0 ? 1 : 0;
}

if (require.main === module) void main();
