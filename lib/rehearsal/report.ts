import type { Exploration, PointResult, StuckPoint } from "./exploration/exploration";
import type { Moment } from "./exploration/moments";
import type { CallLine } from "./exploration/recording";

/** @internal What one point tells, once for each exposure: those that were shown before are only counted. */
export class TextReport {
  private readonly shown = new Map<string, number>();

  /** Nothing where there is nothing new. */
  public add({ transition, calls, moments }: PointResult): string {
    const lines: string[] = [];
    if (calls !== undefined) {
      lines.push(`${transition}: ${count(calls.length, "change")}`, ...numbered(calls), "");
    }
    for (const moment of moments) {
      const key = exposureKey(moment);
      if (!this.shown.has(key)) lines.push(...renderMoment(moment), "");
      this.shown.set(key, (this.shown.get(key) ?? 0) + 1);
    }
    return joined(lines);
  }

  /** What is left to say when all is done. */
  public end({ seed, points, moments, stuck, timing }: Exploration): string {
    const again = [...this.shown].filter(([, times]) => times > 1).map(([key, times]) => `  ${times} times: ${key}`);
    const bound = points.done < points.planned ? " (there was time for no more)" : "";
    const open = exposed(moments, "open");
    const halfLocked = exposed(moments, "one lock");
    return joined([
      ...(again.length === 0 ? [] : ["Found by several faults", ...again, ""]),
      ...renderStuck(stuck),
      `${points.done} of ${count(points.planned, "point")}${bound}, ${timing.applies} applies in ${timing.seconds.toFixed(0)} s, seed ${seed}`,
      open.length > 0 ? `OPEN: ${open.join(", ")}` : "no open moment",
      ...(halfLocked.length > 0 ? [`behind one lock for a moment: ${halfLocked.join(", ")}`] : []),
    ]);
  }
}

/** @internal The whole exploration as text. */
export function renderText(exploration: Exploration): string {
  const { transitions, moments } = exploration;
  const report = new TextReport();
  const point = { fault: "", applies: 0, done: 0, planned: 0 };
  const steps = transitions.map(({ name, calls }) => report.add({ ...point, transition: name, calls, moments: [] }));
  return steps.join("") + report.add({ ...point, transition: "", moments }) + report.end(exploration);
}

/** @internal */
export function renderJson(exploration: Exploration): string {
  return `${JSON.stringify(exploration, null, 2)}\n`;
}

function renderMoment({ locks, target, origin, to, transition, fault, calls }: Moment): string[] {
  const lock = locks === "open" ? "OPEN" : "ONE LOCK";
  return [
    `${lock} ${target}: ${to} reaches ${origin}${locks === "open" ? "" : " but for one lock"}`,
    `  ${transition}: ${short(fault)}`,
    ...numbered(calls),
  ];
}

/** Those that fail for the same reason, and have the same way out, as one. */
function renderStuck(stuck: StuckPoint[]): string[] {
  const groups = new Map<string, StuckPoint[]>();
  for (const each of stuck) {
    const key = [each.reason, each.wayOut].join();
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((points) => [
    `STUCK, which is not open: ${points[0].reason}`,
    ...points.map(({ transition, fault }) => `  ${transition}: ${short(fault)}`),
    `  way out: ${points[0].wayOut ?? "none that was tried"}`,
    "",
  ]);
}

function numbered(calls: CallLine[]): string[] {
  const runs = new Set(calls.map(({ run }) => run)).size;
  const width = String(calls.length).length;
  return calls.map(
    (line, i) => `  ${String(i + 1).padStart(width)} ${runs > 1 ? `${line.run}: ` : ""}${describeCall(line)}`,
  );
}

/** @internal */
export function describeCall({ call, outcome, message }: CallLine): string {
  if (outcome === "done") return short(call);
  return `${short(call)}: ${outcome}${message === undefined ? "" : ` (${message})`}`;
}

/** Terraform's types are long, and these are of one family. */
function short(words: string): string {
  return words.replace(/\bcloudflare_(zero_trust_)?/g, "");
}

function exposed(moments: Moment[], locks: Moment["locks"]): string[] {
  return [...new Set(moments.filter((each) => each.locks === locks).map(({ target }) => target))].sort();
}

function exposureKey({ locks, target, origin, transition }: Moment): string {
  return `${locks === "open" ? "OPEN" : "ONE LOCK"} ${target} to ${origin} (${transition})`;
}

function count(number: number, singular: string): string {
  return `${number} ${singular}${number === 1 ? "" : "s"}`;
}

function joined(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
