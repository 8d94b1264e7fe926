import { execFileSync } from "node:child_process";
import path from "node:path";
import { buildSync } from "esbuild";
import type { Run } from "./run";
import { projectRoot } from "../entry-points";

const VARIANTS = ["library", "handwritten", "fleet"];
/** In the project, so that the programs find the packages. */
const compiled = path.join(projectRoot, ".cache/bench");

/** Compiles the variants, as `npm run synth` compiles the app. */
export function compileVariants(): void {
  const entryPoints = ["run", ...VARIANTS].map((name) => path.join(__dirname, `${name}.ts`));
  buildSync({ entryPoints, bundle: true, platform: "node", packages: "external", sourcemap: true, outdir: compiled });
}

/** Runs a compiled variant with the given size in its own process. */
export function measure(variant: string, size: number): Run {
  const args = ["--enable-source-maps", path.join(compiled, "run.js"), variant, String(size)];
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
