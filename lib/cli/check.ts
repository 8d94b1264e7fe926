import { existsSync, writeFileSync } from "node:fs";
import { CheckInputOptions, readCheckInput } from "./check-input";
import { CommandError } from "./errors";
import { check as checkChange } from "../check/check";
import type { FailureClass } from "../check/model";
import { FAILURE_CLASSES } from "../check/model";
import { dayOf, DEFAULT_FAIL_ON } from "../check/options";
import { ANCHOR_FILES, redactPeople, renderReport, REPORT_FORMATS, ReportFormat } from "../check/report";
import type { RulesFile } from "../check/rules/model";
import { readRules } from "../check/rules/read-rules";

/** @internal The options of `check`. */
export interface CheckCommandOptions extends CheckInputOptions {
  /** The formats, one for each output. */
  readonly format?: string[];
  /** The file of each format. Without a file, a format is printed. */
  readonly output?: string[];
  /** The classes of findings that fail, separated by commas. */
  readonly failOn?: string;
  /** The file with the rules of the house. */
  readonly rules?: string;
  /** The same file of the base branch. */
  readonly baseRules?: string;
  readonly acceptUnknown?: boolean;
  readonly assumeForeignRecords?: boolean;
  readonly redactPeople?: boolean;
  /** The digest that the change must have. */
  readonly expectDigest?: string;
  readonly commit?: string;
  readonly reportUrl?: string;
  readonly anchor?: string;
}

/** @internal Checks a change, prints or writes the reports, and returns the exit code. */
export function check(
  path: string | undefined,
  options: CheckCommandOptions,
  { stdout, toolVersion }: { readonly stdout: (text: string) => void; readonly toolVersion: string },
): number {
  const formats = formatsOf(options);
  const { rules, baseRules } = rulesOf(options);
  const failOn = failOnOf(options, rules);
  const { changeSet, order } = readCheckInput(path, options);
  const { digest } = changeSet.provenance;
  if (options.expectDigest !== undefined && options.expectDigest !== digest) {
    throw new CommandError(
      "DigestMismatch",
      `The change has the digest ${digest}, but --expect-digest is ${options.expectDigest}. It is not the change that ` +
        "was checked before; check it again before the apply.",
    );
  }
  const found = checkChange(changeSet, order, {
    failOn,
    assumeForeignRecords: options.assumeForeignRecords,
    ...(rules !== undefined && { rules }),
    ...(baseRules !== undefined && { baseRules }),
  });
  const report = options.redactPeople === true ? redactPeople(found) : found;
  formats.forEach((format, i) => {
    const text = renderReport(report, format, {
      toolVersion,
      commit: options.commit,
      reportUrl: options.reportUrl,
      anchorFile: options.anchor ?? ANCHOR_FILES.find((file) => existsSync(file)),
    });
    const file = options.output?.[i];
    if (file === undefined) stdout(text);
    else write(file, text);
  });
  return report.exitCode;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw invalid(`--output: "${file}" cannot be written: ${(error as Error).message}`);
  }
}

function formatsOf({ format = ["text"], output = [] }: CheckCommandOptions): ReportFormat[] {
  const formats = format.flatMap((each) => each.split(","));
  const unknown = formats.find((each) => !(REPORT_FORMATS as string[]).includes(each));
  if (unknown !== undefined) {
    throw invalid(`--format: "${unknown}" is not one of ${REPORT_FORMATS.join(", ")}`);
  }
  if (output.length > formats.length) throw invalid("--output is given more often than --format");
  if (formats.length - output.length > 1) throw invalid("only one format can be printed; add --output for the others");
  return formats as ReportFormat[];
}

const RULES_FILE = "zero-trust.yaml";

/** The rules of the house. The default file is optional. */
function rulesOf({ rules, baseRules }: CheckCommandOptions): {
  readonly rules?: RulesFile;
  readonly baseRules?: RulesFile;
} {
  const today = dayOf(new Date());
  const file = rules ?? (existsSync(RULES_FILE) ? RULES_FILE : undefined);
  return {
    ...(file !== undefined && { rules: readRules(file, today) }),
    ...(baseRules !== undefined && { baseRules: readRules(baseRules, today) }),
  };
}

function failOnOf({ failOn, acceptUnknown }: CheckCommandOptions, rules: RulesFile | undefined): FailureClass[] {
  const classes = failOn?.split(",").map((each) => each.trim()) ?? [...(rules?.failOn ?? DEFAULT_FAIL_ON)];
  const unknown = classes.find((each) => !(FAILURE_CLASSES as readonly string[]).includes(each));
  if (unknown !== undefined) throw invalid(`--fail-on: "${unknown}" is not one of ${FAILURE_CLASSES.join(", ")}`);
  return (classes as FailureClass[]).filter((each) => each !== "unknown" || acceptUnknown !== true);
}

function invalid(why: string): CommandError {
  return new CommandError("CheckInputInvalid", `The input of check is invalid: ${why}.`);
}
