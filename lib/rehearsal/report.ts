import { isGettingThrough } from "./checks/exposure";
import type { DetectedExposure, DetectedLockout } from "./exploration/detection";
import type { Exploration, NotConvergedScenario, ScenarioResult } from "./exploration/findings";
import type { CallLine } from "./exploration/recording";
import { push } from "../core/push";
import { count } from "../inventory/text-layout";

/** @internal Renders results one by one. An exposure that another fault scenario already had is only counted. */
export class TextReport {
  private readonly shown = new Map<string, number>();

  /** Renders what is new in a result. */
  public add({ transition, calls, exposures }: ScenarioResult): string {
    const lines: string[] = [];
    if (calls !== undefined) {
      lines.push(`${transition}: ${count(calls.length, "change")}`, ...numbered(calls), "");
    }
    for (const exposure of exposures) {
      const key = exposureKey(exposure);
      if (!this.shown.has(key)) lines.push(...renderExposure(exposure), "");
      this.shown.set(key, (this.shown.get(key) ?? 0) + 1);
    }
    return joined(lines);
  }

  /** Renders the end of the report. */
  public end(exploration: Exploration): string {
    const { seed, scenarios, exposures, lockouts, notConverged, timing } = exploration;
    const repeated = [...this.shown].filter(([, times]) => times > 1).map(([key, times]) => `  ${times} times: ${key}`);
    const exposed = targetsOf(exposures.filter(isGettingThrough));
    const partial = targetsOf(exposures.filter((each) => !isGettingThrough(each)));
    return joined([
      ...(repeated.length === 0 ? [] : ["Found in several fault scenarios", ...repeated, ""]),
      ...renderNotConverged(notConverged),
      ...renderLockouts(lockouts),
      ...renderOpen(exploration),
      `${scenarios.done} of ${count(scenarios.planned, "fault scenario")}, ` +
        `${timing.applies} applies in ${timing.seconds.toFixed(0)} s, seed ${seed}`,
      ...(exposed.length > 0 ? [`EXPOSED: ${exposed.join(", ")}`] : []),
      ...(exposed.length === 0 || openedIn(exploration).length > 0 ? [steadyVerdict(exploration)] : []),
      ...(partial.length > 0 ? [`PARTIALLY PROTECTED: ${partial.join(", ")}`] : []),
    ]);
  }
}

/** @internal The verdict without an exposure window. */
export function steadyVerdict(exploration: Exploration): string {
  const opened = openedIn(exploration);
  return opened.length > 0 ? `EXPOSED after the apply: ${opened.join(", ")}` : noExposure(exploration);
}

/** The verdict without an exposure. What was covered is a part of it. */
function noExposure({ scenarios, unevaluated }: Pick<Exploration, "scenarios" | "unevaluated">): string {
  const { done, planned } = scenarios;
  const tried = `the ${done} of ${count(planned, "fault scenario")} tried`;
  const all = planned === 1 ? "the only fault scenario" : `all ${planned} fault scenarios`;
  const covered = done < planned ? tried : all;
  return unevaluated.length === 0
    ? `no exposure in ${covered}`
    : `incomplete: no exposure found in ${covered}, but not everything could be evaluated`;
}

/** @internal The targets that a transition opens to anyone for good, although no comment declares why. */
export function openedIn({ open }: Pick<Exploration, "open">): string[] {
  return [...new Set(open.flatMap(({ target, isOpened }) => (isOpened === true ? target : [])))].sort();
}

/** @internal What is open without any window. */
export function openLines({ open }: Pick<Exploration, "open">): string[] {
  const groups = new Map<string, string[]>();
  for (const { target, to, when, transition } of open) {
    push(groups, `OPEN ${when} ${transition}, not only for a moment: ${to} reaches`, target);
  }
  return [...groups].map(([heading, targets]) => `${heading} ${targets.join(", ")}`);
}

