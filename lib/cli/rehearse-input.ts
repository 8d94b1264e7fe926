import { readFileSync } from "node:fs";
import { CommandError } from "./errors";
import { ComputedOrders, computedOrders } from "./rehearse-orders";
import { inventedDecisions } from "../check/synthesized/invented-values";
import { describeGap, unorderedIn, unsupportedIn } from "../check/synthesized/not-understood";
import { isValues, Values } from "../core/terraform/values";
import { hasLifecycle, RehearsalOptions, Step, stepOf, SynthesizedStep } from "../rehearsal";
import { placeholdersFor } from "../rehearsal/terraform/variables";

/** @internal The options of `rehearse`. */
export interface RehearseOptions {
  readonly from?: string[];
  readonly lifecycle?: boolean;
  readonly everyHost?: boolean;
  readonly assumeForeignRecords?: boolean;
  readonly seed?: number;
  readonly seconds?: number;
  readonly pairs?: number;
  /** In percent. @default 100 */
  readonly minCoverage?: number;
  readonly strict?: boolean;
  readonly varFile?: string[];
  /** A JSON file with values of data sources by address. */
  readonly data?: string;
  readonly stack?: string[];
  readonly format?: "text" | "json" | "mermaid";
}

/** @internal What `rehearse` applies, and what it knows about it without applying it. */
export interface RehearsalInput {
  readonly versions: Step[];
  /** What the user adds to them. */
  readonly inputs: Inputs;
  /** What is not rehearsed, as clauses. */
  readonly gaps: readonly string[];
  readonly orders: readonly ComputedOrders[];
  /** A text about the versions with the addresses of the user. */
  readonly original: (text: string) => string;
}

/**
 * Reads the versions of an app to rehearse. Without a path, it reads cdktf.out, as the other commands do.
 *
 * @throws InventoryError SynthesizedStackNotFound, SynthesizedStackUnreadable
 * @throws RehearsalError RehearsalStackNotFound, RehearsalImpossible
 * @internal
 */
export function directoriesInput(paths: string[], options: RehearseOptions): RehearsalInput {
  const versions = versionsOf(paths, options);
  const stacks = versions.flatMap((version) => version.stacks);
  const inputs = inputsOf(options);
  const { varFiles = [], data = {} } = inputs;
  const answered = new Set(Object.keys(data));
  const missing = [
    ...unsupportedIn(stacks),
    ...unorderedIn(stacks),
    ...stacks.flatMap((stack) =>
      inventedDecisions(stack.terraform, { placeholders: placeholdersFor(stack, varFiles), answered }),
    ),
  ];
  return {
    versions,
    inputs,
    gaps: missing.map((gap) => describeGap(gap)),
    orders: computedOrders(versions, hasLifecycle(versions, options), options.assumeForeignRecords),
    original: (text) => text,
  };
}

/** @internal The values that the user adds to the stacks. */
export function inputsOf({ varFile, data }: RehearseOptions): Inputs {
  varFile?.forEach(requireReadable);
  return { varFiles: varFile, data: data === undefined ? undefined : dataIn(data) };
}

/** Terraform would report a missing file once per stack, after its initialization. */
function requireReadable(file: string): void {
  let why: string;
  try {
    const text = readFileSync(file, "utf8");
    if (!file.endsWith(".json") || isValues(JSON.parse(text))) return;
    why = "it contains no object";
  } catch (error) {
    why = (error as Error).message;
  }
  throw new CommandError(
    "RehearsalOptionsInvalid",
    `--var-file "${file}": ${why}; specify a file in the syntax of terraform.tfvars, or with the suffix .json in JSON`,
  );
}

interface Inputs {
  readonly varFiles: RehearsalOptions["varFiles"];
  readonly data: RehearsalOptions["data"];
}

/** The values of data sources in a JSON file. */
function dataIn(file: string): Record<string, Values> {
  const refuse = (why: string): never => {
    throw new CommandError(
      "RehearsalOptionsInvalid",
      `--data "${file}": ${why}; write a JSON object such as {"data.http.motd": {"response_body": "hello"}}`,
    );
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return refuse((error as Error).message);
  }
  if (!isValues(parsed)) return refuse("it contains no object");
  const wrong = Object.entries(parsed).find(([address, values]) => !/^data\./.test(address) || !isValues(values));
  return wrong === undefined ? (parsed as Record<string, Values>) : refuse(`"${wrong[0]}" is not a data source`);
}

/** @internal The deployed version, if any, and the new version. */
export function versionsOf(
  paths: string[],
  { from, stack: only }: Pick<RehearseOptions, "from" | "stack">,
): SynthesizedStep[] {
  const after = stepOf(paths.length === 0 ? ["cdktf.out"] : paths, only);
  const before = from === undefined ? [] : [sameStack(stepOf(from, only), after)];
  return [...before, after];
}

/** A stack without a manifest is named after its directory. A single one is the same stack in both versions. */
function sameStack(before: SynthesizedStep, after: SynthesizedStep): SynthesizedStep {
  const isManifest = [...before.stacks, ...after.stacks].some(({ fromManifest }) => fromManifest);
  if (isManifest || before.stacks.length > 1 || after.stacks.length > 1) return before;
  return { ...before, stacks: before.stacks.map((stack) => ({ ...stack, name: after.stacks[0].name })) };
}
