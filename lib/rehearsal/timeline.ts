import type { Exploration } from "./exploration/exploration";
import type { CallLine } from "./exploration/recording";
import { describeCall } from "./report";

/** @internal Mermaid timelines as Markdown: of each exposure the first way to it, of the transitions where there is none. */
export function renderMermaid({ transitions, moments }: Exploration): string {
  const found = moments.filter(
    ({ locks, target }, i) => moments.findIndex((other) => other.locks === locks && other.target === target) === i,
  );
  if (found.length === 0) {
    return timeline(
      "no open moment",
      transitions.flatMap(({ name, calls }) => section(name, calls)),
    );
  }
  return found
    .map(({ locks, target, to, origin, fault, calls }) =>
      timeline(`${target}: ${fault}`, [
        ...runsOf(calls).flatMap(([run, lines]) => section(run, lines)),
        `    ${plain(locks === "open" ? "OPEN" : "ONE LOCK")} : ${plain(`${to} reaches ${origin}`)}`,
      ]),
    )
    .join("\n");
}

function timeline(title: string, lines: string[]): string {
  return ["```mermaid", "timeline", `  title ${plain(title)}`, ...lines, "```", ""].join("\n");
}

function section(name: string, calls: CallLine[]): string[] {
  return [`  section ${plain(name)}`, ...calls.map((line, i) => `    ${i + 1} : ${plain(describeCall(line))}`)];
}

function runsOf(calls: CallLine[]): [string, CallLine[]][] {
  const runs = [...new Set(calls.map(({ run }) => run))];
  return runs.map((run) => [run, calls.filter((line) => line.run === run)]);
}

/** A colon begins an event, a semicolon ends a line and "#" begins a code. */
function plain(text: string): string {
  return text.replace(/[#:;]/g, (character) => `#${character.charCodeAt(0)};`);
}
