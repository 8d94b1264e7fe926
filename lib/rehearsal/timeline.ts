import type { Exploration } from "./exploration/findings";
import type { CallLine } from "./exploration/recording";
import { describeCall, describeExposure, levelLabel, short, steadyVerdict } from "./report";

/**
 * Renders Mermaid timelines as Markdown: one for the first occurrence of each exposure, or one of all transitions if
 * there is none.
 *
 * @internal
 */
export function renderMermaid(exploration: Exploration): string {
  const { transitions, exposures } = exploration;
  const first = exposures.filter(
    ({ level, target }, i) =>
      exposures.findIndex((other) => levelLabel(other.level) === levelLabel(level) && other.target === target) === i,
  );
  if (first.length === 0) {
    return timeline(
      steadyVerdict(exploration),
      transitions.flatMap(({ name, calls }) => section(name, calls)),
    );
  }
  return first
    .map((exposure) =>
      timeline(`${exposure.target}: ${short(exposure.fault)}`, [
        ...runsOf(exposure.calls).flatMap(([run, lines]) => section(run, lines)),
        `    ${levelLabel(exposure.level)} : ${escaped(describeExposure(exposure))}`,
      ]),
    )
    .join("\n");
}

function timeline(title: string, lines: string[]): string {
  return ["```mermaid", "timeline", `  title ${escaped(title)}`, ...lines, "```", ""].join("\n");
}

function section(name: string, calls: CallLine[]): string[] {
  return [`  section ${escaped(name)}`, ...calls.map((line, i) => `    ${i + 1} : ${escaped(describeCall(line))}`)];
}

function runsOf(calls: CallLine[]): [string, CallLine[]][] {
  const runs = [...new Set(calls.map(({ run }) => run))];
  return runs.map((run) => [run, calls.filter((line) => line.run === run)]);
}

/** In Mermaid, a colon starts an event, a semicolon ends a line and "#" starts a character code. */
function escaped(text: string): string {
  return text.replace(/[#:;]/g, (character) => `#${character.charCodeAt(0)};`);
}
