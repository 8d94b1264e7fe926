import { execFileSync } from "node:child_process";
import path from "node:path";
import type { Run } from "./run";
import { projectRoot } from "../entry-points";

/** Runs a variant with the given size in its own process. */
export function measure(variant: string, size: number): Run {
  const args = ["--import", "tsx", path.join(__dirname, "run.ts"), variant, String(size)];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: projectRoot, encoding: "utf8" }));
}

/** The median. */
export function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** One row of a Markdown table. */
export function row(cells: (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}