/** What is open without any window, what could not be evaluated, and what was done differently from an apply. */
function renderOpen({ unevaluated, notes, ...exploration }: Exploration): string[] {
  const conditions = unevaluated.map((each) => `NOT EVALUATED: ${each}`);
  const all = [...openLines(exploration), ...conditions, ...notes.map((each) => `note: ${each}`)];
  return all.length === 0 ? [] : [...all, ""];
}

/** @internal Renders an exploration as text. */
export function renderText(exploration: Exploration): string {
  const { transitions, exposures } = exploration;
  const report = new TextReport();
  const result = { fault: "", applies: 0, exposures: [], lockouts: [], done: 0, planned: 0 };
  const steps = transitions.map(({ name, calls }) => report.add({ ...result, transition: name, calls }));
  return steps.join("") + report.add({ ...result, transition: "", exposures }) + report.end(exploration);
}

/** @internal Renders an exploration as JSON. */
export function renderJson<Result extends Exploration>(exploration: Result): string {
  return `${JSON.stringify(exploration, null, 2)}\n`;
}

/** @internal The heading of an exposure. */
export function levelLabel(level: DetectedExposure["level"]): string {
  return isGettingThrough({ level }) ? "EXPOSED" : "PARTIALLY PROTECTED";
}

/** @internal Describes the users of an exposure, and what they reach. */
export function describeExposure({ level, to, origin, byForeignRecord }: DetectedExposure): string {
  const what = isGettingThrough({ level })
    ? `${to} reaches ${origin}`
    : `only one layer of protection between ${to} and ${origin}`;
  return byForeignRecord === true ? `${what}, if a record of another stack, such as a wildcard, leads there` : what;
}

function renderExposure(exposure: DetectedExposure): string[] {
  const { level, target, transition, fault, calls } = exposure;
  return [
    `${levelLabel(level)} ${target}: ${describeExposure(exposure)}`,
    `  ${transition}: ${short(fault)}`,
    ...numbered(calls),
  ];
}

/** Groups the scenarios by reason and recovery. */
function renderNotConverged(scenarios: NotConvergedScenario[]): string[] {
  const groups = new Map<string, NotConvergedScenario[]>();
  for (const each of scenarios) {
    const key = [each.reason, each.recovery].join();
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => [
    `NOT CONVERGED, but not exposed: ${group[0].reason}`,
    ...group.map(({ transition, fault }) => `  ${transition}: ${short(fault)}`),
    `  recovery: ${group[0].recovery ?? "none found"}`,
    "",
  ]);
}

/** Groups the first lockouts of each target by user, since a fault can lock out the same users at many points. */
function renderLockouts(lockouts: DetectedLockout[]): string[] {
  const known = new Set<string>();
  const groups = new Map<string, DetectedLockout[]>();
  for (const each of lockouts) {
    const about = [each.transition, each.target].join("\n");
    if (known.has(about)) continue;
    known.add(about);
    const key = [each.transition, each.fault, each.to].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].flatMap(([{ target, to, transition, fault }, ...others]) => [
    `LOCKED OUT of ${target}${others.length > 0 ? ` and ${others.length} more` : ""}: ${to}, whom both versions allow`,
    `  ${transition}: ${short(fault)}`,
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

/** @internal Describes a call and its outcome, such as "delete dns_record a.example.com: failed before". */
export function describeCall({ call, outcome, message }: CallLine): string {
  if (outcome === "done") return short(call);
  return `${short(call)}: ${outcome}${message === undefined ? "" : ` (${message})`}`;
}

/** @internal Removes the common prefix of Cloudflare's resource types. */
export function short(text: string): string {
  return text.replace(/\bcloudflare_(zero_trust_)?/g, "");
}

function targetsOf(exposures: DetectedExposure[]): string[] {
  return [...new Set(exposures.map(({ target }) => target))].sort();
}

function exposureKey({ level, target, origin, transition }: DetectedExposure): string {
  return `${levelLabel(level)} ${target} to ${origin} (${transition})`;
}

function joined(lines: string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
