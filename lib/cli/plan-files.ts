import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { CommandError } from "./errors";
import { terraformBinary, terraformCommand } from "../core/terraform/binary";
import { terraformMissing } from "../rehearsal/terraform/binary";

/** @internal The options that select a plan. */
export interface PlanOptions {
  /** A plan file. */
  readonly plan?: string;
  /** The initialized directory of the plan. */
  readonly chdir?: string;
  /** A file with the output of `terraform show -json PLAN`. */
  readonly planJson?: string;
  /** A file with the output of `terraform graph -plan=PLAN`. */
  readonly graph?: string;
}

/** @internal What Terraform shows of a plan. */
export interface PlanFiles {
  /** The directory of the plan, or the file. */
  readonly name: string;
  readonly json: string;
  /** Undefined if the user did not specify it. */
  readonly graph?: string;
}

/**
 * Reads a plan. Undefined if the options select none.
 *
 * @param invalid creates the error about options that contradict each other
 * @throws CommandError PlanCommandFailed, and what `invalid` creates
 * @throws RehearsalError TerraformMissing
 * @internal
 */
export function readPlanFiles(
  { plan, chdir, planJson, graph }: PlanOptions,
  invalid: (why: string) => CommandError,
): PlanFiles | undefined {
  if ((graph !== undefined && planJson === undefined) || (chdir !== undefined && plan === undefined)) {
    throw invalid("--graph belongs to --plan-json, and --chdir to --plan");
  }
  if (plan !== undefined && planJson !== undefined) throw invalid("specify one of --plan and --plan-json");
  if (plan !== undefined) {
    const [directory, file] = [chdir ?? ".", resolve(plan)];
    const json = terraform(directory, "show", "-json", file);
    return { name: basename(resolve(directory)), json, graph: terraform(directory, "graph", `-plan=${file}`) };
  }
  if (planJson === undefined) return undefined;
  const read = (path: string): string => {
    try {
      return readFileSync(path, "utf8");
    } catch (error) {
      throw invalid(`"${path}" cannot be read: ${(error as Error).message}`);
    }
  };
  return { name: basename(planJson), json: read(planJson), ...(graph !== undefined && { graph: read(graph) }) };
}

/** The colors and frames that Terraform prints around a message. */
// eslint-disable-next-line no-control-regex -- colors are control sequences
const DECORATION = /\u001b\[[\d;]*m|[╷│╵]/g;

function terraform(directory: string, ...args: string[]): string {
  const binary = terraformBinary();
  try {
    return execFileSync(binary, [`-chdir=${directory}`, ...args], {
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stderr, code } = error as { readonly stderr?: string; readonly code?: string };
    if (code === "ENOENT" || code === "EACCES") {
      throw terraformMissing(binary, `cannot be run: ${(error as Error).message}`);
    }
    const why = (stderr || (error as Error).message).replace(DECORATION, " ").replace(/\s+/g, " ").trim();
    throw new CommandError(
      "PlanCommandFailed",
      `\`${terraformCommand()} ${args.join(" ")}\` failed in "${directory}": ${why}. Run it in the initialized directory in ` +
        "which the plan was made, before its state changes, or pass the outputs with --plan-json and --graph.",
    );
  }
}
