import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { breakingNames } from "./changelog";
import { undeclared, upgradeEffects, UpgradeEffect } from "./upgrade";
import { examplesIn } from "../entry-points";
import { inScratch } from "../scratch";

/** The examples of the last release: their sources, and what that release synthesized from them. */
export interface Baseline {
  readonly version: string;
  readonly folder: string;
  readonly examples: readonly string[];
}

const SYNTHESIZED = "synthesized";

/** The only folder of `__tests__/upgrade` whose name is a version. */
export function readBaseline(root: string): Baseline {
  const parent = path.join(root, "__tests__/upgrade");
  const versions = readdirSync(parent).filter((name) => /^\d+\.\d+\.\d+/.test(name));
  if (versions.length !== 1) {
    throw new Error(`${parent} must contain one version, not ${versions.join(", ") || "none"}`);
  }
  const folder = path.join(parent, versions[0]);
  return { version: versions[0], folder, examples: examplesIn(folder) };
}

/** Replaces the baseline by the examples of the current version. */
export function writeBaseline(root: string, version: string): Baseline {
  const parent = path.join(root, "__tests__/upgrade");
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    if (/^\d/.test(name)) rmSync(path.join(parent, name), { recursive: true });
  }
  const folder = path.join(parent, version);
  for (const example of examplesIn(path.join(root, "examples"))) {
    cpSync(path.join(root, "examples", example), path.join(folder, example), { recursive: true });
    inScratch((scratch) => {
      synthesizeExample(path.join(folder, example), scratch);
      keepSynthesized(scratch, path.join(folder, example, SYNTHESIZED));
    });
  }
  return readBaseline(root);
}

/** The undeclared effects of upgrading one example from the last release to this version. */
export function effectsOf(root: string, { folder, version }: Baseline, example: string): UpgradeEffect[] {
  return inScratch((scratch) => {
    synthesizeExample(path.join(folder, example), scratch);
    const names = breakingNames(readFileSync(path.join(root, "CHANGELOG.md"), "utf8"), version);
    return undeclared(upgradeEffects(path.join(folder, example, SYNTHESIZED), scratch), names);
  });
}

/** Runs the program of an example, as `cdktf synth` does. A program runs once in a process. */
function synthesizeExample(folder: string, outdir: string): void {
  const before = process.env.CDKTF_OUTDIR;
  process.env.CDKTF_OUTDIR = outdir;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program runs when it is loaded
    require(path.join(folder, "main.ts"));
  } finally {
    if (before === undefined) delete process.env.CDKTF_OUTDIR;
    else process.env.CDKTF_OUTDIR = before;
  }
}

/** Copies what a synthesis wrote, without paths of this machine, on one line. */
function keepSynthesized(outdir: string, folder: string): void {
  const manifest = JSON.parse(readFileSync(path.join(outdir, "manifest.json"), "utf8"));
  const files = Object.values<any>(manifest.stacks).map(({ synthesizedStackPath }) => synthesizedStackPath);
  for (const file of ["manifest.json", ...files]) {
    const json = JSON.parse(readFileSync(path.join(outdir, file), "utf8"));
    delete json.terraform?.backend;
    for (const state of Object.values<any>(json.data?.terraform_remote_state ?? {})) delete state.config?.path;
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${JSON.stringify(json)}\n`);
  }
}
