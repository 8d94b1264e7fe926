import type { Hop, Trace } from "./model";
import { columnWidth, hang } from "../inventory/text-layout";

const MARKS = { ok: "ok", unknown: "unknown", broken: "BROKEN" } as const;

/** @internal Renders a trace as text, hop by hop, with the remediation of a broken hop. */
export function renderTrace({ fqdn, outcome, hops, notes }: Trace): string {
  const width = columnWidth(
    hops.map(({ at }) => at),
    20,
  );
  const lines = [
    `${fqdn}: ${headline(outcome, hops)}`,
    "",
    ...hops.flatMap((hop) => renderHop(hop, width)),
    ...(notes.length > 0 ? ["", ...notes.flatMap((note) => hang("  note     ", note))] : []),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function headline(outcome: Trace["outcome"], hops: Hop[]): string {
  const broken = hops.find((hop) => hop.status === "broken");
  if (broken?.status === "broken") return `broken at ${broken.at} (${broken.code})`;
  return outcome === "connects" ? "connects" : "no broken hop found, but the result is incomplete";
}

function renderHop(hop: Hop, width: number): string[] {
  const start = `  ${MARKS[hop.status].padEnd(9)}${hop.at.padEnd(width)}  `;
  const below = " ".repeat(start.length);
  return [
    ...hang(start, hop.asked),
    ...hang(below, hop.decided),
    ...(hop.by.length > 0 ? hang(`${below}by: `, hop.by.join(", ")) : []),
    ...(hop.status === "broken" ? hang(`${below}fix: `, hop.fix) : []),
  ];
}
