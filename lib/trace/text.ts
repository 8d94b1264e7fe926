import type { Hop, Trace } from "./model";
import { columnWidth, hang } from "../inventory/text-layout";

const MARKS = { ok: "ok", unknown: "?", broken: "BROKEN" } as const;

/** @internal A trace as plain text, hop by hop, with the way out below what is broken. */
export function renderTrace({ fqdn, outcome, hops, notes }: Trace): string {
  const width = columnWidth(
    hops.map(({ at }) => at),
    20,
  );
  const lines = [
    `${fqdn}: ${headline(outcome, hops)}`,
    "",
    ...hops.flatMap((hop) => renderHop(hop, width)),
    ...(notes.length > 0 ? ["", ...notes.flatMap((note) => hang("  note    ", note))] : []),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function headline(outcome: Trace["outcome"], hops: Hop[]): string {
  const broken = hops.find((hop) => hop.status === "broken");
  if (broken?.status === "broken") return `broken at ${broken.at} (${broken.code})`;
  return outcome === "connects" ? "connects" : "nothing is broken as far as can be told";
}

function renderHop(hop: Hop, width: number): string[] {
  const start = `  ${MARKS[hop.status].padEnd(8)}${hop.at.padEnd(width)}  `;
  const below = " ".repeat(start.length);
  return [
    ...hang(start, hop.asked),
    ...hang(below, hop.by.length > 0 ? `${hop.decided} (${hop.by.join(", ")})` : hop.decided),
    ...(hop.status === "broken" ? hang(`${below}fix: `, hop.fix) : []),
  ];
}
