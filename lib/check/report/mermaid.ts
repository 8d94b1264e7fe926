import type { DiagramRow } from "./diagram";

/**
 * Renders a flowchart with one row for each target. A reader with a screen reader has the same facts in the tables, so
 * the description only names the diagram.
 *
 * @internal
 */
export function renderMermaid(rows: readonly DiagramRow[]): string {
  return [
    "flowchart LR",
    "  accTitle: Who reaches what changes",
    "  accDescr: Users, the target that they reach, and its origin. Dashed lines are calls that cause it.",
    ...rows.flatMap((row, index) => renderRow(row, index + 1)),
  ].join("\n");
}

function renderRow({ who, when, target, origin, call }: DiagramRow, number: number): string[] {
  const end = origin === undefined ? "" : ` ==> o${number}[${quoted(origin)}]`;
  return [
    `  w${number}[${quoted(who)}] ==>|${quoted(when)}| h${number}[${quoted(target)}]${end}`,
    ...(call === undefined ? [] : [`  c${number}[${quoted(call.object)}] -.->|${quoted(call.operation)}| h${number}`]),
  ];
}

/** Everything that has a meaning in a label, such as quotes, "#" and list marks, is written as a character number. */
function quoted(text: string): string {
  const escaped = text.replace(
    /[^\p{L}\p{M}\p{N} ._/,-]|^[-.]|\.(?= |$)/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
  return `"${escaped}"`;
}
